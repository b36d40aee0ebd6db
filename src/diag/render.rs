//! Diagnostics as text for a terminal, with the lines they speak about, and as JSON for tools.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::json;

use super::{Diagnostic, Place, Severity, Sources};

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

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> annotate_snippets::Group<'a> {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let place = diagnostic.place;
    let text = sources.text(place.file);
    let snippet = |file| Snippet::source(sources.text(file)).path(sources.path(file)).fold(true);
    let mut main = snippet(place.file)
        .annotation(AnnotationKind::Primary.span(clamped(text, place.start, place.end)).label(&diagnostic.label));
    for (other, label) in diagnostic.related.iter().filter(|(other, _)| other.file == place.file) {
        main = main.annotation(AnnotationKind::Context.span(clamped(text, other.start, other.end)).label(label));
    }
    let mut group = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str()).element(main);
    for (other, label) in diagnostic.related.iter().filter(|(other, _)| other.file != place.file) {
        let span = clamped(sources.text(other.file), other.start, other.end);
        group = group.element(snippet(other.file).annotation(AnnotationKind::Context.span(span).label(label)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    group
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
