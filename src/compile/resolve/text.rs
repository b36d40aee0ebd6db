//! Texts with answers in them: what stands between braces names a field.

use crate::compile::definition::{Texts, place_of_name};
use crate::compile::names::ServiceNames;
use crate::diag::{Code, Diagnostics, Placed, nearest};
use crate::expr;
use crate::i18n::Localized;
use crate::plan::TextTemplate;

pub(super) fn plain(texts: &Texts) -> Localized<String> {
    texts.map(|_, text| text.value.clone())
}

pub(super) fn template(
    texts: &Texts,
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) -> Localized<TextTemplate> {
    texts.map(|_, text| template_of(text, names, diagnostics))
}

/// A text whose places all name fields.
pub(super) fn template_of(
    text: &Placed<String>,
    names: &ServiceNames<'_>,
    diagnostics: &mut Diagnostics,
) -> TextTemplate {
    let (template, places) = TextTemplate::parse(&text.value);
    for (name, _) in places {
        if matches!(name.as_str(), "payer.name" | "payer.id") || diagnostics.is_full() {
            continue;
        }
        let is_question = names.field(&name).is_some_and(|field| field.kind.is_question());
        let (code, message, help) = match expr::Names::type_of(names, &name) {
            Ok(_) if is_question => continue,
            Err((code @ Code::OutsideRow, message, help)) => (code, message, help),
            Err((_, message, _)) if message.is_empty() => continue,
            _ => {
                let known = expr::Names::known(names);
                let help = nearest(&name, known).map(|known| format!("did you mean `{{{known}}}`?"));
                (Code::UnknownName, format!("no field is named `{name}`"), help)
            }
        };
        diagnostics.report(code, place_of_name(text, &name), message).help = help;
    }
    template
}
