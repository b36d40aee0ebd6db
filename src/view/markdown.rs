//! Descriptions in CommonMark: no HTML of their own, no pictures, links only to where a payer can be sent.

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};

/// The HTML of a description.
pub(super) fn to_html(source: &str) -> String {
    let mut open_links = Vec::new();
    let events = Parser::new(source).flat_map(|event| safe(event, &mut open_links));
    let mut out = String::with_capacity(source.len() * 2);
    html::push_html(&mut out, events);
    out.trim_end().to_owned()
}

/// The text of a description on one line, without its marks.
pub fn plain_text(commonmark: &str) -> String {
    let mut out = String::with_capacity(commonmark.len());
    for event in Parser::new(commonmark) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::Rule => out.push(' '),
            Event::End(end) if !is_inline(end) => out.push(' '),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_inline(end: TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// What is written for an event. Headings become bold paragraphs: a page has headings of its own.
fn safe<'a>(event: Event<'a>, open_links: &mut Vec<bool>) -> Vec<Event<'a>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => vec![Event::Text(text)],
        Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
        Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
        Event::Start(Tag::Heading { .. }) => vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)],
        Event::End(TagEnd::Heading(_)) => vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)],
        Event::Start(Tag::List(None)) => vec![Event::Html(CowStr::Borrowed("<ul class=\"bullets\">\n"))],
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Vec::new(),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            // An address such as <ana@example.md> has its scheme added when it is written.
            let is_open = link_type == pulldown_cmark::LinkType::Email || leads_somewhere_safe(&dest_url);
            open_links.push(is_open);
            if is_open { vec![Event::Start(Tag::Link { link_type, dest_url, title, id })] } else { Vec::new() }
        }
        Event::End(TagEnd::Link) => {
            if open_links.pop() == Some(true) {
                vec![Event::End(TagEnd::Link)]
            } else {
                Vec::new()
            }
        }
        Event::Start(Tag::CodeBlock(_)) => vec![Event::Start(Tag::Paragraph)],
        Event::End(TagEnd::CodeBlock) => vec![Event::End(TagEnd::Paragraph)],
        other => vec![other],
    }
}

fn leads_somewhere_safe(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_html_and_html_becomes_text() {
        for (source, html) in [
            ("Plata **lunară**.", "<p>Plata <strong>lunară</strong>.</p>"),
            ("# Mare", "<p><strong>Mare</strong></p>"),
            ("- unu\n- doi", "<ul class=\"bullets\">\n<li>unu</li>\n<li>doi</li>\n</ul>"),
            ("[site](https://example.md/a)", "<p><a href=\"https://example.md/a\">site</a></p>"),
            ("<ana@example.md>", "<p><a href=\"mailto:ana@example.md\">ana@example.md</a></p>"),
            ("[rău](javascript:alert(1)) [x](data:text/html,x) [y](/a)", "<p>rău x y</p>"),
            ("a <script>alert(1)</script>", "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>"),
            ("<div>\n<b>x</b>\n</div>", "<p>&lt;div&gt;\n&lt;b&gt;x&lt;/b&gt;\n&lt;/div&gt;</p>"),
            ("![poză](https://example.md/a.png)", "<p>poză</p>"),
            ("<% x %> <$ y $> <# z #>", "<p>&lt;% x %&gt; &lt;$ y $&gt; &lt;# z #&gt;</p>"),
        ] {
            assert_eq!(to_html(source), html, "{source:?}");
        }
    }

    #[test]
    fn plain_text_keeps_the_words_alone() {
        assert_eq!(plain_text("# Taxă\n\nPlata **lunară**,\npentru [copii](https://x.md).\n\n- a\n- b"), {
            "Taxă Plata lunară, pentru copii. a b"
        });
    }
}
