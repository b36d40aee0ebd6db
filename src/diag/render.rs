//! Diagnostics as text for a terminal, with the lines they speak about, and as JSON for tools.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::{Diagnostic, Place, Severity, Sources};

/// How far apart two places may be, in bytes, to be shown in one excerpt of the file.
const SHOWN_TOGETHER_BYTES_MAX: usize = 16 * 1024;
/// The longest line that is looked at as a whole, in bytes; of a longer one only what stands around a place is.
const LINE_BYTES_MAX: usize = 4_000;
/// How much that is, on each side, in bytes.
const AROUND_BYTES: usize = 400;

/// Renders problems as rustc does: message, file, line, column, the line itself with carets, help.
pub fn to_text(diagnostics: &[Diagnostic], sources: &Sources, coloured: bool) -> String {
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&renderer.render(&[group(diagnostic, sources)]));
        out.push_str("\n\n");
    }
    out
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let place = diagnostic.place;
    let main = Mark { place, label: &diagnostic.label, kind: AnnotationKind::Primary };
    let others = diagnostic.related.iter();
    let others = others.map(|(place, label)| Mark { place: *place, label, kind: AnnotationKind::Context });
    let is_near = |mark: &Mark<'_>| {
        mark.place.file == place.file && mark.place.start.abs_diff(place.start) <= SHOWN_TOGETHER_BYTES_MAX
    };
    let (near, far): (Vec<Mark<'a>>, Vec<Mark<'a>>) = others.partition(is_near);
    let together: Vec<Mark<'a>> = std::iter::once(main).chain(near).collect();
    let group = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    let mut elements =
        shown(&together, sources).unwrap_or_else(|| together.iter().flat_map(|mark| around(mark, sources)).collect());
    for mark in far {
        elements.extend(shown(&[mark], sources).unwrap_or_else(|| around(&mark, sources).into()));
    }
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(help).into());
    }
    group.elements(elements)
}

/// A place with what is said of it.
#[derive(Clone, Copy)]
struct Mark<'a> {
    place: Place,
    label: &'a str,
    kind: AnnotationKind,
}

impl<'a> Mark<'a> {
    /// In a part of the file that begins at a byte.
    fn annotation(&self, text: &str, start: usize) -> Annotation<'a> {
        let span = clamped(text, self.place.start, self.place.end);
        self.kind.span(span.start - start..span.end - start).label(self.label)
    }
}

/// The lines of one file with all that is marked in them; `None` where one of them is too long to be shown whole.
fn shown<'a>(marks: &[Mark<'a>], sources: &'a Sources) -> Option<Vec<Element<'a>>> {
    let file = marks.first()?.place.file;
    let text = sources.text(file);
    let spans = || marks.iter().map(|mark| clamped(text, mark.place.start, mark.place.end));
    let (first, last) = (spans().map(|span| span.start).min()?, spans().map(|span| span.end).max()?);
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
    let lines = &text[start..end];
    if lines.lines().any(|line| line.len() > LINE_BYTES_MAX) {
        return None;
    }
    let line = 1 + text[..start].matches('\n').count();
    let snippet = Snippet::source(lines).path(sources.path(file)).line_start(line).fold(true);
    Some(vec![snippet.annotations(marks.iter().map(|mark| mark.annotation(text, start))).into()])
}

/// What stands around one place in its line.
fn around<'a>(mark: &Mark<'a>, sources: &'a Sources) -> [Element<'a>; 2] {
    let Place { file, start, end } = mark.place;
    let text = sources.text(file);
    let span = clamped(text, start, end.min(start + AROUND_BYTES));
    let line_start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[span.start..].find('\n').map_or(text.len(), |newline| span.start + newline);
    let part =
        clamped(text, span.start.saturating_sub(AROUND_BYTES).max(line_start), (span.end + AROUND_BYTES).min(line_end));
    let (line, column) = sources.line_and_column(file, span.start);
    let mark = Mark { place: Place { file, start: span.start, end: span.end.min(part.end) }, ..*mark };
    let snippet = Snippet::source(&text[part.clone()]).line_start(line).annotation(mark.annotation(text, part.start));
    [Origin::path(sources.path(file)).line(line).char_column(column).into(), snippet.into()]
}

/// A range within the text, on character boundaries.
fn clamped(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(start);
    start..floor(end).max(start)
}

/// The same problems as JSON: a list of objects with code, name, severity, message, file, line, column, bytes, label,
/// help and the other places that matter. Lines and columns count from 1, columns in characters.
pub fn to_json(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<serde_json::Value> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let mut json = place_json(diagnostic.place, &diagnostic.label, sources);
            json["code"] = diagnostic.code.as_str().into();
            json["name"] = diagnostic.code.name().into();
            json["severity"] = severity_word(diagnostic.code.severity()).into();
            json["message"] = diagnostic.message.as_str().into();
            json["help"] = diagnostic.help.as_deref().into();
            let related = diagnostic.related.iter().map(|(place, label)| place_json(*place, label, sources));
            json["related"] = related.collect();
            json
        })
        .collect()
}

/// The word for a severity, as JSON and SARIF have it.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn place_json(place: Place, label: &str, sources: &Sources) -> serde_json::Value {
    let (line, column) = sources.line_and_column(place.file, place.start);
    let (end_line, end_column) = sources.line_and_column(place.file, place.end);
    json!({
        "file": sources.path(place.file),
        "line": line,
        "column": column,
        "endLine": end_line,
        "endColumn": end_column,
        "start": place.start,
        "end": place.end,
        "label": label,
    })
}
