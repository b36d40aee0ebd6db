//! Whether a request says clearly whom it is for, and a form comes from our own pages. It must not know what is asked.

use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Version};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a request names exactly one host, as RFC 9112 (3.2) asks; one of HTTP/1.0 may name none.
///
/// Which one is nobody's business: health checks and proxies name the machine, and nothing that is answered is made of it
/// (addresses are made of `public_url`).
pub(in crate::web) fn names_one_host(version: Version, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => is_host(host),
        (None, _) => version < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

fn is_host(host: &HeaderValue) -> bool {
    let host = host.as_bytes();
    // An empty one is allowed for addresses without a host; ours have one.
    !host.contains(&b'@') && Authority::try_from(host).is_ok()
}

/// Whether a browser says that another site's page sent this. One that says nothing is old, or no browser.
///
/// Our pages are at `public_url`, or at another name of this server where a proxy passes on what the browser asked for; in
/// any case they come by `public_url`'s scheme: a page that came without TLS may be anybody's.
pub(super) fn is_from_elsewhere(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    match (text(&SEC_FETCH_SITE), text(&ORIGIN)) {
        (Some(site), _) => !["same-origin", "none"].contains(&site),
        (None, Some(origin)) => {
            let Some(ours) = origin_of(public_url) else { return true };
            let host = text(&HOST).and_then(|host| origin_of(&format!("{}://{host}", ours.0)));
            let sender = origin_of(origin);
            sender.is_none() || sender != Some(ours) && sender != host
        }
        (None, None) => false,
    }
}

/// Scheme, host and port of an address.
fn origin_of(address: &str) -> Option<(String, String, u16)> {
    let (scheme, rest) = address.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let usual = match scheme.as_str() {
        "https" => 443,
        "http" => 80,
        _ => return None,
    };
    let authority: Authority = rest.split('/').next()?.parse().ok()?;
    Some((scheme, authority.host().to_ascii_lowercase(), authority.port_u16().unwrap_or(usual)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://plati.example.md";

    #[test]
    fn forms_of_other_sites_are_told_from_ours() {
        for (sec_fetch_site, origin, host, expected) in [
            (None, None, "plati.example.md", false),
            (Some("same-origin"), None, "plati.example.md", false),
            (Some("none"), None, "plati.example.md", false),
            (Some("same-site"), None, "plati.example.md", true),
            (Some("cross-site"), Some(PUBLIC), "plati.example.md", true),
            (None, Some(PUBLIC), "plati.example.md", false),
            (None, Some(PUBLIC), "plati.example.md:443", false),
            (None, Some("https://PLATI.example.md:443"), "plati.example.md", false),
            // Behind a proxy that names the machine.
            (None, Some(PUBLIC), "10.0.0.7:8080", false),
            (None, Some("https://other-name.example.md"), "other-name.example.md", false),
            (None, Some("http://plati.example.md"), "plati.example.md", true),
            (None, Some("http://10.0.0.7:8080"), "10.0.0.7:8080", true),
            (None, Some("https://plati.example.md:8443"), "plati.example.md", true),
            (None, Some("https://evil.example"), "plati.example.md", true),
            (None, Some("https://plati.example.md.evil.example"), "plati.example.md", true),
            (None, Some("ftp://plati.example.md"), "plati.example.md", true),
            (None, Some("null"), "plati.example.md", true),
            (None, Some(""), "plati.example.md", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().unwrap());
            for (name, value) in [(SEC_FETCH_SITE, sec_fetch_site), (ORIGIN, origin)] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            assert_eq!(is_from_elsewhere(&headers, PUBLIC), expected, "{sec_fetch_site:?} {origin:?} {host}");
        }
    }

    #[test]
    fn a_request_names_one_host() {
        for (hosts, version, expected) in [
            (&["a"][..], Version::HTTP_11, true),
            (&["a:8080"], Version::HTTP_11, true),
            (&["[::1]:8080"], Version::HTTP_11, true),
            (&["a"], Version::HTTP_10, true),
            (&[], Version::HTTP_10, true),
            (&[], Version::HTTP_11, false),
            (&["a", "a"], Version::HTTP_11, false),
            (&["a", "b"], Version::HTTP_10, false),
            (&["a, b"], Version::HTTP_11, false),
            (&["a b"], Version::HTTP_11, false),
            (&["a/b"], Version::HTTP_11, false),
            (&["me@a"], Version::HTTP_11, false),
            (&[""], Version::HTTP_11, false),
        ] {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(HOST, host.parse().unwrap());
            }
            assert_eq!(names_one_host(version, &headers), expected, "{hosts:?} {version:?}");
        }
    }
}
