use proptest::prelude::*;

use super::*;

fn terms(total: Money, periods: u32) -> SettlementTerms {
    SettlementTerms {
        principal: total,
        interest: None,
        penalty: None,
        waived_interest: None,
        waived_penalty: None,
        periods,
        starts_on: None,
    }
}

#[test]
fn settled_totals_are_split_and_the_last_absorbs() {
    let check = |total: &str, periods, each: &str, last: &str| {
        let plan = settlement(&terms(total.parse().unwrap(), periods)).unwrap();
        assert_eq!((plan.instalment.to_string(), plan.last_instalment.to_string()), (each.into(), last.into()));
    };
    check("43956.78", 24, "1831.53", "1831.59");
    check("43956.78", 36, "1221.02", "1221.08");
    check("43956.78", 60, "732.61", "732.79");
    check("100", 1, "100.00", "100.00");
    check("0", 12, "0.00", "0.00");
    check("0.05", 2, "0.03", "0.02");
    // Five instalments of a fen, then nothing is left.
    check("0.05", 10, "0.01", "0.00");
    check("1000000000000000", 3, "333333333333333.33", "333333333333333.34");
}

#[test]
fn amounts_below_zero_and_days_beyond_the_calendar_are_refused() {
    let refused = |terms: &SettlementTerms| {
        let all = settlement(terms).unwrap_err().0;
        all.iter().map(|one| format!("{} {}", one.pointer, one.code)).collect::<Vec<_>>()
    };
    let mut wrong = terms("-1".parse().unwrap(), 1201);
    wrong.interest = "-0.01".parse().ok();
    wrong.penalty = "-5".parse().ok();
    wrong.waived_penalty = Some(Rate::new("1.01".parse().unwrap()));
    assert_eq!(
        refused(&wrong),
        [
            "/principal negative-amount",
            "/interest negative-amount",
            "/penalty negative-amount",
            "/periods periods-out-of-range",
            "/waived_penalty share-out-of-range",
        ]
    );
    let late = SettlementTerms { starts_on: Some(NaiveDate::MAX), ..terms("100".parse().unwrap(), 2) };
    let refusal = settlement(&late).unwrap_err().0.remove(0);
    assert_eq!(refusal.code, "day-out-of-range");
    assert!(refusal.message.en.starts_with("1 month after "), "{}", refusal.message.en);
}

proptest! {
    #[test]
    fn a_settlement_adds_up(fen in 0..1_000_000_000_000_i64, periods in 1..=240_u32) {
        let total = Money::from_fen(fen).unwrap();
        let plan = settlement(&terms(total, periods)).unwrap();
        prop_assert_eq!(Money::sum(plan.rows.iter().map(|row| row.payment)), Some(total));
        prop_assert!(plan.rows.iter().all(|row| !row.balance.is_negative() && !row.payment.is_negative()));
    }
}
