//! What a browser says that it takes and has: `Accept-Encoding` and `If-None-Match`, read as RFC 9110 writes them.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};

/// How bytes are packed for the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Zstd,
    Gzip,
    Identity,
}

impl Coding {
    /// The word in `Content-Encoding`; none for bytes as they are.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Coding::Brotli => Some("br"),
            Coding::Zstd => Some("zstd"),
            Coding::Gzip => Some("gzip"),
            Coding::Identity => None,
        }
    }

    fn from_word(word: &str) -> Option<Coding> {
        let known = [(Coding::Brotli, "br"), (Coding::Zstd, "zstd"), (Coding::Gzip, "gzip"), (Coding::Gzip, "x-gzip")];
        let known = known.into_iter().chain([(Coding::Identity, "identity")]);
        known.into_iter().find(|(_, name)| word.eq_ignore_ascii_case(name)).map(|(coding, _)| coding)
    }
}

/// How welcome each coding is, in thousandths; 0 is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Welcome {
    named: [Option<u16>; 4],
    others: Option<u16>,
}

impl Welcome {
    /// Reads a request's `Accept-Encoding`. Without one nothing is known of who asks: only bytes as they are are sure to
    /// be understood.
    pub fn of(headers: &HeaderMap) -> Welcome {
        let mut welcome = Welcome { named: [None; 4], others: None };
        let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        for item in lines.flat_map(|line| line.split(',')) {
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let weight = parts.next().map_or(Some(1000), weight).unwrap_or(0);
            match Coding::from_word(name) {
                Some(coding) => welcome.named[coding as usize] = Some(weight),
                None if name == "*" => welcome.others = Some(weight),
                None => {}
            }
        }
        welcome
    }

    /// How welcome a coding is. What nobody speaks of is refused, except bytes as they are: those come last.
    pub fn weight(&self, coding: Coding) -> u16 {
        let unspoken = if coding == Coding::Identity { 1 } else { 0 };
        self.named[coding as usize].or(self.others).unwrap_or(unspoken)
    }
}

/// `q=0.5` in thousandths; none for what is not a weight.
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let is_weight = name.eq_ignore_ascii_case("q") && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = || format!("{part:0<3}").parse::<u16>().ok();
    match whole {
        "0" if is_weight => thousandths(),
        "1" if is_weight && part.bytes().all(|byte| byte == b'0') => Some(1000),
        _ => None,
    }
}

/// Whether the browser has what this tag (in its quotation marks) names. Weak tags compare as strong ones here.
pub(super) fn has_already(headers: &HeaderMap, tag: &str) -> bool {
    let mut lines = headers.get_all(IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines.any(|line| line.trim() == "*" || tags(line).any(|other| other == tag))
}

/// The tags of a list, with their quotation marks and without `W/`. A comma may stand inside one; what cannot be read
/// ends the list.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let start = rest.trim_start_matches([' ', '\t', ',']);
        let start = start.strip_prefix("W/").unwrap_or(start);
        let end = start.strip_prefix('"')?.find('"')? + 2;
        let (tag, after) = start.split_at(end);
        rest = after;
        Some(tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: axum::http::HeaderName, lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(&name, line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn encodings_are_as_welcome_as_the_browser_says() {
        // Brotli, zstd, gzip, identity.
        for (lines, expected) in [
            (&[][..], [0, 0, 0, 1]),
            (&[""], [0, 0, 0, 1]),
            (&["gzip, deflate, br, zstd"], [1000, 1000, 1000, 1]),
            (&["gzip", "br"], [1000, 0, 1000, 1]),
            (&["GZIP;Q=0.5 , br ; q=0.25"], [250, 0, 500, 1]),
            (&["gzip;q=0, br"], [1000, 0, 0, 1]),
            (&["*"], [1000, 1000, 1000, 1000]),
            (&["*;q=0"], [0, 0, 0, 0]),
            (&["gzip, *;q=0"], [0, 0, 1000, 0]),
            (&["identity;q=0, *;q=0.1"], [100, 100, 100, 0]),
            (&["identity, gzip;q=0.5"], [0, 0, 500, 1000]),
            (&["identity;q=0"], [0, 0, 0, 0]),
            (&["brotli, x-gzip"], [0, 0, 1000, 1]),
            (&["br;q=1.000, gzip;q=0.001, zstd;q=0.000"], [1000, 0, 1, 1]),
            (&["br;q=1.5, gzip;q=0.1234, zstd;q=x"], [0, 0, 0, 1]),
        ] {
            let welcome = Welcome::of(&with(ACCEPT_ENCODING, lines));
            let all = [Coding::Brotli, Coding::Zstd, Coding::Gzip, Coding::Identity];
            assert_eq!(all.map(|coding| welcome.weight(coding)), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_tag_is_found_in_a_list_of_tags() {
        for (lines, expected) in [
            (&[][..], false),
            (&["\"abc\""], true),
            (&["W/\"abc\""], true),
            (&["*"], true),
            (&["\"x\", \"abc\""], true),
            (&["\"x\",W/\"abc\" ,\"y\""], true),
            (&["\"x\"", "\"abc\""], true),
            (&["\"x, y\", \"abc\""], true),
            (&["abc"], false),
            (&["\"abcd\", \"ab\""], false),
            (&["\"x,\"abc\""], false),
            (&["w/\"abc\""], false),
            (&["\"abc"], false),
        ] {
            assert_eq!(has_already(&with(IF_NONE_MATCH, lines), "\"abc\""), expected, "{lines:?}");
        }
    }
}
