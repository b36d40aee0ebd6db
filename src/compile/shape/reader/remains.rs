//! Keeping what could be read of a thing that as a whole could not be.

use super::Reader;
use crate::compile::definition::{AccountDefinition, Part, Remains};
use crate::compile::names::Scope;
use crate::diag::Placed;
use crate::yaml::Node;

impl Reader<'_> {
    /// Reads a thing. Of one that as a whole cannot be read, what could be read remains.
    pub fn thing<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.read.len();
        let found = read(self);
        if found.is_none() {
            self.remains.extend(self.read.drain(before..));
        }
        found
    }

    /// Reads what stands somewhere else than what is read around it.
    pub fn within<T>(&mut self, scope: Scope, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.scope, scope);
        let found = read(self);
        self.scope = outer;
        found
    }

    /// Notes what remains if the thing of which it is a part cannot be read.
    pub fn note(&mut self, part: Part) {
        self.read.push(Remains { scope: self.scope.clone(), part });
    }

    /// The name of an account of the beneficiary.
    pub fn account(&mut self, node: &Node) -> Option<Placed<String>> {
        let name = self.text(node, "the account's name", 60)?;
        self.note(Part::Account(AccountDefinition::Fixed(name.clone())));
        Some(name)
    }
}
