use super::*;

fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

// A line is "amount every"; the amounts of an average stand between commas.
fn line(text: &str) -> BudgetLine {
    use crate::money::Word;
    let (amount, every) = text.split_once(' ').unwrap();
    let every = Every::WORDS.iter().find(|(word, _)| *word == every).unwrap().1;
    if every == Every::Average {
        let amounts = Some(amount.split(',').map(yuan).collect());
        return BudgetLine { label: None, amount: None, every, amounts };
    }
    BudgetLine { label: None, amount: Some(yuan(amount)), every, amounts: None }
}

fn terms(income: &[&str], expenses: &[&str], paid: Option<&str>, owed: Option<&str>) -> BudgetTerms {
    let lines = |lines: &[&str]| lines.iter().map(|text| line(text)).collect();
    BudgetTerms {
        income: lines(income),
        expenses: lines(expenses),
        debt_payments: paid.map(yuan),
        total_debt: owed.map(yuan),
        dibao_standard: None,
        members: None,
    }
}

// The outcome reads "income − expenses = surplus status, payments/income, debt/income, months".
fn check(terms: &BudgetTerms, outcome: &str) {
    let b = household_budget(terms).unwrap();
    let ratio = |ratio: Option<Rate>| ratio.map_or("?".to_owned(), |ratio| ratio.decimal().normalize().to_string());
    let months = b.months_at_flat_offer.map_or("?".to_owned(), |months| months.to_string());
    let (service, debt) = (ratio(b.debt_service_to_income), ratio(b.debt_to_annual_income));
    assert_eq!(
        format!("{} − {} = {} {:?}, {service}, {debt}, {months}", b.income, b.expenses, b.surplus, b.status),
        outcome
    );
}

#[test]
fn every_outcome() {
    let income = &["6800 month", "1200,900,1350 average"];
    check(
        &terms(income, &["500 week"], Some("2100"), Some("43956.78")),
        "7950.00 − 2166.67 = 5783.33 Surplus, 0.2642, 0.4608, 8",
    );
    check(&terms(income, &["500 week"], None, None), "7950.00 − 2166.67 = 5783.33 Surplus, ?, ?, ?");
    check(
        &terms(&["100 month"], &["100 month"], Some("0"), Some("1")),
        "100.00 − 100.00 = 0.00 Balanced, 0, 0.0008, ?",
    );
    check(&terms(&["100 month"], &["100.01 month"], None, Some("0")), "100.00 − 100.01 = -0.01 Deficit, ?, 0, 0");
    check(&terms(&[], &[], Some("2100"), Some("1")), "0.00 − 0.00 = 0.00 Balanced, ?, ?, ?");
    check(&terms(&["100 month"], &[], None, Some("300")), "100.00 − 0.00 = 100.00 Surplus, ?, 0.25, 3");
    check(&terms(&["100 month"], &[], None, Some("300.01")), "100.00 − 0.00 = 100.00 Surplus, ?, 0.25, 4");
    check(
        &terms(&["0.01 month"], &[], None, Some("1000000000000")),
        "0.01 − 0.00 = 0.01 Surplus, ?, 8333333333333.3333, 100000000000000",
    );
    // Each line is rounded by itself: 0.06 a year is half a fen a month, twice.
    check(&terms(&["0.06 year", "0.06 year"], &[], None, None), "0.02 − 0.00 = 0.02 Surplus, ?, ?, ?");
    let every = ["500 week", "30 day", "800 fortnight", "640 four_weeks", "900 quarter", "1500 half_year", "1000 year"];
    check(&terms(&[], &every, None, None), "0.00 − 6139.16 = -6139.16 Deficit, ?, ?, ?");
    check(&terms(&["0.01,0.02 average"], &[], None, None), "0.02 − 0.00 = 0.02 Surplus, ?, ?, ?");
}

#[test]
fn the_living_floor_is_the_standard_for_everybody() {
    let mut terms = terms(&["3029.99 month"], &[], None, None);
    assert_eq!(household_budget(&terms).unwrap().living_floor, None);
    (terms.dibao_standard, terms.members) = (Some(yuan("1010")), Some(3));
    let budget = household_budget(&terms).unwrap();
    assert_eq!((budget.living_floor, budget.below_living_floor), (Some(yuan("3030")), Some(true)));
    assert_eq!(budget.steps.last().unwrap().text, "低保标准：1010.00 × 3 人 = 3030.00，收入低于它");
    terms.income = vec![line("3030 month")];
    assert_eq!(household_budget(&terms).unwrap().below_living_floor, Some(false));
}

#[test]
fn the_steps_can_be_followed() {
    let budget =
        household_budget(&terms(&["1200,900,1350 average"], &["500 week", "900 quarter"], None, Some("100"))).unwrap();
    let steps: Vec<&str> = budget.steps.iter().map(|step| step.text.as_str()).collect();
    assert_eq!(
        steps[..6],
        [
            "一项：(1200.00 + 900.00 + 1350.00) ÷ 3 个月 = 每月 1150.00",
            "一项：500.00 × 52 ÷ 12 = 每月 2166.67",
            "一项：900.00 ÷ 3 = 每月 300.00",
            "每月收入：1150.00",
            "每月支出：2166.67 + 300.00 = 2466.67",
            "每月结余：1150.00 − 2466.67 = -1316.67",
        ]
    );
}

#[test]
fn bad_lines_are_refused() {
    let check = |line: BudgetLine, refused: &str| {
        let terms = BudgetTerms { income: vec![line], ..terms(&[], &[], None, None) };
        let refusals = household_budget(&terms).unwrap_err().0;
        let all: Vec<String> = refusals.iter().map(|refusal| format!("{} {}", refusal.pointer, refusal.code)).collect();
        assert_eq!(all.join(" "), refused);
    };
    check(BudgetLine { amount: None, ..line("1 month") }, "/income/0/amount missing-field");
    check(BudgetLine { amounts: None, ..line("1 average") }, "/income/0/amounts missing-field");
    check(BudgetLine { amounts: Some(vec![yuan("1")]), ..line("1 month") }, "/income/0/amounts field-not-used");
    check(line("-1 month"), "/income/0/amount negative-amount");
    check(line("1,-1 average"), "/income/0/amounts/1 negative-amount");
    check(line("1000000000000000 day"), " out-of-range");
}
