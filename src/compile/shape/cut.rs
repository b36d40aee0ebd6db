//! Texts that a comma has cut in two.

use crate::diag::Place;
use crate::yaml::{Key, Node, NodeKind};

/// Follows a text whose parentheses a comma has torn apart, as in `{amount: min(a, b)}`: YAML takes what stands behind the
/// comma for keys without values.
#[derive(Default)]
pub(super) struct Cut {
    /// The text, and how many of its parentheses are open.
    open: Option<(Place, i32)>,
}

impl Cut {
    /// The text of which a key is the rest.
    pub fn take(&mut self, key: &Key, node: &Node) -> Option<Place> {
        let depth = |text: &str| text.chars().map(|c| i32::from(c == '(') - i32::from(c == ')')).sum::<i32>();
        if node.kind == NodeKind::Null
            && let Some((value, open)) = &mut self.open
        {
            *open += depth(&key.text);
            let value = *value;
            self.open = self.open.filter(|(_, open)| *open > 0);
            return Some(value);
        }
        self.open = match &node.kind {
            NodeKind::Scalar(scalar) if scalar.is_plain => Some((node.place, depth(&scalar.text))),
            _ => None,
        };
        self.open = self.open.filter(|(_, open)| *open > 0);
        None
    }
}
