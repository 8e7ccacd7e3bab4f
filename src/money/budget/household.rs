//! What comes in, what goes out, what is left for debts, and how the debts compare with it.

use super::{Every, RATIO_PLACES, living_floor, monthly, whole_months};
use crate::money::step::{addition, plural};
use crate::money::{Exact, Money, OutOfRange, Rate, Refusals, Step, limits};

mod terms;

pub use terms::{BudgetLine, BudgetStatus, BudgetTerms, HouseholdBudget, MonthlyLine};

/// The most lines of income or of expenses, and the most months of an average.
const MAX_LINES: usize = 500;

/// The budget: every line is brought to a month and rounded half-up by itself, then the lines are added up.
///
/// By hand: 6 800.00 a month and the mean of 1 200.00, 900.00 and 1 350.00, which is 1 150.00, come in; 500.00 a week,
/// 500.00 × 52 ÷ 12 = 2 166.67 a month, go out. 7 950.00 − 2 166.67 leaves 5 783.33; 43 956.78 over it is 7.6, so 8 months.
///
/// ```
/// # use ashore::money::budget::{BudgetLine, BudgetTerms, Every, household_budget};
/// let line = |amount: &str, every| Ok::<_, Box<dyn std::error::Error>>(
///     BudgetLine { label: None, amount: Some(amount.parse()?), every, amounts: None });
/// let budget = household_budget(&BudgetTerms {
///     income: vec![line("7950.00", Every::Month)?],
///     expenses: vec![line("500.00", Every::Week)?],
///     debt_payments: None,
///     total_debt: Some("43956.78".parse()?),
///     dibao_standard: None,
///     members: None,
/// }).map_err(|refused| format!("{refused:?}"))?;
/// assert_eq!((budget.surplus.to_string(), budget.months_at_flat_offer), ("5783.33".into(), Some(8)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn household_budget(terms: &BudgetTerms) -> Result<HouseholdBudget, Refusals> {
    check(terms)?;
    let mut steps = Vec::new();
    let income_lines = lines(&terms.income, &mut steps)?;
    let expense_lines = lines(&terms.expenses, &mut steps)?;
    let income = total("每月收入", "income a month", &income_lines, &mut steps)?;
    let expenses = total("每月支出", "expenses a month", &expense_lines, &mut steps)?;
    let surplus = (Exact::from(income) - Exact::from(expenses)).posted()?;
    steps.push(Step::new(
        format!("每月结余：{income} − {expenses} = {surplus}"),
        format!("left a month: {income} − {expenses} = {surplus}"),
    ));

    let debt_service_to_income = match terms.debt_payments {
        Some(paid) => {
            ratio(("月供占收入", "payments over income"), paid, ("", Exact::from(income)), income, &mut steps)?
        }
        None => None,
    };
    let debt_to_annual_income = match terms.total_debt {
        Some(owed) => {
            let year = Exact::from(income) * Exact::from(12);
            ratio(("负债占年收入", "debt over a year's income"), owed, (" × 12", year), income, &mut steps)?
        }
        None => None,
    };
    let months_at_flat_offer = terms.total_debt.and_then(|owed| months_at(owed, surplus, &mut steps));
    let living_floor = match (terms.dibao_standard, terms.members) {
        (Some(standard), Some(members)) => Some(floor(standard, members, income, &mut steps)?),
        _ => None,
    };
    Ok(HouseholdBudget {
        status: match surplus {
            surplus if surplus.is_positive() => BudgetStatus::Surplus,
            surplus if surplus.is_zero() => BudgetStatus::Balanced,
            _ => BudgetStatus::Deficit,
        },
        income,
        expenses,
        surplus,
        income_lines,
        expense_lines,
        debt_service_to_income,
        debt_to_annual_income,
        months_at_flat_offer,
        living_floor,
        below_living_floor: living_floor.map(|floor| income < floor),
        steps,
    })
}

fn check(terms: &BudgetTerms) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    for (list, lines) in [("/income", &terms.income), ("/expenses", &terms.expenses)] {
        limits::entries(&mut refusals, list, lines.len(), MAX_LINES);
        for (position, line) in lines.iter().enumerate() {
            check_line(&mut refusals, &format!("{list}/{position}"), line);
        }
    }
    let amounts = [
        ("/debt_payments", terms.debt_payments),
        ("/total_debt", terms.total_debt),
        ("/dibao_standard", terms.dibao_standard),
    ];
    for (pointer, amount) in amounts {
        limits::amount(&mut refusals, pointer.to_owned(), amount);
    }
    refusals.end()
}

fn check_line(refusals: &mut Refusals, pointer: &str, line: &BudgetLine) {
    let average = line.every == Every::Average;
    let (needed, other) = if average { ("amounts", "amount") } else { ("amount", "amounts") };
    let amounts = line.amounts.as_deref().unwrap_or_default();
    limits::needed_field(
        refusals,
        if average { !amounts.is_empty() } else { line.amount.is_some() },
        format!("{pointer}/{needed}"),
        if average {
            "取平均要在 amounts 里列出各月的金额"
        } else {
            "要在 amount 里写每次的金额"
        },
        if average {
            "an average needs the amount of each month in `amounts`"
        } else {
            "`amount` is needed: how much each time"
        },
    );
    refusals.unless(
        if average { line.amount.is_none() } else { line.amounts.is_none() },
        format!("{pointer}/{other}"),
        "field-not-used",
        format!("这一行用的是 {needed}，{other} 不会用到，请去掉"),
        format!("this line uses `{needed}`; `{other}` would not be used, take it out"),
    );
    limits::entries(refusals, format!("{pointer}/amounts"), amounts.len(), MAX_LINES);
    limits::amount(refusals, format!("{pointer}/amount"), line.amount);
    for (month, amount) in amounts.iter().enumerate() {
        limits::amount(refusals, format!("{pointer}/amounts/{month}"), *amount);
    }
}

