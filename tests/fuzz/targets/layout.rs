//! The canonical layout. Laid out again, a text stays as it is; the values stay what they were; and no comment is lost.

use mpay_pages::compile::canonical;
use mpay_pages::diag::{Diagnostics, Sources};
use serde_yaml::Value;

pub fn run(text: &str) {
    let Some(once) = laid_out(text) else { return };
    assert_eq!(laid_out(&once).as_ref(), Some(&once), "laid out twice, it is another");
    // A mark of byte order is no part of the first line, and is left out where anything is.
    let body = |text: &'_ str| text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    let (text, once) = (&body(text), &body(&once));
    let value = |text: &str| serde_yaml::from_str::<Value>(text).ok();
    assert_eq!(value(text), value(once), "it means something else");
    let mut before = lines(text);
    let mut after = lines(once);
    before.sort_unstable();
    after.sort_unstable();
    assert_eq!(before, after, "a line is lost or changed");
}

fn laid_out(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("fuzz.yaml", text);
    canonical(file, text, &mut Diagnostics::default())
}

/// The lines without their indentation, which a list's dash changes, and without white space at their ends.
fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| line.trim_start_matches([' ', '-']).trim_end());
    lines.filter(|line| !line.is_empty()).collect()
}
