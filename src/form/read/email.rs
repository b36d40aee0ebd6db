//! E-mail addresses, as people write and copy them.

use unicode_normalization::UnicodeNormalization;

use crate::typed::bare;

/// Longest address, and longest part before its `@`, in bytes (RFC 5321, 4.5.3.1; RFC 6531 counts them in UTF-8).
const BYTES_MAX: usize = 254;
const LOCAL_BYTES_MAX: usize = 64;
/// Longest part of a domain, in bytes (RFC 1035, 2.3.4); of one in other letters its ASCII form is longer, so that some are
/// taken that cannot be.
const LABEL_BYTES_MAX: usize = 63;

/// An e-mail address: one `@`, a domain with a dot; letters of any alphabet (RFC 6531). The domain becomes lower case. What
/// stands around a copied address is dropped: `mailto:`, a name before `<…>`, a full stop or comma behind it.
pub(crate) fn clean_email(typed: &str) -> Option<String> {
    let typed: String = bare(typed).nfc().collect();
    let typed = typed.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).unwrap_or(&typed);
    let scheme = "mailto:";
    let has_scheme = typed.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let typed = if has_scheme { &typed[scheme.len()..] } else { typed };
    let typed = typed.trim_end_matches(['.', ',', ';']);
    let (local, domain) = typed.split_once('@')?;
    let domain = domain.to_lowercase();
    let label = |label: &str| {
        (1..=LABEL_BYTES_MAX).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let local_fits = (1..=LOCAL_BYTES_MAX).contains(&local.len())
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let address = format!("{local}@{domain}");
    let fits = address.len() <= BYTES_MAX && local_fits && domain.contains('.') && domain.split('.').all(label);
    fits.then_some(address)
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
            ("ион@пример.рф", "ион@пример.рф"),
            ("ștefan@școală.md", "ștefan@școală.md"),
            ("mu\u{308}ller@MÜNCHEN.de", "müller@münchen.de"),
            ("a@xn--e1afmkfd.xn--p1ai", "a@xn--e1afmkfd.xn--p1ai"),
            ("a＠example.md", "a@example.md"),
            ("o'neil@example.co.uk", "o'neil@example.co.uk"),
        ] {
            assert_eq!(clean_email(typed).as_deref(), Some(read), "{typed:?}");
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
            "<a@b.md",
        ] {
            assert_eq!(clean_email(typed), None, "{typed:?}");
        }
    }
}
