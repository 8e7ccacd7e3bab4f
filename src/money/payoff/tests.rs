use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn terms(balance: &str, annual_rate: &str, payment: &str) -> PayoffTerms {
    PayoffTerms {
        balance: balance.parse().unwrap(),
        annual_rate: Rate::new(annual_rate.parse().unwrap()),
        payment: payment.parse().unwrap(),
        starts_on: None,
    }
}

#[test]
fn a_payment_clears_the_debt_or_says_why_not() {
    use PayoffStatus::{Clears, InterestOnlyForever, NegativeAmortisation, OverHorizon};
    let check = |balance, rate, payment, status, first: &str, least: &str, want: Option<(u32, &str, &str, &str)>| {
        let answer = payoff(&terms(balance, rate, payment)).unwrap();
        assert_eq!(answer.status, status, "{balance} {rate} {payment}");
        assert_eq!((answer.first_interest.to_string(), answer.least_payment.to_string()), (first.into(), least.into()));
        let yuan = |text: &str| text.parse::<Money>().unwrap();
        assert_eq!(answer.months, want.map(|want| want.0));
        assert_eq!(answer.total_interest, want.map(|want| yuan(want.1)));
        assert_eq!(answer.total_paid, want.map(|want| yuan(want.2)));
        assert_eq!(answer.last_payment, want.map(|want| yuan(want.3)));
    };
    check("10000", "0.24", "199.99", NegativeAmortisation, "200.00", "200.01", None);
    check("10000", "0.24", "200.00", InterestOnlyForever, "200.00", "200.01", None);
    check("10000", "0.24", "200.01", Clears, "200.00", "200.01", Some((505, "90850.56", "100850.56", "45.52")));
    check("10000", "0.24", "500", Clears, "200.00", "200.01", Some((26, "2898.75", "12898.75", "398.75")));
    check("12000", "0", "1000", Clears, "0.00", "0.01", Some((12, "0.00", "12000.00", "1000.00")));
    check("10000", "0.24", "0", NegativeAmortisation, "200.00", "200.01", None);
    check("10000", "0", "0", NegativeAmortisation, "0.00", "0.01", None);
    check("10000", "0", "-50", NegativeAmortisation, "0.00", "0.01", None);
    check("0", "0.24", "-50", Clears, "0.00", "0.01", Some((0, "0.00", "0.00", "0.00")));
    check("0.01", "100", "0.10", Clears, "0.08", "0.09", Some((1, "0.08", "0.09", "0.09")));
    check("12.00", "0", "0.01", Clears, "0.00", "0.01", Some((1200, "0.00", "12.00", "0.01")));
    check("12.01", "0", "0.01", OverHorizon, "0.00", "0.01", None);
    check("1000000000000", "0.24", "20000000000.01", OverHorizon, "20000000000.00", "20000000000.01", None);
}

#[test]
fn a_start_gives_the_day_the_debt_is_gone() {
    let start = "2026-01-31".parse().ok();
    let of = |payment| payoff(&PayoffTerms { starts_on: start, ..terms("1000", "0", payment) }).unwrap().debt_free_on;
    assert_eq!(of("1000"), "2026-02-28".parse().ok());
    assert_eq!(of("500"), "2026-03-31".parse().ok());
    assert_eq!(of("0"), None);
}

#[test]
fn reasons_and_steps_name_the_figures() {
    let answer = payoff(&terms("10000", "0.24", "199.99")).unwrap();
    assert_eq!(answer.reason, "每月还 199.99，不够第 1 个月的利息 200.00，欠款越来越多；每月至少要还 200.01");
    assert_eq!(answer.steps[0].text, "第 1 个月利息：10000.00 × 24% ÷ 12 = 200.00；每月还款 199.99 < 200.00");
    let answer = payoff(&terms("10000", "0.24", "500")).unwrap();
    assert_eq!(answer.reason_en, "500.00 a month clears the debt in 26 months");
    assert_eq!(
        answer.steps[0].text,
        "第 1 个月：利息 10000.00 × 24% ÷ 12 = 200.00，余额 10000.00 + 200.00 − 500.00 = 9700.00"
    );
    assert_eq!(answer.steps.last().unwrap().text, "合计：本金 10000.00 + 利息 2898.75 = 12898.75");
}

#[test]
fn a_debt_or_a_rate_below_zero_and_an_interest_too_large_are_refused() {
    let refused = |balance, rate| payoff(&terms(balance, rate, "1")).unwrap_err().0[0].code;
    assert_eq!(refused("-0.01", "0.24"), "negative-amount");
    assert_eq!(refused("1", "-0.01"), "negative-rate");
    assert_eq!(refused("1000000000000000", "100"), "out-of-range");
}

proptest! {
    #[test]
    fn a_larger_payment_never_clears_later(
        fen in 1..100_000_000_i64, rate in 0..10_000_i64, above in 1..1_000_000_i64, more in 1..1_000_000_i64,
    ) {
        let of = |above: i64| {
            let mut terms = terms("1", "0", "1");
            terms.balance = Money::from_fen(fen).unwrap();
            terms.annual_rate = Rate::new(Decimal::new(rate, 4));
            terms.payment = interest(terms.balance, terms.annual_rate).unwrap().checked_add(Money::from_fen(above).unwrap()).unwrap();
            payoff(&terms).unwrap()
        };
        let (slow, fast) = (of(above), of(above + more));
        if let (Some(slow_months), fast_months) = (slow.months, fast.months) {
            prop_assert!(fast_months.is_some_and(|months| months <= slow_months));
            prop_assert!(fast.total_interest <= slow.total_interest);
            let total = Money::from_fen(fen).unwrap().checked_add(slow.total_interest.unwrap());
            prop_assert_eq!(slow.total_paid, total);
        } else {
            prop_assert_eq!(slow.status, PayoffStatus::OverHorizon);
        }
    }
}
