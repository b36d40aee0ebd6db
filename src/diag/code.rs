//! The stable codes of diagnostics, each with its name in words.

use std::fmt;

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The definition cannot be published.
    Error,
    /// It can; a reviewer should look.
    Warning,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $name:literal;)+) => {
        /// A kind of problem. Codes are stable: they are never given another meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The code: `E0105`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)+ }
            }

            /// The fault in words: `unknown-key`.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// The page that explains it, in CommonMark: a title, what it means and why, a wrong example and the right one.
            pub const fn page(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("explain/", $code, ".md")),)+ }
            }
        }
    };
}

codes! {
    /// The file is not YAML.
    BrokenYaml = "E0101", "broken-yaml";
    /// YAML that a definition may not use: anchors, aliases, tags, several documents.
    ForbiddenYaml = "E0102", "forbidden-yaml";
    /// A key stands twice in one mapping.
    DuplicateKey = "E0103", "duplicate-key";
    /// The file is too large, too deep, or says too much.
    TooLarge = "E0104", "too-large";
    /// A key that means nothing here.
    UnknownKey = "E0105", "unknown-key";
    /// A key that must be there.
    MissingKey = "E0106", "missing-key";
    /// A text where a list is expected, and the like.
    WrongShape = "E0107", "wrong-shape";
    /// A word that is none of the known ones.
    UnknownWord = "E0108", "unknown-word";
    /// A text that is empty, too long, or has characters that may not be there.
    BadText = "E0109", "bad-text";
    /// A text that lacks a language.
    MissingTranslation = "E0110", "missing-translation";
    /// An IDNO, IBAN, BIC, slug, service id or number that fails its check.
    BadIdentifier = "E0111", "bad-identifier";
    /// A number outside what is allowed.
    OutOfRange = "E0112", "out-of-range";
    /// A file beside the definition that cannot be used.
    BadFile = "E0113", "bad-file";
    /// A table beside the definition that cannot be used.
    BadTableFile = "E0114", "bad-table-file";
    /// A field that a link may not fill in.
    BadPrefill = "E0115", "bad-prefill";
    /// The same id twice.
    DuplicateId = "E0201", "duplicate-id";
    /// A name that nothing has.
    UnknownName = "E0202", "unknown-name";
    /// An account that the beneficiary does not have.
    UnknownAccount = "E0203", "unknown-account";
    /// Values that need each other.
    Cycle = "E0204", "cycle";
    /// A value that may be absent.
    MayBeAbsent = "E0205", "may-be-absent";
    /// Two options that a payer cannot tell apart.
    SameLabel = "E0206", "same-label";
    /// A field of a group's rows where no row is meant.
    OutsideRow = "E0207", "outside-row";
    /// A sum of rows within a sum of rows.
    NestedSum = "E0208", "nested-sum";
    /// An expression that cannot be read.
    ExpressionSyntax = "E0301", "expression-syntax";
    /// An expression of the wrong type.
    WrongType = "E0302", "wrong-type";
    /// A table without an entry for an option.
    IncompleteTable = "E0303", "incomplete-table";
    /// A pattern that does not compile.
    BadPattern = "E0304", "bad-pattern";
    /// A pattern that contradicts the length of the field.
    PatternLength = "E0305", "pattern-length";
    /// Days of a tariff that are not in their order.
    DatesOutOfOrder = "E0306", "dates-out-of-order";
    /// A day on which a tariff has no value.
    UncoveredDay = "E0307", "uncovered-day";
    /// Tiers that overlap.
    TiersOutOfOrder = "E0308", "tiers-out-of-order";
    /// A number that no tier has.
    UncoveredNumber = "E0309", "uncovered-number";
    /// A condition that never holds, or always does.
    Constant = "E0310", "constant-condition";
    /// An amount that can be zero or less.
    AmountNotPositive = "E0401", "amount-not-positive";
    /// An amount beyond the limit.
    AmountTooLarge = "E0402", "amount-too-large";
    /// An amount with fractions of a ban.
    AmountTooPrecise = "E0403", "amount-too-precise";
    /// A division by what can be zero.
    DivisionByZero = "E0404", "division-by-zero";
    /// Answers that owe nothing.
    NoLine = "E0405", "no-line";
    /// More cases than the compiler can look at.
    TooComplex = "E0406", "too-complex";
    /// A text that can be longer than MPay takes.
    TextTooLong = "E0501", "text-too-long";
    /// A property name that MPay does not take, or that stands twice.
    BadProperty = "E0502", "bad-property";
    /// An example that gives something else.
    ExampleDiffers = "E0601", "example-differs";
    /// An example whose answers the form refuses.
    ExampleRefused = "E0602", "example-refused";
    /// Keys of which only one can be.
    ConflictingKeys = "E0801", "conflicting-keys";
    /// Orders that could never be paid: they are expired when they are made.
    BornExpired = "E0802", "born-expired";
    /// An amount that MPay could not ask for.
    AmountAtMpay = "E0803", "amount-at-mpay";
    /// The same text in two languages.
    SameTranslation = "W0701", "same-translation";
    /// A treasury account with another bank's code.
    OtherBank = "W0702", "other-bank";
    /// A value that nothing reads.
    UnusedValue = "W0704", "unused-value";
    /// Two fields that a payer can hardly tell apart.
    RepeatedLabel = "W0705", "repeated-label";
    /// A service without examples.
    NoExamples = "W0703", "no-examples";
    /// A long list of boxes to tick.
    LongList = "W0706", "long-list";
    /// A field that MPay names otherwise than the page, without need.
    OtherDisplayName = "W0707", "other-display-name";
    /// A text that all who are given an order's number or address read, and that says who pays.
    PersonalReason = "W0708", "personal-reason";
}

impl Code {
    /// The code that is written so, in capitals or not, or by its name.
    pub fn parse(text: &str) -> Option<Code> {
        let is_meant = |code: &&Code| code.as_str().eq_ignore_ascii_case(text) || code.name() == text;
        Code::ALL.iter().find(is_meant).copied()
    }

    /// The first line of its page: the problem in one sentence.
    pub fn title(self) -> &'static str {
        self.page().lines().next().unwrap_or_default().trim_start_matches("# ")
    }

    /// Errors forbid publication, warnings do not.
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_unique() {
        for (i, a) in Code::ALL.iter().enumerate() {
            for b in &Code::ALL[i + 1..] {
                assert!(a.as_str() != b.as_str() && a.name() != b.name(), "{a} and {b}");
            }
        }
    }

    #[test]
    fn codes_are_found_as_people_write_them() {
        for code in Code::ALL {
            assert_eq!(Code::parse(&code.as_str().to_lowercase()), Some(*code));
            assert_eq!(Code::parse(code.name()), Some(*code));
            assert!(code.page().starts_with("# ") && !code.title().is_empty());
        }
        assert_eq!(Code::parse("E9999"), None);
    }
}
