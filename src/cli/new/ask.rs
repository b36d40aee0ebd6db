//! How something is asked: a line out, a line in, again where it is wrong. Plain text, so that screen readers and
//! scripts can follow.

use std::fmt::Write as _;
use std::io::{BufRead, Read, Write};

use anyhow::{Context, bail};
use clap::ValueEnum;

/// How often one question is asked before it is given up.
const TRIES_MAX: usize = 10;
/// Longest line that is read, in bytes.
const LINE_BYTES_MAX: u64 = 4 * 1024;

/// Who answers.
pub(super) struct Asker {
    way: Way,
    /// Flags that nobody could be asked for, with what they tell.
    missing: Vec<(&'static str, String)>,
}

enum Way {
    /// A person at a terminal.
    Terminal(Box<dyn BufRead>, Box<dyn Write>),
    /// Nobody: examples stand in.
    Examples,
    /// Nobody, and flags should have told.
    Silent,
}

/// A question whose answer is a line of text.
pub(super) struct Question<'a, T> {
    /// The flag that tells it too.
    pub flag: &'static str,
    /// What is asked.
    pub text: String,
    /// What stands in where nobody is asked.
    pub example: &'a str,
    /// What an empty line means, where it means something; then no flag need tell it either.
    pub empty: Option<&'static str>,
    pub parse: &'a dyn Fn(&str) -> Result<T, String>,
}

/// What was told, or stands in.
#[derive(Debug, Clone)]
pub(super) struct Told<T> {
    pub value: T,
    /// Whether it is an example's.
    pub is_example: bool,
}

/// Nobody can be asked, and flags do not tell everything.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NeedsFlags(String);

impl<T> Told<T> {
    pub fn by_person(value: T) -> Told<T> {
        Told { value, is_example: false }
    }
}

impl Asker {
    /// Asks a person.
    pub fn terminal(input: Box<dyn BufRead>, output: Box<dyn Write>) -> Asker {
        Asker { way: Way::Terminal(input, output), missing: Vec::new() }
    }

    /// Asks nobody and takes examples.
    pub fn examples() -> Asker {
        Asker { way: Way::Examples, missing: Vec::new() }
    }

    /// Asks nobody and notes which flags are missing.
    pub fn silent() -> Asker {
        Asker { way: Way::Silent, missing: Vec::new() }
    }

    /// Whether there is a person to ask.
    pub fn has_person(&self) -> bool {
        matches!(self.way, Way::Terminal(..))
    }

    /// The answer to a question: what its flag told, else what the person types, else its example.
    pub fn ask<T>(&mut self, flag: Option<T>, question: &Question<'_, T>) -> anyhow::Result<Told<T>> {
        if let Some(value) = flag {
            return Ok(Told::by_person(value));
        }
        let example = || (question.parse)(question.example).map_err(|told| anyhow::anyhow!("the example: {told}"));
        match self.way {
            Way::Examples => return Ok(Told { value: example()?, is_example: true }),
            Way::Silent => {
                if question.empty.is_none() {
                    self.missing.push((question.flag, question.text.clone()));
                }
                return Ok(Told { value: example()?, is_example: true });
            }
            Way::Terminal(..) => {}
        }
        let end = question.empty.map_or_else(String::new, |meaning| format!(" (Enter: {meaning})"));
        for _ in 0..TRIES_MAX {
            let typed = self.line(&format!("{}{end}: ", question.text))?;
            if typed.is_empty() && question.empty.is_some() {
                return Ok(Told { value: example()?, is_example: true });
            }
            match (question.parse)(&typed) {
                Ok(value) => return Ok(Told::by_person(value)),
                Err(told) => self.say(&format!("  {told}\n"))?,
            }
        }
        bail!("{} was not answered in {TRIES_MAX} tries; nothing was written", question.flag)
    }

