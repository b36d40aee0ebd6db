//! How often requests may come. It must not know what is asked.

/// How often something may come: a second in the long run, and at once after a rest.
///
/// One place is an address of IPv4 or a network of IPv6 of 64 bits; networks of 56 and 48 bits may have four and sixteen
/// times as much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paces {
    /// Pages, from one place. Whole offices and mobile networks share an address, so it is wide.
    pub pages: (u32, u32),
    /// Static files, from one place: a browser asks for some ten with its first page and keeps them.
    pub files: (u32, u32),
    /// Looks at the server's health, from one place: a monitor looks every few seconds.
    pub health: (u32, u32),
    /// Forms, from one place: an order takes some, as a form is reviewed, corrected and confirmed.
    pub forms: (u32, u32),
    /// Forms that would make an order, from one place.
    pub orders: (u32, u32),
    /// Running totals, for one place. Each form asks for some while it is filled in, and does without when it is refused.
    pub previews: (u32, u32),
    /// Forms of one service, from all places.
    pub forms_of_service: (u32, u32),
    /// Calls of the API, from one place, with whatever token or none.
    pub calls: (u32, u32),
    /// Calls of the API with one token, from all places.
    pub calls_of_token: (u32, u32),
    /// Links that calls with one token ask for, from all places: twice the largest table at once.
    pub links_of_token: (u32, u32),
    /// Messages to the MPay endpoint that are not signed by MPay, from one place. Those that are have no bound: all of MPay
    /// may come from one address.
    pub strangers: (u32, u32),
}

impl Default for Paces {
    fn default() -> Paces {
        Paces {
            pages: (100, 1_000),
            files: (500, 5_000),
            health: (10, 100),
            forms: (25, 500),
            orders: (5, 100),
            previews: (50, 500),
            forms_of_service: (500, 5_000),
            calls: (50, 500),
            calls_of_token: (20, 200),
            links_of_token: (200, 20_000),
            strangers: (5, 100),
        }
    }
}
