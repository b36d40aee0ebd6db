//! The static files: embedded, addressed by their content, and compressed once; knows nothing of pages or requests.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rust_embed::Embed;

use crate::ids::ContentHash;
use crate::registry::{PublishedFile, compressed};

#[derive(Embed)]
#[folder = "static/"]
struct Files;

/// Every static file under the address `/static/{hash of all files}/{path}`. The hash is one for all, so that a
/// stylesheet can name a font by a relative address; an address can be cached for good.
#[derive(Debug)]
pub struct Assets {
    addresses: BTreeMap<String, String>,
    contents: BTreeMap<String, Cow<'static, [u8]>>,
    /// Compressed when the first is asked for: a store that knows them spares a start the time.
    files: OnceLock<BTreeMap<String, PublishedFile>>,
}

impl Assets {
    /// Reads the embedded files.
    pub fn load() -> Assets {
        let mut contents: Vec<(String, Cow<'static, [u8]>)> =
            Files::iter().filter_map(|path| Some((path.to_string(), sent(&path, Files::get(&path)?.data)))).collect();
        contents.sort();
        let parts: Vec<&[u8]> = contents.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes]).collect();
        let hash = ContentHash::of(&parts);
        let address = |path: &str| format!("/static/{}/{path}", hash.short());
        Assets {
            addresses: contents.iter().map(|(path, _)| (path.clone(), address(path))).collect(),
            contents: contents.into_iter().map(|(path, bytes)| (address(&path), bytes)).collect(),
            files: OnceLock::new(),
        }
    }

    /// The address of a file by its path in `static`; an address at which nothing is, when there is no such file.
    pub fn address(&self, path: &str) -> &str {
        self.addresses.get(path).map_or("/static/missing", String::as_str)
    }

    /// The addresses of all files; without the time that compressing them takes.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.contents.keys().map(String::as_str)
    }

    /// The file at an address.
    pub fn find(&self, address: &str) -> Option<&PublishedFile> {
        self.files().get(address)
    }

    /// The file at an address as it is, with its media type; without the time that compressing all files takes.
    pub fn plain(&self, address: &str) -> Option<(&'static str, &[u8])> {
        self.contents.get(address).map(|bytes| (media_type(address), bytes.as_ref()))
    }

    /// All files, by address.
    pub fn all(&self) -> impl Iterator<Item = &PublishedFile> {
        self.files().values()
    }

    fn files(&self) -> &BTreeMap<String, PublishedFile> {
        let file = |(address, bytes): (&String, &Cow<'static, [u8]>)| {
            let file = compressed(address.clone(), media_type(address).to_owned(), bytes.to_vec());
            (address.clone(), file)
        };
        self.files.get_or_init(|| self.contents.iter().map(file).collect())
    }
}

/// A file as it is sent: a browser has no use for the comments and the indentation of styles and scripts. They are written
/// so that no text of theirs goes over a line's end; a style's texts hold no semicolon and no brace either.
fn sent(path: &str, bytes: Cow<'static, [u8]>) -> Cow<'static, [u8]> {
    let (begin, end) = match path.rsplit('.').next() {
        Some("css") => ("/*", "*/"),
        Some("js") => ("//", ""),
        _ => return bytes,
    };
    let Ok(text) = std::str::from_utf8(&bytes) else { return bytes };
    let text = without_comments(text, begin, end);
    Cow::Owned(if path.ends_with(".css") { without_spaces(text) } else { text }.into_bytes())
}

/// A text without its indentation and without the comments that stand on lines of their own. What stands beside them stays
/// as it is.
fn without_comments(text: &str, begin: &str, end: &str) -> String {
    let mut is_within = false;
    let mut left = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        let is_comment = is_within || line.starts_with(begin);
        is_within = is_comment && !line.ends_with(end);
        if !is_comment && !line.is_empty() {
            left.push_str(line);
            left.push('\n');
        }
    }
    left
}

/// A style without the spaces and line ends beside its semicolons and braces.
fn without_spaces(style: String) -> String {
    [("{\n", "{"), (";\n", ";"), ("}\n", "}"), (" {", "{"), ("{ ", "{"), ("; ", ";"), (" }", "}")]
        .into_iter()
        .fold(style, |style, (spaced, tight)| style.replace(spaced, tight))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_at_its_address() {
        let assets = Assets::load();
        let address = assets.address("css/pages.css");
        let file = assets.find(address).unwrap();
        assert_eq!((file.name.as_str(), file.media_type.as_str()), (address, "text/css; charset=utf-8"));
        assert!(file.brotli.as_ref().unwrap().len() < file.gzip.as_ref().unwrap().len());
        assert_eq!(assets.find("/static/missing"), None);
        assert_eq!(assets.plain(address), Some(("text/css; charset=utf-8", file.bytes.as_slice())));
        assert_eq!(assets.plain("/static/missing"), None);
        assert_eq!(assets.address("css/none.css"), "/static/missing");
        assert!(assets.all().all(|file| file.media_type != "application/octet-stream"));
    }

    #[test]
    fn comments_are_not_sent_and_all_else_is() {
        let css = "/* one */\na { b:c } /* beside */\n/* two\n lines */\n\n @media x {\n  /* in */\n  d { e:f }\n}\n";
        let bare = "a { b:c } /* beside */\n@media x {\nd { e:f }\n}\n";
        assert_eq!(without_comments(css, "/*", "*/"), bare);
        assert_eq!(without_spaces(bare.to_owned()), "a{b:c} /* beside */\n@media x{d{e:f}}");
        let js = "// one\nlet a = 1; // beside\n  // in\nfetch(\"https://x\");\n";
        assert_eq!(without_comments(js, "//", ""), "let a = 1; // beside\nfetch(\"https://x\");\n");
        let assets = Assets::load();
        for path in ["css/pages.css", "css/paper.css", "js/pages.js", "js/hold.js"] {
            let sent = assets.find(assets.address(path)).unwrap();
            let kept = Files::get(path).unwrap().data;
            assert!(sent.bytes.len() < kept.len() && sent.bytes.len() > kept.len() / 2, "{path}");
        }
    }

    #[test]
    fn the_stylesheet_s_fonts_are_where_it_looks_for_them() {
        let assets = Assets::load();
        let stylesheet = assets.find(assets.address("css/pages.css")).unwrap();
        let text = String::from_utf8(stylesheet.bytes.clone()).unwrap();
        let fonts: Vec<&str> =
            text.split("url(\"../").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
        assert_eq!(fonts.len(), 3);
        let folder = stylesheet.name.strip_suffix("css/pages.css").unwrap();
        for font in fonts {
            assert!(assets.find(&format!("{folder}{font}")).is_some(), "{font}");
        }
    }
}
