//! The bounds of connections: how many there are at once, and how long each may take for what.

use std::time::Duration;

/// Files that the program has open beside its connections: the database's, its own, those that it just reads.
const OTHER_FILES_MAX: usize = 128;

/// How many connections there are at once, and how long each may take for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Most connections at once; whoever comes then is told to come back.
    pub connections_max: usize,
    /// Most connections of one place at once, where a place is known: a trusted proxy speaks for many.
    pub connections_of_place_max: usize,
    /// Longest time until a request's head is here, from the connection's beginning or the answer before.
    pub head_time_max: Duration,
    /// Longest time until a request's body is here, from its head.
    pub body_time_max: Duration,
    /// Longest time in which a reader of an answer takes none of it.
    pub stall_time_max: Duration,
    /// How long a connection is kept for further requests.
    pub lifetime_max: Duration,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            connections_max: 2_048,
            // Whole offices and mobile networks share an address, and a browser opens up to six.
            connections_of_place_max: 512,
            head_time_max: Duration::from_secs(15),
            body_time_max: Duration::from_secs(20),
            stall_time_max: Duration::from_secs(15),
            lifetime_max: Duration::from_secs(600),
        }
    }
}

impl Bounds {
    /// These, so that so many servers in one process stay within the files that it may have open.
    pub fn within_files(self, files_max: usize, servers: usize) -> Bounds {
        let most = files_max.saturating_sub(OTHER_FILES_MAX) / servers.max(1);
        let connections_max = self.connections_max.min(most).max(1);
        Bounds {
            connections_max,
            connections_of_place_max: self.connections_of_place_max.min(connections_max.div_ceil(4)),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_room_for_other_files_and_for_other_places() {
        let of = |files_max, servers| {
            let bounds = Bounds::default().within_files(files_max, servers);
            (bounds.connections_max, bounds.connections_of_place_max)
        };
        assert_eq!(of(1_048_576, 1), (2_048, 512));
        assert_eq!(of(1_024, 1), (896, 224));
        assert_eq!(of(1_024, 2), (448, 112));
        assert_eq!(of(10, 1), (1, 1));
    }
}
