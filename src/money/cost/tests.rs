use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn rate(text: &str) -> Option<Rate> {
    text.parse().ok().map(Rate::new)
}

fn level(received: &str, paid: &str, periods: usize) -> CostTerms {
    let paid: Money = paid.parse().unwrap();
    let payments = (0..periods).map(|_| FlowTerms { amount: -paid, on: None });
    let first = FlowTerms { amount: received.parse().unwrap(), on: None };
    CostTerms {
        flows: std::iter::once(first).chain(payments).collect(),
        deducted: None,
        periods_per_year: None,
        yardstick: rate("0.24"),
    }
}

fn dated(flows: &[(&str, &str)]) -> CostTerms {
    let flow = |(on, amount): &(&str, &str)| FlowTerms { amount: amount.parse().unwrap(), on: on.parse().ok() };
    CostTerms { flows: flows.iter().map(flow).collect(), deducted: None, periods_per_year: None, yardstick: None }
}

// Simple and compound rate as the fact sheets print them.
fn printed(terms: &CostTerms) -> (String, String) {
    let answer = cost(terms).unwrap();
    let percent = |rate: Option<Rate>| rate.map_or_else(|| "-".into(), |rate| rate.percent(2));
    (percent(answer.apr_simple), percent(answer.apr_compound))
}

fn near(got: Option<Rate>, want: &str) {
    let (got, want): (Decimal, Decimal) = (got.unwrap().decimal(), want.parse().unwrap());
    let allowed = if want > Decimal::TEN { want * Decimal::new(1, 9) } else { Decimal::new(1, 6) };
    assert!((got - want).abs() <= allowed, "{got} is not {want}");
}

#[test]
fn the_reference_costs_of_the_domain_sheet() {
    let check = |terms: CostTerms, simple: &str, compound: &str| {
        assert_eq!(printed(&terms), (simple.to_owned(), compound.to_owned()));
    };
    check(level("10000", "893.33", 12), "13.03%", "13.84%");
    check(level("10000", "908.33", 12), "16.22%", "17.48%");
    check(level("10000", "933.33", 12), "21.46%", "23.7%");
    check(level("10000", "958.33", 12), "26.62%", "30.12%");
    check(level("10000", "983.33", 12), "31.72%", "36.76%");
    let with = |deducted: &str, terms| CostTerms { deducted: deducted.parse().ok(), ..terms };
    check(with("800", level("10000", "916.80", 12)), "34.38%", "40.34%");
    check(with("299", level("5000", "472.80", 12)), "36.22%", "42.89%");
    let answer = cost(&dated(&[("2026-01-01", "1050"), ("2026-01-08", "-1500")])).unwrap();
    assert_eq!(answer.apr_simple.unwrap().percent(2), "2234.69%");
    near(answer.apr_compound, "119407269.4050912722840515");
}

#[test]
fn a_level_plan_is_above_the_line_only_by_more_than_rounding() {
    let check = |paid: &str, position, excess: Option<&str>| {
        let answer = cost(&level("50000", paid, 36)).unwrap();
        assert_eq!((answer.position, answer.instalment_at_line), (Some(position), "1961.64".parse().ok()));
        assert_eq!(answer.excess.map(|excess| excess.to_string()).as_deref(), excess);
    };
    check("1961.64", Position::NotAbove, None);
    check("1962.00", Position::AtLine, None);
    check("1963.00", Position::Above, Some("48.96"));
    assert_eq!(cost(&level("50000", "1962", 36)).unwrap().apr_simple.unwrap().percent(4), "24.0136%");
    // The posted schedule of 10 000.00 at 24 %: eleven times 945.60, and what is left in the last.
    let mut posted = level("10000", "945.60", 12);
    posted.flows[12].amount = "-945.51".parse().unwrap();
    assert_ne!(cost(&posted).unwrap().position, Some(Position::Above));
    posted.flows[12].amount = "-960".parse().unwrap();
    let answer = cost(&posted).unwrap();
    assert_eq!((answer.position, answer.excess, answer.instalment_at_line), (Some(Position::Above), None, None));
}

