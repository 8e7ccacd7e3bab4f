use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn rounds(from: &str, to: Option<&str>) {
    assert_eq!(Money::round(number(from)).map(|m| m.to_string()).as_deref(), to, "{from}");
}

#[test]
fn rounding_is_half_up_away_from_zero() {
    rounds("0.005", Some("0.01"));
    rounds("0.0049999999999999999999999999", Some("0.00"));
    rounds("0.015", Some("0.02"));
    rounds("0.025", Some("0.03"));
    rounds("-0.005", Some("-0.01"));
    rounds("-0.004", Some("0.00"));
    rounds("1234.5", Some("1234.50"));
}

#[test]
fn the_range_is_ten_to_the_fifteen_either_side() {
    rounds("1000000000000000", Some("1000000000000000.00"));
    rounds("-1000000000000000.004", Some("-1000000000000000.00"));
    rounds("1000000000000000.005", None);
    rounds("79228162514264337593543950335", None);
    assert_eq!(Money::from_fen(100_000_000_000_000_001), None);
    assert_eq!(Money::from_fen(i64::MIN), None);
    let most = Money::from_fen(100_000_000_000_000_000).unwrap();
    assert_eq!(most.fen(), 100_000_000_000_000_000);
    assert_eq!(most.checked_add(Money::from_fen(1).unwrap()), None);
    assert_eq!((-most).checked_sub(Money::from_fen(1).unwrap()), None);
    assert_eq!(Money::sum([most, most, -most]), Some(most));
    assert_eq!(Money::sum([most, most]), None);
    assert_eq!(Money::sum([]), Some(Money::ZERO));
}

#[test]
fn exact_amounts_have_at_most_two_decimals() {
    let exact = |text: &str| Money::from_decimal_exact(number(text)).map(|m| m.to_string());
    assert_eq!(exact("1.5").as_deref(), Some("1.50"));
    assert_eq!(exact("1.5000").as_deref(), Some("1.50"));
    assert_eq!(exact("1.501"), None);
    assert_eq!(exact("0.0000000000000000000000000001"), None);
    assert_eq!(exact("-0.00").as_deref(), Some("0.00"));
    assert_eq!(exact("1000000000000000.01"), None);
}

#[test]
fn text_says_why_it_is_refused() {
    let refused = |text: &str| text.parse::<Money>().unwrap_err().to_string();
    assert_eq!(refused("ten"), "`ten` is not an amount");
    assert_eq!(refused(""), "`` is not an amount");
    assert_eq!(refused("1e3"), "`1e3` is not an amount");
    assert_eq!(refused("0.001"), "`0.001` is not an amount in whole fen of at most 1000000000000000 yuan");
    assert_eq!("-12".parse::<Money>().unwrap().to_string(), "-12.00");
}

#[test]
fn a_width_pads_the_amount() {
    assert_eq!(format!("{:>8}", Money::from_fen(-150).unwrap()), "   -1.50");
    assert_eq!(format!("{:.0}", Money::from_fen(150).unwrap()), "1.50");
}

#[test]
fn zero_is_one_value() {
    let zero = -Money::round(number("-0.001")).unwrap();
    assert_eq!((zero, zero.to_string().as_str()), (Money::default(), "0.00"));
    assert!(zero.is_zero() && !zero.is_negative() && !zero.is_positive());
    assert_eq!(Money::from_fen(-5).unwrap().checked_add(Money::from_fen(5).unwrap()), Some(zero));
}

#[test]
fn rates_read_as_percentages() {
    let percent = |text: &str| Rate::new(number(text)).to_string();
    assert_eq!(percent("0.24"), "24%");
    assert_eq!(percent("0.2400"), "24%");
    assert_eq!(percent("0.031"), "3.1%");
    assert_eq!(percent("0"), "0%");
    assert_eq!(percent("-0.01"), "-1%");
    assert_eq!(percent("10"), "1000%");
    assert_eq!(Rate::new(number("0.424328")).percent(2), "42.43%");
    assert_eq!(Rate::new(number("0.00005")).percent(2), "0.01%");
    assert_eq!(Rate::new(number("-0.00004")).percent(2), "0%");
    assert_eq!(Rate::new(number("0.23995")).rounded(4), Rate::new(number("0.24")));
    assert!(Rate::new(Decimal::MAX).to_string().ends_with('%'));
}

proptest! {
    #[test]
    fn text_and_fen_go_there_and_back(fen in -100_000_000_000_000_000_i64..=100_000_000_000_000_000) {
        let money = Money::from_fen(fen).unwrap();
        prop_assert_eq!(money.fen(), i128::from(fen));
        prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
        prop_assert_eq!(-(-money), money);
    }
}