fn lines(lines: &[BudgetLine], steps: &mut Vec<Step>) -> Result<Vec<MonthlyLine>, Refusals> {
    lines
        .iter()
        .map(|line| Ok(MonthlyLine { label: line.label.clone(), monthly: line_a_month(line, steps)? }))
        .collect()
}

fn line_a_month(line: &BudgetLine, steps: &mut Vec<Step>) -> Result<Money, OutOfRange> {
    let (name, name_en) = (line.label.as_deref().unwrap_or("一项"), line.label.as_deref().unwrap_or("a line"));
    if line.every == Every::Average {
        let amounts = line.amounts.as_deref().unwrap_or_default();
        let sum = amounts.iter().fold(Exact::zero(), |sum, amount| sum + Exact::from(*amount));
        let months = u32::try_from(amounts.len()).map_err(|_| OutOfRange)?;
        let mean = (sum * Exact::ratio(1, months)).posted()?;
        let (listed, listed_en) = addition(amounts);
        let (listed, listed_en) = match amounts {
            [_] => (listed, listed_en),
            _ => (format!("({listed})"), format!("({listed_en})")),
        };
        steps.push(Step::new(
            format!("{name}：{listed} ÷ {months} 个月 = 每月 {mean}"),
            format!("{name_en}: {listed_en} ÷ {} = {mean} a month", plural(months, "month")),
        ));
        return Ok(mean);
    }
    let amount = line.amount.unwrap_or_default();
    let a_month = monthly(amount, line.every).ok_or(OutOfRange)?;
    let by = match line.every {
        Every::Month | Every::Average => String::new(),
        Every::Day | Every::Week | Every::Fortnight | Every::FourWeeks => {
            format!("{amount} × {} ÷ 12 = ", line.every.times_a_year())
        }
        Every::Quarter => format!("{amount} ÷ 3 = "),
        Every::HalfYear => format!("{amount} ÷ 6 = "),
        Every::Year => format!("{amount} ÷ 12 = "),
    };
    steps.push(Step::new(format!("{name}：{by}每月 {a_month}"), format!("{name_en}: {by}{a_month} a month")));
    Ok(a_month)
}

fn total(zh: &str, en: &str, lines: &[MonthlyLine], steps: &mut Vec<Step>) -> Result<Money, OutOfRange> {
    let total = Money::sum(lines.iter().map(|line| line.monthly)).ok_or(OutOfRange)?;
    let amounts: Vec<Money> = lines.iter().map(|line| line.monthly).collect();
    let (by, by_en) = if lines.len() > 1 {
        let (listed, listed_en) = addition(&amounts);
        (format!("{listed} = {total}"), format!("{listed_en} = {total}"))
    } else {
        (total.to_string(), total.to_string())
    };
    steps.push(Step::new(format!("{zh}：{by}"), format!("{en}: {by_en}")));
    Ok(total)
}

// None without income. `by` is the divisor as it is shown behind the income, and as it is.
fn ratio(
    (zh, en): (&str, &str),
    amount: Money,
    (shown, divisor): (&str, Exact),
    income: Money,
    steps: &mut Vec<Step>,
) -> Result<Option<Rate>, OutOfRange> {
    let Some(exact) = Exact::from(amount).over(&divisor) else {
        steps.push(Step::new(format!("{zh}：没有收入，算不出"), format!("{en}: there is no income to compare with")));
        return Ok(None);
    };
    let ratio = exact.rounded(RATIO_PLACES).ok_or(OutOfRange)?;
    let divisor = if shown.is_empty() { income.to_string() } else { format!("({income}{shown})") };
    steps.push(Step::new(
        format!("{zh}：{amount} ÷ {divisor} = {ratio}"),
        format!("{en}: {amount} ÷ {divisor} = {ratio}"),
    ));
    Ok(Some(Rate::new(ratio)))
}

fn months_at(owed: Money, surplus: Money, steps: &mut Vec<Step>) -> Option<u64> {
    if owed.is_zero() {
        return Some(0);
    }
    let months = whole_months(owed, surplus);
    steps.push(match months {
        Some(months) => Step::new(
            format!("结余全部还债、不再计息：{owed} ÷ {surplus}，进到整月，{months} 个月"),
            format!(
                "the whole surplus without new interest: {owed} ÷ {surplus}, up to whole months, {}",
                plural(months, "month")
            ),
        ),
        None => Step::new("没有结余，还不了", "there is no surplus to pay with"),
    });
    months
}

fn floor(standard: Money, members: u32, income: Money, steps: &mut Vec<Step>) -> Result<Money, OutOfRange> {
    let floor = living_floor(standard, i64::from(members))?;
    let (zh, en) = if income < floor {
        ("收入低于它", "the income is below it")
    } else {
        ("收入不低于它", "the income is not below it")
    };
    steps.push(Step::new(
        format!("低保标准：{standard} × {members} 人 = {floor}，{zh}"),
        format!(
            "minimum living standard: {standard} × {members} {} = {floor}; {en}",
            if members == 1 { "person" } else { "people" }
        ),
    ));
    Ok(floor)
}

#[cfg(test)]
mod tests;
