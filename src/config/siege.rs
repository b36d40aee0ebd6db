//! When a siege begins and what lets a form through then, as far as the configuration says it.

use serde::Deserialize;

use super::{ConfigError, wrong};

/// How many: a second in the long run, and at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Often {
    /// A second, in the long run.
    pub per_second: u32,
    /// At once, after a rest.
    pub at_once: u32,
}

/// The section `[siege]`. What is left out is as the program has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiegeConfig {
    /// How many orders of one service people make.
    pub orders_of_service: Option<Often>,
    /// The same of all services.
    pub orders_of_all: Option<Often>,
    /// With how many zero bits the hash of a solution begins.
    pub puzzle_bits: Option<u32>,
    /// After how many seconds a form passes without a solution.
    pub wait_seconds: Option<u32>,
    /// How many forms pass so.
    pub waited_of_all: Option<Often>,
    /// The same of one place.
    pub waited_of_place: Option<Often>,
}

/// Most orders a second: some tens of what one machine can make.
const PER_SECOND_MAX: u32 = 10_000;
/// Most orders at once.
const AT_ONCE_MAX: u32 = 100_000;

impl SiegeConfig {
    /// Checks each number.
    pub(super) fn checked(&self) -> Result<SiegeConfig, ConfigError> {
        for (key, often) in [
            ("siege.orders_of_service", self.orders_of_service),
            ("siege.orders_of_all", self.orders_of_all),
            ("siege.waited_of_all", self.waited_of_all),
            ("siege.waited_of_place", self.waited_of_place),
        ] {
            let Some(Often { per_second, at_once }) = often else { continue };
            for (part, number, most) in [("per_second", per_second, PER_SECOND_MAX), ("at_once", at_once, AT_ONCE_MAX)]
            {
                if !(1..=most).contains(&number) {
                    let fix = format!(
                        "write it as {{per_second = 5, at_once = 300}}, with per_second from 1 to {PER_SECOND_MAX} and \
                         at_once from 1 to {AT_ONCE_MAX}"
                    );
                    return Err(wrong("", key, format!("`{part}` is {number}, and can be 1 to {most}"), fix));
                }
            }
        }
        // Each bit more doubles the work; a telephone tries some hundred thousand numbers a second.
        for (key, number, most) in
            [("siege.puzzle_bits", self.puzzle_bits, 24), ("siege.wait_seconds", self.wait_seconds, 60)]
        {
            if let Some(number) = number.filter(|number| !(1..=most).contains(number)) {
                let problem = format!("it is {number}, and can be 1 to {most}");
                return Err(wrong("", key, problem, format!("write a whole number from 1 to {most}")));
            }
        }
        Ok(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_make_no_sense_are_refused_by_their_key() {
        let read = |text: &str| toml::from_str::<SiegeConfig>(text).unwrap().checked();
        let whole = "orders_of_service = {per_second = 1, at_once = 3}\npuzzle_bits = 10\nwait_seconds = 5\n";
        assert_eq!(read(whole).unwrap().orders_of_service, Some(Often { per_second: 1, at_once: 3 }));
        assert_eq!(read("").unwrap(), SiegeConfig::default());
        for (text, key, limits) in [
            (
                "orders_of_service = {per_second = 0, at_once = 3}",
                "siege.orders_of_service",
                "`per_second` is 0, and can be 1 to 10000",
            ),
            (
                "orders_of_all = {per_second = 100000, at_once = 3}",
                "siege.orders_of_all",
                "`per_second` is 100000, and can be 1 to 10000",
            ),
            (
                "waited_of_all = {per_second = 1, at_once = 0}",
                "siege.waited_of_all",
                "`at_once` is 0, and can be 1 to 100000",
            ),
            ("waited_of_place = {per_second = 1, at_once = 100001}", "siege.waited_of_place", "from 1 to 100000"),
            ("puzzle_bits = 0", "siege.puzzle_bits", "it is 0, and can be 1 to 24"),
            ("puzzle_bits = 25", "siege.puzzle_bits", "it is 25, and can be 1 to 24"),
            ("wait_seconds = 61", "siege.wait_seconds", "it is 61, and can be 1 to 60"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.key == key && error.to_string().contains("fix: write"), "{error}");
            assert!(error.to_string().contains(limits), "{error}");
        }
    }
}
