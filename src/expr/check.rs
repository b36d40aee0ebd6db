//! Types: every expression has one, and it is known before any payer answers.

mod call;

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Expr, ExprKind, ExprProblem, Operator};
use crate::diag::{Code, listed, nearest};

/// Most faults that are told of one expression.
const PROBLEMS_MAX: usize = 20;

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// An exact decimal.
    Number,
    /// A text.
    Text,
    /// Yes or no.
    Bool,
    /// A day.
    Date,
    /// One of some options, by their ids.
    Choice(Rc<[String]>),
    /// A basket of priced items.
    Basket,
    /// Several of some options, by their ids.
    List(Rc<[String]>),
    /// Rows of a group that repeats.
    Group,
}

impl Type {
    /// In words, for messages.
    pub fn describe(&self) -> &'static str {
        match self {
            Type::Number => "a number",
            Type::Text => "a text",
            Type::Bool => "yes or no",
            Type::Date => "a date",
            Type::Choice(_) => "a choice",
            Type::Basket => "a basket",
            Type::List(_) => "a list of choices",
            Type::Group => "a group that repeats",
        }
    }

    fn accepts(&self, other: &Type) -> bool {
        matches!((self, other), (Type::Choice(_), Type::Choice(_))) || self == other
    }
}

/// What the names in an expression mean.
pub trait Names {
    /// The type of a name.
    ///
    /// # Errors
    /// Why it cannot be read: unknown, or possibly absent; code, message and help. Without words for a name that
    /// [is reported](Names::is_reported).
    fn type_of(&self, name: &str) -> Result<Type, (Code, String, Option<String>)>;
    /// Whether a name's or table's own fault is told where it stands, so that those who read it are not blamed.
    fn is_reported(&self, _name: &str) -> bool {
        false
    }
    /// All names, for suggestions.
    fn known(&self) -> Vec<&str>;
    /// Whether there is a table of this name.
    fn has_table(&self, name: &str) -> bool;
    /// Whether a table has an entry.
    fn has_entry(&self, table: &str, key: &str) -> bool;
    /// All tables, for suggestions.
    fn tables(&self) -> Vec<&str>;
    /// The names as they mean in a row of a group that repeats.
    fn in_row_of(&self, group: &str) -> Box<dyn Names + '_>;
    /// Whether rows have to be added up before the name has its value.
    fn adds_up_rows(&self, name: &str) -> bool;
    /// Whether the payer answers it: a field, not a value.
    fn is_asked(&self, name: &str) -> bool;
}

/// The type of an expression.
///
/// # Errors
/// The faults of the expression, up to a bound.
pub fn check(expr: &Expr, names: &dyn Names) -> Result<Type, Vec<ExprProblem>> {
    let mut checker = Checker::new(names);
    match checker.check(expr) {
        Some(found) if checker.problems.is_empty() => Ok(found),
        _ => Err(checker.problems),
    }
}

struct Checker<'a> {
    names: &'a dyn Names,
    /// Whether this is judged in each row of a sum.
    is_in_sum: bool,
    problems: Vec<ExprProblem>,
    /// Tables that were seen to have an entry for each of some options.
    whole: Vec<(String, Rc<[String]>)>,
    /// Pairs of options, each with those of either.
    joined: Vec<[Rc<[String]>; 3]>,
}

