//! Hostile YAML: a whole file of each of its constructs.

use mpay_pages::limits::DEFINITION_BYTES_MAX;

use super::parts::{Parts, each, filled, filling, hostile, refused};
use super::{Expected, Hostile};

pub fn all() -> Vec<Hostile> {
    let mut all = collections();
    all.extend(scalars());
    all.extend(forbidden());
    all.extend(around_a_good_service());
    all
}

fn collections() -> Vec<Hostile> {
    let nested = |open: &str, middle: &str, close: &str| {
        let depth = (DEFINITION_BYTES_MAX - middle.len()) / (open.len() + close.len());
        format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
    };
    // Each level is indented by one more: the file grows with the square of its depth.
    let stairs = |step: &dyn Fn(usize) -> String| each(700, step);
    vec![
        refused("brackets without end", "E0101", "[".repeat(DEFINITION_BYTES_MAX)),
        refused("braces without end", "E0101", "{".repeat(DEFINITION_BYTES_MAX)),
        refused("brackets that end", "E0101", nested("[", "", "]")),
        refused("braces that end", "E0101", nested("{a: ", "1", "}")),
        refused("brackets closed that are not open", "E0101", "]".repeat(DEFINITION_BYTES_MAX)),
        refused("mappings in a list in a mapping", "E0101", nested("[a: ", "1", "]")),
        refused("lists on one line", "E0104", filled("", "- ", "1")),
        refused("lists as stairs", "E0104", stairs(&|at| format!("{}-\n", " ".repeat(at)))),
        refused("mappings as stairs", "E0104", stairs(&|at| format!("{}a:\n", " ".repeat(at)))),
        refused("brackets deeper than they may be", "E0104", format!("{}1{}", "[".repeat(40), "]".repeat(40))),
        refused("lists as deep as they may be", "E0106", {
            let depth = 30;
            let one = format!("{}1{},", "[".repeat(depth), "]".repeat(depth));
            format!("x: [{}]", one.repeat(1_500))
        }),
        refused("a list of nothing", "E0101", filled("[", ",", "]")),
        refused("many values", "E0104", filled("", "- 1\n", "")),
        refused("many empty lists", "E0106", filled("x: [", "[],", "]").replacen("[],", "", 40_000)),
        refused("many keys", "E0105", each(24_000, |at| format!("k{at}: 1\n"))),
        refused("many keys twice", "E0103", each(24_000, |at| format!("k{}: 1\n", at % 12_000))),
        refused("many keys on one line", "E0105", format!("{{{}}}", each(22_000, |at| format!("k{at}: 1,")))),
        refused("many keys alike but for their ends", "E0105", {
            let start = "k".repeat(60);
            each(3_700, |at| format!("{start}{at}: 1\n"))
        }),
    ]
}

fn scalars() -> Vec<Hostile> {
    let long = |start: &str, repeated: &str, end: &str| filled(start, repeated, end);
    let as_title = |text: &str| Parts::default().text().replacen("title: {ro: Titlu}", &format!("title: {text}"), 1);
    let room = DEFINITION_BYTES_MAX - Parts::default().text().len() - 40;
    vec![
        refused("one word", "E0107", "a".repeat(DEFINITION_BYTES_MAX)),
        refused("one word after another", "E0107", long("", "abcdefg\n", "")),
        refused("quotes without end", "E0101", format!("a: \"{}", "\\".repeat(DEFINITION_BYTES_MAX - 5))),
        refused("single quotes without end", "E0101", long("a: '", "''", "")),
        refused("one text of escapes", "E0109", as_title(&format!("{{ro: \"{}\"}}", "\\u0219".repeat(room / 6)))),
        refused("escapes of half characters", "E0101", long("a: \"", "\\ud800", "\"")),
        refused("one text of many lines", "E0109", as_title(&format!("\n  ro: |\n    {}", "a\n    ".repeat(room / 6)))),
        refused("one folded text", "E0109", as_title(&format!("\n  ro: >\n    {}", "a\n\n    ".repeat(room / 7)))),
        refused("a folded text of blank lines", "E0109", as_title(&format!("\n  ro: >\n{}", "\n".repeat(room)))),
        refused("one plain text of many lines", "E0109", as_title(&format!("\n  ro: a{}", "\n    a".repeat(room / 6)))),
        refused("a quoted text of many lines", "E0109", as_title(&format!("{{ro: \"{}\"}}", "a\n  ".repeat(room / 4)))),
        refused("one number", "E0108", long("format: ", "9", "\n")),
        refused("one number of zeros", "E0111", format!("mpay_service_id: 0.{}1\n", "0".repeat(260_000))),
        refused("a number of great power", "E0110", "title: 1e999999999\n".to_owned()),
        refused("one long key", "E0105", {
            // A key stands within 1 024 characters of its colon, unless a question mark leads it.
            format!("? {}\n: 1\n", "servicecontact".repeat(18_000))
        }),
        refused("long keys", "E0105", filling(0, |at| format!("{}{at}: 1\n", "service".repeat(140)))),
        refused("one long word", "E0108", format!("format: 1\npayer: {{kinds: [{}]}}\n", "person".repeat(40_000))),
    ]
}

