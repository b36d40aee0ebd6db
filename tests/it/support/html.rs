//! A page as a browser reads it: elements, their text, and forms with what stands in them.

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

/// An answer to a browser.
pub struct Page {
    pub address: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

/// An element, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    pub attributes: BTreeMap<String, String>,
}

/// A form and what would be posted, without the button that is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// An absolute address.
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Page {
    /// The page, when its status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Page {
        assert_eq!(self.status, status, "{}\n{}", self.address, self.body);
        self
    }

    /// A header's value; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The elements that a selector finds.
    pub fn all(&self, css: &str) -> Vec<Part> {
        let document = Html::parse_document(&self.body);
        document.select(&Selector::parse(css).unwrap()).map(Part::of).collect()
    }

    /// The only element that a selector finds.
    #[track_caller]
    pub fn one(&self, css: &str) -> Part {
        let mut all = self.all(css);
        assert_eq!(all.len(), 1, "{css} on {}\n{}", self.address, self.body);
        all.remove(0)
    }

    /// All text of the page's body.
    #[track_caller]
    pub fn text(&self) -> String {
        self.one("body").text
    }

    /// Asserts that the page says something.
    #[track_caller]
    pub fn says(&self, text: &str) {
        let said = self.text();
        assert!(said.contains(&squeezed(text)), "{} does not say `{text}`:\n{said}", self.address);
    }

    /// The form that a selector finds, as it would be posted.
    #[track_caller]
    pub fn form(&self, css: &str) -> Form {
        let document = Html::parse_document(&self.body);
        let form = document.select(&Selector::parse(css).unwrap()).next();
        let form = form.unwrap_or_else(|| panic!("no form {css} on {}\n{}", self.address, self.body));
        assert_eq!(form.attr("method"), Some("post"));
        let action = absolute(&self.address, form.attr("action").unwrap());
        let controls = Selector::parse("input, select, textarea").unwrap();
        Form { action, fields: form.select(&controls).filter_map(field).collect() }
    }
}

impl Part {
    fn of(element: ElementRef<'_>) -> Part {
        let attributes = element.value().attrs().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Part { text: squeezed(&element.text().collect::<String>()), attributes: attributes.collect() }
    }

    /// An attribute's value; empty when there is none.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

impl Form {
    /// What stands in a field.
    #[track_caller]
    pub fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|(other, _)| other == name);
        field.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no field {name} in {:?}", self.fields))
    }

    /// The form with something typed into its fields; a choice that had none appears.
    pub fn with<'a>(mut self, answers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Form {
        for (name, value) in answers {
            match self.fields.iter_mut().find(|(other, _)| other == name) {
                Some(field) => value.clone_into(&mut field.1),
                None => self.fields.push((name.to_owned(), value.to_owned())),
            }
        }
        self
    }
}

/// What a control would post; nothing for one that is not chosen.
fn field(control: ElementRef<'_>) -> Option<(String, String)> {
    let name = control.attr("name")?.to_owned();
    let value = match control.value().name() {
        "select" => {
            let options = Selector::parse("option").unwrap();
            let chosen = control.select(&options).find(|option| option.attr("selected").is_some());
            let chosen = chosen.or_else(|| control.select(&options).next())?;
            chosen.attr("value")?.to_owned()
        }
        "textarea" => control.text().collect(),
        _ => match control.attr("type").unwrap_or("text") {
            "radio" | "checkbox" if control.attr("checked").is_none() => return None,
            "submit" | "button" => return None,
            _ => control.attr("value").unwrap_or_default().to_owned(),
        },
    };
    Some((name, value))
}

/// A text with one ordinary space for any white space.
pub fn squeezed(text: &str) -> String {
    text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The address that a link on a page leads to.
pub fn absolute(page: &str, link: &str) -> String {
    if link.starts_with("http://") || link.starts_with("https://") {
        return link.to_owned();
    }
    assert!(link.starts_with('/'), "{link}");
    format!("{}{link}", origin(page))
}

/// The scheme, host and port of an address.
pub fn origin(address: &str) -> String {
    address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}
