//! What is wrong with a definition: a code, a place, a message, a way out. Plain values; rendering is apart.

mod code;
mod line;
mod render;
mod sarif;

pub use code::{Code, Severity};
pub use line::one_line;
pub use render::{to_json, to_text};
pub use sarif::to_sarif;

use crate::limits::{DIAGNOSTICS_MAX, MESSAGE_CHARS_MAX};

/// A longer name is no slip of another: nothing near to it is looked for.
const NEAREST_CHARS_MAX: usize = 100;

/// A file among the [`Sources`] of one compilation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u16);

/// A range of bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Place {
    /// A part of this place, by offsets from its start.
    pub fn part(self, range: std::ops::Range<usize>) -> Place {
        Place { file: self.file, start: self.start + range.start, end: self.start + range.end }
    }
}

/// A value with the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

impl<T> Placed<T> {
    /// A value and its place.
    pub fn new(value: T, place: Place) -> Placed<T> {
        Placed { value, place }
    }
}

/// The files of one compilation, for showing places in them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<(String, String)>,
}

impl Sources {
    /// Adds a file by the path that messages should show. At most 65 535 files; more share the last number.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push((path.into(), text.into()));
        FileId(u16::try_from(self.files.len() - 1).unwrap_or(u16::MAX))
    }

    /// Gives a file another text.
    pub fn set_text(&mut self, file: FileId, text: impl Into<String>) {
        if let Some((_, old)) = self.files.get_mut(usize::from(file.0)) {
            *old = text.into();
        }
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> &str {
        self.files.get(usize::from(file.0)).map_or("", |(path, _)| path)
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> &str {
        self.files.get(usize::from(file.0)).map_or("", |(_, text)| text)
    }

    /// The line and column of a byte of a file, both from 1; columns count characters.
    pub fn line_and_column(&self, file: FileId, byte: usize) -> (usize, usize) {
        let text = self.text(file);
        let mut at = byte.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// One problem, told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What stands there, beside the carets.
    pub label: String,
    /// Other places that matter.
    pub related: Vec<(Place, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// Collects the problems of a compilation, up to a bound.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Notes a problem. The result can be refined: label, related places, help.
    pub fn report(&mut self, code: Code, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        if self.list.len() >= DIAGNOSTICS_MAX {
            // One more slot that later reports overwrite: memory stays bounded.
            self.list.truncate(DIAGNOSTICS_MAX);
        }
        let message = message.into();
        self.list.push(Diagnostic { code, message, place, label: String::new(), related: Vec::new(), help: None });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Whether something was found that forbids publication.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error)
    }

    /// Whether no more problems are kept: looking for others, and for what would mend them, is work for nothing.
    pub fn is_full(&self) -> bool {
        self.list.len() >= DIAGNOSTICS_MAX
    }

    /// How many problems were noted so far.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// The problems in the order of their places.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.truncate(DIAGNOSTICS_MAX);
        for diagnostic in &mut self.list {
            let related = diagnostic.related.iter_mut().map(|(_, label)| label);
            [&mut diagnostic.message, &mut diagnostic.label]
                .into_iter()
                .chain(&mut diagnostic.help)
                .chain(related)
                .for_each(shorten);
        }
        self.list.sort_by(|a, b| (a.place, a.code.as_str()).cmp(&(b.place, b.code.as_str())));
        self.list.dedup();
        self.list
    }
}

impl Diagnostic {
    /// Whether one of its places is in a file.
    pub fn speaks_of(&self, file: FileId) -> bool {
        self.place.file == file || self.related.iter().any(|(place, _)| place.file == file)
    }

    /// Says what stands at the place.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Diagnostic {
        self.label = label.into();
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Points at another place that matters.
    pub fn related(&mut self, place: Place, label: impl Into<String>) -> &mut Diagnostic {
        self.related.push((place, label.into()));
        self
    }
}

/// Takes the middle out of a text that nobody could read: names in a definition can be as long as its file.
fn shorten(text: &mut String) {
    let excess = text.chars().count().saturating_sub(MESSAGE_CHARS_MAX);
    if excess > 0 {
        let at = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
        let start = at(MESSAGE_CHARS_MAX / 2);
        text.replace_range(start..at(MESSAGE_CHARS_MAX / 2 + excess + 1), "…");
    }
}

/// The known name nearest to a mistaken one, when it is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    if length > NEAREST_CHARS_MAX {
        return None;
    }
    let limit = (length / 3).max(1);
    known
        .into_iter()
        // Each change makes a name longer or shorter by one at most.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// `a, b and c`, for messages.
pub fn listed<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
