//! Bounded parsing: refuses what is too large, too deep or too clever before a tree is built. It must not know what the tree means.

use roxmltree::{Document, Node, ParsingOptions};

use crate::diag::one_line;
use crate::limits::SOAP_BYTES_MAX;

/// Longest tag, in bytes. The parser looks for duplicate attributes and namespaces in quadratic time within one tag.
pub const TAG_BYTES_MAX: usize = 4 * 1024;
/// Most attributes and namespace declarations of a tag, for the same reason; MPay's largest has a dozen.
pub const ATTRIBUTES_MAX: usize = 64;
/// Deepest nesting of elements.
pub const DEPTH_MAX: usize = 48;
/// Most namespace declarations of a document: each is copied to the elements below it.
pub const DECLARATIONS_MAX: usize = 256;
/// Most nodes of a document; more do not fit into its bytes in any sensible message.
const NODES_MAX: u32 = 20_000;

/// Why bytes were not read as XML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More than [`SOAP_BYTES_MAX`] bytes.
    #[error("the message is larger than {SOAP_BYTES_MAX} bytes")]
    TooLarge,
    /// Not UTF-8, or declared to be in another encoding.
    #[error("the message is not in UTF-8")]
    NotUtf8,
    /// Declared to be in another version of XML. Version 1.1 has other characters and other ends of lines: what is signed
    /// would be read otherwise than it was meant.
    #[error("the message is not in XML 1.0")]
    Version,
    /// A tag of more than [`TAG_BYTES_MAX`] bytes.
    #[error("a tag is longer than {TAG_BYTES_MAX} bytes")]
    LongTag,
    /// More than [`ATTRIBUTES_MAX`] attributes in a tag.
    #[error("a tag has more than {ATTRIBUTES_MAX} attributes")]
    ManyAttributes,
    /// More than [`DEPTH_MAX`] elements within each other.
    #[error("elements are nested deeper than {DEPTH_MAX}")]
    TooDeep,
    /// More than [`DECLARATIONS_MAX`] namespace declarations.
    #[error("there are more than {DECLARATIONS_MAX} namespace declarations")]
    ManyDeclarations,
    /// A document type declaration: the door to entities.
    #[error("a document type declaration is not allowed")]
    Dtd,
    /// Not well-formed; the parser's words, which can quote the message.
    #[error("not well-formed XML: {0}")]
    Malformed(String),
}

/// Parses a document of at most [`SOAP_BYTES_MAX`] bytes of UTF-8, with or without a byte order mark.
///
/// # Errors
/// See [`ReadError`]. All bounds are checked in one pass over the bytes, before the parser sees them.
pub fn parse(bytes: &[u8]) -> Result<Document<'_>, ReadError> {
    if bytes.len() > SOAP_BYTES_MAX {
        return Err(ReadError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ReadError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_declaration(text)?;
    guard(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => ReadError::Dtd,
        other => ReadError::Malformed(one_line(&other.to_string())),
    })
}

/// The text of an element that holds nothing but text (and CDATA, which is text); `None` when there is an element, a
/// comment or a processing instruction in it, which would let two readers see two values.
pub fn leaf_text(element: Node<'_, '_>) -> Option<String> {
    element.children().map(|child| child.text().filter(|_| child.is_text())).collect()
}

/// The elements of an element that holds nothing but elements, white space and comments; `None` when there is more.
pub fn element_children<'d>(element: Node<'d, 'd>) -> Option<Vec<Node<'d, 'd>>> {
    let is_blank = |node: Node<'_, '_>| node.text().unwrap_or_default().chars().all(super::is_space);
    element
        .children()
        .filter(|child| !(child.is_comment() || child.is_text() && is_blank(*child)))
        .map(|child| Some(child).filter(Node::is_element))
        .collect()
}

/// Refuses a declaration that names another version or encoding than those in which the text is read.
fn check_declaration(text: &str) -> Result<(), ReadError> {
    let Some(declaration) = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(inner, _)| inner)
    else {
        return Ok(());
    };
    // Without a version it is no declaration: that is for the parser to refuse.
    if declared(declaration, "version").is_some_and(|version| version != "1.0") {
        return Err(ReadError::Version);
    }
    match declared(declaration, "encoding") {
        Some(encoding) if !encoding.eq_ignore_ascii_case("utf-8") => Err(ReadError::NotUtf8),
        _ => Ok(()),
    }
}

/// What a declaration says under a name; empty where it says nothing that can be read.
fn declared<'t>(declaration: &'t str, name: &str) -> Option<&'t str> {
    let (_, after) = declaration.split_once(name)?;
    let value = after.trim_start_matches(super::is_space).strip_prefix('=').unwrap_or_default();
    let value = value.trim_start_matches(super::is_space);
    let quoted = ['"', '\''].into_iter().find_map(|mark| value.strip_prefix(mark)?.split_once(mark));
    Some(quoted.map(|(text, _)| text).unwrap_or_default())
}

