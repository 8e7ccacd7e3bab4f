use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::money::dates::month_after;

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
fn instalments_are_exact_for_the_longest_terms_and_finest_rates() {
    assert_eq!(instalment("123456.78", "0.072549876543211", 1200).as_deref(), Some("746.94"));
    assert_eq!(instalment("10000", "100", 600).as_deref(), Some("83333.33"));
    assert_eq!(instalment("1000000000000", "0.24", 600).as_deref(), Some("20000138334.32"));
    assert_eq!(instalment("0.01", "0.24", 12).as_deref(), Some("0.00"));
    // 52 weekly periods a year: 1 000 x 0.0052 / (1 - 1.0052^-10) at 27.04 %.
    assert_eq!(level_instalment_in(yuan("1000"), rate("0.2704"), 52, 10).unwrap().to_string(), "102.88");
}

fn terms(method: Method, principal: &str, a_year: &str, periods: u32) -> ScheduleTerms {
    ScheduleTerms {
        method,
        principal: yuan(principal),
        annual_rate: (method != Method::FlatFee).then(|| rate(a_year)),
        period_fee_rate: (method == Method::FlatFee).then(|| rate(a_year)),
        periods,
        starts_on: None,
        day_count: None,
    }
}

fn counted(method: Method, count: DayCount) -> ScheduleTerms {
    let starts_on = Some("2023-10-31".parse().unwrap());
    ScheduleTerms { starts_on, day_count: Some(count), ..terms(method, "12000", "0.12", 12) }
}

// Period, interest, fee, principal, payment and balance, as a person writes a row.
fn written(row: &ScheduleRow) -> String {
    let ScheduleRow { period, interest, fee, principal, payment, balance, .. } = row;
    format!("{period} {interest} {fee} {principal} {payment} {balance}")
}

#[track_caller]
fn check(terms: &ScheduleTerms, second: &str, last: &str, total_interest: &str) {
    let plan = schedule(terms).unwrap();
    assert_eq!(written(plan.rows.get(1).unwrap_or(&plan.rows[0])), second);
    assert_eq!(written(plan.rows.last().unwrap()), last);
    assert_eq!(plan.total_interest.to_string(), total_interest);
}

#[test]
fn every_method_by_months() {
    let by_months = |method| terms(method, "12000", "0.12", 12);
    let level = by_months(Method::EqualPayment);
    check(&level, "2 110.54 0.00 955.65 1066.19 10098.16", "12 10.56 0.00 1055.58 1066.14 0.00", "794.23");
    let plan = schedule(&level).unwrap();
    assert!(plan.rows[..11].iter().all(|row| row.payment == yuan("1066.19")));
    check(
        &by_months(Method::EqualPrincipal),
        "2 110.00 0.00 1000.00 1110.00 10000.00",
        "12 10.00 0.00 1000.00 1010.00 0.00",
        "780.00",
    );
    check(
        &by_months(Method::InterestOnly),
        "2 120.00 0.00 0.00 120.00 12000.00",
        "12 120.00 0.00 12000.00 12120.00 0.00",
        "1440.00",
    );
    let once = "12 1440.00 0.00 12000.00 13440.00 0.00";
    check(&by_months(Method::Bullet), once, once, "1440.00");
    let flat = terms(Method::FlatFee, "10000", "0.0075", 12);
    check(&flat, "2 0.00 75.00 833.33 908.33 8333.34", "12 0.00 75.00 833.37 908.37 0.00", "0.00");
    assert_eq!(schedule(&flat).unwrap().total_paid, yuan("10900"));
}

