//! Exclusive XML canonicalization 1.0 without comments, of one element of a tree. It must not know what is signed or why.

use roxmltree::{Node, NodeId};

use super::write::{escape_attribute, escape_text};

/// Most prefixes that a list of inclusive namespaces can name.
pub const PREFIX_LIST_MAX: usize = 32;

/// How to canonicalize.
#[derive(Debug, Clone, Copy, Default)]
pub struct Canonical<'a> {
    /// The prefixes to treat inclusively (`InclusiveNamespaces/@PrefixList`), separated by white space; `#default` is the
    /// default namespace. Prefixes beyond [`PREFIX_LIST_MAX`] are not looked at: callers refuse such a list before.
    pub prefix_list: &'a str,
    /// An element to leave out with all that is in it: the signature, for the enveloped-signature transform.
    pub without: Option<NodeId>,
}

/// The canonical form of an element and all that is in it (W3C "Exclusive XML Canonicalization 1.0", chapter 3).
/// The recursion is as deep as the tree, which [`super::parse`] bounds.
pub fn canonicalize(element: Node<'_, '_>, how: &Canonical<'_>) -> String {
    let source = element.document().input_text();
    let inclusive = how
        .prefix_list
        .split(super::is_space)
        .filter(|prefix| !prefix.is_empty())
        .take(PREFIX_LIST_MAX)
        .map(|prefix| if prefix == "#default" { "" } else { prefix })
        .collect();
    let mut walk = Walk { source, inclusive, without: how.without, rendered: Vec::new(), out: String::new() };
    walk.element(element);
    walk.out
}

struct Walk<'a> {
    source: &'a str,
    inclusive: Vec<&'a str>,
    without: Option<NodeId>,
    /// The declarations written so far on the way down, the innermost last: prefix and namespace.
    rendered: Vec<(&'a str, &'a str)>,
    out: String,
}

