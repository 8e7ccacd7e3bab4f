use proptest::prelude::*;

use super::*;
use crate::money::schedule::level_instalment;

fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    Rate::new(text.parse().unwrap())
}

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn level(received: &str, paid: &str, periods: usize) -> Vec<Money> {
    std::iter::once(yuan(received)).chain(vec![-yuan(paid); periods]).collect()
}

fn near(got: Rate, want: &str) {
    let want: Decimal = want.parse().unwrap();
    let difference = (got.decimal() - want).abs();
    let allowed = Decimal::new(1, 12) * want.abs().max(Decimal::ONE);
    assert!(difference <= allowed, "{} is not {want}", got.decimal());
}

// The loan, then the rate a period, nominal and effective as the fact sheets print them.
fn golden(received: &str, paid: &str, nominal: &str, effective: &str) {
    let period = periodic_irr(&level(received, paid, 12)).unwrap();
    let places = if nominal.len() > 6 { 4 } else { 2 };
    assert_eq!(nominal_annual(period, 12).unwrap().percent(places), nominal, "{received} {paid}");
    assert_eq!(effective_annual(period, 12).unwrap().percent(places), effective, "{received} {paid}");
}

#[test]
fn flat_fees_cost_nearly_twice_what_they_say() {
    golden("10000", "893.33", "13.03%", "13.84%");
    golden("10000", "908.33", "16.22%", "17.48%");
    golden("10000", "933.33", "21.46%", "23.7%");
    golden("10000", "958.33", "26.62%", "30.12%");
    golden("10000", "983.33", "31.72%", "36.76%");
}

#[test]
fn fees_beside_the_interest_and_money_held_back_count() {
    golden("10000", "966.80", "28.3555%", "32.347%");
    golden("9601", "916.80", "25.9176%", "29.2291%");
    golden("9000", "933.33", "42.43%", "51.74%");
    golden("10000", "945.60", "24%", "26.83%");
    golden("9200", "916.80", "34.38%", "40.34%");
    golden("4701", "472.80", "36.22%", "42.89%");
}

#[test]
fn rates_agree_with_a_fifty_digit_reference() {
    let period = |flows: &[Money], want| near(periodic_irr(flows).unwrap(), want);
    period(&level("10000", "893.33", 12), "0.0108612615568293243");
    period(&level("9000", "933.33", 12), "0.0353600231520212762");
    period(&level("50000", "1962", 36), "0.0200113433161846732");
    period(&level("10000", "500", 12), "-0.0710019468450487872");
    period(&level("10000000000000", "30000000000", 600), "0.002195048810596682524937657");
    let uneven = ["5000", "2000", "0", "-1000", "-1500", "-2500", "-3000"].map(yuan);
    period(&uneven, "0.02920029245491595069035197");
}

#[test]
fn an_exact_rate_comes_out_exact() {
    let exact = |flows: &[&str], want| {
        let flows: Vec<Money> = flows.iter().map(|text| yuan(text)).collect();
        assert_eq!(periodic_irr(&flows), Ok(rate(want)), "{flows:?}");
    };
    exact(&["100", "-102"], "0.02");
    exact(&["100", "-51", "-52.02"], "0.02");
    exact(&["0", "100", "0", "-121", "0"], "0.1");
    exact(&["100", "-100"], "0");
    exact(&["100", "-50"], "-0.5");
    exact(&["-100", "150"], "0.5");
    exact(&["0.01", "-1000000000000000"], "99999999999999999");
    exact(&["1000000000000000", "-0.01"], "-0.99999999999999999");
}

