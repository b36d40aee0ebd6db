//! Days, months and years as people write them, and what is wrong with others.

use super::*;

const DAY: Date = Date::constant(2026, 1, 25);

#[test]
fn days_are_read_as_people_write_them() {
    for typed in [
        "25.01.2026",
        "25/1/2026",
        "25-01-2026",
        " 25. 01. 2026",
        "25012026",
        "2026-01-25",
        "20260125",
        "2026.1.25",
        "25.01.2026.",
        "25.01.2026,",
        "25.01.2026 г.",
        "25.01.2026г",
        "25.01.2026 года",
        "25 ianuarie 2026",
        "25 Ianuarie 2026",
        "25 ian. 2026",
        "25-ian-2026",
        "25 IANUARIE 2026",
        "25 ianuarie anul 2026",
        "25 января 2026 г.",
        "25 январь 2026",
        "25 ЯНВ 2026",
        "25 янв. 2026 года",
        "January 25, 2026",
        "25 January 2026",
        "25th of January 2026",
        "Jan 25 2026",
        "25-Jan-2026",
        "2026 January 25",
        "25.I.2026",
        "25.01.\u{200b}2026",
        "\u{202a}25.01.2026\u{202c}",
        "25\u{a0}ianuarie\u{a0}2026",
        "25\u{2013}01\u{2013}2026",
        "25\t01\t2026",
        "２５．０１．２０２６",
        "25.01.2026 00:00:00",
        "2026-01-25T00:00:00Z",
        "25.01.2026 14:30",
        "25,01,2026",
        "«25» января 2026 г.",
        "\"25\" ianuarie 2026",
        "„25” ianuarie 2026",
        "“25” January 2026",
        "duminică, 25 ianuarie 2026",
        "воскресенье, 25 января 2026",
        "Sunday, January 25, 2026",
        "din 25.01.2026",
        "от 25.01.2026",
        "с 25 января 2026 г.",
        "la data de 25.01.2026",
        "25.01.2026, ora 10:30",
        "25.01.2026 в 10:30",
        "25.І.2026",
        "2026-01-25T21:59:59Z",
        "2026-01-24T22:00:00Z",
        "2026-01-25T23:30:00+02:00",
        "2026-01-26T00:30:00+03:00",
        "2026-01-24T17:00:00-0500",
        "2026-01-25T10:00:00.000+02",
        "2026-01-24 23:30:00 UTC",
    ] {
        assert_eq!(read_day(typed), Ok(DAY), "{typed:?}");
    }
}

#[test]
fn what_is_wrong_with_a_day_is_told() {
    for (error, texts) in [
        (
            DayError::Form,
            &[
                "",
                "25",
                "25.01",
                "2026",
                "01.2026",
                "x",
                "azi",
                "2512026",
                "25.01.2026.1",
                "25 2026",
                "ianuarie 2026",
                "25:01:2026",
                "25.01.2026 abc",
                "25 ma 2026",
                "25 m 2026",
                "25+01+2026",
                "\u{202e}25.01.2026",
                "125.01.2026",
                "mai mai 2026",
                "012026",
            ][..],
        ),
        (
            DayError::Time,
            &[
                "25.01.2026 24:99",
                "25.01.2026 24:00",
                "2026-01-25T10:61:00Z",
                "25.01.2026, ora 25:00",
                "2026-01-25T10:00:00+99:00",
                "25.01.2026 1:2:3:4",
            ],
        ),
        (
            DayError::YearDigits,
            &[
                "25.01.26",
                "1/2/26",
                "250126",
                "25 ianuarie 26",
                "25 января 26 г.",
                "Jan 25, 26",
                "25.01.126",
                "25.01.12026",
                "25.01.2",
                "26-01-25",
            ],
        ),
        (
            DayError::NotThere,
            &[
                "31.04.2026",
                "29.02.2025",
                "0.1.2026",
                "25.13.2026",
                "00.00.2026",
                "32 ianuarie 2026",
                "01/25/2026",
                "2026-02-30",
                "31042026",
            ],
        ),
        (
            DayError::YearOutside,
            &["31.12.1899", "01.01.2101", "25 ianuarie 1026", "31121899", "2101-01-01", "31.04.1026"],
        ),
    ] {
        for typed in texts {
            assert_eq!(read_day(typed), Err(error), "{typed:?}");
        }
    }
    assert_eq!(read_day(&"1".repeat(100_000)), Err(DayError::Form));
}