    /// One of some words, each with what it means; where nobody is asked, the one that is usual.
    pub fn choose<T: ValueEnum>(
        &mut self,
        flag: Option<T>,
        (name, text): (&'static str, &str),
        usual: Option<&T>,
    ) -> anyhow::Result<T> {
        if let Some(value) = flag {
            return Ok(value);
        }
        let all = T::value_variants();
        let known: Vec<(String, String)> = all
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|word| (word.get_name().to_owned(), word.get_help().map(ToString::to_string).unwrap_or_default()))
            .collect();
        let position = |value: &T| {
            let name = value.to_possible_value().map(|word| word.get_name().to_owned());
            known.iter().position(|(word, _)| Some(word) == name.as_ref()).unwrap_or(0)
        };
        let at = self.choose_of(name, text, &known, usual.map(position))?;
        all.get(at).cloned().context("an answer that is not one of the words")
    }

    /// The same for words that are not known before.
    pub fn choose_of(
        &mut self,
        flag: &'static str,
        text: &str,
        known: &[(String, String)],
        usual: Option<usize>,
    ) -> anyhow::Result<usize> {
        match self.way {
            Way::Examples => return Ok(usual.unwrap_or(0)),
            Way::Silent => {
                if usual.is_none() {
                    let words = known.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(", ");
                    self.missing.push((flag, format!("{text}: {words}")));
                }
                return Ok(usual.unwrap_or(0));
            }
            Way::Terminal(..) => {}
        }
        let mut listed = format!("{text}:\n");
        let width = known.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0);
        for (at, (word, help)) in known.iter().enumerate() {
            let _ = writeln!(listed, "{}", format!("  {:>2}  {word:width$}  {help}", at + 1).trim_end());
        }
        self.say(&listed)?;
        let end = match usual.and_then(|at| known.get(at)) {
            Some((word, _)) => format!(" (Enter: {word})"),
            None => String::new(),
        };
        for _ in 0..TRIES_MAX {
            let typed = self.line(&format!("A number or a word{end}: "))?;
            match (&typed, usual) {
                (typed, Some(at)) if typed.is_empty() => return Ok(at),
                _ => {}
            }
            let by_number = typed.parse::<usize>().ok().filter(|number| (1..=known.len()).contains(number));
            let by_word = || known.iter().position(|(word, _)| word.eq_ignore_ascii_case(&typed));
            match by_number.map(|number| number - 1).or_else(by_word) {
                Some(at) => return Ok(at),
                None => self.say(&format!("  `{typed}` is none of them\n"))?,
            }
        }
        bail!("{flag} was not answered in {TRIES_MAX} tries; nothing was written")
    }

    /// Says something to the person, if there is one.
    pub fn say(&mut self, text: &str) -> anyhow::Result<()> {
        if let Way::Terminal(_, output) = &mut self.way {
            output.write_all(text.as_bytes()).and_then(|()| output.flush()).context("standard error")?;
        }
        Ok(())
    }

    /// Fails where something is missing that flags should have told.
    pub fn end(&self) -> Result<(), NeedsFlags> {
        if self.missing.is_empty() {
            return Ok(());
        }
        let mut told =
            "standard input is no terminal, so nothing can be asked. Tell by flags what is missing:\n".to_owned();
        let width = self.missing.iter().map(|(flag, _)| flag.len()).max().unwrap_or(0);
        for (flag, text) in &self.missing {
            let _ = writeln!(told, "  {flag:width$}  {text}");
        }
        told.push_str("or take an example's values with --defaults; nothing was written");
        Err(NeedsFlags(told))
    }

    fn line(&mut self, prompt: &str) -> anyhow::Result<String> {
        self.say(prompt)?;
        let Way::Terminal(input, _) = &mut self.way else { bail!("there is nobody to ask") };
        let mut line = Vec::new();
        input.take(LINE_BYTES_MAX).read_until(b'\n', &mut line).context("standard input")?;
        if line.is_empty() {
            self.say("\n")?;
            bail!("the answers ended; nothing was written");
        }
        Ok(String::from_utf8_lossy(&line).trim().to_owned())
    }
}
