//! `explain`: the page of a diagnostic's code, or the list of all codes.

use std::io::Write;

use anyhow::bail;

use super::output::output;
use super::{ExplainArgs, Outcome};
use crate::diag::{Code, Severity, nearest};

pub(super) fn explain(args: &ExplainArgs) -> Outcome {
    let mut out = output();
    match &args.code {
        None => write!(out, "{}", list())?,
        Some(text) => write!(out, "{}", page(text)?)?,
    }
    Ok(true)
}

/// All codes with their titles, in order of code.
fn list() -> String {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.as_str());
    codes.iter().map(|code| format!("{code}  {:<24}  {}\n", code.name(), code.title())).collect()
}

fn page(text: &str) -> anyhow::Result<String> {
    let Some(code) = Code::parse(text) else {
        let upper = text.to_ascii_uppercase();
        let known = Code::ALL.iter().flat_map(|code| [code.as_str(), code.name()]);
        match nearest(&upper, known.clone()).or_else(|| nearest(text, known)) {
            Some(near) => bail!("there is no code `{text}`; did you mean `{near}`?"),
            None => bail!("there is no code `{text}`; `mpay-pages explain` lists all"),
        }
    };
    let effect = match code.severity() {
        Severity::Error => "an error: the definition cannot be published",
        Severity::Warning => "a warning: the definition can be published, its reviewer should look",
    };
    let rest = code.page().split_once('\n').map_or("", |(_, rest)| rest);
    let note = "The examples are parts of a definition; the rest of it stands as it was.";
    Ok(format!("# {code}: {}\n\n`{}`, {effect}.\n{}\n\n{note}\n", code.title(), code.name(), rest.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_code_and_by_name() {
        let by_code = page("e0301").unwrap();
        assert_eq!(by_code, page("expression-syntax").unwrap());
        assert!(by_code.starts_with("# E0301: An expression that cannot be read\n\n`expression-syntax`, an error"));
        assert!(by_code.contains("## Wrong") && by_code.contains("## Right"));
    }

    #[test]
    fn a_mistyped_code_is_answered_with_the_nearest() {
        for (typed, meant) in [("E0031", "`E0301`"), ("unknwon-key", "`unknown-key`"), ("W07O1", "`W0701`")] {
            let error = page(typed).unwrap_err().to_string();
            assert!(error.contains(meant), "{error}");
        }
        assert!(page("xyzzy-plugh").unwrap_err().to_string().contains("lists all"));
    }

    #[test]
    fn the_list_has_every_code() {
        let list = list();
        assert!(Code::ALL.iter().all(|code| list.contains(code.as_str()) && list.contains(code.title())));
        assert_eq!(list.lines().count(), Code::ALL.len());
    }
}
