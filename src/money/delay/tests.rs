// Expected figures were computed day by day in exact fractions, apart from this code.
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

// "front base deadline as_of", each payment "on amount".
fn terms(text: &str, payments: &[&str]) -> DelayTerms {
    let words: Vec<&str> = text.split(' ').collect();
    let payment = |text: &&str| {
        let (on, amount) = text.split_once(' ').unwrap();
        DatedPayment { on: day(on), amount: amount.parse().unwrap() }
    };
    DelayTerms {
        front: Some(words[0].parse().unwrap()),
        base: words[1].parse().unwrap(),
        deadline: day(words[2]),
        as_of: day(words[3]),
        payments: Some(payments.iter().map(payment).collect()),
    }
}

fn run(terms: &DelayTerms) -> Result<DelayInterest, Refusals> {
    delay_interest(terms, Rate::new("0.000175".parse().unwrap()))
}

// "days delay_interest front_left base_left delay_interest_left owed overpaid"
fn check(text: &str, payments: &[&str], want: &str) {
    let found = run(&terms(text, payments)).unwrap();
    let DelayInterest { days, delay_interest, front_left, base_left, delay_interest_left, owed, overpaid, .. } = found;
    let got = format!("{days} {delay_interest} {front_left} {base_left} {delay_interest_left} {owed} {overpaid}");
    assert_eq!(got, want, "{text} {payments:?}");
}

#[test]
fn the_reference_delay() {
    check("2000 100000 2026-01-01 2026-04-11", &[], "100 1750.00 2000.00 100000.00 1750.00 103750.00 0.00");
    check("0 123456.78 2024-02-10 2024-03-10", &[], "29 626.54 0.00 123456.78 626.54 124083.32 0.00");
    check("10 1000 2026-01-01 2026-01-01", &[], "0 0.00 10.00 1000.00 0.00 1010.00 0.00");
    check("10 1000 2026-01-01 2025-06-01", &[], "0 0.00 10.00 1000.00 0.00 1010.00 0.00");
}

#[test]
fn payments_meet_front_base_and_interest_in_turn() {
    let payments = [
        "2025-12-20 1500",
        "2026-01-01 10500",
        "2026-03-01 45000",
        "2026-03-01 5000",
        "2026-05-01 42000",
        "2026-06-01 700",
    ];
    let case = "2000 100000 2026-01-01 2026-06-30";
    check(case, &payments, "180 1356.25 0.00 0.00 0.00 0.00 1343.75");
    let found = run(&terms(case, &payments)).unwrap();
    let row = |row: &DelayRow| {
        let DelayRow { from, to, days, base, interest, payment, .. } = row;
        let DelayRow { to_front, to_base, to_delay_interest, overpaid, base_after, .. } = row;
        format!(
            "{from} {to} {days} {base} {interest} {payment} {to_front} {to_base} {to_delay_interest} {overpaid} {base_after}"
        )
    };
    assert_eq!(
        found.rows.iter().map(row).collect::<Vec<_>>(),
        [
            "2025-12-20 2025-12-20 0 100000.00 0.00 1500.00 1500.00 0.00 0.00 0.00 100000.00",
            "2026-01-01 2026-01-01 0 100000.00 0.00 10500.00 500.00 10000.00 0.00 0.00 90000.00",
            "2026-01-01 2026-03-01 59 90000.00 929.25 50000.00 0.00 50000.00 0.00 0.00 40000.00",
            "2026-03-01 2026-05-01 61 40000.00 427.00 42000.00 0.00 40000.00 1356.25 643.75 0.00",
            "2026-05-01 2026-06-01 31 0.00 0.00 700.00 0.00 0.00 0.00 700.00 0.00",
            "2026-06-01 2026-06-30 29 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00",
        ]
    );
    assert_eq!(
        found.steps.iter().map(|step| step.text.as_str()).collect::<Vec<_>>(),
        [
            "天数：2026-01-01（履行期限最后一天）到 2026-06-30，算头不算尾，180 天，等于从次日起算、算到当天",
            "2025-12-20 付 1500.00：先还费用和一般利息 1500.00，再还计息基数 0.00，最后还迟延利息 0.00",
            "2026-01-01 付 10500.00：先还费用和一般利息 500.00，再还计息基数 10000.00，最后还迟延利息 0.00",
            "2026-01-01 到 2026-03-01 的迟延利息：90000.00 × 0.0175% × 59 = 929.25",
            "2026-03-01 付 50000.00：先还费用和一般利息 0.00，再还计息基数 50000.00，最后还迟延利息 0.00",
            "以后各行同样算；迟延利息合计：929.25 + 427.00 + 0.00 + 0.00 = 1356.25",
            "还欠：费用和一般利息 0.00 + 计息基数 0.00 + 迟延利息 0.00 = 0.00",
            "付清后多付 1343.75",
        ]
    );
}

#[test]
fn the_base_paid_off_leaves_its_interest() {
    check("0 1000 2026-01-01 2026-02-01", &["2026-01-31 1000"], "31 5.25 0.00 0.00 5.25 5.25 0.00");
    check("0 1000 2026-01-01 2026-02-01", &["2026-01-31 0.01"], "31 5.42 0.00 999.99 5.42 1005.41 0.00");
    check("0 1000 2026-01-01 2025-12-31", &["2025-12-30 1500"], "0 0.00 0.00 0.00 0.00 0.00 500.00");
}

#[test]
fn terms_that_cannot_be_are_refused() {
    let wrong = terms("-1 -1 2026-01-01 2026-02-01", &["2026-02-02 1", "2026-01-15 -1"]);
    let refused: Vec<_> =
        run(&wrong).unwrap_err().0.into_iter().map(|refusal| (refusal.pointer, refusal.code)).collect();
    let want = [
        ("/base", "negative-amount"),
        ("/front", "negative-amount"),
        ("/payments/0/on", "payment-after-as-of"),
        ("/payments/1/amount", "amount-not-positive"),
    ];
    assert_eq!(refused, want.map(|(pointer, code)| (pointer.to_owned(), code)));
}

proptest! {
    #[test]
    fn every_payment_is_accounted_for(
        front in 0_i64..10_000_000,
        base in 0_i64..1_000_000_000,
        payments in proptest::collection::vec((0_u64..1500, 1_i64..500_000_000), 0..8),
    ) {
        let start = day("2025-01-01");
        let money = |fen| Money::from_fen(fen).unwrap();
        let payments: Vec<DatedPayment> = payments
            .into_iter()
            .map(|(after, fen)| DatedPayment { on: start + chrono::Days::new(after), amount: money(fen) })
            .collect();
        let paid: i128 = payments.iter().map(|payment| payment.amount.fen()).sum();
        let terms = DelayTerms {
            front: Some(money(front)),
            base: money(base),
            deadline: day("2026-01-01"),
            as_of: start + chrono::Days::new(1500),
            payments: Some(payments),
        };
        let found = run(&terms).unwrap();
        let all = i128::from(front) + i128::from(base) + found.delay_interest.fen();
        prop_assert_eq!(all - paid, found.owed.fen() - found.overpaid.fen());
        prop_assert!(found.owed.is_zero() || found.overpaid.is_zero());
        prop_assert_eq!(found.rows.iter().map(|row| row.days).sum::<i64>(), found.days);
        for row in &found.rows {
            let parts = [row.to_front, row.to_base, row.to_delay_interest, row.overpaid];
            prop_assert_eq!(Money::sum(parts), Some(row.payment));
        }
        prop_assert_eq!(Money::sum(found.rows.iter().map(|row| row.overpaid)), Some(found.overpaid));
    }
}
