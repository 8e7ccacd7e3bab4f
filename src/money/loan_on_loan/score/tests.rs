use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const RULES: Measures = Measures {
    window_days: 7,
    cover: Rate::new(rust_decimal::Decimal::from_parts(6, 0, 0, false, 1)),
    months: 2,
    look_back_months: 6,
    rising_months: 3,
};

// A drawing is "id creditor day amount", a repayment "creditor day amount".
fn terms(drawings: &[&str], repayments: &[&str]) -> LoanOnLoanTerms {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let drawing = |text: &&str| match words(text).as_slice() {
        [id, creditor, on, amount] => {
            Drawing { id: id.clone(), creditor: creditor.clone(), on: day(on), amount: amount.parse().unwrap() }
        }
        other => panic!("{other:?}"),
    };
    let repayment = |text: &&str| match words(text).as_slice() {
        [creditor, on, amount] => {
            Repayment { creditor: creditor.clone(), on: day(on), amount: amount.parse().unwrap() }
        }
        other => panic!("{other:?}"),
    };
    LoanOnLoanTerms {
        as_of: day("2026-04-30"),
        drawings: drawings.iter().map(drawing).collect(),
        repayments: repayments.iter().map(repayment).collect(),
        new_lenders_before_due: None,
        balances: None,
        incomes: None,
        card_cash_out: None,
        window_days: None,
        cover: None,
        months: None,
        look_back_months: None,
    }
}

// The outcome reads "status score/out_of: the signs; pairs; months".
fn check(terms: &LoanOnLoanTerms, outcome: &str) {
    let got = score(terms, &RULES).unwrap();
    let signs: Vec<&str> =
        got.signs.iter().map(|sign| sign.shown.map_or("?", |shown| if shown { "yes" } else { "no" })).collect();
    let pairs: Vec<String> = got
        .pairs
        .iter()
        .map(|pair| {
            let repaid: String = pair.repaid.iter().map(|paid| paid.creditor.as_str()).collect();
            format!("{}→{repaid} {}", pair.drawing, pair.cover)
        })
        .collect();
    let months: Vec<String> = got.months.iter().map(|month| format!("{}×{}", month.month, month.pairs)).collect();
    let read = format!(
        "{:?} {}/{}: {}; {}; {}",
        got.status,
        got.score,
        got.out_of,
        signs.join(" "),
        pairs.join(", "),
        months.join(" ")
    );
    assert_eq!(read, outcome);
}

const MARCH: [&str; 2] = ["B1 B 2026-03-03 8500", "A 2026-03-05 8200"];

#[test]
fn one_month_is_not_a_spiral_and_two_are() {
    check(&terms(&[MARCH[0]], &[MARCH[1]]), "NotShown 0/1: no ? ? ?; B1→A 96.47%; 2026-03×1");
    let april = ["C1 C 2026-04-28 1000", "B 2026-04-29 600"];
    check(
        &terms(&[MARCH[0], april[0]], &[MARCH[1], april[1]]),
        "Shown 1/1: yes ? ? ?; B1→A 96.47%, C1→B 60%; 2026-03×1 2026-04×1",
    );
    // Two in one month are one month.
    check(
        &terms(&[MARCH[0], "C1 C 2026-03-20 1000"], &[MARCH[1], "B 2026-03-27 1000"]),
        "NotShown 0/1: no ? ? ?; B1→A 96.47%, C1→B 100%; 2026-03×2",
    );
    check(&terms(&[], &[]), "NotShown 0/1: no ? ? ?; ; ");
}

#[test]
fn the_months_looked_at_are_calendar_months_with_that_of_the_last_day() {
    let flows = |on: &str, paid: &str| {
        terms(&[&format!("B1 B {on} 100"), "C1 C 2026-04-01 100"], &[&format!("A {paid} 100"), "A 2026-04-02 100"])
    };
    check(&flows("2025-11-01", "2025-11-02"), "Shown 1/1: yes ? ? ?; B1→A 100%, C1→A 100%; 2025-11×1 2026-04×1");
    check(&flows("2025-10-31", "2025-11-02"), "NotShown 0/1: no ? ? ?; C1→A 100%; 2026-04×1");
}

