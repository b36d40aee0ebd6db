//! The way to MPay's pay page and back: the fields of a form that the payer's browser posts. It must not know pages.

use crate::ids::{OrderKey, ServiceId};

/// Longest address to come back to, in bytes.
pub const RETURN_URL_BYTES_MAX: usize = 2_000;

/// Why an address is none to come back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a return address begins with http:// or https://, has a host, and at most {RETURN_URL_BYTES_MAX} printable ASCII characters"
)]
pub struct ReturnUrlError;

/// An absolute http or https address, to which MPay sends the browser back with GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnUrl(String);

impl ReturnUrl {
    /// Reads an address. It has to be percent-encoded already: anything beyond printable ASCII is refused.
    ///
    /// # Errors
    /// [`ReturnUrlError`] for other schemes, no host, user names, or characters that no address has.
    pub fn parse(text: &str) -> Result<ReturnUrl, ReturnUrlError> {
        let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
        let scheme =
            ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme)).ok_or(ReturnUrlError)?;
        let rest = &text[scheme.len()..];
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let has_host = !authority.is_empty() && !authority.starts_with(':') && !authority.contains('@');
        let printable = text.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
        if has_host && printable && text.len() <= RETURN_URL_BYTES_MAX {
            Ok(ReturnUrl(text.to_owned()))
        } else {
            Err(ReturnUrlError)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the form to MPay's pay page posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayForm {
    /// MPay's id of the service.
    pub service_id: ServiceId,
    /// The order's key.
    pub order_key: OrderKey,
    /// Where MPay sends the browser afterwards, paid or not.
    pub return_url: Option<ReturnUrl>,
}

impl PayForm {
    /// The form's fields, in the contract's order. The values are not yet escaped for HTML.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = vec![("ServiceID", self.service_id.as_str()), ("OrderKey", self.order_key.as_str())];
        fields.extend(self.return_url.as_ref().map(|url| ("ReturnUrl", url.as_str())));
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_web_addresses_are_returned_to() {
        for text in ["https://plati.example.md/ro/o/1?a=b%20c#d", "http://127.0.0.1:8080/x", "HTTPS://a.md"] {
            assert!(ReturnUrl::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "javascript:alert(1)",
            "//a.md",
            "/relative",
            "https://",
            "https:///x",
            "http://a@b.md/",
            "https://a.md/\r\nX: y",
            "https://a.md/ș",
            "https://a.md/\"",
            "ftp://a.md",
        ] {
            assert!(ReturnUrl::parse(text).is_err(), "{text}");
        }
        assert!(ReturnUrl::parse(&format!("https://a.md/{}", "x".repeat(RETURN_URL_BYTES_MAX))).is_err());
    }

    #[test]
    fn the_form_carries_the_service_the_order_and_the_way_back() {
        let service_id = ServiceId::parse("MDS02").unwrap();
        let order_key = OrderKey::draw(&service_id, &crate::ids::FixedRandom::new(1));
        let mut form = PayForm { service_id, order_key, return_url: ReturnUrl::parse("https://a.md/o").ok() };
        let names: Vec<_> = form.fields().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["ServiceID", "OrderKey", "ReturnUrl"]);
        form.return_url = None;
        assert_eq!(form.fields().len(), 2);
    }
}
