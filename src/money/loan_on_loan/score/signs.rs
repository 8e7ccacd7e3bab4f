//! Each sign by itself, with the figures it rests on.

use chrono::NaiveDate;

use super::{DrawingPair, LoanOnLoanTerms, Measures, PairMonth, Sign, SignShown};
use crate::money::{Money, Step, step::plural};

pub(super) fn all(terms: &LoanOnLoanTerms, measures: &Measures, months: usize) -> Vec<SignShown> {
    vec![
        covered_in_months(measures, months),
        new_lender_before_due(terms.new_lenders_before_due),
        balances_rise_on_flat_income(terms, measures),
        card_cash_out(terms.card_cash_out),
    ]
}

fn covered_in_months(measures: &Measures, months: usize) -> SignShown {
    let (asked, back) = (measures.months, measures.look_back_months);
    let shown = u32::try_from(months).is_ok_and(|months| months >= asked);
    let (zh, en) = if shown { ("达到", "at least") } else { ("不到", "fewer than") };
    sign(
        Sign::CoveredInMonths,
        Some(shown),
        format!("最近 {back} 个月里，有 {months} 个月新借的钱转手还了别家，{zh} {asked} 个月"),
        format!("in {months} of the last {back} months new loans went to other creditors, {en} the {asked} asked"),
    )
}

fn new_lender_before_due(count: Option<u32>) -> SignShown {
    let (zh, en) = match count {
        None => (
            "不知道还款日前几天有没有新的放款方".into(),
            "it is not told whether new lenders came before a due date".into(),
        ),
        Some(0) => ("还款日前几天没有新的放款方".into(), "no new lender came in the days before a due date".into()),
        Some(count) => (
            format!("还款日前几天新增 {count} 家放款方"),
            format!("{} came in the days before a due date", plural(count, "new lender")),
        ),
    };
    sign(Sign::NewLenderBeforeDue, count.map(|count| count > 0), zh, en)
}

// The income is flat when that of the last month is not above that of the month before the rise began.
fn balances_rise_on_flat_income(terms: &LoanOnLoanTerms, measures: &Measures) -> SignShown {
    let kind = Sign::BalancesRiseOnFlatIncome;
    let needed = usize::try_from(measures.rising_months).unwrap_or(usize::MAX).saturating_add(1);
    let last = |amounts: &Option<Vec<Money>>| {
        let amounts = amounts.as_deref()?;
        amounts.get(amounts.len().checked_sub(needed)?..).map(<[Money]>::to_vec)
    };
    let (Some(balances), Some(incomes)) = (last(&terms.balances), last(&terms.incomes)) else {
        return sign(
            kind,
            None,
            format!("要有同样 {needed} 个月的无担保余额和收入才看得出，现在不够"),
            format!("this takes the unsecured balances and the incomes of the same {needed} months; there are fewer"),
        );
    };
    let rising = balances.iter().zip(balances.iter().skip(1)).all(|(before, after)| before < after);
    let flat = incomes.last() <= incomes.first();
    let (owed, earned) = (listed(&balances), listed(&incomes));
    let (rise, rise_en) =
        if rising { ("月月上升", "rise every month") } else { ("没有月月上升", "do not rise every month") };
    let (level, level_en) = if flat { ("没有增加", "does not rise") } else { ("增加了", "rises") };
    sign(
        kind,
        Some(rising && flat),
        format!("无担保余额 {owed}，{rise}；收入 {earned}，{level}"),
        format!("unsecured balances {owed} {rise_en}; the income {earned} {level_en}"),
    )
}

fn card_cash_out(told: Option<bool>) -> SignShown {
    let (zh, en) = match told {
        None => ("不知道有没有信用卡套现", "it is not told whether a credit card was used to get cash"),
        Some(true) => ("有信用卡套现", "a credit card was used to get cash"),
        Some(false) => ("没有信用卡套现", "no credit card was used to get cash"),
    };
    sign(Sign::CardCashOut, told, zh.into(), en.into())
}

fn sign(sign: Sign, shown: Option<bool>, text: String, text_en: String) -> SignShown {
    SignShown { sign, shown, text, text_en }
}

fn listed(amounts: &[Money]) -> String {
    amounts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ")
}

pub(super) fn opening(as_of: NaiveDate, measures: &Measures) -> Step {
    let Measures { window_days, cover, months, look_back_months, .. } = measures;
    Step::new(
        format!(
            "看截至 {as_of} 的 {look_back_months} 个月：借款之后 {window_days} 天内还给别家的钱 ÷ 借款，不低于 {cover} 的算一笔；有这样的借款的月份达到 {months} 个，就算显现"
        ),
        format!(
            "the last {} up to {as_of}: payments to others within {} after a drawing ÷ the drawing, from {cover} on it counts; {} with such drawings must be found",
            plural(look_back_months, "calendar month"),
            plural(window_days, "day"),
            plural(months, "calendar month")
        ),
    )
}

pub(super) fn pair(pair: &DrawingPair, enough: bool, measures: &Measures) -> Step {
    let to = |zh: bool| {
        let one = |paid: &super::Repayment| {
            if zh {
                format!("{} 还 {} {}", paid.on, paid.creditor, paid.amount)
            } else {
                format!("{} to {} on {}", paid.amount, paid.creditor, paid.on)
            }
        };
        pair.repaid.iter().map(one).collect::<Vec<_>>().join(if zh { "，" } else { ", " })
    };
    let sum = pair.repaid.iter().map(|paid| paid.amount.to_string()).collect::<Vec<_>>().join(" + ");
    let sum = if pair.repaid.len() > 1 { format!("({sum})") } else { sum };
    let DrawingPair { creditor, on, amount, cover, .. } = pair;
    let asked = measures.cover;
    let (zh, en) = if enough { ("不低于", "at least") } else { ("低于", "below") };
    Step::new(
        format!("{on} 从 {creditor} 借 {amount}，{}：{sum} ÷ {amount}（最多算 100%）= {cover}，{zh} {asked}", to(true)),
        format!(
            "{amount} from {creditor} on {on}, {}: {sum} ÷ {amount} (at most 100%) = {cover}, {en} {asked}",
            to(false)
        ),
    )
}

pub(super) fn months(months: &[PairMonth]) -> Step {
    let listed = |between| months.iter().map(|month| month.month.as_str()).collect::<Vec<_>>().join(between);
    let count = months.len();
    if count == 0 {
        return Step::new("有这样的借款的月份：没有", "months with such drawings: none");
    }
    Step::new(
        format!("有这样的借款的月份：{}，共 {count} 个", listed("、")),
        format!("months with such drawings: {}, {count} in all", listed(", ")),
    )
}
