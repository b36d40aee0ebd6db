//! Files that are served as they are, with their compressed forms; not where they are kept.

use std::io::Write;

/// The highest level that keeps within a window of 8 MiB, which is what browsers must grant (RFC 9659).
const ZSTD_LEVEL: i32 = 19;

/// A file that is served as it is, with its compressed forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// The file's name: for an empty page `page/{hash of its bytes}/{language}`, for an asset the address under which it is served.
    pub name: String,
    /// Its `Content-Type`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The same in gzip, where that is smaller.
    pub gzip: Option<Vec<u8>>,
    /// The same in brotli, where that is smaller.
    pub brotli: Option<Vec<u8>>,
    /// The same in zstd, where that is smaller; none in what was published before zstd was known here.
    pub zstd: Option<Vec<u8>>,
}

/// A file with the compressed forms that are smaller than it; only text is compressed. The same bytes always give the
/// same forms.
pub fn compressed(name: String, media_type: String, bytes: Vec<u8>) -> PublishedFile {
    let smaller = |form: Option<Vec<u8>>| form.filter(|form| is_text(&media_type) && form.len() < bytes.len());
    let (gzip, brotli, zstd) = match is_text(&media_type) {
        true => (gzip(&bytes), brotli(&bytes), zstd(&bytes)),
        false => (None, None, None),
    };
    PublishedFile { gzip: smaller(gzip), brotli: smaller(brotli), zstd: smaller(zstd), name, media_type, bytes }
}

/// Whether compression is worth trying: fonts and pictures are compressed by their own formats.
fn is_text(media_type: &str) -> bool {
    let bare = media_type.split(';').next().unwrap_or_default().trim();
    bare.starts_with("text/") || bare.ends_with("+xml") || matches!(bare, "application/json" | "application/javascript")
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).ok()?;
    Some(out)
}

fn zstd(bytes: &[u8]) -> Option<Vec<u8>> {
    zstd::bulk::compress(bytes, ZSTD_LEVEL).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn file(media_type: &str, bytes: &[u8]) -> PublishedFile {
        compressed("x".into(), media_type.into(), bytes.to_vec())
    }

    #[test]
    fn text_is_compressed_so_that_it_can_be_read_back() {
        let text = "Introduceți un IDNP valid. ".repeat(200);
        let file = file("text/html; charset=utf-8", text.as_bytes());
        let (mut unzipped, mut unbrotlied) = (String::new(), String::new());
        flate2::read::GzDecoder::new(file.gzip.as_deref().unwrap()).read_to_string(&mut unzipped).unwrap();
        brotli::Decompressor::new(file.brotli.as_deref().unwrap(), 4096).read_to_string(&mut unbrotlied).unwrap();
        assert_eq!((unzipped.as_str(), unbrotlied.as_str()), (text.as_str(), text.as_str()));
        let unzstded = zstd::bulk::decompress(file.zstd.as_deref().unwrap(), text.len()).unwrap();
        assert_eq!(unzstded, text.as_bytes());
        assert_eq!(file, self::file("text/html; charset=utf-8", text.as_bytes()));
    }

    #[test]
    fn what_would_not_shrink_stays_as_it_is() {
        for (media_type, bytes) in
            [("font/woff2", &b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"[..]), ("text/css", b"a")]
        {
            let file = file(media_type, bytes);
            assert_eq!((file.gzip, file.brotli, file.zstd), (None, None, None), "{media_type}");
        }
    }
}
