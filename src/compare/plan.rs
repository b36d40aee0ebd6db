//! The plan as a whole: each of its parts is compared, or said to say nothing of its own.

use std::collections::BTreeSet;

use super::change::{Change, Changes, Effect, Part, Risk, paired};
use super::same::{Same, values_read};
use super::words::Told;
use crate::expr::Expr;
use crate::order::PayerKind;
use crate::plan::{
    Beneficiary, Contact, Legal, LimitPlan, OpeningPlan, OrderPlan, Plan, ReportingColumn, ReportingValue,
};

/// Two versions while they are compared.
pub(super) struct Comparing<'a> {
    pub earlier: &'a Plan,
    pub later: &'a Plan,
    pub changes: Changes,
    pub same: Same<'a>,
    /// The values through which expressions differ.
    pub differing: BTreeSet<&'a str>,
}

/// All that differs, in the order of a definition.
pub(super) fn changes(earlier: &Plan, later: &Plan) -> Vec<Change> {
    let same = Same::new(earlier, later);
    let mut all = Comparing { earlier, later, changes: Changes::default(), same, differing: BTreeSet::new() };
    let Plan {
        // The layout of the document in the store.
        format: _,
        beneficiary,
        service,
        service_id,
        languages,
        title,
        description,
        contact,
        payer_kinds,
        payer_prefill,
        sections: _,
        tables: _,
        values: _,
        lines: _,
        accounts: _,
        order,
        stops,
        checks,
        warnings,
        opening,
        limit,
        reporting,
        legal,
    } = earlier;
    let mut part = all.changes.of("service");
    part.one(Risk::Identity, "name in addresses", service, &later.service);
    part.one(Risk::Identity, "id at MPay", service_id, &later.service_id);
    part.one(Risk::Text, "languages", languages, &later.languages);
    part.one(Risk::Identity, "who may pay", &sorted(payer_kinds), &sorted(&later.payer_kinds));
    part.one(Risk::Asked, "who pays, from a link", payer_prefill, &later.payer_prefill);
    part.texts(Risk::Text, "title", title, &later.title);
    part.optional_texts(Risk::Text, "description", description.as_ref(), later.description.as_ref());
    part.contact(contact, &later.contact);
    all.changes.of("beneficiary").beneficiary(beneficiary, &later.beneficiary);
    all.changes.of("opening").opening(opening.as_ref(), later.opening.as_ref());
    all.changes.of("limit").limit(limit.as_ref(), later.limit.as_ref());
    all.sections();
    all.stops(stops, &later.stops);
    all.checks("check", checks, &later.checks);
    all.checks("warning", warnings, &later.warnings);
    all.lines();
    all.accounts();
    all.changes.of("order").order(order, &later.order);
    all.reporting(reporting, &later.reporting);
    all.changes.of("legal").legal(legal.as_ref(), later.legal.as_ref());
    // When it is known which expressions differ.
    all.values();
    all.tables();
    all.changes.all
}

fn sorted(kinds: &[PayerKind]) -> Vec<PayerKind> {
    let mut kinds = kinds.to_vec();
    kinds.sort_by_key(|kind| kind.word());
    kinds
}

impl<'a> Comparing<'a> {
    /// Compares two expressions by what they mean. Where they differ only in what a value is, that is told of the value.
    pub fn expr(&mut self, risk: Risk, part: &str, what: &str, before: Option<&'a Expr>, after: Option<&'a Expr>) {
        let (earlier, later) = (self.earlier, self.later);
        if let (Some(before), Some(after)) = (before, after)
            && self.same.are(before, after)
        {
            return;
        }
        self.differing.extend(values_read(earlier, before));
        self.differing.extend(values_read(later, after));
        let mut part = self.changes.of(part);
        match (before, after) {
            (Some(before), Some(after)) if before.says_the_same_as(after) => {}
            (Some(before), Some(after)) => {
                part.changed(risk, what, before.told(), after.told());
            }
            (None, Some(after)) => {
                part.added(risk, what, after.told());
            }
            (Some(before), None) => {
                part.removed(risk, what, before.told());
            }
            (None, None) => {}
        }
    }

    fn reporting(&mut self, earlier: &'a [ReportingColumn], later: &'a [ReportingColumn]) {
        for (before, after) in paired(earlier, later, |a, b| a.id == b.id) {
            match (before, after) {
                (Some(ReportingColumn { id, value }), Some(after)) => self.column(id, value, &after.value),
                (None, Some(column)) => {
                    self.changes.of("reporting").added(Risk::Text, &column.id, column.value.told());
                }
                (Some(column), None) => {
                    self.changes.of("reporting").removed(Risk::Text, &column.id, column.value.told());
                }
                (None, None) => {}
            }
        }
    }