#[test]
fn every_method_by_days_from_the_last_of_october_over_a_leap_february() {
    use DayCount::{Act360, Act365F, ActAct};
    use Method::{Bullet, EqualPayment, EqualPrincipal, InterestOnly};
    let case = |method, count, second: &str, last: &str, interest: &str| {
        check(&counted(method, count), second, last, interest);
    };
    let (second, last) = ("2 112.64 0.00 953.55 1066.19 10098.62", "12 10.76 0.00 1055.89 1066.65 0.00");
    case(EqualPayment, Act365F, second, last, "794.74");
    let (second, last) = ("2 114.22 0.00 951.97 1066.19 10101.84", "12 11.03 0.00 1067.49 1078.52 0.00");
    case(EqualPayment, Act360, second, last, "806.61");
    case(EqualPayment, ActAct, "2 112.64 0.00 953.55 1066.19 10098.62", "12 10.72 0.00 1054.30 1065.02 0.00", "793.11");
    let (second, last) = ("2 112.11 0.00 1000.00 1112.11 10000.00", "12 10.19 0.00 1000.00 1010.19 0.00");
    case(EqualPrincipal, Act365F, second, last, "780.51");
    let (second, last) = ("2 113.67 0.00 1000.00 1113.67 10000.00", "12 10.33 0.00 1000.00 1010.33 0.00");
    case(EqualPrincipal, Act360, second, last, "791.33");
    let (second, last) = ("2 112.11 0.00 1000.00 1112.11 10000.00", "12 10.16 0.00 1000.00 1010.16 0.00");
    case(EqualPrincipal, ActAct, second, last, "778.99");
    let (second, last) = ("2 122.30 0.00 0.00 122.30 12000.00", "12 122.30 0.00 12000.00 12122.30 0.00");
    case(InterestOnly, Act365F, second, last, "1443.95");
    let (second, last) = ("2 124.00 0.00 0.00 124.00 12000.00", "12 124.00 0.00 12000.00 12124.00 0.00");
    case(InterestOnly, Act360, second, last, "1464.00");
    let (second, last) = ("2 122.30 0.00 0.00 122.30 12000.00", "12 121.97 0.00 12000.00 12121.97 0.00");
    case(InterestOnly, ActAct, second, last, "1440.68");
    for (count, once, interest) in [
        (Act365F, "12 1443.95 0.00 12000.00 13443.95 0.00", "1443.95"),
        (Act360, "12 1464.00 0.00 12000.00 13464.00 0.00", "1464.00"),
        (ActAct, "12 1440.67 0.00 12000.00 13440.67 0.00", "1440.67"),
    ] {
        case(Bullet, count, once, once, interest);
    }
    let rows = schedule(&counted(InterestOnly, ActAct)).unwrap().rows;
    let day = |k: usize| (rows[k].due_on.unwrap().to_string(), rows[k].days);
    assert_eq!(day(0), ("2023-11-30".into(), Some(30)));
    assert_eq!(day(3), ("2024-02-29".into(), Some(29)));
    assert_eq!(day(4), ("2024-03-31".into(), Some(31)));
    let once = &schedule(&counted(Bullet, Act360)).unwrap().rows;
    assert_eq!((once.len(), once[0].period, once[0].days), (1, 12, Some(366)));
}

#[test]
fn the_steps_can_be_followed_with_a_calculator() {
    let steps = |terms: &ScheduleTerms| schedule(terms).unwrap().steps;
    let shown = steps(&terms(Method::EqualPayment, "12000", "0.12", 12));
    let zh: Vec<&str> = shown.iter().map(|step| step.text.as_str()).collect();
    assert_eq!(
        zh,
        [
            "月利率 r：12% ÷ 12 = 0.01",
            "年金系数：(1 − 1 ÷ (1 + r)^12) ÷ r = 11.255077473485",
            "每期还款：12000.00 ÷ 11.255077473485 = 1066.19",
            "第 1 期：利息 12000.00 × 12% × 1 ÷ 12 = 120.00，还本 1066.19 − 120.00 = 946.19，还款 1066.19，余额 12000.00 − 946.19 = 11053.81",
            "第 2 期：利息 11053.81 × 12% × 1 ÷ 12 = 110.54，还本 1066.19 − 110.54 = 955.65，还款 1066.19，余额 11053.81 − 955.65 = 10098.16",
            "第 12 期：利息 1055.58 × 12% × 1 ÷ 12 = 10.56，还本 1055.58，还款 1055.58 + 10.56 = 1066.14，余额 1055.58 − 1055.58 = 0.00",
            "合计：本金 12000.00 + 利息 794.23 = 12794.23",
        ]
    );
    let by_days = steps(&counted(Method::Bullet, DayCount::ActAct));
    assert!(by_days[0].text_en.contains("12000.00 × 12% × (62 ÷ 365 + 304 ÷ 366) = 1440.67"), "{by_days:?}");
}

