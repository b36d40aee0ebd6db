//! The pattern of a text field: it can be read, agrees with the lengths, and all of a service are bounded together.

use super::reader::Reader;
use crate::diag::{Code, Placed};
use crate::limits::{PATTERN_BYTES_MAX, PATTERNS_BYTES_MAX, PATTERNS_CHARS_MAX};
use crate::plan::Pattern;
use crate::yaml::Node;

/// Reads the pattern of a field whose answers have so many characters, as far as that is known.
pub(super) fn pattern(reader: &mut Reader<'_>, node: &Node, lengths: Option<(usize, usize)>) -> Option<Pattern> {
    let pattern = reader.text(node, "the pattern", 300)?;
    reader.pattern_chars += pattern.value.chars().count();
    if reader.pattern_chars > PATTERNS_CHARS_MAX {
        let message = format!("all patterns together have more than {PATTERNS_CHARS_MAX} characters");
        reader.diagnostics.report(Code::TooLarge, pattern.place, message).help("simplify the patterns");
        return None;
    }
    // None is compiled any more: each takes its time.
    if reader.pattern_bytes > PATTERNS_BYTES_MAX {
        return None;
    }
    let parsed = Pattern::parse(&pattern.value);
    reader.pattern_bytes += match &parsed {
        Ok(parsed) => parsed.bytes(),
        Err(_) => PATTERN_BYTES_MAX,
    };
    match parsed {
        Ok(_) if reader.pattern_bytes > PATTERNS_BYTES_MAX => {
            let message = "all patterns up to this one together are too large";
            let help = "leave the length to `max_length`, as in \\p{L}+ in place of \\p{L}{1,40}; or write fewer classes of signs";
            reader.diagnostics.report(Code::TooLarge, pattern.place, message).help(help);
            None
        }
        Ok(parsed) => {
            if let Some(lengths) = lengths {
                fits(reader, &pattern, lengths);
            }
            Some(parsed)
        }
        Err(error) => {
            let reason = error.to_string().lines().last().unwrap_or_default().trim().to_owned();
            let help = match error {
                regex::Error::CompiledTooBig(_) => {
                    "leave the length to `max_length`, as in \\p{L}+ in place of \\p{L}{1,255}; or write fewer classes of signs"
                }
                _ => "a pattern is a regular expression for the whole answer, as in [0-9]{1,10}",
            };
            reader
                .diagnostics
                .report(Code::BadPattern, pattern.place, "the pattern cannot be read")
                .label(reason)
                .help(help);
            None
        }
    }
}

/// A pattern that asks for longer answers than the field takes contradicts it.
fn fits(reader: &mut Reader<'_>, pattern: &Placed<String>, (min, max): (usize, usize)) {
    let Ok((shortest, longest)) = regex_syntax::parse(&pattern.value).map(|tree| chars(&tree)) else { return };
    let fault = match () {
        () if shortest > max => {
            format!("the pattern asks for at least {shortest} characters, `max_length` allows {max}")
        }
        () if longest.is_some_and(|longest| longest < min) => {
            format!("the pattern allows at most {} characters, `min_length` asks for {min}", longest.unwrap_or(0))
        }
        () if longest.is_some_and(|longest| longest > max) => {
            format!("the pattern allows {} characters, `max_length` only {max}", longest.unwrap_or(0))
        }
        () => return,
    };
    reader.diagnostics.report(Code::PatternLength, pattern.place, fault).help("let the two agree");
}

/// The fewest and the most characters that a pattern matches; `None`: there is no most.
fn chars(tree: &regex_syntax::hir::Hir) -> (usize, Option<usize>) {
    use regex_syntax::hir::HirKind;
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, Some(0)),
        HirKind::Literal(literal) => {
            let count = String::from_utf8_lossy(&literal.0).chars().count();
            (count, Some(count))
        }
        HirKind::Class(_) => (1, Some(1)),
        HirKind::Capture(capture) => chars(&capture.sub),
        HirKind::Repetition(repetition) => {
            let (least, most) = chars(&repetition.sub);
            let times = |count: usize, times: u32| count.saturating_mul(times as usize);
            (times(least, repetition.min), most.zip(repetition.max).map(|(most, max)| times(most, max)))
        }
        HirKind::Concat(parts) => parts.iter().map(chars).fold((0, Some(0)), |(least, most), (a, b)| {
            (least.saturating_add(a), most.zip(b).map(|(most, b): (usize, usize)| most.saturating_add(b)))
        }),
        HirKind::Alternation(parts) => {
            let all: Vec<(usize, Option<usize>)> = parts.iter().map(chars).collect();
            let most = all.iter().map(|(_, most)| *most).collect::<Option<Vec<usize>>>();
            let least = all.iter().map(|(least, _)| *least).min().unwrap_or(0);
            (least, most.map(|most| most.into_iter().max().unwrap_or(0)))
        }
    }
}
