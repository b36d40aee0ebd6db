//! The words of a workbook beside those of definitions: its own headings, and what orders and payments are said to be.

use crate::i18n::Language;
use crate::order::{OrderStatus, PaymentFlag};

/// A column that every sheet begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    Key,
    Service,
    Version,
    Language,
    Status,
    MadeAt,
    ValidTo,
    Total,
    Paid,
    Due,
    ToPayBack,
    Payments,
    PaymentIds,
    InvoiceIds,
    LastPaidAt,
    Flags,
}

impl Own {
    /// All, in their order: that of the CSV.
    pub const ALL: [Own; 16] = [
        Own::Key,
        Own::Service,
        Own::Version,
        Own::Language,
        Own::Status,
        Own::MadeAt,
        Own::ValidTo,
        Own::Total,
        Own::Paid,
        Own::Due,
        Own::ToPayBack,
        Own::Payments,
        Own::PaymentIds,
        Own::InvoiceIds,
        Own::LastPaidAt,
        Own::Flags,
    ];

    /// What people call it.
    pub const fn heading(self, language: Language) -> &'static str {
        let words = match self {
            Own::Key => ["Numărul comenzii", "Номер заказа", "Order number"],
            Own::Service => ["Serviciul", "Услуга", "Service"],
            Own::Version => ["Versiunea paginii", "Версия страницы", "Version of the page"],
            Own::Language => ["Limba", "Язык", "Language"],
            Own::Status => ["Starea", "Состояние", "Status"],
            Own::MadeAt => ["Data și ora comenzii", "Дата и время заказа", "Ordered at"],
            Own::ValidTo => ["Valabilă până la", "Действителен до", "Valid until"],
            Own::Total => ["Total, MDL", "Итого, MDL", "Total, MDL"],
            Own::Paid => ["Achitat, MDL", "Оплачено, MDL", "Paid, MDL"],
            Own::Due => ["De achitat, MDL", "К оплате, MDL", "Due, MDL"],
            Own::ToPayBack => ["De restituit, MDL", "К возврату, MDL", "To be paid back, MDL"],
            Own::Payments => ["Numărul plăților", "Количество платежей", "Number of payments"],
            Own::PaymentIds => ["Numerele plăților în MPay", "Номера платежей в MPay", "MPay payment numbers"],
            Own::InvoiceIds => ["Numerele notelor de plată", "Номера счетов на оплату", "Invoice numbers"],
            Own::LastPaidAt => ["Data și ora ultimei plăți", "Дата и время последнего платежа", "Last paid at"],
            Own::Flags => ["De verificat", "Требует проверки", "To be checked"],
        };
        words[place(language)]
    }
}

/// What an order is said to be.
pub(super) const fn status(status: OrderStatus, language: Language) -> &'static str {
    let words = match status {
        OrderStatus::Active => ["Neachitată", "Не оплачен", "Not paid"],
        OrderStatus::PartiallyPaid => ["Achitată parțial", "Оплачен частично", "Partly paid"],
        OrderStatus::Paid => ["Achitată", "Оплачен", "Paid"],
        OrderStatus::Completed => ["Finalizată", "Выполнен", "Completed"],
        OrderStatus::Expired => ["Expirată", "Срок истёк", "Expired"],
        OrderStatus::Cancelled => ["Anulată", "Отменён", "Cancelled"],
        OrderStatus::Refunding => ["De restituit", "К возврату", "To be paid back"],
        OrderStatus::Refunded => ["Restituită", "Возвращён", "Paid back"],
    };
    words[place(language)]
}

/// Why a person looks at a payment.
pub(super) const fn flag(flag: PaymentFlag, language: Language) -> &'static str {
    let words = match flag {
        PaymentFlag::PaidBefore => {
            ["comanda fusese deja achitată", "заказ уже был оплачен", "the order had been paid before"]
        }
        PaymentFlag::Closed => {
            ["comanda fusese anulată sau restituită", "заказ был отменён или возвращён", "the order had been closed"]
        }
        PaymentFlag::OverLimit => ["peste limita serviciului", "сверх лимита услуги", "over the limit of the service"],
        PaymentFlag::Late => ["după expirarea comenzii", "после истечения срока заказа", "after the order had expired"],
        PaymentFlag::OtherAmount => ["altă sumă decât cea datorată", "не та сумма", "another amount than was due"],
        PaymentFlag::SmallPart => ["prima parte prea mică", "первая часть слишком мала", "the first part is too small"],
        PaymentFlag::OtherAccount => ["alt cont decât al comenzii", "другой счёт", "another account than the order's"],
        PaymentFlag::OtherLines => ["alte poziții sau alte cote", "другие позиции или доли", "other lines or shares"],
        PaymentFlag::OtherSum => {
            ["pozițiile nu însumează totalul", "позиции не дают в сумме итог", "the lines do not sum to the total"]
        }
        PaymentFlag::OddTime => ["oră imposibilă", "невозможное время", "an impossible time"],
        PaymentFlag::OddNumber => ["număr de plată neobișnuit", "необычный номер платежа", "an unusual payment number"],
        PaymentFlag::OutsideContract => [
            "conține ceva din afara contractului",
            "содержит лишнее против контракта",
            "holds what is not of the contract",
        ],
    };
    words[place(language)]
}

const fn place(language: Language) -> usize {
    match language {
        Language::Ro => 0,
        Language::Ru => 1,
        Language::En => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_status_and_flag_has_words_of_its_own() {
        for language in Language::ALL {
            let headings: std::collections::BTreeSet<_> = Own::ALL.iter().map(|own| own.heading(language)).collect();
            assert_eq!(headings.len(), Own::ALL.len(), "{language}");
            let said: std::collections::BTreeSet<_> =
                OrderStatus::ALL.iter().map(|one| status(*one, language)).collect();
            assert_eq!(said.len(), OrderStatus::ALL.len(), "{language}");
            let said: std::collections::BTreeSet<_> = PaymentFlag::ALL.iter().map(|one| flag(*one, language)).collect();
            assert_eq!(said.len(), PaymentFlag::ALL.len(), "{language}");
        }
    }
}
