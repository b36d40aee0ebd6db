//! Links that are changed, cut, mistyped, of another place or time.

use proptest::prelude::*;

use super::*;
use crate::ids::{Environment, FixedRandom};

fn link() -> Link {
    Link {
        id: LinkId::draw(&FixedRandom::new(7)),
        beneficiary: Slug::parse("moldsilva").unwrap(),
        service: Slug::parse("forest-land-rent").unwrap(),
        key: LinkKeyId::FIRST,
        answers: vec![("contract".into(), "12".into()), ("area".into(), "2,5".into())],
        locked: vec!["contract".into()],
        expires_on: Some("2026-12-31".parse().unwrap()),
        uses_max: Some(1),
        reference: Some("R-1".into()),
        made_by: "maria".into(),
        made_at: "2026-11-24T10:00:00Z".parse().unwrap(),
    }
}

fn key(seed: u64) -> LinkKey {
    LinkKey::draw(LinkKeyId::FIRST, &FixedRandom::new(seed))
}

#[test]
fn a_link_opens_by_its_own_address_as_people_write_it() {
    let token = key(1).sign(Environment::Test, &link());
    let text = token.to_string();
    assert_eq!(text.len(), 40);
    let spaced: Vec<String> = text.as_bytes().chunks(4).map(|part| String::from_utf8(part.to_vec()).unwrap()).collect();
    for typed in [text.clone(), text.to_uppercase(), spaced.join("-"), spaced.join(" "), text.replace('0', "o")] {
        let read = LinkToken::parse(&typed).unwrap();
        assert!(key(1).opens(Environment::Test, &link(), &read), "{typed}");
    }
    for wrong in ["", "x", &text[1..], &format!("{text}0"), &text.replace(&text[..1], "u"), &"0".repeat(100_000)] {
        assert!(LinkToken::parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn whatever_is_changed_closes_it() {
    let token = key(1).sign(Environment::Test, &link());
    let changes: [fn(&mut Link); 10] = [
        |link| link.id = LinkId::draw(&FixedRandom::new(8)),
        |link| link.beneficiary = Slug::parse("moldsilvb").unwrap(),
        |link| link.service = Slug::parse("other").unwrap(),
        |link| link.answers[0].1 = "13".into(),
        |link| link.answers[0].0 = "contracts".into(),
        |link| link.answers.truncate(1),
        |link| link.locked.clear(),
        |link| link.expires_on = None,
        |link| link.expires_on = Some("2027-12-31".parse().unwrap()),
        |link| link.uses_max = Some(2),
    ];
    for (at, change) in changes.iter().enumerate() {
        let mut changed = link();
        change(&mut changed);
        assert!(!key(1).opens(Environment::Test, &changed, &token), "change {at}");
    }
    assert!(!key(2).opens(Environment::Test, &link(), &token), "another installation's key");
    assert!(!key(1).opens(Environment::Production, &link(), &token), "the other environment");
    let second = LinkKey::draw(LinkKeyId::FIRST.next().unwrap(), &FixedRandom::new(1));
    assert!(!second.opens(Environment::Test, &link(), &token), "another key's number");
}

#[test]
fn what_stands_in_one_answer_cannot_be_said_by_two() {
    let one = Link { answers: vec![("a".into(), "bc".into())], locked: Vec::new(), ..link() };
    let other = Link { answers: vec![("ab".into(), "c".into())], ..one.clone() };
    let third = Link { answers: Vec::new(), locked: vec!["a".into(), "bc".into()], ..one.clone() };
    let token = key(1).sign(Environment::Test, &one);
    assert!(!key(1).opens(Environment::Test, &other, &token) && !key(1).opens(Environment::Test, &third, &token));
}

#[test]
fn its_last_day_is_whole_and_in_chisinau() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let record = |uses, revoked_at| LinkRecord { link: link(), uses, revoked_at, forgotten_at: None };
    for (now, uses, revoked_at, refusal) in [
        ("2026-11-24T10:00:00Z", 0, None, None),
        ("2026-12-31T21:59:59Z", 0, None, None),
        ("2026-12-31T22:00:00Z", 0, None, Some(LinkRefusal::Expired("2026-12-31".parse().unwrap()))),
        ("2026-12-01T10:00:00Z", 1, None, Some(LinkRefusal::UsedUp)),
        ("2026-12-01T10:00:00Z", 0, Some(at("2026-11-30T10:00:00Z")), Some(LinkRefusal::Revoked)),
    ] {
        assert_eq!(record(uses, revoked_at).refusal(at(now)), refusal, "{now}");
    }
}

proptest! {
    #[test]
    fn any_mistyped_sign_is_noticed(at in 0usize..40, with in "[0-9a-hjkmnp-tv-z]") {
        let right = key(1).sign(Environment::Test, &link());
        let mut wrong = right.to_string();
        wrong.replace_range(at..=at, &with);
        let opens = LinkToken::parse(&wrong).is_ok_and(|token| key(1).opens(Environment::Test, &link(), &token));
        prop_assert_eq!(opens, wrong == right.to_string());
    }
}
