//! Where a request comes from: the address that a rate belongs to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderMap, HeaderName};

use super::Web;
use super::tls::Peer;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// An address, or for IPv6 the network that one customer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// An IPv4 address.
    Address([u8; 4]),
    /// An IPv6 network of 64 bits.
    Network([u16; 4]),
}

/// The place of a request. A trusted proxy (this machine always is one) says whom it speaks for: the last address in its
/// header that is not a trusted proxy itself. None for this machine's own requests.
pub(super) fn of(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<Place> {
    let is_trusted = |address: &IpAddr| is_this_machine(address) || trusted.contains(address);
    let peer = peer?.to_canonical();
    if !is_trusted(&peer) {
        return Some(place(peer));
    }
    let named: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
    let named = named.iter().flat_map(|line| line.split(',')).map(|word| word.trim().parse::<IpAddr>());
    // What stands before an unreadable word was written by nobody we know.
    let known: Vec<IpAddr> = named.rev().map_while(Result::ok).map(|address| address.to_canonical()).collect();
    let client = known.iter().find(|address| !is_trusted(address)).copied();
    client.or_else(|| (!is_this_machine(&peer)).then_some(peer)).map(place)
}

/// The place of a request that came over a connection.
pub(super) fn of_request(web: &Web, peer: &Peer, headers: &HeaderMap) -> Option<Place> {
    of(Some(peer.ip()), headers, &web.settings.trusted_proxies)
}

/// The place of a connection. None for a trusted proxy and for this machine: those speak for many.
pub(super) fn of_connection(peer: IpAddr, trusted: &[IpAddr]) -> Option<Place> {
    let peer = peer.to_canonical();
    (!is_this_machine(&peer) && !trusted.contains(&peer)).then(|| place(peer))
}

/// The addresses with which a machine speaks to itself. Its other loopback addresses have to be chosen, and are places like
/// any other.
fn is_this_machine(address: &IpAddr) -> bool {
    *address == IpAddr::V4(Ipv4Addr::LOCALHOST) || *address == IpAddr::V6(Ipv6Addr::LOCALHOST)
}

fn place(address: IpAddr) -> Place {
    match address {
        IpAddr::V4(address) => Place::Address(address.octets()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Place::Network([a, b, c, d])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_speak_for_others() {
        let trusted = ["10.0.0.5".parse().unwrap()];
        for (peer, named, expected) in [
            ("198.51.100.7", "203.0.113.9", Some("198.51.100.7")),
            ("127.0.0.1", "", None),
            ("127.0.0.1", "203.0.113.9", Some("203.0.113.9")),
            ("::1", "203.0.113.9", Some("203.0.113.9")),
            ("127.0.0.2", "203.0.113.9", Some("127.0.0.2")),
            ("127.0.0.1", "192.0.2.1, 203.0.113.9", Some("203.0.113.9")),
            ("127.0.0.1", "203.0.113.9, 10.0.0.5", Some("203.0.113.9")),
            ("10.0.0.5", "rubbish, 203.0.113.9", Some("203.0.113.9")),
            ("10.0.0.5", "203.0.113.9, rubbish", Some("10.0.0.5")),
            ("10.0.0.5", "", Some("10.0.0.5")),
            ("::ffff:198.51.100.7", "", Some("198.51.100.7")),
            ("2001:db8:1:2:3:4:5:6", "", Some("2001:db8:1:2::")),
        ] {
            let mut headers = HeaderMap::new();
            if !named.is_empty() {
                headers.insert(FORWARDED_FOR, named.parse().unwrap());
            }
            let peer: IpAddr = peer.parse().unwrap();
            let found = of(Some(peer), &headers, &trusted);
            let speaks_for_itself = !["127.0.0.1", "::1", "10.0.0.5"].contains(&peer.to_string().as_str());
            let own = speaks_for_itself.then(|| place(peer.to_canonical()));
            assert_eq!(of_connection(peer, &trusted), own, "{peer}");
            assert_eq!(found, expected.map(|text| place(text.parse().unwrap())), "{peer} {named}");
        }
    }
}
