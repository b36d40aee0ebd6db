//! The bounds of connections: how many there are at once, and how long each may take for what.

use std::time::Duration;

/// Files that the program has open beside its connections: the database's, its own, those that it just reads.
const OTHER_FILES_MAX: usize = 128;
/// How many of these it needs at least: eight connections to SQLite have three each.
const OTHER_FILES_MIN: usize = 40;
/// How many files it should be allowed, for the usual bounds.
const FILES_WANTED: usize = 4_096;

/// How many connections there are at once, and how long each may take for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Most connections at once; whoever comes then is told to come back, on one of the spare ones.
    pub connections_max: usize,
    /// Most connections beside those, on which only MPay is served.
    pub spare_connections_max: usize,
    /// Most connections of one place at once, where a place is known: a trusted proxy speaks for many.
    pub connections_of_place_max: usize,
    /// Longest time until a request's head is here, from the connection's beginning or the answer before.
    pub head_time_max: Duration,
    /// Longest time until a request's body is here, from its head.
    pub body_time_max: Duration,
    /// Longest time until a message of MPay is here, from its head: machines do not type.
    pub soap_time_max: Duration,
    /// Longest time in which a reader of an answer takes none of it.
    pub stall_time_max: Duration,
    /// How long a connection is kept for further requests.
    pub lifetime_max: Duration,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            connections_max: 2_048,
            spare_connections_max: 256,
            // Whole offices and mobile networks share an address, and a browser opens up to six.
            connections_of_place_max: 512,
            head_time_max: Duration::from_secs(15),
            body_time_max: Duration::from_secs(20),
            soap_time_max: Duration::from_secs(5),
            stall_time_max: Duration::from_secs(15),
            lifetime_max: Duration::from_secs(600),
        }
    }
}

impl Bounds {
    /// These, so that so many servers in one process stay within the files that it may have open.
    pub fn within_files(self, files_max: usize, servers: usize) -> Bounds {
        let others = OTHER_FILES_MAX.min((files_max / 2).max(OTHER_FILES_MIN));
        let most = files_max.saturating_sub(others) / servers.max(1);
        let spare_connections_max = self.spare_connections_max.min(most / 4).max(1);
        let connections_max = self.connections_max.min(most.saturating_sub(spare_connections_max)).max(1);
        Bounds {
            connections_max,
            spare_connections_max,
            connections_of_place_max: self.connections_of_place_max.min(connections_max.div_ceil(4)),
            ..self
        }
    }

    /// What an operator has to know of files that are too few for the usual bounds, and what to do.
    pub fn shortage(self, files_max: usize, servers: usize) -> Option<String> {
        let few = self.within_files(files_max, servers);
        (few.connections_max < self.connections_max).then(|| {
            format!(
                "this process may have {files_max} files open, so that at most {} connections are served at once{}; allow it \
                 {FILES_WANTED} (`ulimit -n {FILES_WANTED}`, or `LimitNOFILE={FILES_WANTED}` in its unit of systemd)",
                few.connections_max,
                if servers > 1 { " by each of its servers" } else { "" }
            )
        })
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
        assert_eq!(of(4_096, 1), (2_048, 512));
        assert_eq!(of(1_024, 1), (672, 168));
        assert_eq!(of(1_024, 2), (336, 84));
        assert_eq!(of(64, 1), (18, 5));
        assert_eq!(of(10, 1), (1, 1));
        assert_eq!(Bounds::default().shortage(FILES_WANTED, 1), None);
        let told = Bounds::default().shortage(64, 1).unwrap_or_default();
        assert!(
            told.contains("64 files") && told.contains("18 connections") && told.contains("ulimit -n 4096"),
            "{told}"
        );
    }
}
