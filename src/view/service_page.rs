//! Stage two of a service's page: fills in what depends on the payer; knows nothing of the plan it was made from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context};

use super::{FoundOptions, RunningTotal, ViewError, escape};

/// What a payer has typed, by the names of the form, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormState {
    /// The values; what is absent is empty.
    pub values: BTreeMap<String, String>,
    /// The errors; of several with one name, the first is shown.
    pub errors: Vec<FieldError>,
    /// The questions whose answers a link has locked.
    pub locked: BTreeSet<String>,
    /// What it would cost so far.
    pub running: RunningTotal,
    /// What is shown of long choices, by their names.
    pub found: BTreeMap<String, FoundOptions>,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field in the form; an unknown name is shown on top alone.
    pub name: String,
    /// What to do about it, in the page's language.
    pub message: String,
}

/// The template of a service's page, ready to be filled.
#[derive(Debug)]
pub struct ServicePage {
    environment: Environment<'static>,
    /// The names of errors that it has a place for, as strings of stage two.
    error_names: BTreeSet<String>,
}

const NAME: &str = "page";

impl ServicePage {
    /// Reads what [`super::View::service_page`] wrote.
    ///
    /// # Errors
    /// `Unreadable` when it is something else.
    pub fn parse(template: &str) -> Result<ServicePage, ViewError> {
        // Without filters, tests and functions: the pages need none, and a stored page outlives the program.
        let mut environment = Environment::empty();
        environment.set_syntax(syntax().map_err(ViewError::Unreadable)?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_debug(false);
        escape::install(&mut environment);
        // A page has loops over errors and lines only: its work is bounded by its length and theirs.
        environment.set_fuel(Some(100_000 + template.len() as u64));
        environment.add_template_owned(NAME, template.to_owned()).map_err(ViewError::Unreadable)?;
        let places = template.split("<% if e[").skip(1);
        let error_names = places.filter_map(|rest| Some(rest.split_once(']')?.0.to_owned())).collect();
        Ok(ServicePage { environment, error_names })
    }

    /// The page with a payer's values and errors; without any, it is the empty page.
    ///
    /// # Errors
    /// `Unfilled` when that takes more work than any form needs.
    pub fn render(&self, form: &FormState) -> Result<String, ViewError> {
        let template = self.environment.get_template(NAME).map_err(ViewError::Unfilled)?;
        let mut errors = BTreeMap::new();
        let mut other_errors = Vec::new();
        for error in form.errors.iter().rev() {
            if self.error_names.contains(&string_literal(&error.name)) {
                errors.insert(error.name.clone(), error.message.clone());
            } else {
                other_errors.insert(0, error.message.clone());
            }
        }
        let page = context! {
            has_errors => !form.errors.is_empty(),
            other_errors,
            // Pages of earlier programs look for it.
            notices => Vec::<String>::new(),
            r => form.running.context(),
            v => Value::from_object(Texts(form.values.clone())),
            e => Value::from_object(Texts(errors)),
            l => Value::from_object(Texts(form.locked.iter().map(|name| (name.clone(), "yes".to_owned())).collect())),
            f => Value::from_object(Found(form.found.clone())),
            has_locked => !form.locked.is_empty(),
        };
        template.render(page).map_err(ViewError::Unfilled)
    }
}

/// Stage two's own marks all begin with `<`, which stage one writes for no text of a definition: it escapes each.
fn syntax() -> Result<SyntaxConfig, minijinja::Error> {
    SyntaxConfig::builder()
        .block_delimiters("<%", "%>")
        .variable_delimiters("<$", "$>")
        .comment_delimiters("<#", "#>")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
}

/// A text as a string of stage two. Whatever is not a plain letter, digit, `_`, `-` or `.` is written as its number, so
/// that no name can end the string.
fn string_literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() || b"_-.".contains(&byte) => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\u{unit:04x}")),
        }
    }
    out.push('"');
    out
}

/// The filter of stage one for [`string_literal`].
pub(super) fn literal(text: &str) -> Value {
    Value::from_safe_string(string_literal(text))
}

/// What was found by name; a name that is not there has nothing.
#[derive(Debug)]
struct Found(BTreeMap<String, FoundOptions>);

impl Object for Found {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        Some(self.0.get(key).map_or_else(|| Value::from(()), |found| Value::from(Serde(found.clone()))))
    }
}

/// Texts by name; a name that is not there has the empty text.
#[derive(Debug)]
struct Texts(BTreeMap<String, String>);

impl Object for Texts {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        Some(Value::from(self.0.get(key).map_or("", String::as_str)))
    }
}
