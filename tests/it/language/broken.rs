//! Changes that break a promise of any definition that keeps it, each in one way.

use mpay_pages::compile::compile;

use super::draw::{Account, Drawn};
use super::exact::Draws;
use super::files::files;
use super::reporting;
use super::terms::{OpenAmount, TODAY};

impl Drawn {
    /// Definitions that each break one promise of this one, with what was done. Its first line must apply always.
    fn broken(&self) -> Vec<(&'static str, String)> {
        let amount = self.main.text();
        let changed = |change: &dyn Fn(&mut Drawn)| {
            let mut drawn = self.clone();
            change(&mut drawn);
            drawn
        };
        let terms = self.terms.with_open_amount(OpenAmount::Advance);
        let second = "lines:\n  - {id: second, reason: {ro: A doua}, amount: 1, account: other}\n";
        let beside = Drawn { terms, ..self.clone() }.text().replace("lines:\n", second);
        let with = |amount: String| self.text_with(&amount);
        let named = |named: &'static str| changed(&|drawn| drawn.named = named).text();
        let nobody = changed(&|drawn| drawn.account = Account::Named("mine"));
        let unrated = changed(&|drawn| drawn.options[0].rate = None);
        let of_amounts = vec![
            ("a third of an amount", with(format!("({amount}) / 3"))),
            ("an amount less itself", with(format!("({amount}) - ({amount})"))),
            ("an amount times a hundred thousand million", with(format!("({amount}) * 100000000000"))),
            ("a hidden field in an amount", with(format!("({amount}) + y"))),
            ("an optional field in an amount", with(format!("({amount}) + gift"))),
            ("a division by what can be zero", with(format!("round(({amount}) / x, 2)"))),
            ("a row's field outside of rows", with(format!("({amount}) + months"))),
            ("a sum of what a row can lack", with(format!("({amount}) + sum(kid, tip)"))),
            ("a sum of what a row can hide", with(format!("({amount}) + sum(kid, depth)"))),
            ("a sum in a sum", with(format!("({amount}) + sum(kid, months * sum(kid, months))"))),
            ("a sum of rows that can be less than nothing", with("sum(kid, months - 12.5)".to_owned())),
            ("an account of nobody", nobody.text()),
            ("a hidden field in a text", named("y")),
            ("a long name in a text", named("payer.name")),
            ("an open amount beside another line", beside),
            ("a rate of no option", unrated.text_with(&format!("{amount} + rate[use]"))),
            ("no paid orders at all", changed(&|drawn| drawn.limit = Some(0)).text()),
            ("more paid orders than are counted", changed(&|drawn| drawn.limit = Some(100_001)).text()),
        ];
        let of_terms = self.terms.broken().into_iter();
        let of_terms = of_terms.map(|(what, terms)| (what, Drawn { terms, ..self.clone() }.text()));
        let sound = self.text();
        let (before, rest) = sound.split_once("reporting:").unwrap();
        let after = &rest[rest.find("legal:").unwrap()..];
        let of_columns = reporting::BROKEN.map(|(what, columns)| (what, format!("{before}{columns}{after}")));
        of_amounts.into_iter().chain(of_terms).chain(of_columns).collect()
    }
}

/// Each change breaks a promise of a definition that keeps it; the compiler must notice.
#[test]
fn a_change_that_breaks_the_promise_is_refused() {
    let mut tried = 0;
    for seed in 0..60u64 {
        let drawn = Drawn::definition(&mut Draws::new(seed));
        let drawn = Drawn { main_when: None, is_reported: true, ..drawn };
        if compile(&files(&drawn.text()), TODAY).plan.is_none() {
            continue;
        }
        for (what, broken) in drawn.broken() {
            tried += 1;
            let compiled = compile(&files(&broken), TODAY);
            assert!(compiled.plan.is_none(), "{what} is not noticed:\n{broken}");
            assert!(!compiled.diagnostics.is_empty());
        }
    }
    assert!(tried > 200, "{tried}");
}