impl<'a> Checker<'a> {
    fn new(names: &'a dyn Names) -> Checker<'a> {
        Checker { names, is_in_sum: false, problems: Vec::new(), whole: Vec::new(), joined: Vec::new() }
    }

    fn problem(&mut self, code: Code, span: (usize, usize), message: String, help: Option<String>) {
        self.problems.push(ExprProblem { code, span, message, help });
    }

    /// The type, or `None` after a fault was noted.
    fn check(&mut self, expr: &Expr) -> Option<Type> {
        if self.problems.len() >= PROBLEMS_MAX {
            return None;
        }
        match &expr.kind {
            ExprKind::Number(_) => Some(Type::Number),
            ExprKind::Text(_) => Some(Type::Text),
            ExprKind::Bool(_) => Some(Type::Bool),
            ExprKind::Date(_) => Some(Type::Date),
            ExprKind::Name(name) => match self.names.type_of(name) {
                Ok(_) if self.is_in_sum && self.names.adds_up_rows(name) => {
                    self.nested_sum(expr.span, format!("`{name}` needs a sum of rows itself"));
                    None
                }
                Ok(found) => Some(found),
                Err((code, message, help)) => {
                    self.problem(code, expr.span, message, help);
                    None
                }
            },
            ExprKind::Lookup(table, key) => self.lookup(expr, table, key),
            ExprKind::Negate(inner) => self.expect(inner, &Type::Number).then_some(Type::Number),
            ExprKind::Not(inner) => self.expect(inner, &Type::Bool).then_some(Type::Bool),
            ExprKind::Binary(operator, left, right) => self.binary(expr, *operator, left, right),
            ExprKind::Call(function, items) => self.call(expr, *function, items),
            ExprKind::In(needle, items) => {
                let found = self.check(needle);
                for item in items {
                    if let (Some(found), Some(other)) = (&found, self.check(item)) {
                        self.comparable(item, found, &other, needle);
                    }
                }
                if items.is_empty() {
                    self.problem(Code::WrongType, expr.span, "nothing is in an empty list".into(), None);
                }
                Some(Type::Bool)
            }
            ExprKind::Contains(needle, list) => self.contains(needle, list),
            ExprKind::SumOver(..) if self.is_in_sum => {
                self.nested_sum(expr.span, "a sum of rows stands in a sum of rows".to_owned());
                None
            }
            ExprKind::SumOver(group, of_row) => self.sum_over(group, of_row),
        }
    }

    fn nested_sum(&mut self, span: (usize, usize), message: String) {
        let help = "a sum adds up what each row gives by itself: add up one thing at a time, as values of their own";
        self.problem(Code::NestedSum, span, message, Some(help.to_owned()));
    }

    /// `sum(child, fee)`
    fn sum_over(&mut self, group: &Expr, of_row: &Expr) -> Option<Type> {
        let name = match (self.check(group)?, group.as_name()) {
            (Type::Group, Some(name)) => name,
            (other, _) => {
                let message =
                    format!("a sum of rows begins with the name of a group, and this is {}", other.describe());
                let help = "write sum(group, …) with the `id` of a section's `repeat`; to add numbers write a + b";
                self.problem(Code::WrongType, group.span, message, Some(help.to_owned()));
                return None;
            }
        };
        let names = self.names.in_row_of(name);
        let mut row = Checker { is_in_sum: true, ..Checker::new(&*names) };
        let is_number = row.expect(of_row, &Type::Number);
        self.problems.append(&mut row.problems);
        is_number.then_some(Type::Number)
    }

    /// The types of two expressions, after the faults of both were noted.
    fn both(&mut self, one: &Expr, other: &Expr) -> Option<(Type, Type)> {
        let found = (self.check(one), self.check(other));
        found.0.zip(found.1)
    }

    fn contains(&mut self, needle: &Expr, list: &Expr) -> Option<Type> {
        let (found, other) = self.both(needle, list)?;
        let Type::List(options) = other else {
            let message = format!("`in` looks into a list, and this is {}", other.describe());
            let help = "write the list as in: use in [\"hay\", \"pasture\"]";
            self.problem(Code::WrongType, list.span, message, Some(help.to_owned()));
            return None;
        };
        self.comparable(needle, &Type::Choice(options), &found, list).then_some(Type::Bool)
    }

    /// The options of either of two choices.
    fn either(&mut self, one: Rc<[String]>, other: Rc<[String]>) -> Rc<[String]> {
        if Rc::ptr_eq(&one, &other) {
            return one;
        }
        let is_known = |[a, b, _]: &&[Rc<[String]>; 3]| Rc::ptr_eq(a, &one) && Rc::ptr_eq(b, &other);
        if let Some([_, _, both]) = self.joined.iter().find(is_known) {
            return both.clone();
        }
        let all: BTreeSet<&String> = one.iter().chain(other.iter()).collect();
        let all: Rc<[String]> = all.into_iter().cloned().collect();
        self.joined.push([one, other, all.clone()]);
        all
    }

    fn expect(&mut self, expr: &Expr, wanted: &Type) -> bool {
        match self.check(expr) {
            Some(found) if wanted.accepts(&found) => true,
            Some(found) => {
                let message = format!("expected {}, found {}", wanted.describe(), found.describe());
                let help = match (wanted, &found) {
                    (Type::Number, Type::Choice(_)) => {
                        Some("look the choice up in a table, as in rate[use]".to_owned())
                    }
                    (Type::Number, Type::Basket) => {
                        Some("write sum(…) for its price or count(…) for its pieces".into())
                    }
                    (Type::Number | Type::Basket, Type::Group) => {
                        let name = expr.as_name().unwrap_or("group");
                        Some(format!("sum({name}, …) adds up something of each row; count({name}) counts the rows"))
                    }
                    _ => None,
                };
                self.problem(Code::WrongType, expr.span, message, help);
                false
            }
            None => false,
        }
    }

    fn lookup(&mut self, expr: &Expr, table: &str, key: &Expr) -> Option<Type> {
        let found = self.check(key);
        if !self.names.has_table(table) {
            if self.names.is_reported(table.split('.').next().unwrap_or(table)) {
                self.problem(Code::UnknownName, expr.span, String::new(), None);
                return None;
            }
            let known = self.names.tables();
            let help = match nearest(table, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "add it under `tables:`".to_owned(),
            };
            let span = (expr.span.0, expr.span.0 + table.len());
            self.problem(Code::UnknownName, span, format!("there is no table `{table}`"), Some(help));
            return Some(Type::Number);
        }
        match found? {
            Type::Choice(options) => {
                if self.whole.iter().any(|(other, known)| other == table && Rc::ptr_eq(known, &options)) {
                    return Some(Type::Number);
                }
                let lacks = |option: &&str| !self.names.has_entry(table, option);
                let missing: Vec<&str> = options.iter().map(String::as_str).filter(lacks).collect();
                if missing.is_empty() {
                    self.whole.push((table.to_owned(), options));
                } else {
                    let message = format!("the table `{table}` has no entry for {}", listed(missing.iter().copied()));
                    self.problem(Code::IncompleteTable, expr.span, message, Some("add the missing entries".into()));
                }
            }
            other => {
                let message = format!("a table is looked up by a choice, not by {}", other.describe());
                self.problem(Code::WrongType, key.span, message, None);
            }
        }
        Some(Type::Number)
    }

    fn binary(&mut self, expr: &Expr, operator: Operator, left: &Expr, right: &Expr) -> Option<Type> {
        match operator {
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide => {
                let left = self.expect(left, &Type::Number);
                let right = self.expect(right, &Type::Number);
                (left && right).then_some(Type::Number)
            }
            Operator::And | Operator::Or => {
                let left = self.expect(left, &Type::Bool);
                let right = self.expect(right, &Type::Bool);
                (left && right).then_some(Type::Bool)
            }
            Operator::Equal | Operator::NotEqual => {
                let (found, other) = self.both(left, right)?;
                self.comparable(right, &found, &other, left).then_some(Type::Bool)
            }
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                let (found, other) = self.both(left, right)?;
                let ordered = matches!((&found, &other), (Type::Number, Type::Number) | (Type::Date, Type::Date));
                if !ordered {
                    let message = format!(
                        "`{}` compares two numbers or two dates, not {} and {}",
                        operator.symbol(),
                        found.describe(),
                        other.describe()
                    );
                    self.problem(Code::WrongType, expr.span, message, None);
                }
                ordered.then_some(Type::Bool)
            }
        }
    }

    /// Whether two things can be equal; a text beside a choice must be one of its options.
    fn comparable(&mut self, at: &Expr, found: &Type, other: &Type, subject: &Expr) -> bool {
        let (options, text, text_at) = match (found, other, &at.kind, &subject.kind) {
            (Type::Choice(options), Type::Text, ExprKind::Text(text), _) => (options, text, at),
            (Type::Text, Type::Choice(options), _, ExprKind::Text(text)) => (options, text, subject),
            _ if found == other && !matches!(found, Type::Basket | Type::Group) => return true,
            _ => {
                let message = format!("{} cannot equal {}", found.describe(), other.describe());
                self.problem(Code::WrongType, at.span, message, None);
                return false;
            }
        };
        if options.contains(text) {
            return true;
        }
        let help = match nearest(text, options.iter().map(String::as_str)) {
            Some(option) => format!("did you mean \"{option}\"?"),
            None => format!("the options are {}", listed(options.iter().map(String::as_str))),
        };
        self.problem(Code::UnknownName, text_at.span, format!("\"{text}\" is not one of the options"), Some(help));
        false
    }
}