#[test]
fn one_direction_has_no_rate_and_two_turns_are_refused() {
    let refused = |flows: &[&str]| {
        let flows: Vec<Money> = flows.iter().map(|text| yuan(text)).collect();
        periodic_irr(&flows).unwrap_err()
    };
    assert_eq!(refused(&[]), CostError::NoSolution);
    assert_eq!(refused(&["0", "0"]), CostError::NoSolution);
    assert_eq!(refused(&["100"]), CostError::NoSolution);
    assert_eq!(refused(&["100", "50"]), CostError::NoSolution);
    assert_eq!(refused(&["-100", "0", "-50"]), CostError::NoSolution);
    assert_eq!(refused(&["100", "-150", "60"]), CostError::Ambiguous);
    assert_eq!(refused(&["100", "-50", "0", "60", "-200"]), CostError::Ambiguous);
}

#[test]
fn the_largest_flows_over_the_longest_terms_are_computed() {
    let most = "1000000000000000";
    for (received, paid) in [("0.01", most), (most, "0.01"), (most, most), ("0.01", "0.01"), (most, "10000000000000")] {
        assert!(periodic_irr(&level(received, paid, 600)).is_ok(), "{received} {paid}");
    }
    let mut late = level(most, "0.01", 599);
    late.push(-yuan(most));
    assert!(periodic_irr(&late).is_ok());
}

#[test]
fn dated_flows_compound_over_days() {
    let flows = |paid: [&str; 3]| {
        let days = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"].map(on);
        let amounts = [yuan("10000"), -yuan(paid[0]), -yuan(paid[1]), -yuan(paid[2])];
        dated_irr(&days.into_iter().zip(amounts).collect::<Vec<_>>()).unwrap()
    };
    near(flows(["3500", "3500", "3500"]), "0.34713950539573473967");
    near(flows(["3000", "3000", "3500"]), "-0.26126794710425390837");
    let year = [(on("2025-01-01"), yuan("100")), (on("2026-01-01"), yuan("-124"))];
    assert_eq!(dated_irr(&year), Ok(rate("0.24")));
    let century = [(on("1926-01-25"), yuan("100")), (on("2026-01-01"), yuan("-200"))];
    near(dated_irr(&century).unwrap(), "0.0069553588377565339473");
}

#[test]
fn a_714_loan_has_a_rate_with_and_without_compounding() {
    let flows = [(on("2026-01-01"), yuan("1050")), (on("2026-01-08"), yuan("-1500"))];
    near(dated_irr(&flows).unwrap(), "119407269.4050912722840515");
    assert_eq!(simple_annual(yuan("1050"), yuan("1500"), 7).unwrap().percent(2), "2234.69%");
    assert_eq!(simple_annual(yuan("700"), yuan("1000"), 7).unwrap().percent(2), "2234.69%");
    let overnight = [(on("2026-01-01"), yuan("700")), (on("2026-01-02"), yuan("-1000"))];
    assert_eq!(dated_irr(&overnight), Err(CostError::OutOfRange));
}

#[test]
fn flows_of_one_day_are_netted() {
    let netted = [
        (on("2026-01-01"), yuan("-1000")),
        (on("2026-01-01"), yuan("10000")),
        (on("2027-01-01"), yuan("-9900")),
        (on("2026-06-01"), yuan("5")),
        (on("2026-06-01"), yuan("-5")),
    ];
    assert_eq!(dated_irr(&netted), Ok(rate("0.1")));
    let gone = [(on("2026-01-01"), yuan("5")), (on("2026-01-01"), yuan("-5"))];
    assert_eq!(dated_irr(&gone), Err(CostError::NoSolution));
    assert_eq!(dated_irr(&[]), Err(CostError::NoSolution));
    let back = [(on("2026-01-01"), yuan("5")), (on("2026-02-01"), yuan("-15")), (on("2026-03-01"), yuan("11"))];
    assert_eq!(dated_irr(&back), Err(CostError::Ambiguous));
    let most = (on("2026-01-01"), yuan("1000000000000000"));
    assert_eq!(dated_irr(&[most, most]), Err(CostError::OutOfRange));
    let paid = (most.0, -most.1);
    assert_eq!(dated_irr(&[most, most, paid, paid]), Err(CostError::NoSolution));
}

