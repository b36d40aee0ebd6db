//! Mail that a person's own program sends: what stands in it, and its address by RFC 6068; nothing is sent from here.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// The address that begins a letter to nobody yet, with a subject and lines of text.
pub(super) fn mailto(subject: &str, lines: &[String]) -> String {
    // RFC 6068, 5: lines are parted by CR LF.
    format!("mailto:?subject={}&body={}", encoded(subject), encoded(&lines.join("\r\n")))
}

/// Text in UTF-8, of which only the unreserved characters of RFC 3986 stand as they are.
fn encoded(text: &str) -> PercentEncode<'_> {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, RESERVED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_letter_ends_its_address_or_begins_another_header() {
        let lines = ["Suma: 1\u{a0}250,50 & mai mult?".to_owned(), "https://a.example/ro/order/x#y+z%".to_owned()];
        assert_eq!(
            mailto("Țară & <b>\"1\"</b>\nBcc: x@example.md", &lines),
            "mailto:?subject=%C8%9Aar%C4%83%20%26%20%3Cb%3E%221%22%3C%2Fb%3E%0ABcc%3A%20x%40example.md\
             &body=Suma%3A%201%C2%A0250%2C50%20%26%20mai%20mult%3F%0D%0A\
             https%3A%2F%2Fa.example%2Fro%2Forder%2Fx%23y%2Bz%25"
        );
    }
}
