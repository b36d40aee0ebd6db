//! E-mail addresses, as people write and copy them.

use unicode_normalization::UnicodeNormalization;

use crate::typed::{bare, has_foreign_letters};

/// Longest address, and longest part before its `@`, in bytes (RFC 5321, 4.5.3.1; RFC 6531 counts them in UTF-8).
const BYTES_MAX: usize = 254;
const LOCAL_BYTES_MAX: usize = 64;
/// Longest part of a domain, in bytes (RFC 1035, 2.3.4); of one in other letters its ASCII form is longer, so that some are
/// taken that cannot be.
const LABEL_BYTES_MAX: usize = 63;

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EmailError {
    /// More than one.
    Several,
    /// A space within it.
    Space,
    /// A comma or semicolon within it.
    Comma,
    /// No @.
    NoAt,
    /// Nothing, or nothing with a dot, behind the @.
    Domain,
    /// Letters of two alphabets in one part, of which one looks like the other.
    MixedLetters,
    /// Anything else.
    Malformed,
}

/// An e-mail address: one `@`, a domain with a dot; letters of any alphabet (RFC 6531). The domain becomes lower case. What
/// stands around a copied address is dropped: `mailto:`, a name before `<…>`, quotes, parentheses, a full stop or comma.
///
/// # Errors
/// See [`EmailError`].
pub(crate) fn clean_email(typed: &str) -> Result<String, EmailError> {
    let typed: String = bare(typed).nfc().collect();
    let around = |c: char| " .,;\"'()<>[]«»„“”‘’".contains(c);
    let typed = match typed.split_once('<') {
        Some((_, rest)) if !rest.contains('<') && rest.trim_end_matches([',', ';', '.', ' ']).ends_with('>') => rest,
        Some((name, _)) if !name.is_empty() => return Err(several_or(&typed, EmailError::Malformed)),
        _ => typed.as_str(),
    };
    let typed = without_scheme(typed.trim_start_matches(|c| around(c) && c != '.')).trim_end_matches(around);
    let typed = typed.trim_start_matches([' ', '<']);
    let (local, domain) = typed.split_once('@').ok_or(EmailError::NoAt)?;
    if domain.contains('@') {
        return Err(several_or(typed, EmailError::Malformed));
    }
    if typed.contains(' ') {
        return Err(EmailError::Space);
    }
    if typed.contains([',', ';']) {
        return Err(EmailError::Comma);
    }
    let domain = domain.to_lowercase();
    if !domain.contains('.') {
        return Err(EmailError::Domain);
    }
    if [local].into_iter().chain(domain.split('.')).any(has_two_alphabets) {
        return Err(EmailError::MixedLetters);
    }
    let address = format!("{local}@{domain}");
    let fits = address.len() <= BYTES_MAX && is_local(local) && domain.split('.').all(is_label);
    if fits { Ok(address) } else { Err(EmailError::Malformed) }
}

/// An address without `mailto:` before it and without what a link adds behind it.
fn without_scheme(typed: &str) -> &str {
    let scheme = "mailto:";
    match typed.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)) {
        Some(_) => typed[scheme.len()..].split('?').next().unwrap_or_default(),
        None => typed,
    }
}

/// Several addresses where there is a sign between two of them, or else another error.
fn several_or(typed: &str, other: EmailError) -> EmailError {
    let is_address = |part: &&str| part.contains('@') && !part.starts_with('@') && !part.ends_with('@');
    let parts = typed.split([' ', ',', ';', '/', '<', '>']).filter(is_address);
    if parts.count() > 1 { EmailError::Several } else { other }
}

/// Whether letters of Latin and of another alphabet stand in one word: «а» is taken for "a", and the letter reaches nobody.
fn has_two_alphabets(word: &str) -> bool {
    has_foreign_letters(word) && word.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_label(label: &str) -> bool {
    (1..=LABEL_BYTES_MAX).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

fn is_local(local: &str) -> bool {
    (1..=LOCAL_BYTES_MAX).contains(&local.len())
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_copy_them() {
        for (typed, read) in [
            ("a@example.md", "a@example.md"),
            ("Ion.Rusu+mpay@Example.MD", "Ion.Rusu+mpay@example.md"),
            ("a@example.md\u{200b}", "a@example.md"),
            ("\u{202a}a@example.md\u{202c} ", "a@example.md"),
            ("a@example.md.", "a@example.md"),
            ("a@example.md,", "a@example.md"),
            ("mailto:a@example.md", "a@example.md"),
            ("Ana Munteanu <ana@example.md>", "ana@example.md"),
            ("Ana <ana@example.md>;", "ana@example.md"),
            ("<ana@example.md", "ana@example.md"),
            ("<mailto:ana@example.md>", "ana@example.md"),
            ("MAILTO:ana@example.md?subject=A", "ana@example.md"),
            ("\"ana@example.md\"", "ana@example.md"),
            ("(ana@example.md).", "ana@example.md"),
            ("«ana@example.md»", "ana@example.md"),
            ("„ana@example.md”", "ana@example.md"),
            ("ион@пример.рф", "ион@пример.рф"),
            ("ștefan@școală.md", "ștefan@școală.md"),
            ("mu\u{308}ller@MÜNCHEN.de", "müller@münchen.de"),
            ("a@xn--e1afmkfd.xn--p1ai", "a@xn--e1afmkfd.xn--p1ai"),
            ("a＠example.md", "a@example.md"),
            ("o'neil@example.co.uk", "o'neil@example.co.uk"),
        ] {
            assert_eq!(clean_email(typed).as_deref(), Ok(read), "{typed:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_told() {
        for (typed, error) in [
            ("a@b.md, c@d.md", EmailError::Several),
            ("a@b.md; c@d.md", EmailError::Several),
            ("a@b.md c@d.md", EmailError::Several),
            ("Ana <a@b.md>, Ion <c@d.md>", EmailError::Several),
            ("a@b@c.md", EmailError::Malformed),
            ("ana m@b.md", EmailError::Space),
            ("ana@b. md", EmailError::Space),
            ("ana@b,md", EmailError::Comma),
            ("ana,m@b.md", EmailError::Comma),
            ("ana", EmailError::NoAt),
            ("ana.b.md", EmailError::NoAt),
            ("ana@", EmailError::Domain),
            ("ana@b", EmailError::Domain),
            ("аna@b.md", EmailError::MixedLetters),
            ("ana@exаmple.md", EmailError::MixedLetters),
            ("a..b@c.md", EmailError::Malformed),
        ] {
            assert_eq!(clean_email(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let (long_local, long_domain, long) = (
            format!("{}@a.md", "a".repeat(65)),
            format!("a@{}.md", "a".repeat(64)),
            format!("a@{}md", "abcdefgh.".repeat(30)),
        );
        for typed in [
            "",
            "ion",
            "ion@",
            "@a.md",
            "a@md",
            "a b@c.md",
            "a@b@c.md",
            "a@b..md",
            "a@-b.md",
            ".a@b.md",
            "a..b@c.md",
            "a@b_c.md",
            "a@b.md x",
            "\u{202e}a@b.md",
            "ш".repeat(33).as_str(),
            &format!("{}@a.md", "ш".repeat(33)),
            &long_local,
            &long_domain,
            &long,
            "a,b@c.md",
        ] {
            assert!(clean_email(typed).is_err(), "{typed:?}");
        }
    }
}
