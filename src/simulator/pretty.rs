//! XML for a person to read: one element in a line, indented. It must not know what it means; it is only to be shown.

use roxmltree::Node;

use crate::xml::{self, escape_attribute};

/// A message with its elements in lines; as it is where it is no XML.
pub(super) fn pretty(message: &[u8]) -> String {
    let Ok(document) = xml::parse(message) else { return String::from_utf8_lossy(message).into_owned() };
    let mut out = String::with_capacity(message.len() * 2);
    // Its depth is bounded by the parser.
    element(&mut out, document.root_element(), 0);
    out
}

fn element(out: &mut String, node: Node<'_, '_>, depth: usize) {
    out.push_str(&"  ".repeat(depth));
    let name = written_name(node);
    out.push('<');
    out.push_str(name);
    for namespace in node.namespaces().filter(|namespace| is_declared_at(node, namespace.name())) {
        attribute(
            out,
            &namespace.name().map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}")),
            namespace.uri(),
        );
    }
    for one in node.attributes() {
        let range = one.range_qname();
        attribute(out, node.document().input_text().get(range).unwrap_or(one.name()), one.value());
    }
    let elements = node.children().any(|child| child.is_element());
    if elements {
        out.push_str(">\n");
        for child in node.children() {
            if child.is_element() {
                element(out, child, depth + 1);
            } else if let Some(text) = child.text().map(str::trim).filter(|text| !text.is_empty()) {
                let comment = if child.is_comment() { ("<!-- ", " -->") } else { ("", "") };
                out.push_str(&format!("{}{}{text}{}\n", "  ".repeat(depth + 1), comment.0, comment.1));
            }
        }
        out.push_str(&"  ".repeat(depth));
    } else {
        out.push('>');
        for text in node.children().filter_map(|child| child.text()) {
            out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
        }
    }
    out.push_str(&format!("</{name}>\n"));
}

/// The name with its prefix, as it stands in the message.
fn written_name<'d>(node: Node<'d, '_>) -> &'d str {
    let text = &node.document().input_text()[node.range()];
    let rest = text.strip_prefix('<').unwrap_or(text);
    rest.split(|c: char| xml::is_space(c) || matches!(c, '>' | '/')).next().unwrap_or_default()
}

fn is_declared_at(node: Node<'_, '_>, prefix: Option<&str>) -> bool {
    let above = node.parent_element().and_then(|parent| parent.lookup_namespace_uri(prefix));
    prefix != Some("xml") && above != node.lookup_namespace_uri(prefix)
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_attribute(out, value);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_stand_in_lines_and_garbage_stays_as_it_is() {
        let message = r#"<s:a xmlns:s="urn:s"><b xmlns="urn:b" s:c="1&amp;2"><d>x &lt; y</d><e/></b><!--z--></s:a>"#;
        let expected = "<s:a xmlns:s=\"urn:s\">\n  <b xmlns=\"urn:b\" s:c=\"1&amp;2\">\n    <d>x &lt; y</d>\n    \
                        <e></e>\n  </b>\n  <!-- z -->\n</s:a>\n";
        assert_eq!(pretty(message.as_bytes()), expected);
        assert_eq!(pretty(b"<html>\xff"), "<html>\u{fffd}");
    }
}
