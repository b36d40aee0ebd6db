//! What a tester can have the offline MPay do with a payment. It must not know how it is done.

/// How a payment goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scenario {
    /// Confirmed, then back.
    Success,
    /// The bank refuses: nothing is confirmed, the payer comes back.
    Failure,
    /// The payer comes back at once; the confirmation follows later.
    Late,
    /// Confirmed, and the payer stays at MPay for a while.
    BeforeReturn,
    /// Confirmed twice at the same time, then once more.
    Duplicate,
    /// The answer to the confirmation is lost; it is sent again.
    LostReply,
    /// Another amount than what is due: one leu more.
    OtherAmount,
}

impl Scenario {
    pub(super) const ALL: [Scenario; 7] = [
        Scenario::Success,
        Scenario::Failure,
        Scenario::Late,
        Scenario::BeforeReturn,
        Scenario::Duplicate,
        Scenario::LostReply,
        Scenario::OtherAmount,
    ];

    /// The value in the form.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Scenario::Success => "success",
            Scenario::Failure => "failure",
            Scenario::Late => "late",
            Scenario::BeforeReturn => "before-return",
            Scenario::Duplicate => "duplicate",
            Scenario::LostReply => "lost-reply",
            Scenario::OtherAmount => "other-amount",
        }
    }

    /// What it is called, and what happens.
    pub(super) const fn name(self) -> (&'static str, &'static str) {
        match self {
            Scenario::Success => ("Plată reușită", "confirmarea, apoi întoarcerea"),
            Scenario::Failure => ("Plată respinsă", "întoarcere fără confirmare"),
            Scenario::Late => ("Confirmare întârziată", "întoarcere imediată, confirmarea după câteva secunde"),
            Scenario::BeforeReturn => ("Confirmare înainte de întoarcere", "plătitorul rămâne o vreme la MPay"),
            Scenario::Duplicate => ("Confirmare dublă", "de două ori deodată și încă o dată"),
            Scenario::LostReply => ("Răspuns pierdut", "conexiunea cade înainte de răspuns, confirmarea se repetă"),
            Scenario::OtherAmount => ("Altă sumă", "cu un leu mai mult decât se datorează"),
        }
    }

    /// The one with this word.
    pub(super) fn from_word(word: &str) -> Option<Scenario> {
        Scenario::ALL.into_iter().find(|scenario| scenario.word() == word)
    }

    /// Whether the payer goes back to the provider's page at once.
    pub(super) const fn goes_back(self) -> bool {
        matches!(self, Scenario::Success | Scenario::Failure | Scenario::Late)
    }
}
