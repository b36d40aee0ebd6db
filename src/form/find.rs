//! A long choice is searched: its options are found by the beginnings of their words, in any language. Knows nothing of
//! how a page shows what is found.

use super::{RawAnswers, name_in_row};
use crate::i18n::{add_folded, beginnings, folded};
use crate::limits::SEARCH_CHARS_MAX;
use crate::plan::{ChoiceOption, Field, FieldKind, Plan};

/// Most options that a page lists. More are searched: they would make the page's first view late on a slow network, and
/// nobody likes to look through them on a telephone.
const LISTED_MAX: usize = 60;
/// Most words that are looked for.
const WORDS_MAX: usize = 10;

/// Whether a page searches a field's options.
pub fn is_searched(field: &Field) -> bool {
    matches!(&field.kind, FieldKind::Choice { options } if options.len() > LISTED_MAX)
}

/// The name under which a page sends what was typed to find an option of a field.
pub fn find_name(name: &str) -> String {
    format!("_find.{name}")
}

/// The name under which a page says for what it has shown options already.
pub fn found_name(name: &str) -> String {
    format!("_found.{name}")
}

/// A field whose options are searched, with its name in the form.
pub struct Searched<'p> {
    /// As the form sends the answer.
    pub name: String,
    /// All that can be chosen.
    pub options: &'p [ChoiceOption],
}

/// All that a plan's page searches, with every row that a group can have.
pub fn searched(plan: &Plan) -> Vec<Searched<'_>> {
    let mut all = Vec::new();
    for section in &plan.sections {
        for field in section.fields.iter().filter(|field| is_searched(field)) {
            let FieldKind::Choice { options } = &field.kind else { continue };
            match &section.repeat {
                None => all.push(Searched { name: field.id.clone(), options }),
                Some(group) => all.extend(
                    (1..=group.max).map(|row| Searched { name: name_in_row(&group.id, row, &field.id), options }),
                ),
            }
        }
    }
    all
}

impl<'p> Searched<'p> {
    /// What was typed to find an option.
    pub fn typed<'r>(&self, raw: &'r RawAnswers) -> &'r str {
        within_bound(raw.get(&find_name(&self.name)).trim())
    }

    /// The option that is chosen.
    pub fn chosen(&self, raw: &RawAnswers) -> Option<&'p ChoiceOption> {
        self.options.iter().find(|option| option.id == raw.get(&self.name))
    }

    /// The options that fit what was typed, in their own order; all fit nothing.
    pub fn find(&self, typed: &str) -> Vec<&'p ChoiceOption> {
        let words = beginnings(within_bound(typed), WORDS_MAX);
        if words.is_empty() {
            return if typed.is_empty() { self.options.iter().collect() } else { Vec::new() };
        }
        let fits = |option: &&ChoiceOption| {
            let mut text = String::new();
            option.label.iter().for_each(|(_, label)| add_folded(&mut text, label));
            words.iter().all(|word| text.contains(word.as_str()))
        };
        self.options.iter().filter(fits).collect()
    }

    /// Whether something was typed that no page has shown options for.
    fn is_new(&self, raw: &RawAnswers) -> bool {
        let typed = self.typed(raw);
        !typed.is_empty() && typed != within_bound(raw.get(&found_name(&self.name)).trim())
    }
}

/// What is chosen by what was typed, of the options that fit it: what fits alone, or is called just so.
fn only<'p>(found: &[&'p ChoiceOption], typed: &str) -> Option<&'p ChoiceOption> {
    if let [one] = found {
        return Some(one);
    }
    let typed = folded(typed);
    let is_called = |option: &&&'p ChoiceOption| option.label.iter().any(|(_, label)| folded(label) == typed);
    let mut called = found.iter().filter(is_called);
    called.next().copied().filter(|_| called.next().is_none())
}

/// The name of the first field for which something was typed that no page has shown options for.
pub fn sought(plan: &Plan, raw: &RawAnswers) -> Option<String> {
    searched(plan).into_iter().find(|one| one.is_new(raw)).map(|one| one.name)
}

/// Takes what was typed as the answer where it can mean one option only. What was chosen before something else was typed
/// is no answer any more.
pub fn take_found(plan: &Plan, raw: &mut RawAnswers) {
    for one in searched(plan) {
        let typed = one.typed(raw);
        let chosen = one.chosen(raw);
        if typed.is_empty() || chosen.is_some() && !one.is_new(raw) {
            continue;
        }
        let found = one.find(typed);
        match only(&found, typed) {
            Some(option) => raw.set(one.name, option.id.clone()),
            None if chosen.is_some_and(|chosen| found.contains(&chosen)) => {}
            None => drop(raw.remove(&one.name)),
        }
    }
}

fn within_bound(typed: &str) -> &str {
    typed.char_indices().nth(SEARCH_CHARS_MAX).map_or(typed, |(end, _)| &typed[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::testing::shipped_plan;

    fn answers(pairs: &[(&str, &str)]) -> RawAnswers {
        pairs.iter().copied().collect()
    }

    #[test]
    fn options_are_found_by_the_beginnings_of_words_in_any_language() {
        let (plan, _) = shipped_plan("scoli/school-donation");
        let all = searched(&plan);
        let [school] = all.as_slice() else { panic!("one long choice") };
        assert_eq!(school.name, "school");
        let count = |typed: &str| school.find(typed).len();
        assert_eq!(count(""), 403);
        for (typed, first) in [
            ("Gimnaziul Albota", "gimnaziul_albota"),
            ("albota gimn", "gimnaziul_albota"),
            ("ГИМНАЗИЯ альбота", ""),
            ("гимназия албота", "gimnaziul_albota"),
            ("gymnasium albota", "gimnaziul_albota"),
            ("andrusul gim", "gimnaziul_andrusul"),
            ("lbota", ""),
            ("?!", ""),
            ("nowhere at all", ""),
        ] {
            assert_eq!(school.find(typed).first().map_or("", |option| &option.id), first, "{typed}");
        }
        assert_eq!(count(&"a ".repeat(5_000)), count("a"), "no more is looked at");
    }

    /// What was typed, for what options were shown and what was chosen then; and what the answer is.
    #[test]
    fn what_is_typed_is_the_answer_where_it_means_one_option() {
        let (plan, _) = shipped_plan("scoli/school-donation");
        let albota = "gimnaziul_albota";
        for (typed, shown, chosen, answer) in [
            ("", "", "", ""),
            ("", "", albota, albota),
            ("gimnaziul albota", "", "", albota),
            ("gimnaziul", "", "", ""),
            ("gimnaziul", "gimnaziul", albota, albota),
            // Something else was looked for, and what was chosen before stands beside what was found.
            ("liceul", "liceul", albota, albota),
            // Something else was typed and not looked for yet: nobody is paid by mistake.
            ("liceul", "", albota, ""),
            ("liceul", "gimnaziul", albota, ""),
            ("gimnaziul antonesti", "gimnaziul", albota, "gimnaziul_antonesti"),
            ("gimnaziul", "", albota, albota),
            ("gimnaziul albota", "", "ghost", albota),
            ("nowhere", "nowhere", "", ""),
        ] {
            let mut raw = answers(&[("_find.school", typed), ("_found.school", shown), ("school", chosen)]);
            take_found(&plan, &mut raw);
            assert_eq!(raw.get("school"), answer, "{typed:?}, {shown:?}, {chosen:?}");
            let is_sought = !typed.is_empty() && typed != shown;
            assert_eq!(sought(&plan, &raw), is_sought.then(|| "school".to_owned()), "{typed:?}, {shown:?}");
        }
    }
}
