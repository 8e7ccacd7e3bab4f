// Expected figures were computed day by day in exact fractions, apart from this code.
use super::*;

fn rate(text: &str) -> Rate {
    Rate::new(text.parse().unwrap())
}

// "overdue_principal contract_rate uplift due_on as_of"
fn terms(text: &str) -> PenaltyTerms {
    let words: Vec<&str> = text.split(' ').collect();
    PenaltyTerms {
        overdue_principal: words[0].parse().unwrap(),
        contract_rate: rate(words[1]),
        uplift: rate(words[2]),
        due_on: words[3].parse().unwrap(),
        as_of: words[4].parse().unwrap(),
        grace_days: None,
        day_count: None,
        unpaid_interest: None,
        compound: None,
    }
}

// "days penalty_rate penalty compound_interest total"
fn check(terms: &PenaltyTerms, status: PenaltyStatus, want: &str) {
    let found = penalty(terms).unwrap();
    let Penalty { days, penalty_rate, penalty, compound_interest, total, .. } = &found;
    assert_eq!(format!("{days} {penalty_rate} {penalty} {compound_interest} {total}"), want, "{terms:?}");
    assert_eq!(found.status, status, "{terms:?}");
}

fn accrued(text: &str, day_count: Option<DayCount>, want: &str) {
    check(&PenaltyTerms { day_count, ..terms(text) }, PenaltyStatus::Accrued, want);
}

#[test]
fn the_reference_penalty_by_each_count_of_days() {
    let month = "10000 0.146 0.5 2026-03-01 2026-03-31";
    accrued(month, None, "30 21.9% 182.50 0.00 182.50");
    accrued(month, Some(DayCount::Act360), "30 21.9% 182.50 0.00 182.50");
    accrued(month, Some(DayCount::Act365F), "30 21.9% 180.00 0.00 180.00");
    let turn_of_the_year = "10000 0.146 0.5 2023-12-17 2024-01-16";
    accrued(turn_of_the_year, Some(DayCount::ActAct), "30 21.9% 179.75 0.00 179.75");
    accrued(turn_of_the_year, Some(DayCount::Act365F), "30 21.9% 180.00 0.00 180.00");
    let texts: Vec<String> = penalty(&terms(month)).unwrap().steps.into_iter().map(|step| step.text).collect();
    assert_eq!(
        texts,
        [
            "逾期天数：2026-03-01 到 2026-03-31，算头不算尾，30 天",
            "罚息利率：14.6% × (1 + 50%) = 21.9%",
            "罚息：10000.00 × 21.9% × 30 ÷ 360 = 182.50",
            "合计：182.50 + 0.00 = 182.50",
        ]
    );
}

#[test]
fn unpaid_interest_bears_the_same_rate_where_it_compounds() {
    let leap_year = PenaltyTerms {
        unpaid_interest: Some("1234.56".parse().unwrap()),
        compound: Some(true),
        day_count: Some(DayCount::ActAct),
        ..terms("50000 0.18 0.3 2024-01-01 2025-01-01")
    };
    check(&leap_year, PenaltyStatus::Accrued, "366 23.4% 11700.00 288.89 11988.89");
    let by_360 = PenaltyTerms { day_count: None, ..leap_year.clone() };
    check(&by_360, PenaltyStatus::Accrued, "366 23.4% 11895.00 293.70 12188.70");
    let simple = PenaltyTerms { compound: Some(false), ..leap_year };
    check(&simple, PenaltyStatus::Accrued, "366 23.4% 11700.00 0.00 11700.00");
}

#[test]
fn inside_the_days_of_grace_nothing_and_after_them_from_the_due_date() {
    let grace = |as_of: &str, grace_days| PenaltyTerms {
        grace_days: Some(grace_days),
        ..terms(&format!("10000 0.146 0.5 2026-03-01 {as_of}"))
    };
    check(&grace("2026-03-31", 30), PenaltyStatus::InGrace, "30 21.9% 0.00 0.00 0.00");
    check(&grace("2026-03-31", 29), PenaltyStatus::Accrued, "30 21.9% 182.50 0.00 182.50");
    check(&grace("2026-03-02", 0), PenaltyStatus::Accrued, "1 21.9% 6.08 0.00 6.08");
    check(&grace("2026-03-01", 0), PenaltyStatus::NotDue, "0 21.9% 0.00 0.00 0.00");
    check(&grace("2026-03-01", 3), PenaltyStatus::NotDue, "0 21.9% 0.00 0.00 0.00");
    check(&grace("2026-02-01", 3), PenaltyStatus::NotDue, "0 21.9% 0.00 0.00 0.00");
}

#[test]
fn large_and_small_and_long() {
    accrued("1000000000000 0.24 0.5 2026-03-01 2026-03-31", None, "30 36% 30000000000.00 0.00 30000000000.00");
    accrued("0.01 0.24 0.5 2026-03-01 2026-03-31", None, "30 36% 0.00 0.00 0.00");
    accrued("1000 100 0 2026-03-01 2026-03-31", None, "30 10000% 8333.33 0.00 8333.33");
    accrued("1000 0 0.5 2026-03-01 2026-03-31", None, "30 0% 0.00 0.00 0.00");
    let century = "7777.77 0.1234 0.5 1990-06-15 2100-06-15";
    accrued(century, Some(DayCount::ActAct), "40177 18.51% 158363.17 0.00 158363.17");
}

#[test]
fn terms_that_cannot_be_are_refused() {
    let wrong = PenaltyTerms {
        day_count: Some(DayCount::Monthly),
        compound: Some(true),
        ..terms("-1 -0.1 -0.5 2026-03-01 2026-03-31")
    };
    let refused: Vec<_> =
        penalty(&wrong).unwrap_err().0.into_iter().map(|refusal| (refusal.pointer, refusal.code)).collect();
    let want = [
        ("/overdue_principal", "negative-amount"),
        ("/contract_rate", "negative-rate"),
        ("/uplift", "negative-rate"),
        ("/day_count", "days-needed"),
        ("/unpaid_interest", "missing-field"),
    ];
    assert_eq!(refused, want.map(|(pointer, code)| (pointer.to_owned(), code)));
}
