use proptest::prelude::*;

use super::*;

// A debt is "id balance rate minimum tier".
fn terms(budget: &str, order: Order, debts: &[&str]) -> SimulationTerms {
    let debt = |text: &&str| {
        let mut words = text.split(' ');
        let id = words.next().unwrap().to_owned();
        SimulatedDebt {
            id,
            balance: words.next().unwrap().parse().unwrap(),
            annual_rate: Rate::new(words.next().unwrap().parse().unwrap()),
            minimum: words.next().map(|word| word.parse().unwrap()),
            tier: words.next().map(|word| word.parse().unwrap()),
        }
    };
    let starts_on = NaiveDate::from_ymd_opt(2026, 8, 31);
    SimulationTerms { budget: budget.parse().unwrap(), order, debts: debts.iter().map(debt).collect(), starts_on }
}

const FOUNDING: [&str; 3] = ["A 12000.00 0.1825 600", "B 8500.00 0.219 500", "C 23456.78 0.2399 1000"];

// The outcome reads "months interest paid: debt@month …".
fn check(terms: &SimulationTerms, outcome: &str) {
    let run = simulation(terms).unwrap();
    let cleared: Vec<String> = run.cleared.iter().map(|debt| format!("{}@{}", debt.id, debt.month)).collect();
    let figures = match (run.months, run.total_interest, run.total_paid) {
        (Some(months), Some(interest), Some(paid)) => format!("{months} {interest} {paid}"),
        (None, None, None) => "never".to_owned(),
        other => panic!("half an answer {other:?}"),
    };
    assert_eq!(format!("{figures}: {}", cleared.join(" ")), outcome);
}

#[test]
fn the_reference_portfolio() {
    check(&terms("3000", Order::Avalanche, &FOUNDING), "18 7549.71 51506.49: C@15 B@16 A@18");
    check(&terms("3000", Order::Snowball, &FOUNDING), "18 7904.89 51861.67: B@7 A@12 C@18");
    check(&terms("2100", Order::Avalanche, &FOUNDING), "27 12199.13 56155.91: B@21 A@25 C@27");
    check(&terms("1200", Order::Avalanche, &FOUNDING), "59 26413.40 70370.18: C@32 B@45 A@59");
    let run = simulation(&terms("3000", Order::Avalanche, &FOUNDING)).unwrap();
    assert_eq!(run.balances[1].to_string(), "41763.35");
    assert_eq!(run.balances[17].to_string(), "498.90");
    assert_eq!(run.debt_free_on, NaiveDate::from_ymd_opt(2028, 2, 29));
    assert_eq!(run.rank, ["C", "B", "A"]);
}

#[test]
fn a_first_interest_as_high_as_the_budget_still_clears() {
    let run = terms("210", Order::Avalanche, &["A 3000.00 0.36", "B 6000.00 0.24"]);
    check(&run, "109 13852.03 22852.03: A@19 B@109");
    assert_eq!(simulation(&run).unwrap().balances[2].to_string(), "8998.80");
}

#[test]
fn a_lower_tier_comes_first_and_ties_go_to_the_smaller_then_to_the_earlier() {
    let rank = |order, debts: &[&str]| simulation(&terms("100", order, debts)).unwrap().rank.concat();
    assert_eq!(rank(Order::Avalanche, &["A 10 0.5 0 1", "B 20 0.1 0 0", "C 10 0.1 0 0", "D 10 0.1 0 0"]), "CDBA");
    assert_eq!(rank(Order::Snowball, &["A 10 0.5 0 1", "B 20 0.1", "C 10 0.1", "D 10 0.2", "E 1 0 0 -1"]), "EDCBA");
}

#[test]
fn minimums_are_paid_by_rank_as_far_as_the_money_reaches() {
    // 100 − 70 leaves 30 for the second minimum of 70.
    let run = simulation(&terms("100", Order::Avalanche, &["A 500 0 70", "B 500 0.12 70"])).unwrap();
    assert!(
        run.steps.iter().any(|s| s.text
            == "B：利息 500.00 × 12% ÷ 12 = 5.00；最低还款 70.00，实还 70.00；余额 500.00 + 5.00 − 70.00 = 435.00"),
        "{:?}",
        run.steps
    );
    assert!(
        run.steps.iter().any(|s| s.text
            == "A：利息 500.00 × 0% ÷ 12 = 0.00；最低还款 70.00，实还 30.00；余额 500.00 + 0.00 − 30.00 = 470.00"),
        "{:?}",
        run.steps
    );
}

