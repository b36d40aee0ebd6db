//! XML as MPay's messages need it: bounded reading, escaping writing in canonical form, exclusive canonicalization.
//! It must not know SOAP, signatures or MPay.

mod c14n;
mod read;
mod write;

pub use c14n::{Canonical, PREFIX_LIST_MAX, canonicalize};
pub use read::{
    ATTRIBUTES_MAX, DECLARATIONS_MAX, DEPTH_MAX, ReadError, TAG_BYTES_MAX, element_children, leaf_text, parse,
};
pub use write::{Writer, escape_attribute};

/// The namespace of `xsi:nil`.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The namespace of the reserved prefix `xml`.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Whether a character is one of XML's four white space characters.
pub const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether XML 1.0 can carry a character at all, escaped or not (production 2).
pub const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}