#[test]
fn flows_that_are_not_level_have_no_rounding_test() {
    let mut terms = dated(&[("2026-01-01", "100"), ("2027-01-01", "-124")]);
    terms.yardstick = rate("0.24");
    assert_eq!(cost(&terms).unwrap().position, Some(Position::NotAbove));
    terms.flows[1].amount = "-124.01".parse().unwrap();
    let answer = cost(&terms).unwrap();
    assert_eq!((answer.position, answer.instalment_at_line), (Some(Position::Above), None));
}

#[test]
fn an_effective_rate_is_not_compared_with_the_line() {
    let mut terms = dated(&[("2026-01-01", "100"), ("2027-01-01", "-60"), ("2028-01-01", "-60")]);
    terms.yardstick = rate("0.24");
    let answer = cost(&terms).unwrap();
    assert_eq!((answer.status, answer.position), (CostStatus::Found, None));
    assert!(answer.reason_en.unwrap().starts_with("the line of 24% is a rate without interest on interest"));
    assert!(answer.steps.iter().all(|step| !step.text_en.contains("against the line")));
    terms.yardstick = None;
    assert_eq!(cost(&terms).unwrap().reason, None);
}

#[test]
fn what_has_no_single_rate_says_so() {
    let status = |flows: &[(&str, &str)]| cost(&dated(flows)).unwrap().status;
    assert_eq!(status(&[]), CostStatus::NoSolution);
    assert_eq!(status(&[("2026-01-01", "100")]), CostStatus::NoSolution);
    assert_eq!(status(&[("2026-01-01", "100"), ("2026-01-01", "-90")]), CostStatus::NoSolution);
    let back = [("2026-01-01", "5"), ("2026-02-01", "-15"), ("2026-03-01", "11")];
    assert_eq!(status(&back), CostStatus::Ambiguous);
    let overnight = cost(&dated(&[("2026-01-01", "700"), ("2026-01-02", "-1000")])).unwrap();
    assert_eq!((overnight.status, overnight.apr_compound), (CostStatus::OutOfRange, None));
    assert_eq!(overnight.apr_simple.unwrap().percent(2), "15642.86%");
    let gone = CostTerms { deducted: "10000".parse().ok(), ..level("10000", "916.80", 12) };
    let answer = cost(&gone).unwrap();
    assert_eq!((answer.status, answer.position), (CostStatus::NoSolution, None));
    assert_eq!(answer.reason.unwrap(), "先扣的 10000.00 不少于第一笔到手的钱，借款人没有拿到钱");
    let lent = cost(&level("-100", "-150", 1)).unwrap();
    assert_eq!((lent.status, lent.position), (CostStatus::Found, None));
    assert!(lent.reason_en.unwrap().starts_with("the first flow is paid"));
}

#[test]
fn dear_cheap_long_and_early_flows_are_right() {
    let periodic = |received, paid, periods| cost(&level(received, paid, periods)).unwrap();
    near(periodic("10000000000000", "30000000000", 600).rate_per_period, "0.002195048810596682525");
    near(periodic("10000", "500", 12).rate_per_period, "-0.0710019468450487872");
    // 10 000 % a year: 8.33… times the balance a month, paid as interest for so long that the principal is nothing.
    near(periodic("12", "100", 600).apr_simple, "100");
    near(periodic("10000", "93333.33", 1).apr_simple, "99.999996");
    let century = cost(&dated(&[("2100-12-31", "-200"), ("1990-01-01", "100")])).unwrap();
    near(century.apr_compound, "0.0062600772805602714");
    let answer = cost(&dated(&[("2026-01-01", "100"), ("2027-01-01", "-90")])).unwrap();
    assert_eq!((answer.apr_simple, answer.apr_compound), (rate("-0.1"), rate("-0.1")));
}

