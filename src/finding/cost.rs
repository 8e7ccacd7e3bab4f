//! What a debt costs against the yardsticks that apply to it, in words that match how binding each yardstick is.

use serde::Serialize;
use utoipa::ToSchema;

use super::citation::{CitedArticle, RuleReference, cited, reference};
use super::words::{NamedFact, Words, named};
use crate::evaluate::{CostOutcome, Session, Standing, least_cost};
use crate::fact::Subject;
use crate::money::Rate;
use crate::money::yardstick::Position;
use crate::rule::{Then, ValueId, YardstickRole};

/// A debt's cost against one yardstick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CostFinding {
    /// The debt.
    #[schema(example = "b")]
    pub debt: String,
    /// The yardstick.
    #[schema(example = "microloan_stop_rate")]
    pub yardstick: ValueId,
    /// Its title.
    pub yardstick_title: String,
    /// The line, a rate per year.
    #[schema(example = "24%")]
    pub yardstick_rate: Option<String>,
    /// Whether the debt is measured by it, or it is shown beside.
    pub role: YardstickRole,
    /// Why this yardstick.
    pub why: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_en: Option<String>,
    /// The all-in annual cost: twelve times the monthly internal rate of return on what really arrived.
    #[schema(example = "42.43%")]
    pub all_in_rate: Option<String>,
    /// Whether the cost may be higher, because some fees are not known.
    pub at_least: bool,
    /// `above`, `at_line`, `not_above` or `cannot_tell`.
    #[schema(example = "above")]
    pub position: String,
    /// How much more than at the reference line is paid over the whole term, in yuan.
    #[schema(example = "1004.58")]
    pub excess: Option<String>,
    /// How the figures were found, step by step.
    pub steps: Vec<String>,
    /// What may be said of it.
    pub message: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_en: Option<String>,
    /// The facts that are missing, where it cannot be told.
    pub missing: Vec<NamedFact>,
    /// The rule that chose the yardstick.
    pub rule: RuleReference,
    /// The law behind it.
    pub citations: Vec<CitedArticle>,
}

pub(super) fn findings(session: &Session<'_>, costs: &[CostOutcome]) -> Vec<CostFinding> {
    costs.iter().filter_map(|cost| finding(session, cost)).collect()
}

fn finding(session: &Session<'_>, cost: &CostOutcome) -> Option<CostFinding> {
    let (rule, _) = session.program.rule(cost.rule)?;
    let Then::Cost(then) = &rule.then else { return None };
    let Subject::Debt(index) = cost.debt else { return None };
    let day = session.day(rule.judge_by, cost.debt).unwrap_or(session.portfolio.as_of);
    let words = Words { session, subject: cost.debt, day, counted: None };
    let set = &session.program.set;
    let known = least_cost(session, cost.debt);
    let english = rule.english.as_ref();
    let (position, text, text_en) = match cost.standing.position() {
        Some(Position::Above) => ("above", Some(&then.above), english.and_then(|e| e.above.as_ref())),
        Some(Position::AtLine) => ("at_line", then.at_line.as_ref(), english.and_then(|e| e.at_line.as_ref())),
        Some(Position::NotAbove) => ("not_above", then.not_above.as_ref(), english.and_then(|e| e.not_above.as_ref())),
        None => ("cannot_tell", None, None),
    };
    let (message, message_en) = match &cost.standing {
        Standing::Failed(reason) => (reason.0.zh.clone(), Some(reason.0.en.clone())),
        Standing::Told { .. } | Standing::NotKnown { .. } => {
            (text.map(|t| words.fill(t)).unwrap_or_default(), words.fill_en(text_en.filter(|_| text.is_some())))
        }
    };
    let missing = match &cost.standing {
        Standing::NotKnown { missing } => named(missing, &set.vocabulary),
        Standing::Told { .. } | Standing::Failed(_) => Vec::new(),
    };
    let excess = match &cost.standing {
        // Beside the reference line an excess would read like a claim.
        Standing::Told { figures, .. } if figures.position == Position::Above && cost.is_reference => {
            Some(figures.excess.to_string())
        }
        Standing::Told { .. } | Standing::NotKnown { .. } | Standing::Failed(_) => None,
    };
    let citations = cited(session, &rule.cite, cost.debt, day, false);
    Some(CostFinding {
        debt: session.portfolio.debts.get(index)?.id.clone(),
        yardstick: then.yardstick.it.clone(),
        yardstick_title: set.values.get(&then.yardstick.it).map(|v| v.title.clone()).unwrap_or_default(),
        yardstick_rate: cost.yardstick.map(|r| r.percent(4)),
        role: if cost.is_reference { YardstickRole::Reference } else { YardstickRole::Information },
        why: words.fill(&then.because),
        why_en: words.fill_en(english.and_then(|e| e.because.as_ref())),
        all_in_rate: known.map(|(rate, _)| rate.percent(2)),
        at_least: known.is_some_and(|(_, at_least)| at_least),
        position: position.to_owned(),
        excess,
        steps: steps(&cost.standing, cost.yardstick, cost.is_reference),
        message,
        message_en,
        missing,
        rule: reference(session, rule, &citations),
        citations,
    })
}

/// The computation in steps that a person can follow with a calculator.
fn steps(standing: &Standing, yardstick: Option<Rate>, is_reference: bool) -> Vec<String> {
    let Standing::Told { figures, received, monthly, periods, at_least } = standing else { return Vec::new() };
    let line = yardstick.map(|r| r.percent(4)).unwrap_or_default();
    let more = if *at_least { "(另有费用未知，实际只会更高)" } else { "" };
    let mut steps = vec![
        format!("实际拿到 {received} 元，每月共付 {monthly} 元，共 {periods} 个月"),
        format!("使这些付款的现值等于到账金额的月利率，乘以 12，得年成本 {}{more}", figures.rate.percent(4)),
        format!("同样金额、同样期数，按 {line} 等额本息每月应付 {} 元", figures.instalment_at_line),
    ];
    if figures.position == Position::Above && is_reference {
        steps.push(format!("多付：({monthly} − {}) × {periods} = {} 元", figures.instalment_at_line, figures.excess));
    }
    steps
}
