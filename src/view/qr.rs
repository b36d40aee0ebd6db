//! QR codes: an address as a picture for paper and screens, drawn as one outline; knows nothing of whose address it is.

use std::collections::BTreeMap;

use minijinja::value::Value;
use qrcode::{Color, EcLevel, QrCode};

use super::ViewError;
use super::escape::escaped;

/// The width of the light frame around a code, in modules (ISO/IEC 18004, 5.3.8).
const QUIET_ZONE: usize = 4;
/// How large the picture is where nothing else says so: a telephone reads it from half a metre.
const SIDE: &str = "50mm";

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// Modules of a side, without the frame.
    width: usize,
    /// Row by row.
    is_dark: Vec<bool>,
}

impl Qr {
    /// The code of a text. It is as small as error correction of level M (15 %) allows, which paper asks for; where the
    /// same size has room for more (25 or 30 %), it has more.
    ///
    /// # Errors
    /// `TooLongForCode` for more than a code can hold: some 2,300 bytes.
    pub fn of(text: &str) -> Result<Qr, ViewError> {
        let least = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| ViewError::TooLongForCode)?;
        let stronger = [EcLevel::H, EcLevel::Q].map(|level| QrCode::with_version(text, least.version(), level).ok());
        let code = stronger.into_iter().flatten().next().unwrap_or(least);
        let is_dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Qr { width: code.width(), is_dark })
    }

    /// Modules of a side, with the frame.
    pub fn side(&self) -> usize {
        self.width + 2 * QUIET_ZONE
    }

    /// Whether a module is dark, counted from the frame's corner; nothing is dark outside.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < self.width);
        match (inside(column), inside(row)) {
            (Some(column), Some(row)) => self.is_dark.get(row * self.width + column).copied().unwrap_or(false),
            _ => false,
        }
    }

    /// The picture as a file of its own, black on white, with a title for those who do not see it.
    pub fn svg_file(&self, title: &str) -> String {
        let (side, outline, title) = (self.side(), self.outline(), escaped(title));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SIDE}\" height=\"{SIDE}\" viewBox=\"0 0 {side} {side}\" \
             role=\"img\" aria-labelledby=\"title\"><title id=\"title\">{title}</title>\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{outline}\"/></svg>\n"
        )
    }

    /// What the template `qr.html` draws.
    pub(super) fn context(&self, label: &str) -> Value {
        minijinja::context! { side => self.side(), outline => self.outline(), label }
    }

    /// The dark parts as one path. Modules that touch have no seam between them, on no printer and at no size.
    fn outline(&self) -> String {
        let mut ways = self.ways();
        let mut path = String::new();
        while let Some((&start, _)) = ways.first_key_value() {
            let mut runs: Vec<(Way, usize)> = Vec::new();
            let mut at = start;
            while let Some(way) = take(&mut ways, at) {
                match runs.last_mut() {
                    Some((last, length)) if *last == way => *length += 1,
                    _ => runs.push((way, 1)),
                }
                at = way.from(at);
                if at == start {
                    break;
                }
            }
            // The last run is the one that closing draws.
            runs.pop();
            path.push_str(&format!("M{} {}", start.1, start.0));
            path.extend(runs.iter().map(|(way, length)| way.written(*length)));
            path.push('z');
        }
        path
    }

    /// From each corner of the grid, as row and column, the ways that have a dark module at their right and a light one
    /// at their left.
    fn ways(&self) -> BTreeMap<(usize, usize), Vec<Way>> {
        let mut ways: BTreeMap<(usize, usize), Vec<Way>> = BTreeMap::new();
        let modules =
            (QUIET_ZONE..self.side()).flat_map(|row| (QUIET_ZONE..self.side()).map(move |column| (row, column)));
        for (row, column) in modules.filter(|(row, column)| self.is_dark(*column, *row)) {
            for (corner, way, is_dark_beyond) in [
                ((row, column), Way::Right, self.is_dark(column, row - 1)),
                ((row, column + 1), Way::Down, self.is_dark(column + 1, row)),
                ((row + 1, column + 1), Way::Left, self.is_dark(column, row + 1)),
                ((row + 1, column), Way::Up, self.is_dark(column - 1, row)),
            ] {
                if !is_dark_beyond {
                    ways.entry(corner).or_default().push(way);
                }
            }
        }
        ways
    }
}

/// A step along the edge of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    Down,
    Left,
    Up,
}

impl Way {
    /// The corner, as row and column, that one step leads to. Steps end within the frame.
    fn from(self, (row, column): (usize, usize)) -> (usize, usize) {
        match self {
            Way::Right => (row, column + 1),
            Way::Down => (row + 1, column),
            Way::Left => (row, column - 1),
            Way::Up => (row - 1, column),
        }
    }