#[test]
fn paying_the_same_creditor_or_too_little_or_too_late_is_no_pair() {
    check(&terms(&["B1 B 2026-03-03 1000"], &["B 2026-03-05 1000"]), "NotShown 0/1: no ? ? ?; ; ");
    check(&terms(&["B1 B 2026-03-03 1000"], &["A 2026-03-05 599.99"]), "NotShown 0/1: no ? ? ?; ; ");
    check(&terms(&["B1 B 2026-03-03 1000"], &["A 2026-03-11 1000"]), "NotShown 0/1: no ? ? ?; ; ");
    // The measures can be asked for otherwise.
    let mut asked = terms(&["B1 B 2026-03-03 1000"], &["A 2026-03-11 500"]);
    (asked.window_days, asked.cover, asked.months) = (Some(8), Some(Rate::new("0.5".parse().unwrap())), Some(1));
    check(&asked, "Shown 1/1: yes ? ? ?; B1→A 50%; 2026-03×1");
}

#[test]
fn the_other_signs_add_to_the_score_and_never_decide() {
    let told = |balances: &[&str], incomes: &[&str]| LoanOnLoanTerms {
        new_lenders_before_due: Some(1),
        balances: Some(balances.iter().map(|amount| amount.parse().unwrap()).collect()),
        incomes: Some(incomes.iter().map(|amount| amount.parse().unwrap()).collect()),
        card_cash_out: Some(true),
        ..terms(&[], &[])
    };
    check(&told(&["1", "2", "3", "4"], &["5", "6", "7", "5"]), "NotShown 3/4: no yes yes yes; ; ");
    check(&told(&["9", "1", "2", "3", "4"], &["1", "5", "5", "5", "5"]), "NotShown 3/4: no yes yes yes; ; ");
    check(&told(&["1", "2", "2", "3"], &["5", "5", "5", "5"]), "NotShown 2/4: no yes no yes; ; ");
    check(&told(&["1", "2", "3", "4"], &["5", "5", "5", "5.01"]), "NotShown 2/4: no yes no yes; ; ");
    check(&told(&["2", "3", "4"], &["5", "5", "5"]), "NotShown 2/3: no yes ? yes; ; ");
    let none = LoanOnLoanTerms { new_lenders_before_due: Some(0), card_cash_out: Some(false), ..terms(&[], &[]) };
    check(&none, "NotShown 0/3: no no ? no; ; ");
}

#[test]
fn the_steps_name_the_flows_so_that_they_can_be_corrected() {
    let steps =
        score(&terms(&[MARCH[0], "C1 C 2026-04-01 1000"], &[MARCH[1], "A 2026-04-02 100", "B 2026-04-03 200"]), &RULES)
            .unwrap()
            .steps;
    assert_eq!(
        steps[1].text,
        "2026-03-03 从 B 借 8500.00，2026-03-05 还 A 8200.00：8200.00 ÷ 8500.00（最多算 100%）= 96.47%，不低于 60%"
    );
    assert_eq!(
        steps[2].text_en,
        "1000.00 from C on 2026-04-01, 100.00 to A on 2026-04-02, 200.00 to B on 2026-04-03: (100.00 + 200.00) ÷ 1000.00 (at most 100%) = 30%, below 60%"
    );
}

#[test]
fn a_cover_just_below_is_not_rounded_up_to_the_part_asked() {
    let steps = score(&terms(&["B1 B 2026-03-03 1000000"], &["A 2026-03-05 599999"]), &RULES).unwrap().steps;
    assert!(steps[1].text.ends_with("= 59.9999%，低于 60%"), "{}", steps[1].text);
}

#[test]
fn bad_terms_are_refused() {
    let check = |terms: &LoanOnLoanTerms, refused: &str| {
        let all: Vec<String> =
            score(terms, &RULES).unwrap_err().0.iter().map(|r| format!("{} {}", r.pointer, r.code)).collect();
        assert_eq!(all.join(" "), refused);
    };
    check(
        &terms(&["B1 B 2026-05-01 1"], &["A 2026-05-02 -1"]),
        "/drawings/0/on after-as-of /repayments/0/on after-as-of /repayments/0/amount negative-amount",
    );
    check(&terms(&["B1 B 2026-04-01 1", "B1 B 2026-04-02 1"], &[]), "/drawings/1/id duplicate-id");
    check(
        &LoanOnLoanTerms { months: Some(7), window_days: Some(0), ..terms(&[], &[]) },
        "/window_days number-out-of-range /months number-out-of-range",
    );
    let differ = LoanOnLoanTerms { balances: Some(vec![Money::ZERO]), incomes: Some(vec![]), ..terms(&[], &[]) };
    check(&differ, "/incomes months-differ");
}
