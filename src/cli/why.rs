//! `ashore why`: what is one fact away, how a rule ended condition by condition, why one debt stands before another.

use std::path::PathBuf;

use super::{Context, Ended, Format, complain, evaluate, json, out, print};
use crate::diagnostic::{Language, closest};
use crate::engine::{Engine, Explain};
use crate::evaluate::Outcomes;
use crate::plan::{NoOrder, RuleOutcome};
use crate::rule::Rule;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --rule and --before: the rules that are one fact away from being met, most urgent first."
)]
pub(super) struct Args {
    /// The portfolio, a JSON file; standard input when left out or `-`
    file: Option<PathBuf>,
    /// How this rule ended, condition by condition
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Only for this debt
    #[arg(long, value_name = "ID")]
    debt: Option<String>,
    /// Only for this contact
    #[arg(long, value_name = "ID", conflicts_with = "debt")]
    contact: Option<String>,
    /// Why one of two debts stands before the other in the act-first list
    #[arg(long, num_args = 2, value_names = ["DEBT", "DEBT"], conflicts_with_all = ["rule", "debt", "contact", "near"])]
    before: Option<Vec<String>>,
    /// Only what is one fact away from being met
    #[arg(long)]
    near: bool,
    /// How to print
    #[arg(long, default_value = "human")]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Ended {
    let (engine, portfolio) = match evaluate::portfolio(context, args.file.as_deref()) {
        Ok(read) => read,
        Err(ended) => return ended,
    };
    let outcomes = engine.outcomes(portfolio, Explain::Full);
    let ended = match args.before.as_deref() {
        Some([a, b]) => before(context, args, &engine, &outcomes, (a, b)),
        _ => rules(context, args, &engine, &outcomes),
    };
    ended.unwrap_or_else(|ended| ended)
}

fn before(
    context: &Context,
    args: &Args,
    engine: &Engine,
    outcomes: &Outcomes,
    (a, b): (&str, &str),
) -> Result<Ended, Ended> {
    let found = engine.why_before(outcomes, a, b).map_err(|why| match why {
        NoOrder::NoSuchDebt { debt, close } => no_such(context, ("这笔债", "debt"), &debt, close.as_deref()),
        NoOrder::Same => {
            complain(context.say("要两笔不同的债", "name two different debts"));
            Ended::Misused
        }
        NoOrder::NotInList { debt } => {
            complain(&match context.language {
                Language::Zh => format!("债务 {debt} 不在先办清单里：没有规则要它做什么"),
                Language::En => format!("debt {debt} is not in the act-first list: no rule asks anything for it"),
            });
            Ended::Unanswerable
        }
    })?;
    match args.format {
        Format::Human => out(&print::why::before(&found, context.language)),
        Format::Json => out(&json(&found)),
    }
    Ok(Ended::Well)
}

fn rules(context: &Context, args: &Args, engine: &Engine, outcomes: &Outcomes) -> Result<Ended, Ended> {
    let rule = args.rule.as_deref().map(|id| named(context, engine, id)).transpose()?;
    let portfolio = &outcomes.portfolio;
    let debts = portfolio.debts.iter().map(|d| d.id.as_str());
    let contacts = portfolio.contacts.iter().map(|c| c.id.as_str());
    known(context, ("这笔债", "debt"), args.debt.as_deref(), debts)?;
    known(context, ("这次联系", "contact"), args.contact.as_deref(), contacts)?;
    let near = args.near || rule.is_none();
    let about = |line: &RuleOutcome| {
        let debt = args.debt.is_none() || line.debt == args.debt;
        let contact = args.contact.is_none() || line.contact == args.contact;
        debt && contact && (!near || line.near_miss)
    };
    let mut lines = engine.why(outcomes, rule.map(|r| &r.id));
    lines.retain(about);
    match (args.format, near) {
        (Format::Json, _) => out(&json(&lines)),
        (Format::Human, true) => out(&print::why::near(&lines, context.language)),
        (Format::Human, false) => out(&print::why::rule(&lines, context.language)),
    }
    Ok(Ended::Well)
}

fn named<'e>(context: &Context, engine: &'e Engine, id: &str) -> Result<&'e Rule, Ended> {
    let rules = &engine.rules().rules;
    rules.iter().find(|rule| rule.id.as_str() == id).ok_or_else(|| {
        let close = closest(id, rules.iter().map(|rule| rule.id.as_str()));
        no_such(context, ("这条规则", "rule"), id, close)
    })
}

/// That an id, where one was given, is one of these.
fn known<'i>(
    context: &Context,
    what: (&str, &str),
    id: Option<&str>,
    ids: impl Iterator<Item = &'i str> + Clone,
) -> Result<(), Ended> {
    match id {
        Some(id) if !ids.clone().any(|known| known == id) => Err(no_such(context, what, id, closest(id, ids))),
        _ => Ok(()),
    }
}

fn no_such(context: &Context, (zh, en): (&str, &str), id: &str, close: Option<&str>) -> Ended {
    complain(&match (context.language, close) {
        (Language::Zh, Some(close)) => format!("没有{zh}：`{id}`；是不是想写 `{close}`？"),
        (Language::Zh, None) => format!("没有{zh}：`{id}`"),
        (Language::En, Some(close)) => format!("there is no {en} `{id}`; did you mean `{close}`?"),
        (Language::En, None) => format!("there is no {en} `{id}`"),
    });
    Ended::Misused
}
