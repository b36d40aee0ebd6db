//! Where a request comes from: the network that a bound belongs to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName};

use super::Web;
use super::tls::Peer;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How many words of the header are looked at, from its end: as many trusted proxies behind each other nobody has.
const WORDS_MAX: usize = 32;
/// How many bounds a place counts for: it is counted in each of its networks.
pub(super) const NETWORKS: usize = 3;

/// An address, or for IPv6 a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// An IPv4 address.
    Address([u8; 4]),
    /// An IPv6 network of 64, 56 or 48 bits: its first bits, the others zero, and how many they are.
    Network([u16; 4], u8),
    /// What a trusted proxy names in a way that nobody can read. All of it is one place: none would be a way around every
    /// bound.
    Unreadable,
}

impl Place {
    /// The place of an address.
    pub fn at(address: IpAddr) -> Place {
        match address.to_canonical() {
            IpAddr::V4(address) => Place::Address(address.octets()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Place::Network([a, b, c, d], 64)
            }
        }
    }

    /// The networks that it is counted in, the narrowest first, each with how many times as much as one place may come
    /// from it. An IPv6 customer has a network of 64 bits at least, a home often one of 56, an office one of 48: who has
    /// more networks gets more, but by far not as much more as there are networks.
    pub fn networks(self) -> impl Iterator<Item = (Place, u32)> {
        let wider = match self {
            Place::Network([a, b, c, d], 64) => {
                [Some((Place::Network([a, b, c, d & 0xff00], 56), 4)), Some((Place::Network([a, b, c, 0], 48), 16))]
            }
            _ => [None, None],
        };
        std::iter::once((self, 1)).chain(wider.into_iter().flatten())
    }

    /// Whether it is in a network, or is it.
    pub fn is_in(self, network: Place) -> bool {
        self.networks().any(|(other, _)| other == network)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Place::Address(octets) => write!(f, "{}", Ipv4Addr::from(octets)),
            Place::Network([a, b, c, d], bits) => {
                write!(f, "{}/{bits}", Ipv6Addr::from([a, b, c, d, 0, 0, 0, 0]))
            }
            Place::Unreadable => f.write_str("unreadable in a trusted proxy's X-Forwarded-For"),
        }
    }
}

