//! Scope: what names mean while answers are judged and priced. A field that is hidden has no value, whatever was sent.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Answer;
use super::trace::Trace;
use crate::expr::{EvalError, Expr, Scope, Value, evaluate};
use crate::order::PayerKind;
use crate::plan::{FieldKind, Plan};

/// Answers by field.
pub(super) type Fields = BTreeMap<String, Answer>;

/// All that was answered, of the whole page and of one row of a group.
pub(super) struct AnswerScope<'a> {
    pub plan: &'a Plan,
    pub payer_kind: Option<PayerKind>,
    pub fields: &'a Fields,
    pub rows: &'a BTreeMap<String, Vec<Fields>>,
    /// The row whose fields have values, with the group's name.
    pub row: Option<(&'a str, &'a Fields)>,
    pub today: Date,
    /// Whether this is judged for a sum of rows, in which there is no other.
    is_in_sum: bool,
    /// Who wants to know how values came about.
    trace: Option<&'a Trace>,
    values: RefCell<BTreeMap<String, Result<Value, EvalError>>>,
    shown: RefCell<BTreeMap<String, bool>>,
}

impl<'a> AnswerScope<'a> {
    pub fn new(
        plan: &'a Plan,
        payer_kind: Option<PayerKind>,
        fields: &'a Fields,
        rows: &'a BTreeMap<String, Vec<Fields>>,
        today: Date,
    ) -> AnswerScope<'a> {
        AnswerScope {
            plan,
            payer_kind,
            fields,
            rows,
            row: None,
            today,
            is_in_sum: false,
            trace: None,
            values: RefCell::default(),
            shown: RefCell::default(),
        }
    }

    /// The same, telling a trace what it sees.
    pub fn traced(self, trace: &'a Trace) -> AnswerScope<'a> {
        AnswerScope { trace: Some(trace), ..self }
    }

    /// The same with the fields of one row.
    pub fn with_row(&self, group: &'a str, row: &'a Fields) -> AnswerScope<'a> {
        AnswerScope {
            row: Some((group, row)),
            ..AnswerScope::new(self.plan, self.payer_kind, self.fields, self.rows, self.today)
        }
    }

    /// The scopes in which something is judged that speaks of each row of a group, or of the whole page.
    pub fn each(&self, group: Option<&'a str>) -> Vec<(Option<usize>, AnswerScope<'a>)> {
        match group {
            None => {
                let whole = AnswerScope::new(self.plan, self.payer_kind, self.fields, self.rows, self.today);
                vec![(None, whole)]
            }
            Some(group) => {
                self.rows_of(group).iter().enumerate().map(|(at, row)| (Some(at), self.with_row(group, row))).collect()
            }
        }
    }

    /// The rows of a group; none, where it is hidden.
    fn rows_of(&self, group: &str) -> &'a [Fields] {
        let rows = self.rows.get(group).filter(|_| self.is_shown(group));
        rows.map_or(&[], Vec::as_slice)
    }

    /// Whether a condition holds; one that cannot be evaluated, because answers are missing, does not.
    pub fn holds(&self, condition: &Expr) -> bool {
        evaluate(condition, self) == Ok(Value::Bool(true))
    }

    /// Whether a field or a group is shown. Conditions do not need themselves: the compiler saw to it; a plan that was tampered
    /// with finds a field hidden while its own condition is judged.
    pub fn is_shown(&self, name: &str) -> bool {
        if let Some(known) = self.shown.borrow().get(name) {
            return *known;
        }
        self.shown.borrow_mut().insert(name.to_owned(), false);
        let is_shown = match (self.plan.field(name), self.plan.group(name)) {
            (Some(field), _) => field.shown_when.iter().all(|condition| self.holds(condition)),
            (None, Some((_, section))) => section.shown_when.iter().all(|condition| self.holds(condition)),
            (None, None) => false,
        };
        self.shown.borrow_mut().insert(name.to_owned(), is_shown);
        is_shown
    }

    fn answer(&self, name: &str) -> Option<&'a Answer> {
        let own = self.row.and_then(|(_, row)| row.get(name)).or_else(|| self.fields.get(name))?;
        self.is_shown(name).then_some(own)
    }
}