fn forbidden() -> Vec<Hostile> {
    vec![
        refused("anchors that multiply", "E0102", {
            let row = |at: usize| format!("a{}: &a{} [{}]\n", at + 1, at + 1, vec![format!("*a{at}"); 9].join(","));
            format!("a0: &a0 [x,x,x]\n{}", each(60, row))
        }),
        refused("many anchors", "E0102", filling(0, |at| format!("k{at}: &a{at} 1\n"))),
        refused("many aliases", "E0102", filled("a: &a 1\nb: [", "*a,", "]").replacen("*a,", "", 40_000)),
        refused("an alias of its own list", "E0102", "a: &a [*a]\n".to_owned()),
        refused("aliases of nothing", "E0101", filled("[", "*a,", "]")),
        refused("many tags", "E0102", filled("[", "!a 1,", "]")),
        refused("one long tag", "E0102", format!("a: !<tag:{}> 1\n", "x".repeat(200_000))),
        refused("many merges", "E0102", filled("", "<<: {a: 1}\n", "")),
        refused("a merge of many", "E0102", filled("<<: [", "{a: 1},", "]")),
        refused("many documents", "E0102", filled("a: 1\n", "---\na: 1\n", "")),
        refused("many ends of documents", "E0105", filled("a: 1\n", "...\n", "")),
        refused("many directives", "E0101", filled("", "%TAG !a! tag:a:\n", "--- a\n")),
        refused("keys that are lists", "E0102", filled("", "? [a]\n: 1\n", "")),
        refused("keys in keys", "E0102", filled("", "? ", "a")),
        refused("many keys of nothing", "E0103", filled("", "? \n", "").replacen("? \n", "", 70_000)),
        refused("tabs", "E0101", filled("a:\n", "\tb: 1\n", "")),
    ]
}

/// A good service with as much around it as a file takes.
fn around_a_good_service() -> Vec<Hostile> {
    let good = Parts::default().text();
    let accepted = |name, text: String| hostile(name, Expected::Accepted, text);
    let lines: Vec<&str> = good.split_inclusive('\n').collect();
    let room = (DEFINITION_BYTES_MAX - good.len()) / lines.len();
    let between = |filling: &str| {
        let filling = filling.repeat(room / filling.len());
        lines.iter().map(|line| format!("{filling}{line}")).collect::<String>()
    };
    vec![
        accepted("comments to the brim", between("#\n")),
        accepted("one long comment", filled(&format!("{good}#"), "x", "\n")),
        accepted("a comment of brackets behind each line", {
            let comment = format!(" #{}\n", "[{\"'&*!|".repeat(room / 8 - 1));
            lines.iter().map(|line| line.replace('\n', &comment)).collect()
        }),
        accepted("blank lines to the brim", between("\n")),
        accepted("white space at the ends of lines", {
            let spaces = format!("{}\n", " ".repeat(room));
            lines.iter().map(|line| line.replace('\n', &spaces)).collect()
        }),
        accepted("values far from their keys", {
            let spaces = " ".repeat(DEFINITION_BYTES_MAX - good.len());
            good.replacen("ro: Titlu", &format!("ro: {spaces}Titlu"), 1)
        }),
        accepted("lines of another machine", good.replace('\n', "\r\n")),
        accepted("a mark of byte order", format!("\u{feff}{good}")),
        refused("a null character", "E0101", good.replacen("Titlu", "Ti\0tlu", 1)),
        refused("old line ends", "E0101", good.replace('\n', "\u{85}")),
    ]
}
