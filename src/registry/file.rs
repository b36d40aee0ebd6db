//! Files that are served as they are, with their compressed forms; not where they are kept.

use std::io::Write;

/// How hard to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Levels {
    gzip: u32,
    brotli: i32,
    zstd: i32,
}

/// For what is compressed once and sent for years. Of zstd, the highest that keeps within a window of 8 MiB, which is what
/// browsers must grant (RFC 9659).
const SMALLEST: Levels = Levels { gzip: 9, brotli: 11, zstd: 19 };
/// For what somebody waits for: a list of five thousand services, 1.2 MB, in 50 ms altogether, which takes more than four
/// seconds at the highest levels and comes out a third smaller there. Higher levels of brotli cost twice the time and spare
/// less than a tenth.
const QUICKEST: Levels = Levels { gzip: 3, brotli: 2, zstd: 3 };

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
    compressed_at(SMALLEST, name, media_type, bytes)
}

/// The same, in a hundredth of the time, for what is not kept for long.
pub fn compressed_quickly(name: String, media_type: String, bytes: Vec<u8>) -> PublishedFile {
    compressed_at(QUICKEST, name, media_type, bytes)
}

fn compressed_at(levels: Levels, name: String, media_type: String, bytes: Vec<u8>) -> PublishedFile {
    let smaller = |form: Option<Vec<u8>>| form.filter(|form| is_text(&media_type) && form.len() < bytes.len());
    let (gzip, brotli, zstd) = match is_text(&media_type) {
        true => (gzip(&bytes, levels.gzip), brotli(&bytes, levels.brotli), zstd(&bytes, levels.zstd)),
        false => (None, None, None),
    };
    PublishedFile { gzip: smaller(gzip), brotli: smaller(brotli), zstd: smaller(zstd), name, media_type, bytes }
}

/// Whether compression is worth trying: fonts and pictures are compressed by their own formats.
fn is_text(media_type: &str) -> bool {
    let bare = media_type.split(';').next().unwrap_or_default().trim();
    bare.starts_with("text/") || bare.ends_with("+xml") || matches!(bare, "application/json" | "application/javascript")
}

fn gzip(bytes: &[u8], level: u32) -> Option<Vec<u8>> {
    let mut encoder = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::new(level));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(bytes: &[u8], quality: i32) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).ok()?;
    Some(out)
}

fn zstd(bytes: &[u8], level: i32) -> Option<Vec<u8>> {
    zstd::bulk::compress(bytes, level).ok()
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
    fn what_somebody_waits_for_is_compressed_at_lower_levels() {
        let line =
            |i: u32| format!("<li><a href=\"/ro/b/s-{i}\">Taxa nr. {}</a></li>\n", i.wrapping_mul(2_654_435_761));
        let text: String = (0..2_000).map(line).collect();
        let quick = compressed_quickly("x".into(), "text/html".into(), text.clone().into_bytes());
        let best = file("text/html", text.as_bytes());
        for (quick, best) in [(&quick.gzip, &best.gzip), (&quick.brotli, &best.brotli), (&quick.zstd, &best.zstd)] {
            let (quick, best) = (quick.as_ref().unwrap(), best.as_ref().unwrap());
            assert!(quick != best && quick.len() < text.len() / 2, "{} of {}", quick.len(), text.len());
        }
        // The costliest level is the one that is worth it; of so regular a text zstd makes less at a lower one.
        assert!(best.brotli.unwrap().len() < quick.brotli.unwrap().len());
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
