//! The two MPays: one for play money, one for real money.

use std::fmt;

/// Which MPay a publication, an order or a payment belongs to. What belongs to one is never seen by the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Environment {
    /// Play money.
    Test,
    /// Real money.
    Production,
}

impl Environment {
    /// Both.
    pub const ALL: [Environment; 2] = [Environment::Test, Environment::Production];

    /// The word in configurations, in the store and in the endpoint's address.
    pub const fn word(self) -> &'static str {
        match self {
            Environment::Test => "test",
            Environment::Production => "production",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Environment> {
        Environment::ALL.into_iter().find(|environment| environment.word() == word)
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
