//! Hostile texts: what is said to people, as long and as odd as it may be.

use super::Hostile;
use super::parts::{Parts, each, field, filling};

pub fn all() -> Vec<Hostile> {
    let labelled = |label: &str| {
        let one = |at: usize| {
            let label: String = label.chars().take(280).collect();
            format!(
                "      - {{id: f{at}, type: text, label: {{ro: \"{at}{label}\"}}, hint: {{ro: \"{label}\"}}, error: {{ro: \
                 \"{label}\"}}, property: {{display: {{ro: F{at}}}}}}}\n"
            )
        };
        let mut fields = String::new();
        for at in 0..60 {
            let next = one(at);
            if fields.len() + next.len() > 250_000 {
                break;
            }
            fields.push_str(&next);
        }
        Parts { fields, ..Parts::default() }
    };
    let described = |text: &str| {
        let text: String = text.chars().cycle().take(1_900).collect();
        Parts { more: format!("description: {{ro: '{}'}}\n", text.replace('\'', "''")), ..Parts::default() }
    };
    vec![
        labelled("<script>alert(1)</script>&amp;{{ 7*7 }}{% raw %}<$ x $>").accepted("labels of markup and templates"),
        labelled(&"a\u{301}\u{323}\u{304}".repeat(90)).accepted("labels of combining marks"),
        labelled(&format!("a{}", "\u{316}\u{301}".repeat(140))).accepted("a letter with very many marks"),
        labelled(&"👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿".repeat(20)).accepted("labels of families and flags"),
        labelled(&"\u{fdfa}\u{1d160}\u{2f9f4}".repeat(50)).accepted("characters that grow when they are composed"),
        labelled(&"\u{202e}\u{2066}\u{200f}אב".repeat(50)).accepted("labels that turn around"),
        labelled(&"\u{200b}\u{ad}\u{2060}\u{fe0f}".repeat(70)).accepted("labels that nobody sees"),
        labelled(&"\u{e000}\u{fffd}\u{10fffd}\u{3400}".repeat(70)).accepted("characters of no alphabet"),
        labelled(&"ﷺ𒐫꧅⸻".repeat(70)).accepted("characters wider than others"),
        Parts { fields: each(60, |at| field(at, "type: text, hint: {ro: \"\\x01\\x7f\"}")), ..Parts::default() }
            .refused("control characters", "E0109"),
        Parts {
            fields: filling(2_000, |at| field(at, "type: choice, hint: {ro: \"\\x01\"}"))
                .lines()
                .take(60)
                .map(|line| format!("{line}\n"))
                .collect(),
            ..Parts::default()
        }
        .refused("several faults in each field", "E0109"),
        described("[").accepted("brackets of links"),
        described("![a](").accepted("images in images"),
        described("*a_ ").accepted("stars and underscores"),
        described("**a *").accepted("stars in stars"),
        described("`").accepted("marks of code"),
        described("<").accepted("marks of tags"),
        described("> - 1. ").accepted("quotes in lists in quotes"),
        described("&#1114111;&quot").accepted("entities"),
        described("a|b\n-|-\n").accepted("tables of text"),
        described("[a]: <b> 'c'\n\n[a]").accepted("links by name"),
    ]
}
