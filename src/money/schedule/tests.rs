use proptest::prelude::*;

use super::*;

fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    Rate::new(text.parse().unwrap())
}

fn instalment(principal: &str, a_year: &str, periods: u32) -> Option<String> {
    level_instalment(yuan(principal), rate(a_year), periods).map(|m| m.to_string())
}

#[test]
fn instalments_of_the_reference_loans() {
    let check = |principal, a_year, periods, want| {
        assert_eq!(instalment(principal, a_year, periods).as_deref(), want, "{principal} {a_year} {periods}");
    };
    check("12000", "0.12", 12, Some("1066.19"));
    check("10000", "0.18", 12, Some("916.80"));
    check("10000", "0.24", 12, Some("945.60"));
    check("5000", "0.24", 12, Some("472.80"));
    check("50000", "0.24", 36, Some("1961.64"));
    check("100", "0", 3, Some("33.33"));
    check("0.05", "0", 2, Some("0.03"));
    check("0", "0.24", 12, Some("0.00"));
    check("1000000000000000", "0", 1, Some("1000000000000000.00"));
    check("1000000000000000", "0.24", 600, Some("20000138334320.89"));
    check("1000000000000000", "0.24", 1, None);
    // One period at 0.5 % and 12.5 %: a true half fen, which goes up.
    check("1.00", "0.06", 1, Some("1.01"));
    check("3.00", "0.06", 1, Some("3.02"));
    check("1.00", "1.5", 1, Some("1.13"));
    check("10000", "100", 1200, Some("83333.33"));
    // At a rate this small the textbook formula has lost its digits.
    check("600", "0.000000000000000000001", 600, Some("1.00"));
}

#[test]
fn what_is_no_loan_has_no_instalment() {
    assert_eq!(instalment("-1", "0.12", 12), None);
    assert_eq!(instalment("1", "-0.12", 12), None);
    assert_eq!(instalment("1", "0.12", 0), None);
    assert_eq!(instalment("1", "0.12", 1201), None);
    assert!(instalment("1", "0.12", 1200).is_some());
    assert_eq!(instalment("1", "79228162514264337593543950335", 1200), None);
}

#[test]
fn the_last_row_takes_the_difference() {
    let rows = equal_payment(yuan("12000"), rate("0.12"), 12).unwrap();
    let payments: Vec<String> = rows.iter().map(|row| row.payment.to_string()).collect();
    assert_eq!(payments[..11], vec!["1066.19"; 11]);
    assert_eq!(payments[11], "1066.14");
    let first = Row {
        period: 1,
        interest: yuan("120"),
        principal: yuan("946.19"),
        balance: yuan("11053.81"),
        payment: yuan("1066.19"),
    };
    assert_eq!(rows[0], first);
    assert!(rows[11].balance.is_zero());
    assert_eq!(equal_payment(yuan("12000"), rate("0.12"), 0), None);
    let tiny = equal_payment(yuan("0.02"), rate("0"), 3).unwrap();
    let payments: Vec<String> = tiny.iter().map(|row| row.payment.to_string()).collect();
    assert_eq!(payments, ["0.01", "0.01", "0.00"]);
}

#[test]
fn settled_totals_are_split_and_the_last_absorbs() {
    let plan = |total: &str, periods| {
        settlement_plan(yuan(total), periods).map(|(each, last)| (each.to_string(), last.to_string()))
    };
    let split = |each: &str, last: &str| Some((each.to_owned(), last.to_owned()));
    assert_eq!(plan("43956.78", 24), split("1831.53", "1831.59"));
    assert_eq!(plan("43956.78", 36), split("1221.02", "1221.08"));
    assert_eq!(plan("43956.78", 60), split("732.61", "732.79"));
    assert_eq!(plan("100", 1), split("100.00", "100.00"));
    assert_eq!(plan("0", 12), split("0.00", "0.00"));
    assert_eq!(plan("0.05", 2), split("0.03", "0.02"));
    assert_eq!(plan("0.05", 10), None);
    assert_eq!(plan("-1", 2), None);
    assert_eq!(plan("1", 0), None);
    assert_eq!(plan("1000000000000000", 3), split("333333333333333.33", "333333333333333.34"));
    assert_eq!(plan("0.01", u32::MAX), split("0.00", "0.01"));
}

#[test]
fn months_to_clear_round_up() {
    let months = |total: &str, monthly: &str| months_to_clear(yuan(total), yuan(monthly));
    assert_eq!(months("100", "50"), Some(2));
    assert_eq!(months("100.01", "50"), Some(3));
    assert_eq!(months("0.01", "50"), Some(1));
    assert_eq!(months("0", "0"), Some(0));
    assert_eq!(months("-5", "-5"), Some(0));
    assert_eq!(months("100", "0"), None);
    assert_eq!(months("100", "-1"), None);
    assert_eq!(months("1000000000000000", "0.01"), None);
}

proptest! {
    #[test]
    fn a_schedule_repays_the_principal_with_its_interest(
        fen in 1..10_000_000_000_i64, basis_points in 0..10_000_i64, periods in 1..=60_u32,
    ) {
        let principal = Money::from_fen(fen).unwrap();
        let yearly = Rate::new(Decimal::new(basis_points, 4));
        let rows = equal_payment(principal, yearly, periods).unwrap();
        prop_assert_eq!(Money::sum(rows.iter().map(|row| row.principal)), Some(principal));
        let mut owed = principal;
        for row in &rows {
            prop_assert_eq!(owed.scaled(yearly.decimal(), MONTHS), Some(row.interest));
            prop_assert_eq!(row.interest.checked_add(row.principal), Some(row.payment));
            owed = owed.checked_sub(row.principal).unwrap();
            prop_assert_eq!(owed, row.balance);
        }
        prop_assert!(owed.is_zero());
    }

    #[test]
    fn a_settlement_adds_up(fen in 0..1_000_000_000_000_i64, periods in 1..=240_u32) {
        let total = Money::from_fen(fen).unwrap();
        if let Some((each, last)) = settlement_plan(total, periods) {
            prop_assert_eq!(each.fen() * i128::from(periods - 1) + last.fen(), i128::from(fen));
        } else {
            prop_assert!(fen * 2 < i64::from(periods).pow(2));
        }
    }
}
