//! Hostile patterns: regular expressions that are slow to read, large when compiled, or slow to match.

use super::Hostile;
use super::parts::{Parts, each, field};

pub fn all() -> Vec<Hostile> {
    // As often as all patterns together may be long.
    let fields = |pattern: &str| {
        let count = (1_990 / pattern.chars().count()).clamp(1, 60);
        each(count, |at| field(at, &format!("type: text, max_length: 255, error: {{ro: E}}, pattern: '{pattern}'")))
    };
    let accepted = |name, pattern: &str| Parts { fields: fields(pattern), ..Parts::default() }.accepted(name);
    let refused = |name, code, pattern: &str| Parts { fields: fields(pattern), ..Parts::default() }.refused(name, code);
    // As many answers as fit, each as long as the field takes.
    let matched_in = |count: usize, name, pattern: &str, answer: &str| {
        let answer: String = answer.chars().cycle().take(250).collect();
        let answers = each(count, |at| format!(", f{at}: {answer}"));
        let example = format!(
            "  - {{total: 1, answers: {{payer.kind: person, payer.id: \"2006022048426\", payer.name: Ion{answers}}}}}\n"
        );
        let field = |at| field(at, &format!("type: text, max_length: 255, error: {{ro: E}}, pattern: '{pattern}'"));
        Parts {
            fields: each(count, field),
            examples: example.repeat((250_000 / example.len()).min(100)),
            ..Parts::default()
        }
        .accepted(name)
    };
    let matched = |name, pattern: &str, answer: &str| matched_in(6, name, pattern, answer);
    vec![
        accepted("classes of letters", &r"\p{L}".repeat(59)),
        accepted("classes without regard to case", &format!("(?i){}", r"\p{L}".repeat(58))),
        refused("classes of all but letters, without regard to case", "E0304", &format!("(?i){}", r"\PL".repeat(98))),
        refused("classes of signs, without regard to case", "E0304", &format!("(?i){}", r"\W".repeat(148))),
        accepted("classes of everything else", &r"[^\p{L}]".repeat(36)),
        accepted("classes in classes", &r"[[\p{L}--\p{Lu}]&&[\w--\d]]".repeat(10)),
        refused("letters as often as fits", "E0104", r"[\p{L}]{0,40}[\p{N}]{0,40}"),
        accepted("classes within what they may take", &r"\p{Lu}\p{N}".repeat(2)),
        accepted("any characters as often as fits", ".{0,120}"),
        accepted("all characters but a few", r"[^\x{80}-\x{90}]{0,90}"),
        accepted("alternatives", &"(a|b|c|d|e|f|g|h)?".repeat(16)),
        refused(
            "brackets in brackets",
            "E0305",
            &format!("{}a{}", "(".repeat(97), ")?".repeat(97)).replacen("a", "b{256}", 1),
        ),
        accepted("stars in stars", &format!("{}a{}", "(".repeat(90), ")*".repeat(90))),
        refused("nothing very often", "E0305", "(?:){4294967295}a{256}"),
        refused("bounds of words", "E0305", &format!("{}a{{256}}", r"\b\B".repeat(70))),
        refused("letters very often", "E0304", "(?:a{1000}){1000}"),
        refused("letters often, often, often", "E0304", &format!("{}a{}", "(".repeat(20), "{0,9})".repeat(20))),
        refused("words often", "E0304", r"\w{255}\w{255}"),
        refused("brackets too deep", "E0304", &format!("{}a", "(".repeat(290))),
        refused("what matched before", "E0304", r"(a*)\1"),
        refused("what stands around", "E0304", "(?=a)a(?!b)"),
        refused("an unknown class", "E0304", r"\p{Unknown}"),
        refused("more than fits", "E0305", "[0-9]{1,256}"),
        Parts { fields: fields(&"a?".repeat(140)).repeat(2), ..Parts::default() }
            .refused("patterns longer than all may be", "E0104"),
        matched("a pattern of doubts", "(a|aa|a?)*b?a*", "a"),
        matched("a pattern of many states", "(a?){125}a{125}", "a"),
        matched("a pattern of everything", "(.?){90}.*", "ș𝒶"),
        matched("a pattern whose states double", "(.*a.{9}){1,3}.*", "ab"),
        matched("a pattern whose states double often", "(?:[ab]*a[ab]{12}){1,9}[ab]*", "abbabaab"),
        matched_in(4, "letters, each or none", r"(\p{L}?){60}\p{L}*", "ș"),
        matched_in(4, "letters between letters", r"(?:\p{L}*x\p{L}{20}){1,2}\p{L}*", "xș"),
        matched_in(4, "words of some letters", r"(?:\w{1,9} ?){1,5}.*", "șa "),
        matched_in(4, "letters and signs in turn", r"(?:[\p{L}\p{N}]{1,5}[^\p{L}]{0,5}){1,5}.*", "ș𝒶1-"),
        matched_in(4, "letters that may be others", r"(?:(?:\p{L}|\p{Lu}|\w)*){1,9}(?:\p{L}|\p{Ll}){9}.*", "șȘ"),
        Parts {
            fields: each(20, |at| {
                field(at, r"type: text, max_length: 9, error: {ro: E}, pattern: '\p{L}{1,4}( \p{L}{1,4})?'")
            }),
            ..Parts::default()
        }
        .accepted("names of any alphabet"),
        matched("letters in pieces", r"\p{L}{0,4} ?[^a]*", "șț"),
    ]
}