#[test]
fn an_instant_falls_on_the_day_that_it_has_in_chisinau() {
    for (typed, day) in [
        ("2026-01-25T23:30:00Z", (2026, 1, 26)),
        ("2026-07-25T21:00:00Z", (2026, 7, 26)),
        ("2026-07-25T20:59:59Z", (2026, 7, 25)),
        ("2026-01-25T23:30:00-05:00", (2026, 1, 26)),
        ("2026-12-31T22:00:00Z", (2027, 1, 1)),
        ("2026-01-25T23:30:00", (2026, 1, 25)),
    ] {
        let (year, month, number) = day;
        assert_eq!(read_day(typed), Ok(Date::constant(year, month, number)), "{typed}");
    }
}

#[test]
fn days_without_marks_are_never_read_two_ways() {
    for (typed, day) in [
        ("20101985", (1985, 10, 20)),
        ("20111201", (2011, 12, 1)),
        ("19122005", (2005, 12, 19)),
        ("21001231", (2100, 12, 31)),
    ] {
        let (year, month, number) = day;
        assert_eq!(read_day(typed), Ok(Date::constant(year, month, number)), "{typed}");
    }
}

#[test]
fn months_are_read_by_number_and_by_name() {
    let names = |number: i8, names: &[&str]| {
        for name in names {
            for typed in [format!("{name} 2026"), format!("{} 2026 г.", name.to_uppercase()), format!("2026 {name}")] {
                assert_eq!(read_month(&typed), Ok(Date::constant(2026, number, 1)), "{typed}");
            }
            assert_eq!(read_day(&format!("9 {name} 2026")), Ok(Date::constant(2026, number, 9)), "{name}");
        }
    };
    names(
        1,
        &[
            "01",
            "1",
            "ianuarie",
            "ian",
            "ian.",
            "январь",
            "января",
            "январе",
            "январю",
            "январем",
            "янв",
            "January",
            "Jan",
        ],
    );
    names(2, &["februarie", "feb", "февраль", "февраля", "фев", "февр.", "February", "Feb"]);
    names(3, &["martie", "mar", "март", "марта", "марте", "мар", "March"]);
    names(4, &["aprilie", "apr", "апрель", "апреля", "апр", "April"]);
    names(5, &["mai", "май", "мая", "мае", "May"]);
    names(6, &["iunie", "iun", "июнь", "июня", "июн", "June", "Jun"]);
    names(7, &["iulie", "iul", "июль", "июля", "июл", "July", "Jul"]);
    names(8, &["august", "aug", "август", "августа", "авг", "August"]);
    names(9, &["septembrie", "sep", "sept", "сентябрь", "сентября", "сен", "сент", "September", "IX"]);
    names(10, &["octombrie", "oct", "октябрь", "октября", "окт", "October"]);
    names(11, &["noiembrie", "noi", "nov", "ноябрь", "ноября", "ноя", "нояб", "November"]);
    names(12, &["decembrie", "dec", "декабрь", "декабря", "дек", "December", "12"]);
    for (typed, read) in [
        ("012026", Ok(Date::constant(2026, 1, 1))),
        ("202601", Ok(Date::constant(2026, 1, 1))),
        ("2026-01", Ok(Date::constant(2026, 1, 1))),
        ("01.2026.", Ok(Date::constant(2026, 1, 1))),
        ("luna ianuarie 2026", Ok(Date::constant(2026, 1, 1))),
        ("за январь 2026", Ok(Date::constant(2026, 1, 1))),
        ("за январь месяц 2026 года", Ok(Date::constant(2026, 1, 1))),
        ("pe ianuarie a anului 2026", Ok(Date::constant(2026, 1, 1))),
        ("for January 2026", Ok(Date::constant(2026, 1, 1))),
        ("01.26", Err(DayError::YearDigits)),
        ("0126", Err(DayError::YearDigits)),
        ("13.2026", Err(DayError::NotThere)),
        ("01.1899", Err(DayError::YearOutside)),
        ("25.01.2026", Err(DayError::Form)),
        ("ianuarie", Err(DayError::Form)),
        ("2026", Err(DayError::Form)),
        ("1", Err(DayError::Form)),
        ("", Err(DayError::Form)),
    ] {
        assert_eq!(read_month(typed), read, "{typed:?}");
    }
}

#[test]
fn years_have_four_digits() {
    for (typed, read) in [
        ("2026", Ok(2026)),
        (" 2026 г.", Ok(2026)),
        ("anul 2026", Ok(2026)),
        ("din 2020", Ok(2020)),
        ("с 2020", Ok(2020)),
        ("с 2020 года", Ok(2020)),
        ("since 2020", Ok(2020)),
        ("2020 2021", Err(DayError::Form)),
        ("\u{200b}2026", Ok(2026)),
        ("26", Err(DayError::YearDigits)),
        ("20261", Err(DayError::YearDigits)),
        ("2 026", Err(DayError::Form)),
        ("x", Err(DayError::Form)),
        ("", Err(DayError::Form)),
    ] {
        assert_eq!(read_year(typed), read, "{typed:?}");
    }
}