/// Walks over the mark-up without understanding it. What is malformed is left to the parser to refuse.
fn guard(text: &str) -> Result<(), ReadError> {
    let (mut rest, mut depth, mut declarations) = (text, 0usize, 0usize);
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .into_iter()
            .find_map(|(open, close)| Some((rest.strip_prefix(open)?, close)));
        if let Some((inner, close)) = skipped {
            let Some((_, after)) = inner.split_once(close) else { return Ok(()) };
            rest = after;
            continue;
        }
        if rest.starts_with("<!") {
            return Err(ReadError::Dtd);
        }
        let tag = tag(rest)?;
        declarations += tag.declarations;
        if declarations > DECLARATIONS_MAX {
            return Err(ReadError::ManyDeclarations);
        }
        let inner = &rest[..tag.length];
        if inner.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else {
            if depth >= DEPTH_MAX {
                return Err(ReadError::TooDeep);
            }
            depth += usize::from(!inner.ends_with("/>"));
        }
        rest = &rest[tag.length..];
    }
    Ok(())
}

/// What the guard needs to know of a tag.
struct Tag {
    length: usize,
    declarations: usize,
}

/// Measures the tag at the beginning of a text: up to the first `>` outside quotes.
fn tag(text: &str) -> Result<Tag, ReadError> {
    let bytes = text.as_bytes();
    let (mut quote, mut declarations, mut attributes) = (None, 0, 0);
    for (at, &byte) in bytes.iter().enumerate() {
        if at >= TAG_BYTES_MAX {
            return Err(ReadError::LongTag);
        }
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => {
                quote = None;
                attributes += 1;
                if attributes > ATTRIBUTES_MAX {
                    return Err(ReadError::ManyAttributes);
                }
            }
            (None, b'>') => return Ok(Tag { length: at + 1, declarations }),
            (None, b'x') if bytes[at..].starts_with(b"xmlns") => declarations += 1,
            _ => {}
        }
    }
    Ok(Tag { length: bytes.len(), declarations })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<ReadError> {
        parse(text.as_bytes()).err()
    }

    #[test]
    fn ordinary_documents_are_read() {
        for text in [
            "<a/>",
            "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b='>'>x</a>",
            "<?xml version='1.0' encoding='utf-8' standalone='yes'?><a/>",
            "<!-- <!DOCTYPE a> --><a><![CDATA[<b><!DOCTYPE]]></a>",
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_too_much_is_refused_before_parsing() {
        let nested = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert_eq!(refusal(&nested(DEPTH_MAX)), None);
        assert_eq!(refusal(&nested(DEPTH_MAX + 1)), Some(ReadError::TooDeep));
        assert_eq!(refusal(&format!("<a b='{}'/>", "x".repeat(TAG_BYTES_MAX))), Some(ReadError::LongTag));
        assert_eq!(refusal(&format!("<a>{}</a>", " ".repeat(SOAP_BYTES_MAX))), Some(ReadError::TooLarge));
        let attributes =
            |count: usize| format!("<a{}/>", (0..count).map(|n| format!(" b{n}='\"'")).collect::<String>());
        assert_eq!(refusal(&attributes(ATTRIBUTES_MAX)), None);
        assert_eq!(refusal(&attributes(ATTRIBUTES_MAX + 1)), Some(ReadError::ManyAttributes));
        let declared = |count| format!("<a>{}</a>", "<b xmlns='u'/>".repeat(count));
        assert_eq!(refusal(&declared(DECLARATIONS_MAX)), None);
        assert_eq!(refusal(&declared(DECLARATIONS_MAX + 1)), Some(ReadError::ManyDeclarations));
        assert!(matches!(refusal(&format!("<a>{}</a>", "<b/>".repeat(16_000))), None | Some(ReadError::Malformed(_))));
    }

    #[test]
    fn other_versions_and_encodings_are_refused() {
        for (declaration, expected) in [
            ("version='1.1'", ReadError::Version),
            ("version=\"1.0 \"", ReadError::Version),
            ("version = '2.0' encoding='utf-8'", ReadError::Version),
            ("version='1.0' encoding='utf-16'", ReadError::NotUtf8),
            ("version='1.0' encoding='utf-8 '", ReadError::NotUtf8),
            ("version='1.0' encoding=", ReadError::NotUtf8),
        ] {
            assert_eq!(refusal(&format!("<?xml {declaration}?><a/>")), Some(expected), "{declaration}");
        }
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        for text in [
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        ] {
            assert_eq!(refusal(text), Some(ReadError::Dtd), "{text}");
        }
        assert!(matches!(refusal("<a>&b;</a>"), Some(ReadError::Malformed(_))));
    }

    #[test]
    fn other_encodings_are_refused() {
        assert_eq!(refusal("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), Some(ReadError::NotUtf8));
        assert_eq!(refusal("<?xml version='1.0' encoding='utf-80'?><a/>"), Some(ReadError::NotUtf8));
        assert_eq!(parse(b"<a>\xff</a>").err(), Some(ReadError::NotUtf8));
        let utf16: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(parse(&utf16).is_err());
    }

    #[test]
    fn what_is_not_xml_is_refused_without_a_panic() {
        for text in ["", "<", "<a", "<a>", "a", "<a/><b/>", "<!--", "<a b=c/>", "<p:a/>", "<a x='1' x='2'/>", "</a>"] {
            assert!(matches!(refusal(text), Some(ReadError::Malformed(_))), "{text}");
        }
    }
}