impl<'a> Walk<'a> {
    fn element(&mut self, element: Node<'a, 'a>) {
        let name = qualified_name(self.source, element);
        let mut attributes: Vec<(&str, &str, &str, &str)> = element
            .attributes()
            .map(|attribute| {
                let written = self.source.get(attribute.range_qname()).unwrap_or_default();
                (attribute.namespace().unwrap_or_default(), attribute.name(), written, attribute.value())
            })
            .collect();
        attributes.sort_unstable_by_key(|&(namespace, local, ..)| (namespace, local));

        let mut used: Vec<&str> = vec![prefix(name)];
        used.extend(attributes.iter().map(|&(_, _, written, _)| prefix(written)).filter(|prefix| !prefix.is_empty()));
        used.extend(self.inclusive.iter().filter(|prefix| is_bound(element, prefix)));
        used.sort_unstable();
        used.dedup();

        let outer = self.rendered.len();
        self.out.push('<');
        self.out.push_str(name);
        for prefix in used.into_iter().filter(|prefix| *prefix != "xml") {
            self.declare(prefix, namespace_of(element, prefix));
        }
        for (_, _, written, value) in attributes {
            self.out.push(' ');
            self.out.push_str(written);
            self.out.push_str("=\"");
            escape_attribute(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push('>');
        for child in element.children() {
            self.node(child);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self.rendered.truncate(outer);
    }

    fn node(&mut self, node: Node<'a, 'a>) {
        if self.without == Some(node.id()) {
        } else if node.is_element() {
            self.element(node);
        } else if node.is_text() {
            escape_text(&mut self.out, node.text().unwrap_or_default());
        } else if let Some(instruction) = node.pi() {
            self.out.push_str("<?");
            self.out.push_str(instruction.target);
            if let Some(value) = instruction.value.filter(|value| !value.is_empty()) {
                self.out.push(' ');
                self.out.push_str(&value.replace("\r\n", "\n").replace('\r', "\n"));
            }
            self.out.push_str("?>");
        }
    }

    /// Writes a declaration unless the nearest element above that wrote this prefix bound it to the same namespace.
    fn declare(&mut self, prefix: &'a str, namespace: &'a str) {
        let above = self.rendered.iter().rev().find(|(other, _)| *other == prefix).map_or("", |(_, bound)| bound);
        if above == namespace {
            return;
        }
        self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        self.out.push_str(prefix);
        self.out.push_str("=\"");
        escape_attribute(&mut self.out, namespace);
        self.out.push('"');
        self.rendered.push((prefix, namespace));
    }
}

/// An element's name as it is written, prefix and all; the tree itself keeps no prefixes.
fn qualified_name<'a>(source: &'a str, element: Node<'a, 'a>) -> &'a str {
    let tag = source.get(element.range().start + 1..).unwrap_or_default();
    let end = tag.find(|c| super::is_space(c) || matches!(c, '>' | '/')).unwrap_or(tag.len());
    &tag[..end]
}

/// The prefix of a name as it is written; empty when it has none.
fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// The namespace to which a prefix is bound at an element; empty for none.
fn namespace_of<'a>(element: Node<'a, 'a>, prefix: &str) -> &'a str {
    element.lookup_namespace_uri(Some(prefix).filter(|prefix| !prefix.is_empty())).unwrap_or_default()
}

/// Whether a listed prefix is declared at an element or above it. The default namespace always has a binding, if only to none.
fn is_bound(element: Node<'_, '_>, prefix: &str) -> bool {
    prefix.is_empty() || element.lookup_namespace_uri(Some(prefix)).is_some()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::process::{Command, Stdio};

    use proptest::prelude::*;

    use super::*;

    /// The canonical form that libxml2 gives of a whole document.
    fn xmllint(xml: &str) -> String {
        let mut child = Command::new("xmllint")
            .args(["--exc-c14n", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this test needs xmllint (libxml2-utils)");
        child.stdin.take().unwrap().write_all(xml.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "xmllint refuses {xml}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn ours(xml: &str) -> String {
        let document = super::super::parse(xml.as_bytes()).unwrap();
        canonicalize(document.root_element(), &Canonical::default())
    }

    fn of(xml: &str, name: &str, prefix_list: &str) -> String {
        let document = super::super::parse(xml.as_bytes()).unwrap();
        let element = document.descendants().find(|node| node.tag_name().name() == name).unwrap();
        canonicalize(element, &Canonical { prefix_list, without: None })
    }

    #[test]
    fn hand_made_documents_come_out_as_libxml2_writes_them() {
        for xml in [
            "<a/>",
            "<a  b = '1'   a=\"2\"\n/>",
            "<a xmlns='u:a' xmlns:b='u:b'><b:c b:z='1' a='2' xml:lang='ro'/><c xmlns=''/><d xmlns='u:d'><e xmlns='u:a'/></d></a>",
            "<a xmlns:z='u:1' xmlns:y='u:2' z:b='1' y:b='2' b='3'/>",
            "<p:a xmlns:p='u:1'><p:b xmlns:p='u:2'><p:c xmlns:p='u:1'/></p:b></p:a>",
            "<a>x&amp;&lt;&gt;&quot;&apos;&#13;&#10;&#9;]]&gt; <![CDATA[<&>]]>\r\nz</a>",
            "<a b='&#13;&#10;&#9; x\ty\nz &lt;&amp;&quot;&apos;>'/>",
            "<a>1<?target  some data ?><?empty?></a>",
            "<a xmlns:unused='u:u'><b unused='1'/></a>",
            "<ă xmlns:ț='u:t' ț:ș='Ș'>Chișinău 🙂</ă>",
            "<a xmlns='u:a'><b xmlns=''><c xmlns='u:a'/></b></a>",
            "<a xmlns:p='u:1' xmlns:q='u:1' p:b='1' q:c='2'/>",
        ] {
            assert_eq!(ours(xml), xmllint(xml), "{xml}");
        }
    }

    #[test]
    fn an_element_brings_only_the_namespaces_that_it_uses() {
        let xml = "<a xmlns='u:a' xmlns:p='u:p' xmlns:q='u:q'><p:b><c q:d='1'/><c/></p:b></a>";
        let plain = "<p:b xmlns:p=\"u:p\"><c xmlns=\"u:a\" xmlns:q=\"u:q\" q:d=\"1\"></c><c xmlns=\"u:a\"></c></p:b>";
        assert_eq!(of(xml, "b", ""), plain);
    }

    #[test]
    fn listed_prefixes_come_along_where_they_are_in_scope() {
        let xml = "<a xmlns='u:a' xmlns:p='u:p' xmlns:q='u:q'><p:b><c q:d='1' xmlns='u:c'/></p:b></a>";
        assert_eq!(
            of(xml, "b", "q  #default nowhere"),
            "<p:b xmlns=\"u:a\" xmlns:p=\"u:p\" xmlns:q=\"u:q\"><c xmlns=\"u:c\" q:d=\"1\"></c></p:b>"
        );
        assert_eq!(of("<a><b xmlns=''/></a>", "b", "#default"), "<b></b>");
    }

    #[test]
    fn comments_are_left_out() {
        assert_eq!(ours("<a>1<!-- <b/> -->2<b><!--x--></b></a>"), "<a>12<b></b></a>");
    }

    #[test]
    fn an_enveloped_signature_is_left_out() {
        let document = super::super::parse(b"<a>1<s><t/></s>2</a>").unwrap();
        let root = document.root_element();
        let without = root.first_element_child().map(|node| node.id());
        assert_eq!(canonicalize(root, &Canonical { prefix_list: "", without }), "<a>12</a>");
    }

    fn tree() -> impl Strategy<Value = String> {
        let name = "(p:|q:|)[a-c]";
        let attributes = proptest::collection::btree_map("[d-f]|p:[d-f]|q:[g-h]", "[a-z<&\" \t\n\rș]{0,6}", 0..4);
        let declarations = proptest::collection::btree_map("|:p|:q|:r", "u:[1-3]", 0..3);
        let escape =
            |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\r', "&#13;");
        let tag = move |(name, attributes, declarations): (
            String,
            std::collections::BTreeMap<String, String>,
            std::collections::BTreeMap<String, String>,
        ),
                        inner: String| {
            let mut out = format!("<{name}");
            for (prefix, uri) in declarations {
                out.push_str(&format!(" xmlns{prefix}=\"{uri}\""));
            }
            for (attribute, value) in attributes {
                out.push_str(&format!(" {attribute} = \"{}\"", escape(&value)));
            }
            format!("{out} >{inner}</{name}>")
        };
        let head = (name, attributes, declarations);
        let leaf = (head.clone(), "[a-zț&<>\r\n]{0,8}").prop_map(move |(head, text)| tag(head, escape(&text)));
        leaf.prop_recursive(4, 24, 4, move |inner| {
            (head.clone(), proptest::collection::vec(inner, 0..4))
                .prop_map(move |(head, inner)| tag(head, inner.concat()))
        })
        .prop_map(|inner| format!("<root xmlns:p=\"u:p\" xmlns:q=\"u:q\">{inner}</root>"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn generated_documents_come_out_as_libxml2_writes_them(xml in tree()) {
            // Two prefixes of one namespace can give an element the same attribute twice: not XML.
            prop_assume!(super::super::parse(xml.as_bytes()).is_ok());
            prop_assert_eq!(ours(&xml), xmllint(&xml), "{}", xml);
        }
    }
}
