//! Text into tokens with their places.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::ExprProblem;
use crate::diag::Code;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(Decimal),
    /// `2026-09-01`
    Date(Date),
    Text(String),
    /// A word, with dots: `payer.kind`, `and`.
    Word(String),
    /// `+ - * / ( ) [ ] , == != < <= > >=`
    Symbol(&'static str),
    End,
}

pub(super) type Span = (usize, usize);

const SYMBOLS: [&str; 15] = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ","];

pub(super) fn lex(text: &str) -> Result<Vec<(Token, Span)>, ExprProblem> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '0'..='9' if is_day(rest) => {
                tokens.push((Token::Date(day(&rest[..10], at)?), (at, at + 10)));
                10
            }
            '0'..='9' => {
                let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
                tokens.push((Token::Number(number(&rest[..length], at)?), (at, at + length)));
                length
            }
            '"' | '\'' => {
                let Some(inner) = rest[1..].find(c) else {
                    let problem = ExprProblem::new(Code::ExpressionSyntax, (at, text.len()), "this text has no end");
                    return Err(problem.help(format!("close it with {c}")));
                };
                tokens.push((Token::Text(rest[1..=inner].to_owned()), (at, at + inner + 2)));
                inner + 2
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
                let length = rest.find(|c| !word(c)).unwrap_or(rest.len());
                tokens.push((Token::Word(rest[..length].to_owned()), (at, at + length)));
                length
            }
            _ => match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
                Some(symbol) => {
                    tokens.push((Token::Symbol(symbol), (at, at + symbol.len())));
                    symbol.len()
                }
                None => return Err(stray(rest, c, at)),
            },
        };
        at += length;
    }
    tokens.push((Token::End, (text.len(), text.len())));
    Ok(tokens)
}

/// Whether a text begins with the shape of a day. A subtraction is not written so: no number begins with a zero.
fn is_day(rest: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    rest.len() >= 10
        && rest.bytes().take(10).enumerate().all(shape)
        && !rest.as_bytes().get(10).is_some_and(u8::is_ascii_digit)
}

fn day(digits: &str, at: usize) -> Result<Date, ExprProblem> {
    let year_fits = |day: &Date| (1900..=2100).contains(&day.year());
    digits.parse().ok().filter(year_fits).ok_or_else(|| {
        let message = format!("`{digits}` is not a day of the years 1900 to 2100");
        ExprProblem::new(Code::ExpressionSyntax, (at, at + 10), message).help("write year, month and day: 2026-09-01")
    })
}

fn number(digits: &str, at: usize) -> Result<Decimal, ExprProblem> {
    let span = (at, at + digits.len());
    let shaped = !digits.ends_with('.') && digits.matches('.').count() <= 1 && digits.len() <= 20;
    digits.parse().ok().filter(|_| shaped).ok_or_else(|| {
        ExprProblem::new(Code::ExpressionSyntax, span, format!("`{digits}` is not a number"))
            .help("write digits with one dot, as in 12.50")
    })
}

fn stray(rest: &str, c: char, at: usize) -> ExprProblem {
    let (length, help) = match c {
        '=' => (1, "to compare, write =="),
        '&' => (rest.len() - rest.trim_start_matches('&').len(), "write `and`"),
        '|' => (rest.len() - rest.trim_start_matches('|').len(), "write `or`"),
        '!' => (1, "write `not`, or != for `is not`"),
        '×' | '·' => (c.len_utf8(), "to multiply, write *"),
        '%' => (1, "for 85 %, write * 0.85"),
        '“' | '”' | '„' | '«' | '»' => (c.len_utf8(), "put texts between straight quotes"),
        '−' | '–' => (c.len_utf8(), "write the minus as -"),
        _ => (c.len_utf8(), "an expression has names, numbers, texts in quotes, + - * / comparisons and functions"),
    };
    let symbol = &rest[..length];
    ExprProblem::new(Code::ExpressionSyntax, (at, at + length), format!("`{symbol}` means nothing here")).help(help)
}