#[test]
fn extreme_terms_are_right_or_refused_with_the_reason() {
    use Method::{Bullet, EqualPayment, EqualPrincipal, FlatFee, InterestOnly};
    let last = |method, principal, a_year, periods| {
        let plan = schedule(&terms(method, principal, a_year, periods));
        plan.map(|plan| written(plan.rows.last().unwrap())).map_err(|refused| refused.0[0].code)
    };
    assert_eq!(last(EqualPayment, "0", "0.24", 3), Ok("3 0.00 0.00 0.00 0.00 0.00".into()));
    assert_eq!(last(EqualPayment, "0.02", "0", 3), Ok("3 0.00 0.00 0.00 0.00 0.00".into()));
    assert_eq!(last(EqualPayment, "0.01", "0.24", 12), Ok("12 0.00 0.00 0.01 0.01 0.00".into()));
    assert_eq!(last(EqualPayment, "1000", "100", 1), Ok("1 8333.33 0.00 1000.00 9333.33 0.00".into()));
    assert_eq!(last(EqualPrincipal, "0.05", "0", 10), Ok("10 0.00 0.00 0.00 0.00 0.00".into()));
    assert_eq!(
        last(Bullet, "1000000000000", "0.24", 600),
        Ok("600 12000000000000.00 0.00 1000000000000.00 13000000000000.00 0.00".into())
    );
    assert_eq!(last(InterestOnly, "1000000000000", "100", 600), Err("out-of-range"));
    assert_eq!(last(FlatFee, "10000", "0", 1), Ok("1 0.00 0.00 10000.00 10000.00 0.00".into()));
    assert_eq!(last(EqualPayment, "-1", "0", 1), Err("negative-amount"));
    assert_eq!(last(EqualPayment, "1", "-0.1", 1), Err("negative-rate"));
    assert_eq!(last(FlatFee, "1", "-0.1", 1), Err("negative-rate"));
    assert_eq!(last(EqualPayment, "1", "0", 0), Err("periods-out-of-range"));
    assert_eq!(last(EqualPayment, "1", "0", 1201), Err("periods-out-of-range"));
    let refused = |terms: ScheduleTerms| {
        let all = schedule(&terms).unwrap_err().0;
        all.iter().map(|one| format!("{} {}", one.pointer, one.code)).collect::<Vec<_>>()
    };
    let level = terms(EqualPayment, "1", "0", 1);
    assert_eq!(refused(ScheduleTerms { annual_rate: None, ..level.clone() }), ["/annual_rate missing-field"]);
    assert_eq!(
        refused(ScheduleTerms { day_count: Some(DayCount::ActAct), ..level.clone() }),
        ["/starts_on missing-field"]
    );
    let both = ScheduleTerms { method: FlatFee, annual_rate: Some(rate("0.1")), ..level };
    assert_eq!(refused(both), ["/period_fee_rate missing-field", "/annual_rate field-not-used"]);
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

fn any_terms() -> impl Strategy<Value = ScheduleTerms> {
    use crate::money::Word;
    let method = (0..Method::WORDS.len()).prop_map(|k| Method::WORDS[k].1);
    let count = (0..DayCount::WORDS.len()).prop_map(|k| DayCount::WORDS[k].1);
    // 1990 to 2060, every day of the month.
    let day =
        (0..25_567_i64).prop_map(|days| NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::TimeDelta::days(days));
    (method, count, day, 0..10_000_000_000_i64, 0..1_000_000_i64, 1..=120_u32).prop_map(
        |(method, count, day, fen, rate, periods)| ScheduleTerms {
            method,
            principal: Money::from_fen(fen).unwrap(),
            annual_rate: (method != Method::FlatFee).then(|| Rate::new(Decimal::new(rate, 6))),
            period_fee_rate: (method == Method::FlatFee).then(|| Rate::new(Decimal::new(rate, 8))),
            periods,
            starts_on: Some(day),
            day_count: Some(count),
        },
    )
}

proptest! {
    #[test]
    fn parts_add_up_and_the_schedule_ends_at_zero(terms in any_terms()) {
        let plan = schedule(&terms).unwrap();
        prop_assert_eq!(Money::sum(plan.rows.iter().map(|row| row.principal)), Some(terms.principal));
        prop_assert_eq!(plan.rows.last().map(|row| row.balance), Some(Money::ZERO));
        let mut owed = terms.principal;
        for row in &plan.rows {
            prop_assert_eq!(Money::sum([row.interest, row.fee, row.principal]), Some(row.payment));
            owed = owed.checked_sub(row.principal).unwrap();
            prop_assert_eq!(owed, row.balance);
            prop_assert!(!row.balance.is_negative() && !row.principal.is_negative());
            prop_assert_eq!(row.due_on, month_after(terms.starts_on.unwrap(), row.period).ok());
        }
        let parts = [terms.principal, plan.total_interest, plan.total_fees];
        prop_assert_eq!(Money::sum(parts), Some(plan.total_paid));
    }

    #[test]
    fn a_month_costs_a_twelfth_of_the_rate(
        fen in 1..10_000_000_000_i64, basis_points in 0..10_000_i64, periods in 1..=60_u32,
    ) {
        let yearly = Decimal::new(basis_points, 4);
        let plan = schedule(&terms(Method::EqualPayment, &Money::from_fen(fen).unwrap().to_string(), &yearly.to_string(), periods)).unwrap();
        let mut owed = Money::from_fen(fen).unwrap();
        for row in &plan.rows {
            prop_assert_eq!(owed.scaled(yearly, Decimal::from(12)), Some(row.interest));
            owed = row.balance;
        }
    }

    #[test]
    fn the_internal_rate_of_a_level_schedule_is_its_rate(
        fen in 100_000_000..100_000_000_000_i64, basis_points in 1..6000_i64, periods in 1..=120_u32,
    ) {
        let principal = Money::from_fen(fen).unwrap();
        let yearly = Decimal::new(basis_points, 4);
        let plan = schedule(&terms(Method::EqualPayment, &principal.to_string(), &yearly.to_string(), periods)).unwrap();
        let flows: Vec<Money> = std::iter::once(principal).chain(plan.rows.iter().map(|row| -row.payment)).collect();
        let found = crate::money::irr::periodic_irr(&flows).unwrap().decimal() * Decimal::from(12);
        // Each posted interest is off by half a fen at most, on a million yuan and more.
        prop_assert!((found - yearly).abs() < Decimal::new(1, 7), "{} for {}", found, yearly);
    }
}
