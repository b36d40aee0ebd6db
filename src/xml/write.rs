//! A writer whose output is its own canonical form: what is signed is what is sent. It must not know what it writes.

/// Writes elements, attributes and text in canonical form (Canonical XML 1.0, chapter 2.3): no self-closing tags,
/// double quotes, canonical escapes. The caller keeps two rules that the canonical form also has: namespace
/// declarations first and sorted by prefix, then attributes sorted by namespace and name; and a prefix declared on the
/// outermost element that uses it, nowhere else. Characters that XML cannot carry become U+FFFD.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    open: Vec<String>,
}

impl Writer {
    /// A writer of nothing yet.
    pub fn new() -> Writer {
        Writer::default()
    }

    /// Opens an element. Attributes are written in the given order.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Writer {
        self.text.push('<');
        self.text.push_str(name);
        for (attribute, value) in attributes {
            self.text.push(' ');
            self.text.push_str(attribute);
            self.text.push_str("=\"");
            escape_attribute(&mut self.text, value);
            self.text.push('"');
        }
        self.text.push('>');
        self.open.push(name.to_owned());
        self
    }

    /// Writes text, escaped.
    pub fn text(&mut self, text: &str) -> &mut Writer {
        escape_text(&mut self.text, text);
        self
    }

    /// Writes what is canonical already, such as an element that another writer made.
    pub fn canonical(&mut self, xml: &str) -> &mut Writer {
        self.text.push_str(xml);
        self
    }

    /// Closes the element that was opened last; does nothing when none is open.
    pub fn close(&mut self) -> &mut Writer {
        if let Some(name) = self.open.pop() {
            self.text.push_str("</");
            self.text.push_str(&name);
            self.text.push('>');
        }
        self
    }

    /// Writes an element with nothing but text in it.
    pub fn leaf(&mut self, name: &str, text: &str) -> &mut Writer {
        self.open(name, &[]).text(text).close()
    }

    /// All that was written, with every element closed.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }
}

/// Appends text as canonical XML has it between tags.
pub(super) fn escape_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(if super::is_char(c) { c } else { '\u{fffd}' }),
        }
    }
}

/// Appends text as canonical XML has it in an attribute's value.
pub fn escape_attribute(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(if super::is_char(c) { c } else { '\u{fffd}' }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::xml::{Canonical, canonicalize, is_char, parse};

    #[test]
    fn elements_are_closed_in_their_order() {
        let mut writer = Writer::new();
        writer.open("a", &[("b", "<\"&\n>")]).leaf("c", "1 < 2 & 3 > 2\r").open("d", &[]);
        let expected = "<a b=\"&lt;&quot;&amp;&#xA;>\"><c>1 &lt; 2 &amp; 3 &gt; 2&#xD;</c><d></d></a>";
        assert_eq!(writer.finish(), expected);
    }

    proptest! {
        #[test]
        fn what_is_written_is_canonical_and_reads_back(value in any::<String>(), text in any::<String>()) {
            let mut writer = Writer::new();
            writer.open("a", &[("xmlns", "urn:a"), ("b", &value)]).leaf("c", &text);
            let xml = writer.finish();
            let document = parse(xml.as_bytes());
            prop_assume!(document.is_ok());
            let document = document.unwrap();
            let root = document.root_element();
            let carried = |text: &str| text.chars().map(|c| if is_char(c) { c } else { '\u{fffd}' }).collect::<String>();
            prop_assert_eq!(root.attribute("b").unwrap(), carried(&value));
            prop_assert_eq!(root.first_element_child().unwrap().text().unwrap_or_default(), carried(&text));
            prop_assert_eq!(canonicalize(root, &Canonical::default()), xml);
        }
    }
}
