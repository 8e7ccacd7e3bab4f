//! `ashore test --mutate`: which small changes to the rules no case would notice.

use std::fmt::Write;

use rust_decimal::Decimal;
use serde_json::json;

use super::test::{bar, place};
use super::{Context, Ended, Format, complain, out};
use crate::diagnostic::Language;
use crate::engine::Engine;
use crate::trial::mutate::{Mutant, Operator, Progress, Report, run};

#[derive(Debug, clap::Args)]
#[group(id = "mutating")]
pub(super) struct Args {
    /// Try every small change to every rule, or to these rules or files only, and show which no case notices
    #[arg(long, num_args = 0.., value_name = "RULE|FILE", conflicts_with_all = ["only", "coverage", "bless", "junit"])]
    mutate: Option<Vec<String>>,
    /// With --mutate: fail when fewer than this percentage of the changes are noticed
    #[arg(long, value_name = "PERCENT", requires = "mutate", value_parser = percentage)]
    min_score: Option<Decimal>,
}

pub(super) fn percentage(text: &str) -> Result<Decimal, String> {
    let number = text.parse::<Decimal>().map_err(|_| format!("`{text}` is not a percentage such as 90 or 92.5"))?;
    let all = Decimal::ONE_HUNDRED;
    if number.is_sign_negative() || number > all {
        return Err(format!("{number} is not between 0 and {all}"));
    }
    Ok(number)
}

/// Runs when it was asked for.
pub(super) fn asked(context: &Context, args: &Args, format: Format) -> Option<Ended> {
    let wanted = args.mutate.as_ref()?;
    Some(match context.engine() {
        Ok(engine) => mutate(context, &engine, wanted, args.min_score, format),
        Err(ended) => ended,
    })
}

fn mutate(context: &Context, engine: &Engine, wanted: &[String], min: Option<Decimal>, format: Format) -> Ended {
    let set = engine.rules();
    let files = || set.sources.iter().map(|(_, f)| f.path.as_str());
    let unknown =
        wanted.iter().find(|w| !set.rules.iter().any(|r| r.id.as_str() == **w) && !files().any(|f| is_file(f, w)));
    if let Some(name) = unknown {
        complain(&match context.language {
            Language::Zh => format!("没有叫 `{name}` 的规则或规则文件"),
            Language::En => format!("there is no rule and no rule file called `{name}`"),
        });
        return Ended::Misused;
    }
    let picked = |m: &Mutant| {
        wanted.is_empty()
            || wanted
                .iter()
                .any(|w| is_file(set.sources.path(m.place.file), w) || m.rules.iter().any(|(_, r)| r.id.as_str() == w))
    };
    let bar = bar(0);
    let report = run(engine, picked, &|progress| match progress {
        Progress::Total(all) => bar.set_length(u64::try_from(all).unwrap_or(u64::MAX)),
        Progress::One => bar.inc(1),
    });
    bar.finish_and_clear();
    let report = match report {
        Ok(report) => report,
        Err(failed) => {
            let names: Vec<String> =
                failed.iter().map(|v| format!("✗ {}\n  --> {}", v.name, place(engine, v.place))).collect();
            complain(&names.join("\n"));
            complain(context.say(
                "规则没有改动时这些案例就不通过；先用 ashore test 看原因并改正",
                "these cases fail on the rules as they are; see why with `ashore test` and mend them first",
            ));
            return Ended::Mistakes;
        }
    };
    out(&match format {
        Format::Human => human(engine, &report, context.language),
        Format::Json => as_json(engine, &report),
    });
    let reached = min.is_none_or(|min| Decimal::from(report.score()) >= min.saturating_mul(Decimal::ONE_HUNDRED));
    if reached {
        return Ended::Well;
    }
    let (score, min) = (percent(report.score()), min.unwrap_or_default());
    complain(&match context.language {
        Language::Zh => format!("变异得分 {score}，低于要求的 {min}%"),
        Language::En => format!("the mutation score is {score}, below the {min}% asked for"),
    });
    Ended::Mistakes
}

/// Whether a file of the rules is the one that was named, by its path or the end of it.
fn is_file(path: &str, named: &str) -> bool {
    path == named
        || path.strip_suffix(named).is_some_and(|before| before.ends_with('/'))
        || named.ends_with(&format!("/{path}"))
}

/// Hundredths of a percent as people read them.
fn percent(score: usize) -> String {
    format!("{}.{:02}%", score / 100, score % 100)
}

fn rule_ids(mutant: &Mutant) -> Vec<&str> {
    mutant.rules.iter().map(|(_, r)| r.id.as_str()).collect()
}

fn human(engine: &Engine, report: &Report, language: Language) -> String {
    let mut text = String::new();
    let mut before: Vec<&str> = Vec::new();
    for mutant in report.survivors() {
        let rules = rule_ids(mutant);
        if rules != before {
            let _ = writeln!(text, "{}", rules.join(", "));
            before = rules;
        }
        let hint = mutant.operator.hint();
        let _ = writeln!(text, "  {} [{}]", place(engine, mutant.place), mutant.operator.word());
        let _ = match language {
            Language::Zh => writeln!(text, "    {}，没有案例发现\n    怎么办：{}", mutant.words.zh, hint.zh),
            Language::En => writeln!(text, "    {}; no case notices\n    help: {}", mutant.words.en, hint.en),
        };
    }
    if !text.is_empty() {
        text.push('\n');
    }
    for (operator, all, left) in by_operator(report) {
        let _ = match language {
            Language::Zh => writeln!(text, "{:12} {all} 处改动，{left} 处没有发现", operator.word()),
            Language::En => writeln!(text, "{:12} {all} changes, {left} not noticed", operator.word()),
        };
    }
    let (all, noticed, score) = (report.tried.len(), report.noticed(), percent(report.score()));
    let left = all - noticed;
    let _ = match language {
        Language::Zh => writeln!(text, "{all} 处改动：案例发现 {noticed} 处，没有发现 {left} 处；变异得分 {score}"),
        Language::En => writeln!(text, "{all} changes: {noticed} noticed, {left} not noticed; mutation score {score}"),
    };
    text
}

/// For each kind of change how many there were and how many nobody noticed.
fn by_operator(report: &Report) -> Vec<(Operator, usize, usize)> {
    let of = |operator: Operator| {
        let tried = || report.tried.iter().filter(move |t| t.mutant.operator == operator);
        (operator, tried().count(), tried().filter(|t| t.noticed_by.is_none()).count())
    };
    Operator::ALL.into_iter().map(of).filter(|(_, all, _)| *all > 0).collect()
}

fn as_json(engine: &Engine, report: &Report) -> String {
    let survivors: Vec<_> = report
        .survivors()
        .map(|m| {
            json!({
                "operator": m.operator.word(),
                "rules": rule_ids(m),
                "file": engine.rules().sources.path(m.place.file),
                "line": m.place.span.line,
                "column": m.place.span.column + 1,
                "change": m.words,
                "help": m.operator.hint(),
            })
        })
        .collect();
    let operators: Vec<_> = by_operator(report)
        .into_iter()
        .map(|(o, all, left)| json!({ "operator": o.word(), "changes": all, "survived": left }))
        .collect();
    let (all, noticed) = (report.tried.len(), report.noticed());
    super::json(&json!({
        "changes": all,
        "noticed": noticed,
        "survived": all - noticed,
        "score": percent(report.score()).trim_end_matches('%'),
        "operators": operators,
        "survivors": survivors,
    }))
}