impl Scope for AnswerScope<'_> {
    fn value(&self, name: &str) -> Result<Value, EvalError> {
        let absent = || EvalError::Absent(name.to_owned());
        if name == "payer.kind" {
            return self.payer_kind.map(|kind| Value::Text(kind.word().to_owned())).ok_or_else(absent);
        }
        if let Some(named) = self.plan.values.iter().find(|value| value.name == name) {
            if let Some(known) = self.values.borrow().get(name) {
                return known.clone();
            }
            self.values.borrow_mut().insert(name.to_owned(), Err(absent()));
            let value = evaluate(&named.expr, self);
            self.values.borrow_mut().insert(name.to_owned(), value.clone());
            return value;
        }
        Ok(match self.answer(name).ok_or_else(absent)? {
            Answer::Number(number) => Value::Number(*number),
            Answer::Amount(amount) => Value::Number(amount.to_decimal()),
            Answer::Choice(id) => Value::Text(id.clone()),
            Answer::Choices(ids) => Value::List(ids.clone()),
            Answer::Text(text) => Value::Text(text.clone()),
            Answer::YesNo(yes) => Value::Bool(*yes),
            Answer::Date(date) | Answer::Month(date) => Value::Date(*date),
            Answer::Year(year) => Value::Number((*year).into()),
            Answer::Phone(phone) => Value::Text(phone.as_str().to_owned()),
            Answer::Code(code) => Value::Text(code.as_str().to_owned()),
            Answer::Iban(iban) => Value::Text(iban.as_str().to_owned()),
            Answer::Basket(chosen) => Value::Basket(chosen.clone()),
        })
    }

    fn is_answered(&self, name: &str) -> bool {
        name == "payer.kind" || self.answer(name).is_some() || !self.rows_of(name).is_empty()
    }

    fn chosen(&self, name: &str) -> Result<Value, EvalError> {
        if self.rows.contains_key(name) {
            return Ok(Value::Rows(u32::try_from(self.rows_of(name).len()).unwrap_or(u32::MAX)));
        }
        match self.answer(name) {
            Some(_) => self.value(name),
            None => match self.plan.field(name).map(|field| &field.kind) {
                Some(FieldKind::Basket { .. }) => Ok(Value::Basket(Vec::new())),
                Some(FieldKind::Choices { .. }) => Ok(Value::List(Vec::new())),
                _ => Err(EvalError::Absent(name.to_owned())),
            },
        }
    }

    fn item_price(&self, basket: &str, item: &str) -> Result<Decimal, EvalError> {
        self.plan.item_price(basket, item, self)
    }

    fn entry(&self, table: &str, key: &str) -> Option<Decimal> {
        self.plan.tables.get(table)?.0.get(key).map(|entry| entry.0)
    }

    fn today(&self) -> Date {
        self.today
    }

    fn each_row(
        &self,
        group: &str,
        judge: &mut dyn FnMut(&dyn Scope) -> Result<(), EvalError>,
    ) -> Result<(), EvalError> {
        // The compiler refuses sums in sums; a plan that was tampered with must not take for ever.
        let Some((group, _)) = self.rows.get_key_value(group).filter(|_| !self.is_in_sum) else {
            return Err(EvalError::Absent(group.to_owned()));
        };
        for row in self.rows_of(group) {
            judge(&AnswerScope { is_in_sum: true, ..self.with_row(group, row) })?;
        }
        Ok(())
    }

    fn saw(&self, part: &Expr, value: &Value) {
        if let Some(trace) = self.trace {
            trace.note(part, value);
        }
    }
}