#[test]
fn the_edges() {
    check(&terms("1000", Order::Avalanche, &[]), "0 0.00 0.00: ");
    check(&terms("0", Order::Avalanche, &["A 0 0.24"]), "0 0.00 0.00: A@0");
    check(&terms("100", Order::Avalanche, &["A 1000 0"]), "10 0.00 1000.00: A@10");
    check(&terms("0.01", Order::Avalanche, &["A 0.01 0"]), "1 0.00 0.01: A@1");
    // 600 months of 1.00 clear exactly 600.00; a fen more is over the horizon.
    check(&terms("1", Order::Avalanche, &["A 600.00 0"]), "600 0.00 600.00: A@600");
    check(&terms("1", Order::Avalanche, &["A 600.01 0"]), "never: ");
    check(&terms("0", Order::Avalanche, &["A 1000 0.12"]), "never: ");
    check(&terms("-5", Order::Avalanche, &["A 1000 0"]), "never: ");
    let code = |terms: &SimulationTerms| simulation(terms).unwrap_err().0[0].code;
    assert_eq!(code(&terms("0", Order::Avalanche, &["A 1000000000000 100"])), "out-of-range");
    assert_eq!(code(&terms("1", Order::Snowball, &["A 1 0", "A 1 0"])), "duplicate-id");
    assert_eq!(code(&terms("1", Order::Snowball, &["A -1 0"])), "negative-amount");
    assert_eq!(code(&terms("1", Order::Snowball, &["A 1 -0.1"])), "negative-rate");
}

fn debts() -> impl Strategy<Value = Vec<SimulatedDebt>> {
    let one = (0..2_000_000_i64, 0..60_i64, 0..40_000_i64, 0..2_i64);
    proptest::collection::vec(one, 0..5).prop_map(|debts| {
        let one = |(position, (fen, rate, minimum, tier)): (usize, (i64, i64, i64, i64))| SimulatedDebt {
            id: position.to_string(),
            balance: Money::from_fen(fen).unwrap(),
            annual_rate: Rate::new(rust_decimal::Decimal::new(rate, 2)),
            minimum: Money::from_fen(minimum),
            tier: Some(tier),
        };
        debts.into_iter().enumerate().map(one).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn payments_are_the_opening_balances_and_the_interest(debts in debts(), fen in 1..300_000_i64, snowball: bool) {
        let order = if snowball { Order::Snowball } else { Order::Avalanche };
        let run = simulation(&SimulationTerms { budget: Money::from_fen(fen).unwrap(), order, debts, starts_on: None });
        if let Ok(Simulation { months: Some(months), total_interest: Some(interest), total_paid: Some(paid), balances, cleared, rank, .. }) = run {
            prop_assert_eq!(balances[0].checked_add(interest), Some(paid));
            prop_assert_eq!(balances.len(), usize::try_from(months).unwrap() + 1);
            prop_assert_eq!(cleared.len(), rank.len());
            prop_assert!(paid.fen() <= i128::from(months) * i128::from(fen));
        }
    }

    // It holds to the fen: what is left of each debt after a month grows with what was owed before it and never with the
    // money, and half-up rounding keeps the order of two amounts.
    #[test]
    fn more_money_never_leaves_more_owed(debts in debts(), fen in 0..200_000_i64, more in 1..50_000_i64, snowball: bool) {
        let order = if snowball { Order::Snowball } else { Order::Avalanche };
        let run = |fen| {
            let debts = debts.clone();
            simulation(&SimulationTerms { budget: Money::from_fen(fen).unwrap(), order, debts, starts_on: None })
        };
        if let (Ok(less), Ok(more)) = (run(fen), run(fen + more)) {
            for (less, more) in less.balances.iter().zip(&more.balances) {
                prop_assert!(more <= less);
            }
            prop_assert!(more.balances.len() <= less.balances.len());
        }
    }
}