#[test]
fn steps_let_a_person_check_the_rate() {
    let text = |terms: &CostTerms| cost(terms).unwrap().steps.into_iter().map(|step| step.text).collect::<Vec<_>>();
    let head_cut = CostTerms { deducted: "800".parse().ok(), ..level("10000", "916.80", 12) };
    let steps = text(&head_cut);
    assert_eq!(steps[0], "实际到手：10000.00 − 800.00 = 9200.00");
    assert!(
        steps[2].starts_with("验算：916.80 × (1 − 1 ÷ (1 + 0.028") && steps[2].ends_with(" = 9200.00"),
        "{steps:?}"
    );
    let steps = text(&dated(&[("2026-01-01", "100"), ("2027-01-01", "-60"), ("2028-01-01", "-60")]));
    assert!(steps[1].starts_with("现值，例：-60.00 ÷ (1 + R)^(365 ÷ 365) = -"), "{steps:?}");
    assert_eq!(steps[2], "各行现值同样算，分别相加：收到 100.00，付出 100.00，两边相等");
    // Ten digits would be 2 yuan off here.
    let large = cost(&level("10000000000000", "30000000000", 600)).unwrap().steps;
    assert!(large[1].text.ends_with(" = 10000000000000.00"), "{large:?}");
}

#[test]
fn terms_that_cannot_be_computed_are_refused() {
    let refused = |terms: CostTerms| {
        let one = cost(&terms).unwrap_err().0.remove(0);
        format!("{} {}", one.pointer, one.code)
    };
    let fine = || level("100", "110", 1);
    let mut mixed = fine();
    mixed.flows[1].on = "2026-01-01".parse().ok();
    assert_eq!(refused(mixed), "/flows/1/on days-mixed");
    assert_eq!(refused(CostTerms { deducted: "-1".parse().ok(), ..fine() }), "/deducted negative-amount");
    assert_eq!(refused(CostTerms { yardstick: rate("-0.1"), ..fine() }), "/yardstick negative-rate");
    assert_eq!(refused(CostTerms { periods_per_year: Some(367), ..fine() }), "/periods_per_year periods-out-of-range");
    assert_eq!(refused(CostTerms { periods_per_year: Some(0), ..fine() }), "/periods_per_year periods-out-of-range");
    assert_eq!(refused(level("100", "1", 1201)), "/flows too-many");
    let by_days = CostTerms { periods_per_year: Some(12), ..dated(&[("2026-01-01", "1")]) };
    assert_eq!(refused(by_days), "/periods_per_year field-not-used");
    assert_eq!(refused(level("100", "1000000000000000", 2)), " out-of-range");
}

proptest! {
    #[test]
    fn present_values_cancel_but_for_rounding(
        received in 100_000..100_000_000_i64, payments in proptest::collection::vec(1..10_000_000_i64, 1..40),
        by_days in any::<bool>(),
    ) {
        let start = "2024-01-31".parse::<NaiveDate>().unwrap();
        let flows = std::iter::once(received).chain(payments.iter().map(|fen| -fen)).zip(0_u32..).map(|(fen, k)| FlowTerms {
            amount: Money::from_fen(fen).unwrap(),
            on: by_days.then(|| crate::money::dates::month_after(start, k).unwrap()),
        });
        let terms = CostTerms { flows: flows.collect(), deducted: None, periods_per_year: None, yardstick: None };
        let answer = cost(&terms).unwrap();
        if answer.status == CostStatus::Found && answer.rows.iter().all(|row| row.present_value.is_some()) {
            let left = Money::sum(answer.rows.iter().filter_map(|row| row.present_value)).unwrap();
            // Half a fen a row.
            prop_assert!(left.fen().unsigned_abs() * 2 <= u128::try_from(answer.rows.len()).unwrap(), "{left}");
        }
    }
}
