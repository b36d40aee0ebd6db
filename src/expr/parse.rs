//! Tokens into a tree, by recursive descent; depth is bounded.

use super::lex::{Span, Token, lex};
use super::{Expr, ExprKind, ExprProblem, Function, Operator};
use crate::diag::{Code, nearest};
use crate::limits::{EXPRESSION_BYTES_MAX, EXPRESSION_DEPTH_MAX, EXPRESSION_HEIGHT_MAX};

/// Reads an expression.
///
/// # Errors
/// The first fault, with its place: after it, the rest cannot be trusted.
pub fn parse(text: &str) -> Result<Expr, ExprProblem> {
    if text.len() > EXPRESSION_BYTES_MAX {
        let message = format!("an expression has at most {EXPRESSION_BYTES_MAX} bytes");
        return Err(ExprProblem::new(Code::TooLarge, (0, 0), message).help("split it into named values"));
    }
    let mut parser = Parser { tokens: lex(text)?, at: 0, depth: 0 };
    let expr = parser.or()?;
    match parser.peek() {
        (Token::End, _) if expr.height() > EXPRESSION_HEIGHT_MAX => {
            let message = format!("an expression has at most {EXPRESSION_HEIGHT_MAX} operators in a row");
            Err(ExprProblem::new(Code::TooLarge, expr.span, message).help("split it into named values"))
        }
        (Token::End, _) => Ok(expr),
        (token, span) => Err(parser.unexpected(token, *span, "an operator or the end")),
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
}

type Parsed = Result<Expr, ExprProblem>;

impl Parser {
    fn peek(&self) -> &(Token, Span) {
        // The list ends with `End`, which is never passed.
        &self.tokens[self.at]
    }

    fn next(&mut self) -> (Token, Span) {
        let token = self.peek().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), (Token::Symbol(s), _) if *s == symbol);
        if found {
            self.next();
        }
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), (Token::Word(w), _) if w == word);
        if found {
            self.next();
        }
        found
    }

    fn unexpected(&self, token: &Token, span: Span, wanted: &str) -> ExprProblem {
        let found = match token {
            Token::Number(number) => format!("`{number}`"),
            Token::Date(date) => format!("`{date}`"),
            Token::Text(_) => "a text".to_owned(),
            Token::Word(word) => format!("`{word}`"),
            Token::Symbol(symbol) => format!("`{symbol}`"),
            Token::End => "the end".to_owned(),
        };
        ExprProblem::new(Code::ExpressionSyntax, span, format!("expected {wanted}, found {found}"))
    }

    fn deeper(&mut self, parse: impl FnOnce(&mut Parser) -> Parsed) -> Parsed {
        if self.depth >= EXPRESSION_DEPTH_MAX {
            let message = format!("an expression nests at most {EXPRESSION_DEPTH_MAX} levels");
            return Err(ExprProblem::new(Code::TooLarge, self.peek().1, message).help("split it into named values"));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn binary(&mut self, operator: Operator, left: Expr, right: Expr) -> Expr {
        let span = (left.span.0, right.span.1);
        Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span }
    }

    fn or(&mut self) -> Parsed {
        self.deeper(|parser| {
            let mut left = parser.and()?;
            while parser.eat_word("or") {
                let right = parser.and()?;
                left = parser.binary(Operator::Or, left, right);
            }
            Ok(left)
        })
    }

    fn and(&mut self) -> Parsed {
        let mut left = self.not()?;
        while self.eat_word("and") {
            let right = self.not()?;
            left = self.binary(Operator::And, left, right);
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed {
        let start = self.peek().1.0;
        if self.eat_word("not") {
            let inner = self.deeper(Parser::not)?;
            let span = (start, inner.span.1);
            return Ok(Expr { kind: ExprKind::Not(Box::new(inner)), span });
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        if self.eat_word("in") {
            return self.membership(left);
        }
        let operators = [
            Operator::Equal,
            Operator::NotEqual,
            Operator::LessOrEqual,
            Operator::GreaterOrEqual,
            Operator::Less,
            Operator::Greater,
        ];
        for operator in operators {
            if self.eat_symbol(operator.symbol()) {
                let right = self.sum()?;
                return Ok(self.binary(operator, left, right));
            }
        }
        Ok(left)
    }

    fn membership(&mut self, needle: Expr) -> Parsed {
        let (token, span) = self.next();
        if let Token::Word(word) = token {
            let list = Expr { kind: ExprKind::Name(word), span };
            let span = (needle.span.0, span.1);
            return Ok(Expr { kind: ExprKind::Contains(Box::new(needle), Box::new(list)), span });
        }
        if token != Token::Symbol("[") {
            let problem = self.unexpected(&token, span, "a list");
            return Err(problem.help("write the list as in: use in [\"hay\", \"pasture\"]"));
        }
        let (items, end) = self.items("]")?;
        let span = (needle.span.0, end);
        Ok(Expr { kind: ExprKind::In(Box::new(needle), items), span })
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek().0 {
                Token::Symbol("+") => Operator::Add,
                Token::Symbol("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            self.next();
            let right = self.product()?;
            left = self.binary(operator, left, right);
        }
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.unary()?;
        loop {
            let operator = match self.peek().0 {
                Token::Symbol("*") => Operator::Multiply,
                Token::Symbol("/") => Operator::Divide,
                _ => return Ok(left),
            };
            self.next();
            let right = self.unary()?;
            left = self.binary(operator, left, right);
        }
    }

    fn unary(&mut self) -> Parsed {
        let start = self.peek().1.0;
        if self.eat_symbol("-") {
            let inner = self.deeper(Parser::unary)?;
            let span = (start, inner.span.1);
            return Ok(Expr { kind: ExprKind::Negate(Box::new(inner)), span });
        }
        self.primary()
    }

    fn primary(&mut self) -> Parsed {
        let (token, span) = self.next();
        let kind = match token {
            Token::Number(number) => ExprKind::Number(number),
            Token::Date(date) => ExprKind::Date(date),
            Token::Text(text) => ExprKind::Text(text),
            Token::Word(word) => return self.word(word, span),
            Token::Symbol("(") => {
                let inner = self.or()?;
                let (token, end) = self.next();
                if token != Token::Symbol(")") {
                    return Err(self.unexpected(&token, end, "`)`"));
                }
                return Ok(Expr { span: (span.0, end.1), ..inner });
            }
            other => return Err(self.unexpected(&other, span, "a name, a number, a text or `(`")),
        };
        Ok(Expr { kind, span })
    }

    fn word(&mut self, word: String, span: Span) -> Parsed {
        if matches!(word.as_str(), "and" | "or" | "not" | "in") {
            return Err(self.unexpected(&Token::Word(word), span, "a name, a number, a text or `(`"));
        }
        if self.eat_symbol("(") {
            let Some(function) = Function::ALL.into_iter().find(|function| function.name() == word) else {
                let names = Function::ALL.map(Function::name);
                let problem = ExprProblem::new(Code::UnknownName, span, format!("there is no function `{word}`"));
                return Err(match nearest(&word, names) {
                    Some(name) => problem.help(format!("did you mean `{name}`?")),
                    None => problem.help(format!("the functions are {}", names.join(", "))),
                });
            };
            let (items, end) = self.items(")")?;
            let kind = match (function, <[Expr; 2]>::try_from(items)) {
                (Function::Sum, Ok([group, of_row])) => ExprKind::SumOver(Box::new(group), Box::new(of_row)),
                (_, Ok(pair)) => ExprKind::Call(function, pair.into()),
                (_, Err(items)) => ExprKind::Call(function, items),
            };
            return Ok(Expr { kind, span: (span.0, end) });
        }
        if self.eat_symbol("[") {
            let key = self.or()?;
            let (token, end) = self.next();
            if token != Token::Symbol("]") {
                return Err(self.unexpected(&token, end, "`]`"));
            }
            return Ok(Expr { kind: ExprKind::Lookup(word, Box::new(key)), span: (span.0, end.1) });
        }
        let kind = match word.as_str() {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            _ => ExprKind::Name(word),
        };
        Ok(Expr { kind, span })
    }

    /// Expressions between commas, up to the closing symbol; gives the place after it.
    fn items(&mut self, close: &'static str) -> Result<(Vec<Expr>, usize), ExprProblem> {
        let mut items = Vec::new();
        loop {
            if items.is_empty() && self.eat_symbol(close) {
                return Ok((items, self.tokens[self.at - 1].1.1));
            }
            items.push(self.or()?);
            let (token, span) = self.next();
            match token {
                Token::Symbol(",") => {}
                Token::Symbol(symbol) if symbol == close => return Ok((items, span.1)),
                other => {
                    let problem = self.unexpected(&other, span, &format!("`,` or `{close}`"));
                    let is_cut = other == Token::End;
                    let help =
                        "within { } of YAML a comma ends a text: put an expression that has commas between quotes";
                    return Err(if is_cut { problem.help(help) } else { problem });
                }
            }
        }
    }
}