    /// What stands in a column. Expressions are compared by what they mean, not by where they stand.
    fn column(&mut self, id: &str, before: &'a ReportingValue, after: &'a ReportingValue) {
        match (before, after) {
            (ReportingValue::Text(text), ReportingValue::Text(other)) => {
                self.changes.of("reporting").one(Risk::Text, id, text, other);
            }
            (ReportingValue::Computed(expr), ReportingValue::Computed(other)) => {
                self.expr(Risk::Text, "reporting", id, Some(expr), Some(other));
            }
            (ReportingValue::Chosen { by, texts }, ReportingValue::Chosen { by: other, texts: others })
                if texts == others =>
            {
                self.expr(Risk::Text, "reporting", &format!("what decides {id}"), Some(by), Some(other));
            }
            (before, after) => {
                self.changes.of("reporting").changed(Risk::Text, id, before.told(), after.told());
            }
        }
    }
}

impl Part<'_> {
    fn beneficiary(&mut self, earlier: &Beneficiary, later: &Beneficiary) {
        let Beneficiary { slug, name, idno, contact, logo } = earlier;
        self.one(Risk::Identity, "name in addresses", slug, &later.slug);
        self.texts(Risk::Identity, "name", name, &later.name);
        self.one(Risk::Identity, "IDNO", idno, &later.idno);
        self.contact(contact, &later.contact);
        if *logo != later.logo {
            let picture = |logo: &Option<String>| logo.as_ref().map(|_| "a picture".to_owned());
            self.change(Risk::Text, "logo", Effect::Changed, picture(logo), picture(&later.logo));
        }
    }

    fn contact(&mut self, earlier: &Contact, later: &Contact) {
        let Contact { phone, email } = earlier;
        self.one(Risk::Text, "phone", phone, &later.phone);
        self.one(Risk::Text, "e-mail", email, &later.email);
    }

    fn opening(&mut self, earlier: Option<&OpeningPlan>, later: Option<&OpeningPlan>) {
        let days = |opening: &OpeningPlan| {
            let day =
                |day: Option<jiff::civil::Date>, none: &str| day.map_or_else(|| none.to_owned(), |day| day.told());
            format!("from {} until {}", day(opening.from, "always"), day(opening.until, "for ever"))
        };
        match (earlier, later) {
            (Some(OpeningPlan { from, until, closed_text }), Some(later)) => {
                self.one(Risk::Asked, "first day", from, &later.from);
                self.one(Risk::Asked, "last day", until, &later.until);
                self.texts(Risk::Text, "text while closed", closed_text, &later.closed_text);
            }
            (None, Some(later)) => {
                self.added(Risk::Asked, "", days(later));
            }
            (Some(earlier), None) => {
                self.removed(Risk::Asked, "", days(earlier));
            }
            (None, None) => {}
        }
    }

    fn limit(&mut self, earlier: Option<&LimitPlan>, later: Option<&LimitPlan>) {
        match (earlier, later) {
            (Some(LimitPlan { paid_orders, reached_text }), Some(later)) => {
                self.one(Risk::Asked, "paid orders", paid_orders, &later.paid_orders);
                self.texts(Risk::Text, "text when it is reached", reached_text, &later.reached_text);
            }
            (None, Some(later)) => {
                self.added(Risk::Asked, "", format!("{} paid orders", later.paid_orders));
            }
            (Some(earlier), None) => {
                self.removed(Risk::Asked, "", format!("{} paid orders", earlier.paid_orders));
            }
            (None, None) => {}
        }
    }

    fn order(&mut self, earlier: &OrderPlan, later: &OrderPlan) {
        let OrderPlan { reason, due, allow_partial_payments, allow_advance_payments, first_part_percent, paying_again } =
            earlier;
        self.texts(Risk::Text, "reason", reason, &later.reason);
        self.one(Risk::Asked, "last day to pay", due, &later.due);
        self.one(Risk::Money, "payments in parts", allow_partial_payments, &later.allow_partial_payments);
        self.one(Risk::Money, "payments in advance", allow_advance_payments, &later.allow_advance_payments);
        self.one(Risk::Money, "first part in percent", first_part_percent, &later.first_part_percent);
        self.one(Risk::Asked, "paying for the same again", paying_again, &later.paying_again);
    }

    fn legal(&mut self, earlier: Option<&Legal>, later: Option<&Legal>) {
        let basis = |legal: &Legal| legal.basis.ro.clone();
        match (earlier, later) {
            (Some(Legal { basis, tariff, data_purpose, data_basis, data_years }), Some(later)) => {
                self.texts(Risk::Legal, "basis", basis, &later.basis);
                self.optional_texts(Risk::Legal, "act of the tariff", tariff.as_ref(), later.tariff.as_ref());
                self.texts(Risk::Legal, "purpose of personal data", data_purpose, &later.data_purpose);
                self.texts(Risk::Legal, "basis of personal data", data_basis, &later.data_basis);
                self.one(Risk::Legal, "years for which data are kept", data_years, &later.data_years);
            }
            (None, Some(later)) => {
                self.added(Risk::Legal, "", basis(later));
            }
            (Some(earlier), None) => {
                self.removed(Risk::Legal, "", basis(earlier));
            }
            (None, None) => {}
        }
    }
}
