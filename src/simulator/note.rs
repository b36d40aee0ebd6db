//! The payment note as a PDF of one page, in the few words that the format needs. It must not know how an order is asked for.

use unicode_normalization::UnicodeNormalization;

use super::page::{grouped, lei};
use crate::mpay::message::OrderDetails;

/// Most lines of text on the page.
const LINES_MAX: usize = 30;

/// The page's width and height in points of 1/72 inch.
pub(super) fn size(format: &str) -> Option<(u32, u32)> {
    match format {
        "A4" => Some((595, 842)),
        "A5" => Some((420, 595)),
        _ => None,
    }
}

/// A payment note of an order.
pub(super) fn pdf(details: &OrderDetails, invoice_id: &str, (width, height): (u32, u32)) -> Vec<u8> {
    let mut lines = vec![
        "SIMULATOR MPAY: nu este un document de plata".to_owned(),
        format!("Nota de plata {invoice_id}"),
        String::new(),
        format!("Platitor: {}", details.customer_name),
        format!("Motivul platii: {}", details.reason),
        format!("Serviciul: {}", details.service_id),
        format!("Numarul comenzii: {}", grouped(&details.order_key)),
        String::new(),
    ];
    for line in &details.lines {
        lines.push(format!("{}: {}", line.reason, line.amount_due.map_or(String::new(), lei)));
        lines.push(line.destination_account.bank_account.clone().unwrap_or_default());
    }
    lines.push(format!("Total: {}", details.total_amount_due.map_or(String::new(), lei)));
    let shown: String = lines.iter().take(LINES_MAX).map(|line| format!("({}) Tj T*\n", plain(line))).collect();
    let text = format!("BT /F1 11 Tf 16 TL 40 {} Td\n{shown}ET", height - 60);
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = out.len();
    let table: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let count = places.len() + 1;
    out.push_str(&format!(
        "xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    out.into_bytes()
}

/// ASCII, as the format's own fonts have it, with its brackets escaped.
fn plain(text: &str) -> String {
    let bare = text.nfd().map(|c| if c == '\u{a0}' { ' ' } else { c }).filter(char::is_ascii);
    bare.flat_map(|c| matches!(c, '(' | ')' | '\\').then_some('\\').into_iter().chain([c])).collect()
}
