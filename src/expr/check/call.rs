//! Functions: how many values each takes, of which types, and what it gives.

use super::{Checker, Type};
use crate::diag::Code;
use crate::expr::{Expr, ExprKind, Function};

impl Checker<'_> {
    /// The type of a function's result, or `None` after a fault was noted.
    pub(super) fn call(&mut self, expr: &Expr, function: Function, items: &[Expr]) -> Option<Type> {
        let (least, most, shape) = match function {
            Function::If => (3, 3, "if(condition, then, else)"),
            Function::Min => (2, 20, "min(a, b)"),
            Function::Max => (2, 20, "max(a, b)"),
            Function::Round => (1, 2, "round(x, 2)"),
            Function::Floor => (1, 1, "floor(x)"),
            Function::Ceil => (1, 1, "ceil(x)"),
            Function::Sum => (1, 1, "sum(basket), or sum(group, …)"),
            Function::Count => (1, 1, "count(basket)"),
            Function::DaysBetween => (2, 2, "days_between(from, to)"),
            Function::Today => (0, 0, "today()"),
            Function::Answered => (1, 1, "answered(field)"),
        };
        if !(least..=most).contains(&items.len()) {
            let message = format!("`{}` does not take {} values", function.name(), items.len());
            self.problem(Code::WrongType, expr.span, message, Some(format!("write {shape}")));
            return None;
        }
        match function {
            Function::If => {
                let condition = self.expect(&items[0], &Type::Bool);
                let (then, otherwise) = self.both(&items[1], &items[2])?;
                if !then.accepts(&otherwise) {
                    let message = format!("one outcome is {}, the other {}", then.describe(), otherwise.describe());
                    self.problem(Code::WrongType, expr.span, message, None);
                    return None;
                }
                // A choice is one of the options of either.
                let found = match (then, otherwise) {
                    (Type::Choice(then), Type::Choice(otherwise)) => Type::Choice(self.either(then, otherwise)),
                    (then, _) => then,
                };
                condition.then_some(found)
            }
            Function::Round => {
                let places = items.get(1);
                if let Some(places) = places
                    && !matches!(&places.kind, ExprKind::Number(n) if n.is_integer() && *n <= 6.into())
                {
                    let message = "the places of `round` are a whole number from 0 to 6".to_owned();
                    self.problem(Code::WrongType, places.span, message, None);
                }
                self.expect(&items[0], &Type::Number).then_some(Type::Number)
            }
            Function::Min | Function::Max | Function::Floor | Function::Ceil => {
                // Counted, so that every wrong argument is reported and not only the first.
                let wrong = items.iter().filter(|item| !self.expect(item, &Type::Number)).count();
                (wrong == 0).then_some(Type::Number)
            }
            Function::Sum => self.expect(&items[0], &Type::Basket).then_some(Type::Number),
            Function::Count => match self.check(&items[0])? {
                Type::Basket | Type::List(_) | Type::Group => Some(Type::Number),
                _ => self.expect(&items[0], &Type::Basket).then_some(Type::Number),
            },
            Function::Answered => match items[0].as_name() {
                Some(name) if self.names.type_of(name).is_ok() && !self.names.is_asked(name) => {
                    let message = format!("`answered` asks about a field, and `{name}` is not one");
                    self.problem(Code::WrongType, items[0].span, message, Some("name the field that it reads".into()));
                    None
                }
                Some(_) => self.check(&items[0]).map(|_| Type::Bool),
                None => {
                    let message = "`answered` asks about a field, and this is more than a name".to_owned();
                    self.problem(Code::WrongType, items[0].span, message, Some("write answered(field)".to_owned()));
                    None
                }
            },
            Function::DaysBetween => {
                let from = self.expect(&items[0], &Type::Date);
                let to = self.expect(&items[1], &Type::Date);
                (from && to).then_some(Type::Number)
            }
            Function::Today => Some(Type::Date),
        }
    }
}