#[test]
fn simple_rates_need_a_receipt_a_payment_and_days() {
    assert_eq!(simple_annual(yuan("100"), yuan("90"), 365), Ok(rate("-0.1")));
    assert_eq!(simple_annual(yuan("0"), yuan("90"), 5), Err(CostError::NoSolution));
    assert_eq!(simple_annual(yuan("5"), yuan("-9"), 5), Err(CostError::NoSolution));
    assert_eq!(simple_annual(yuan("5"), yuan("9"), 0), Err(CostError::NoSolution));
    assert!(simple_annual(yuan("0.01"), yuan("1000000000000000"), 1).is_ok());
}

#[test]
fn rates_a_year_say_when_they_are_too_large() {
    assert_eq!(nominal_annual(rate("0.02"), 12), Ok(rate("0.24")));
    assert_eq!(nominal_annual(Rate::new(Decimal::MAX), 12), Err(CostError::OutOfRange));
    assert_eq!(effective_annual(rate("1"), 365), Err(CostError::OutOfRange));
    assert_eq!(effective_annual(rate("0.02"), 0), Ok(Rate::ZERO));
    assert_eq!(effective_annual(rate("0.0005"), 365).unwrap().percent(2), "20.02%");
}

fn fen_of_any_size() -> impl Strategy<Value = i64> {
    (0..17_u32).prop_flat_map(|digits| 1..=10_i64.pow(digits))
}

proptest! {
    #[test]
    fn the_rate_of_a_level_plan_is_found_again(
        fen in 100_000_000..100_000_000_000_000_i64,
        basis_points in 1..6000_i64,
        periods in 1..=120_u32,
    ) {
        let principal = Money::from_fen(fen).unwrap();
        let yearly = Rate::new(Decimal::new(basis_points, 4));
        let instalment = level_instalment(principal, yearly, periods).unwrap();
        let mut flows = vec![-instalment; usize::try_from(periods).unwrap()];
        flows.insert(0, principal);
        let found = nominal_annual(periodic_irr(&flows).unwrap(), 12).unwrap();
        // Half a fen on an instalment of at least 8 333 yuan.
        let difference = (found.decimal() - yearly.decimal()).abs();
        prop_assert!(difference < Decimal::new(2, 5), "{} for {}", found, yearly);
    }

    #[test]
    fn flows_with_one_turn_always_have_a_rate_that_settles_them(
        receipts in proptest::collection::vec(fen_of_any_size(), 1..6),
        payments in proptest::collection::vec(fen_of_any_size(), 1..40),
    ) {
        let paid = payments.iter().map(|fen| -fen);
        let flows: Vec<Money> =
            receipts.iter().copied().chain(paid).map(|fen| Money::from_fen(fen).unwrap()).collect();
        let growth = periodic_irr(&flows).unwrap().decimal() + Decimal::ONE;
        // The end value changes sign within 1e-9 of the rate found.
        let value = |growth: Decimal| flows.iter().try_fold(Decimal::ZERO, |sum, flow| {
            sum.checked_mul(growth)?.checked_add(flow.decimal())
        });
        let apart = Decimal::new(1, 9) * growth.max(Decimal::ONE);
        if let (Some(below), Some(above)) = (value((growth - apart).max(Decimal::ZERO)), value(growth + apart)) {
            prop_assert!(below < Decimal::ZERO && above > Decimal::ZERO);
        }
    }

    #[test]
    fn the_order_of_dated_flows_does_not_matter(
        (flows, shuffled) in proptest::collection::vec((0..2000_i64, -1_000_000..1_000_000_i64), 0..12)
            .prop_flat_map(|flows| (Just(flows.clone()), Just(flows).prop_shuffle()))
    ) {
        let dated = |flows: Vec<(i64, i64)>| -> Vec<(NaiveDate, Money)> {
            flows.into_iter()
                .map(|(day, fen)| (on("2020-01-31") + chrono::TimeDelta::days(day), Money::from_fen(fen).unwrap()))
                .collect()
        };
        prop_assert_eq!(dated_irr(&dated(flows)), dated_irr(&dated(shuffled)));
    }
}
