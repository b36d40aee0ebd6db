//! How values become HTML: every value is escaped, and `<` is never written for one that is not marked as safe.

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, Output, State};

/// Makes an environment escape every value, whatever the name of its templates.
pub(super) fn install(environment: &mut Environment<'_>) {
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write);
}

/// As minijinja's own formatter, but a slash stays a slash: addresses and dates are legible in the source.
fn write(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = match value.as_str() {
        Some(text) if value.is_safe() => return out.write_str(text).map_err(Error::from),
        Some(text) => escaped(text),
        None if value.is_none() => return Ok(()),
        None => escaped(&value.to_string()),
    };
    out.write_str(&text).map_err(Error::from)
}

/// Text for the inside of an element or of a quoted attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // HTML has no place for it, not even escaped.
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