/// The place of a request. A trusted proxy (this machine always is one) says whom it speaks for: the last address in its
/// header that is not a trusted proxy itself. None only for this machine's own requests, which name nobody.
pub(super) fn of(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<Place> {
    let is_trusted = |address: &IpAddr| is_this_machine(address) || trusted.contains(address);
    let peer = peer?.to_canonical();
    if !is_trusted(&peer) {
        return Some(Place::at(peer));
    }
    // Proxies append to what the client sent. So only the end was written by those we know, and it is read as bytes: one
    // that is no text, sent by the client, must not take the proxy's own word away.
    let lines = headers.get_all(FORWARDED_FOR).iter().collect::<Vec<_>>();
    let words = lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let mut last = None;
    for word in words.take(WORDS_MAX) {
        match address_in(word) {
            // What stands before an unreadable word was written by nobody we know.
            None => return Some(Place::Unreadable),
            Some(address) if !is_trusted(&address) => return Some(Place::at(address)),
            Some(address) => last = Some(address),
        }
    }
    // Only trusted ones are named: the first of them sent it, as somebody on that machine does.
    let own = (!is_this_machine(&peer)).then_some(peer);
    last.or(own).map(Place::at)
}

/// The place of a request that came over a connection.
pub(super) fn of_request(web: &Web, peer: &Peer, headers: &HeaderMap) -> Option<Place> {
    of(Some(peer.ip()), headers, &web.settings.trusted_proxies)
}

/// The place of a connection. None for a trusted proxy and for this machine: those speak for many.
pub(super) fn of_connection(peer: IpAddr, trusted: &[IpAddr]) -> Option<Place> {
    let peer = peer.to_canonical();
    (!is_this_machine(&peer) && !trusted.contains(&peer)).then(|| Place::at(peer))
}

/// The address that a word of the header names, as proxies write it: alone or with a port, IPv6 with or without brackets.
fn address_in(word: &[u8]) -> Option<IpAddr> {
    let word = std::str::from_utf8(word).ok()?.trim_matches([' ', '\t']);
    if let Ok(address) = word.parse::<IpAddr>() {
        return Some(address.to_canonical());
    }
    let (host, port) = match word.strip_prefix('[') {
        Some(inner) => {
            inner.split_once(']').map(|(host, rest)| (host, rest.strip_prefix(':').or(rest.is_empty().then_some("0"))))
        }
        None => word.split_once(':').map(|(host, port)| (host, Some(port))),
    }?;
    let is_port =
        |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_v6 = word.starts_with('[');
    let address = host.parse::<IpAddr>().ok().filter(|address| address.is_ipv6() == is_v6)?;
    port.is_some_and(is_port).then(|| address.to_canonical())
}

/// The addresses with which a machine speaks to itself. Its other loopback addresses have to be chosen, and are places like
/// any other.
fn is_this_machine(address: &IpAddr) -> bool {
    *address == IpAddr::V4(Ipv4Addr::LOCALHOST) || *address == IpAddr::V6(Ipv6Addr::LOCALHOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUSTED: &str = "10.0.0.5";

    /// The place of a request with these lines of the header, as text.
    fn told(peer: &str, lines: &[&[u8]]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, axum::http::HeaderValue::from_bytes(line).unwrap());
        }
        let peer: IpAddr = peer.parse().unwrap();
        of(Some(peer), &headers, &[TRUSTED.parse().unwrap()]).map(|place| place.to_string())
    }

    #[test]
    fn only_trusted_proxies_speak_for_others() {
        for (peer, named, expected) in [
            ("198.51.100.7", "203.0.113.9", Some("198.51.100.7")),
            ("127.0.0.1", "203.0.113.9", Some("203.0.113.9")),
            ("::1", "203.0.113.9", Some("203.0.113.9")),
            ("127.0.0.2", "203.0.113.9", Some("127.0.0.2")),
            ("127.0.0.1", "192.0.2.1, 203.0.113.9", Some("203.0.113.9")),
            ("127.0.0.1", "203.0.113.9, 10.0.0.5", Some("203.0.113.9")),
            ("10.0.0.5", "rubbish, 203.0.113.9", Some("203.0.113.9")),
            ("127.0.0.1", "127.0.0.1", Some("127.0.0.1")),
            ("127.0.0.1", "10.0.0.5, 127.0.0.1", Some("10.0.0.5")),
            ("::ffff:198.51.100.7", "192.0.2.1", Some("198.51.100.7")),
            ("2001:db8:1:2:3:4:5:6", "192.0.2.1", Some("2001:db8:1:2::/64")),
        ] {
            assert_eq!(told(peer, &[named.as_bytes()]).as_deref(), expected, "{peer} {named}");
        }
        // Without the header a proxy is the place itself, and this machine none.
        for (peer, expected) in
            [("127.0.0.1", None), ("::1", None), (TRUSTED, Some(TRUSTED)), ("198.51.100.7", Some("198.51.100.7"))]
        {
            assert_eq!(told(peer, &[]).as_deref(), expected, "{peer}");
        }
        for (peer, is_place) in [("127.0.0.1", false), (TRUSTED, false), ("127.0.0.2", true), ("192.0.2.1", true)] {
            let address: IpAddr = peer.parse().unwrap();
            let found = of_connection(address, &[TRUSTED.parse().unwrap()]);
            assert_eq!(found, is_place.then(|| Place::at(address)), "{peer}");
        }
    }

    #[test]
    fn what_a_client_sends_takes_no_word_of_the_proxy_away() {
        let proxys: [&[u8]; 6] = [
            b"203.0.113.9",
            b"203.0.113.9:4711",
            b"[2001:db8:1:2::9]:4711",
            b"[2001:db8:1:2::9]",
            b"2001:db8:1:2::9",
            b"::ffff:203.0.113.9",
        ];
        let clients: [&[u8]; 7] =
            [b"", b"\xff", "ă".as_bytes(), b"unknown", b"192.0.2.1:1", b"127.0.0.1", b"a,b,\xfe,,"];
        for peer in ["127.0.0.1", TRUSTED] {
            for proxy in proxys {
                let expected =
                    if proxy.windows(3).any(|part| part == b"db8") { "2001:db8:1:2::/64" } else { "203.0.113.9" };
                for client in clients {
                    let line = [client, b", ", proxy].concat();
                    assert_eq!(told(peer, &[&line]).as_deref(), Some(expected), "{line:?}");
                    assert_eq!(told(peer, &[client, proxy]).as_deref(), Some(expected), "{line:?}");
                }
            }
        }
    }

    #[test]
    fn an_unreadable_word_of_a_proxy_is_one_place_and_never_none() {
        let many = "127.0.0.1,".repeat(WORDS_MAX) + "203.0.113.9,";
        for word in [
            &b"\xff"[..],
            b"",
            b" ",
            b"unknown",
            b"203.0.113.9,",
            b"203.0.113.9, \xff",
            b"203.0.113.9:",
            b"203.0.113.9:99999",
            b"203.0.113.9:+1",
            b"203.0.113.9 :1",
            b"[203.0.113.9]:1",
            b"[2001:db8::1",
            b"[2001:db8::1]1",
            b"2001:db8::1]:1",
            b"203.0.113.9;203.0.113.9",
            b"\"203.0.113.9\"",
            "２０３.0.113.9".as_bytes(),
        ] {
            for peer in ["127.0.0.1", "::1", TRUSTED] {
                assert_eq!(told(peer, &[word]), Some(Place::Unreadable.to_string()), "{peer} {word:?}");
            }
        }
        assert_eq!(told("127.0.0.1", &[many.as_bytes()]), Some(Place::Unreadable.to_string()));
    }

    #[test]
    fn a_place_of_ipv6_is_counted_in_wider_networks_too() {
        let place = Place::at("2001:db8:1:2:3:4:5:6".parse().unwrap());
        let told: Vec<_> = place.networks().map(|(network, times)| (network.to_string(), times)).collect();
        let expected = [("2001:db8:1:2::/64", 1), ("2001:db8:1::/56", 4), ("2001:db8:1::/48", 16)];
        assert_eq!(told, expected.map(|(network, times)| (network.to_owned(), times)));
        assert!(told.len() <= NETWORKS);
        let neighbour = Place::at("2001:db8:1:3::1".parse().unwrap());
        let networks: Vec<_> = neighbour.networks().map(|(network, _)| place.is_in(network)).collect();
        assert_eq!(networks, [false, true, true]);
        assert_eq!(Place::Address([192, 0, 2, 1]).networks().count(), 1);
    }
}
