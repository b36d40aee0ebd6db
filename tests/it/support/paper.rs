//! Pages as they come out of a printer: each page a picture, in which codes are read as a telephone reads them.

use std::path::Path;
use std::process::Command;

use thirtyfour::common::print::{PrintMargins, PrintPage, PrintParameters};

use super::chromium::Chromium;

/// Widths and heights of A4 and A5 in centimetres.
pub const PAPERS: [(f64, f64); 2] = [(21.0, 29.7), (14.8, 21.0)];

const MISSING: &str = "this test looks at printed pages: it needs pdftoppm (Debian: `apt-get install poppler-utils`)";

/// A printed page in shades of grey.
pub struct Sheet {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Sheet {
    /// The texts of the codes on it.
    pub fn codes(&self) -> Vec<String> {
        let grey = |x: usize, y: usize| self.grey[y * self.width + x];
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, grey);
        image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
    }

    fn read(bytes: &[u8]) -> Sheet {
        // PGM: three words and one white space, then a byte for each point.
        let words: Vec<&[u8]> = bytes.splitn(4, u8::is_ascii_whitespace).collect();
        let (rest, number) = (words[3], |word: &[u8]| std::str::from_utf8(word).unwrap().parse().unwrap());
        let grey = rest.strip_prefix(b"255\n").expect("a byte for each point");
        assert_eq!(words[0], b"P5");
        Sheet { width: number(words[1]), height: number(words[2]), grey: grey.to_vec() }
    }
}

/// Prints what the browser shows, on paper of a width and a height in centimetres.
pub async fn printed(chromium: &Chromium, paper: (f64, f64)) -> Vec<Sheet> {
    let folder = tempfile::tempdir().unwrap();
    draws(chromium, paper, &["-gray", "-r", "200"], &folder.path().join("page")).await;
    let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "pgm")).collect();
    files.sort();
    files.iter().map(|path| Sheet::read(&std::fs::read(path).unwrap())).collect()
}

/// Draws each sheet of what the browser shows into a file whose name begins so; `how` goes to pdftoppm.
pub async fn draws(chromium: &Chromium, (width, height): (f64, f64), how: &[&str], beginning: &Path) {
    let margin = PrintMargins { top: 0.0, bottom: 0.0, left: 0.0, right: 0.0 };
    let page = PrintPage { width, height };
    let pdf = chromium.driver.print_page(PrintParameters { page, margin, ..PrintParameters::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    std::fs::write(&file, pdf).unwrap();
    let drawn = Command::new("pdftoppm").args(how).arg(&file).arg(beginning).status();
    assert!(drawn.unwrap_or_else(|error| panic!("{MISSING}\n{error}")).success());
}