    fn written(self, length: usize) -> String {
        match self {
            Way::Right => format!("h{length}"),
            Way::Down => format!("v{length}"),
            Way::Left => format!("h-{length}"),
            Way::Up => format!("v-{length}"),
        }
    }
}

fn take(ways: &mut BTreeMap<(usize, usize), Vec<Way>>, at: (usize, usize)) -> Option<Way> {
    let there = ways.get_mut(&at)?;
    let way = there.pop();
    if there.is_empty() {
        ways.remove(&at);
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://plati.example.md/ro/moldsilva/forest-land-rent";

    /// Reads a code as a telephone does, from a picture of so many points for each module.
    fn decoded(points: usize, side: usize, is_dark: impl Fn(usize, usize) -> bool) -> String {
        let grey = |x, y| if is_dark(x / points, y / points) { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * points, side * points, grey);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code is seen");
        grids[0].decode().unwrap().1
    }

    /// Which modules an outline fills, by the rule that an odd number of edges stands at their left.
    fn filled(outline: &str, side: usize) -> Vec<Vec<bool>> {
        let mut edges = vec![vec![false; side + 1]; side];
        for part in outline.split_terminator('z') {
            let (start, steps) = part[1..].split_at(part[1..].find(['h', 'v']).unwrap());
            let (x, y) = start.split_once(' ').unwrap();
            let start: (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            let mut corners = vec![start];
            let mut rest = steps;
            while !rest.is_empty() {
                let end = rest[1..].find(['h', 'v']).map_or(rest.len(), |end| end + 1);
                let (x, y) = corners[corners.len() - 1];
                let length: i32 = rest[1..end].parse().unwrap();
                corners.push(if rest.starts_with('h') { (x + length, y) } else { (x, y + length) });
                rest = &rest[end..];
            }
            corners.push(start);
            for pair in corners.windows(2) {
                let ((x, from), (to_x, to)) = (pair[0], pair[1]);
                assert!(x == to_x || from == to, "every edge lies on the grid: {part}");
                for row in from.min(to)..from.max(to) {
                    let edge = &mut edges[usize::try_from(row).unwrap()][usize::try_from(x).unwrap()];
                    *edge = !*edge;
                }
            }
        }
        let row = |edges: &Vec<bool>| {
            let mut is_inside = false;
            edges[..side]
                .iter()
                .map(|edge| {
                    is_inside ^= edge;
                    is_inside
                })
                .collect()
        };
        edges.iter().map(row).collect()
    }

    #[test]
    fn a_code_says_its_text_and_its_outline_is_its_modules() {
        let long = format!("{ADDRESS}{}", "/ș".repeat(600));
        for text in ["0", ADDRESS, &format!("{ADDRESS}?l=0123456789ab{}", "z".repeat(40)), &long] {
            let qr = Qr::of(text).unwrap();
            assert_eq!(decoded(4, qr.side(), |x, y| qr.is_dark(x, y)), text);
            let drawn = filled(&qr.outline(), qr.side());
            for (row, modules) in drawn.iter().enumerate() {
                for (column, is_dark) in modules.iter().enumerate() {
                    assert_eq!(*is_dark, qr.is_dark(column, row), "{text}: {column}, {row}");
                    let is_frame = |at: usize| at < 4 || at >= qr.side() - 4;
                    assert!(!(*is_dark && (is_frame(column) || is_frame(row))), "the frame is light");
                }
            }
        }
        assert!(matches!(Qr::of(&"ș".repeat(2_000)), Err(ViewError::TooLongForCode)));
    }

    #[test]
    fn a_code_is_small_on_paper_and_in_bytes_and_bears_stains() {
        let qr = Qr::of(ADDRESS).unwrap();
        assert_eq!(qr.side(), 33 + 8, "version 4");
        assert!(qr.outline().len() < 2_500, "{} bytes", qr.outline().len());
        // A round stain over a fourteenth of the code, away from its corners.
        let is_stained = |x: usize, y: usize| x.abs_diff(24).pow(2) + y.abs_diff(20).pow(2) < 16;
        assert_eq!(decoded(4, qr.side(), |x, y| qr.is_dark(x, y) || is_stained(x, y)), ADDRESS);
    }

    #[test]
    fn the_file_is_black_on_white_and_has_a_name() {
        let file = Qr::of(ADDRESS).unwrap().svg_file("Plată: <a & \"b\">");
        let document = roxmltree::Document::parse(&file).unwrap();
        let root = document.root_element();
        let title = root.children().find(|child| child.has_tag_name(("http://www.w3.org/2000/svg", "title"))).unwrap();
        assert_eq!((root.attribute("role"), root.attribute("aria-labelledby")), (Some("img"), title.attribute("id")));
        assert_eq!(title.text(), Some("Plată: <a & \"b\">"));
        assert!(!file.contains("style"), "the security policy of the pages allows no style");
        assert_eq!(file.matches("<path").count(), 2);
    }
}
