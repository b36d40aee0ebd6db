//! Answers that never change: a file in each of its encodings, with all headers made beforehand.

use axum::body::Bytes;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue, InvalidHeaderValue, VARY,
};
use axum::http::{HeaderMap, Method, Response, StatusCode};

use super::negotiate::{Coding, Welcome, has_already};
use crate::ids::ContentHash;
use crate::registry::PublishedFile;

/// A file, ready to be sent.
#[derive(Debug)]
pub(super) struct Constant {
    /// The smallest first: of those that are equally welcome, it is sent.
    forms: Vec<Form>,
}

/// How browsers and caches keep a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keeping {
    /// For how long.
    pub cache_control: &'static str,
    /// What in a request makes it another.
    pub vary: &'static str,
}

/// The file in one encoding.
#[derive(Debug)]
struct Form {
    coding: Coding,
    bytes: Bytes,
    /// With its quotation marks; each encoding has its own, as their bytes differ.
    tag: String,
    headers: HeaderMap,
}

impl Constant {
    /// Makes the answers of a file; `common` are the headers of all answers.
    ///
    /// # Errors
    /// When the file's media type cannot stand in a header.
    pub fn new(file: PublishedFile, keeping: Keeping, common: &HeaderMap) -> Result<Constant, InvalidHeaderValue> {
        let mut of_all = common.clone();
        of_all.insert(CACHE_CONTROL, HeaderValue::from_static(keeping.cache_control));
        of_all.insert(VARY, HeaderValue::from_static(keeping.vary));
        of_all.insert(CONTENT_TYPE, HeaderValue::try_from(file.media_type)?);
        let form = |(coding, bytes): (Coding, Vec<u8>)| {
            let tag = format!("\"{}\"", ContentHash::of(&[&bytes]).short());
            let mut headers = of_all.clone();
            headers.insert(ETAG, HeaderValue::try_from(&tag)?);
            headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            if let Some(word) = coding.word() {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static(word));
            }
            Ok(Form { coding, bytes: bytes.into(), tag, headers })
        };
        let packed = [(Coding::Brotli, file.brotli), (Coding::Zstd, file.zstd), (Coding::Gzip, file.gzip)];
        let packed = packed.into_iter().filter_map(|(coding, bytes)| Some((coding, bytes?)));
        let forms = packed.chain([(Coding::Identity, file.bytes)]).map(form);
        let mut forms: Vec<Form> = forms.collect::<Result<_, _>>()?;
        forms.sort_by_key(|form| form.bytes.len());
        Ok(Constant { forms })
    }

    /// The answer to a GET or HEAD: the file in the encoding that is most welcome, or 304 to who has it; none to who
    /// takes no encoding that there is.
    pub fn answer(&self, method: &Method, request: &HeaderMap) -> Option<Response<Bytes>> {
        let welcome = Welcome::of(request);
        let mut best: Option<(&Form, u16)> = None;
        for form in &self.forms {
            let weight = welcome.weight(form.coding);
            if weight > best.map_or(0, |(_, weight)| weight) {
                best = Some((form, weight));
            }
        }
        let (form, _) = best?;
        let is_known = has_already(request, &form.tag);
        let is_bare = is_known || method == Method::HEAD;
        let mut response = Response::new(if is_bare { Bytes::new() } else { form.bytes.clone() });
        *response.headers_mut() = form.headers.clone();
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            for about_content in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING] {
                response.headers_mut().remove(about_content);
            }
        }
        Some(response)
    }

    /// The file as it is, in no encoding.
    pub fn plain(&self) -> &[u8] {
        let plain = self.forms.iter().find(|form| form.coding == Coding::Identity);
        plain.map_or(&[], |form| &form.bytes)
    }

    /// Its size in memory, in bytes, with about what the headers take.
    pub fn weight(&self) -> u64 {
        const HEADERS: usize = 3 * 1024;
        self.forms.iter().map(|form| (form.bytes.len() + HEADERS) as u64).sum()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};

    use super::*;
    use crate::registry::compressed;

    fn constant() -> Constant {
        let text = "Introduceți un IDNP valid. ".repeat(200);
        let mut common = HeaderMap::new();
        common.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
        let file = compressed("x".into(), "text/html; charset=utf-8".into(), text.into_bytes());
        Constant::new(file, Keeping { cache_control: "public, no-cache", vary: "accept-encoding" }, &common).unwrap()
    }

    fn request(accepted: &str, known: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, accepted.parse().unwrap());
        headers.insert(IF_NONE_MATCH, known.parse().unwrap());
        headers
    }

    #[test]
    fn each_encoding_is_an_answer_of_its_own() {
        let constant = constant();
        let mut tags = Vec::new();
        for (accepted, encoding) in
            [("", None), ("gzip", Some("gzip")), ("br;q=0.5, zstd", Some("zstd")), ("gzip, br, zstd;q=0", Some("br"))]
        {
            let answer = constant.answer(&Method::GET, &request(accepted, "")).unwrap();
            let headers = answer.headers().clone();
            assert_eq!(headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap()), encoding);
            assert_eq!(headers[VARY], "accept-encoding");
            assert_eq!(headers[CONTENT_LENGTH], *answer.body().len().to_string());
            assert_eq!(headers["x-content-type-options"], "nosniff");
            let tag = headers[ETAG].to_str().unwrap().to_owned();
            let head = constant.answer(&Method::HEAD, &request(accepted, "")).unwrap();
            assert_eq!((head.headers(), head.body().len()), (&headers, 0));
            for method in [Method::GET, Method::HEAD] {
                let again = constant.answer(&method, &request(accepted, &format!("\"a\", W/{tag}"))).unwrap();
                assert_eq!((again.status(), again.body().len()), (StatusCode::NOT_MODIFIED, 0));
                assert_eq!(again.headers()[ETAG], *tag);
                assert_eq!(again.headers().get(CONTENT_TYPE), None);
                assert_eq!(again.headers()[VARY], "accept-encoding");
                assert_eq!(again.headers()["x-content-type-options"], "nosniff");
            }
            tags.push(tag);
        }
        let all = tags.join(",");
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 4, "{all}");
        assert!(constant.answer(&Method::GET, &request("identity;q=0", "")).is_none());
        let other = constant.answer(&Method::GET, &request("gzip", tags[0].trim_matches('"'))).unwrap();
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn of_equally_welcome_encodings_the_smallest_is_sent() {
        let constant = constant();
        let length = |accepted| constant.answer(&Method::GET, &request(accepted, "")).unwrap().body().len();
        let all = ["gzip", "br", "zstd", "identity"].map(length);
        assert_eq!(Some(&length("gzip, br, zstd, identity")), all.iter().min());
    }
}
