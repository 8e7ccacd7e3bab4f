//! An answer as lines that can be held against the lines of another: what each is about, which rules it comes from, and
//! everything it says, aspect by aspect.
//!
//! Left out on purpose: where a question stands among the others, behaviours looked for and not shown, the limits
//! of the pack, and the English beside the Chinese. They follow from what is compared, or would repeat one change on
//! every portfolio; English that changed is shown among the rule files.

use serde::Serialize;

use super::words::{Aspect, Part};
use crate::finding::{CitedArticle, ConductFinding, CostFinding, NamedFact, RuleReference};
use crate::plan::{ActionLine, Answer, ConfirmFirst, Due, LetterLine, Step};
use crate::rule::{Rule, RuleId, RuleSet, Then};

/// One line of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) subject: Subject,
    /// The rules it comes from, with what each of them says of it.
    pub(super) rules: Vec<(RuleId, String)>,
    pub(super) aspects: Vec<(Aspect, String)>,
}

/// What a line is about: two lines with the same subject are the same line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    /// The part of the answer.
    pub part: Part,
    /// The debt or contact it is about, if one.
    pub about: Option<String>,
    /// What it says: the id of an action, a behaviour, a letter …
    pub id: String,
    /// The same for people.
    pub title: String,
}

/// The lines of an answer, in its order.
pub(super) fn lines(answer: &Answer, set: &RuleSet) -> Vec<Line> {
    let mut all = Vec::new();
    for line in &answer.today {
        let aspects = vec![(Aspect::Text, Some(line.text.clone())), (Aspect::Due, line.due.map(|d| d.to_string()))];
        let subject = subject(Part::Today, line.debt.clone(), line.rule.id.as_str(), &line.rule.title);
        all.push(made(subject, vec![(line.rule.id.clone(), String::new())], aspects));
    }
    answer.actions.iter().for_each(|line| actions(line, answer, set, &mut all));
    payments(answer, &mut all);
    all.extend(answer.conduct_findings.iter().map(conduct));
    all.extend(cannot_tell(answer, set));
    all.extend(answer.cost_findings.iter().map(cost));
    for line in &answer.avoid {
        let rules = line.raised_by.iter().map(|r| (r.id.clone(), String::new())).collect();
        let aspects = vec![(Aspect::Text, Some(format!("{}。{}", line.title, line.because))), law(&line.citations)];
        all.push(made(subject(Part::Avoid, None, line.avoid.as_str(), &line.title), rules, aspects));
    }
    for line in &answer.referrals {
        let rules = line.because.iter().map(|b| (b.rule.id.clone(), b.text.clone())).collect();
        let aspects = vec![
            (Aspect::Text, Some(line.to.clone())),
            (Aspect::Bring, some(line.bring.join("、"))),
            (Aspect::FreeFirst, line.free_first.clone()),
        ];
        all.push(made(subject(Part::Referral, None, line.referral.as_str(), &line.title), rules, aspects));
    }
    for line in &answer.notes {
        let aspects = vec![(Aspect::Text, Some(line.text.clone())), law(&line.citations)];
        let subject = subject(Part::Note, line.debt.clone(), line.rule.id.as_str(), &line.rule.title);
        all.push(made(subject, vec![(line.rule.id.clone(), String::new())], aspects));
    }
    for line in &answer.questions {
        let rules = line.decides.iter().map(|d| (d.rule.clone(), String::new())).collect();
        let about = [line.debts.join("、"), line.contacts.join("、")].into_iter().filter(|s| !s.is_empty());
        let aspects = vec![
            (Aspect::Text, Some(line.question.clone())),
            (Aspect::AskedOf, some(about.collect::<Vec<_>>().join("、"))),
        ];
        all.push(made(subject(Part::Question, None, &line.fact, &line.label), rules, aspects));
    }
    let letters: Vec<Line> = answer.letters.iter().map(|l| letter(l, set, &all)).collect();
    all.extend(letters);
    for failed in &answer.not_worked_out {
        let about = failed.debt.clone().or_else(|| failed.contact.clone());
        let subject = subject(Part::NotWorkedOut, about, failed.rule.id.as_str(), &failed.rule.title);
        let aspects = vec![(Aspect::Reason, Some(failed.reason.clone()))];
        all.push(made(subject, vec![(failed.rule.id.clone(), String::new())], aspects));
    }
    all
}

fn subject(part: Part, about: Option<String>, id: &str, title: &str) -> Subject {
    Subject { part, about, id: id.to_owned(), title: title.to_owned() }
}

fn made(subject: Subject, rules: Vec<(RuleId, String)>, aspects: Vec<(Aspect, Option<String>)>) -> Line {
    let aspects = aspects.into_iter().filter_map(|(aspect, text)| Some((aspect, text?))).collect();
    Line { subject, rules, aspects }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|t| !t.is_empty())
}

fn labels(missing: &[NamedFact]) -> Option<String> {
    some(missing.iter().map(|m| m.label.as_str()).collect::<Vec<_>>().join("、"))
}

fn law(citations: &[CitedArticle]) -> (Aspect, Option<String>) {
    let one = |c: &CitedArticle| match (&c.wording, &c.article) {
        (Some(wording), _) => wording.clone(),
        (None, Some(number)) => format!("{}第{number}条", c.law),
        (None, None) => format!("{}(条号待核)", c.law),
    };
    (Aspect::Law, some(citations.iter().map(one).collect::<Vec<_>>().join("；")))
}

fn strength(rule: &RuleReference) -> (Aspect, Option<String>) {
    (Aspect::Strength, Some(rule.strength_label.clone()))
}

/// Each step of a debt is a line: it may come, go, get another day or another band.
fn actions(line: &ActionLine, answer: &Answer, set: &RuleSet, into: &mut Vec<Line>) {
    for (next, step) in std::iter::once((true, &line.next_step)).chain(line.then.iter().map(|s| (false, s))) {
        // The band is the debt's; its later steps would only repeat it.
        let band = next.then_some(line.band_title.as_str());
        into.push(action(line, step, band));
    }
    if let Some(confirm) = &line.confirm_first {
        let subject = subject(Part::ConfirmFirst, line.debt.clone(), confirm.band.as_str(), &confirm.band_title);
        let rules = may_belong(confirm, answer, set);
        into.push(made(subject, rules, vec![(Aspect::Missing, labels(&confirm.missing))]));
    }
}

/// The rules that could put a debt into a more urgent band: they stand in that band and hang on what is missing.
fn may_belong(confirm: &ConfirmFirst, answer: &Answer, set: &RuleSet) -> Vec<(RuleId, String)> {
    let asked = answer.questions.iter().filter(|q| confirm.missing.iter().any(|m| m.fact == q.fact));
    let hanging: Vec<&RuleId> = asked.flat_map(|q| q.decides.iter().map(|d| &d.rule)).collect();
    let in_band = |rule: &&Rule| {
        rule.steps().and_then(|s| s.band.as_ref()).is_some_and(|b| b.it == confirm.band) && hanging.contains(&&rule.id)
    };
    set.rules.iter().filter(in_band).map(|r| (r.id.clone(), String::new())).collect()
}

fn rules_of(step: &Step) -> Vec<(RuleId, String)> {
    step.because.iter().map(|b| (b.rule.id.clone(), b.text.clone())).collect()
}

fn action(line: &ActionLine, step: &Step, band: Option<&str>) -> Line {
    let citations: Vec<CitedArticle> = step.because.iter().flat_map(|b| b.citations.clone()).collect();
    let aspects = vec![
        (Aspect::Due, step.due.as_ref().map(due)),
        (Aspect::Band, band.map(str::to_owned)),
        (Aspect::Place, Some(if band.is_some() { "下一步" } else { "以后" }.to_owned())),
        (Aspect::Steps, some(step.steps.join(" / "))),
        (Aspect::IfMissed, step.if_missed.clone()),
        (Aspect::Proof, some(step.proof.join(" / "))),
        (Aspect::Scripts, some(step.scripts.join(" / "))),
        law(&citations),
    ];
    made(subject(Part::Action, line.debt.clone(), step.action.as_str(), &step.title), rules_of(step), aspects)
}

fn due(due: &Due) -> String {
    match (due.on, &due.reason) {
        (Some(on), _) => {
            let moved = due.moved_from.map(|d| format!("(原为 {d}，遇休息日顺延)")).unwrap_or_default();
            format!("{on}{moved}")
        }
        (None, Some(reason)) => format!("算不出来：{reason}"),
        (None, None) => format!("未知，缺 {}", labels(&due.missing).unwrap_or_default()),
    }
}

fn payments(answer: &Answer, into: &mut Vec<Line>) {
    let payments = &answer.payments;
    let aspects = vec![
        (Aspect::Status, Some(payments.status.clone())),
        (Aspect::Amount, payments.available.clone()),
        (Aspect::Unallocated, payments.unallocated.clone()),
        (Aspect::Missing, labels(&payments.missing)),
    ];
    into.push(made(subject(Part::Budget, None, "available", "本月可还"), Vec::new(), aspects));
    let budget = &answer.budget;
    let aspects = vec![
        (Aspect::Status, Some(budget.status.clone())),
        (Aspect::Amount, budget.surplus.clone()),
        (Aspect::Income, budget.income.clone()),
        (Aspect::Essentials, budget.essentials.clone()),
        (Aspect::TotalDebt, budget.total_debt.clone()),
        (Aspect::Months, budget.months_at_surplus.map(|m| m.to_string())),
        (Aspect::Missing, labels(&budget.missing)),
    ];
    into.push(made(subject(Part::Budget, None, "surplus", "每月结余"), Vec::new(), aspects));
    for line in &payments.lines {
        let rules = line.rule.iter().map(|r| (r.id.clone(), line.because.clone().unwrap_or_default())).collect();
        let aspects = vec![
            (Aspect::Amount, Some(line.amount.clone().unwrap_or_else(|| "待定".to_owned()))),
            (Aspect::Tier, Some(line.tier.to_string())),
            (Aspect::Months, line.months.map(|m| m.to_string())),
        ];
        let title = line.platform_name.clone().unwrap_or_else(|| "每月付款".to_owned());
        into.push(made(subject(Part::Payment, Some(line.debt.clone()), "payment", &title), rules, aspects));
    }
    for line in &payments.held {
        let rules = vec![(line.rule.id.clone(), line.because.clone())];
        let aspects = vec![(Aspect::Tier, Some("先不付".to_owned()))];
        let title = line.platform_name.clone().unwrap_or_else(|| "每月付款".to_owned());
        into.push(made(subject(Part::Payment, Some(line.debt.clone()), "payment", &title), rules, aspects));
    }
}

fn conduct(finding: &ConductFinding) -> Line {
    let times: Vec<String> = finding
        .occurrences
        .iter()
        .map(|o| {
            let day = o.day.map(|d| d.to_string()).unwrap_or_default();
            let count = o.count.map(|c| format!(" {c} 次")).unwrap_or_default();
            let limit = o.limit.map(|l| format!("/上限 {l}")).unwrap_or_default();
            format!("{day}{count}{limit}({})", o.contacts.join("、"))
        })
        .collect();
    let words: Vec<&str> = finding.occurrences.iter().map(|o| o.because.as_str()).collect();
    let evidence: Vec<&str> = finding.evidence.iter().map(|e| e.label.as_str()).collect();
    let doors: Vec<&str> = finding.report_to.iter().map(|r| r.title.as_str()).collect();
    let aspects = vec![
        (Aspect::Severity, Some(finding.severity_label.clone())),
        (Aspect::Times, some(times.join("；"))),
        (Aspect::Evidence, some(evidence.join("、"))),
        (Aspect::ReportTo, some(doors.join(" → "))),
        law(&finding.citations),
        strength(&finding.rule),
    ];
    let id = format!("{}/{}", finding.behaviour, finding.rule.id);
    let subject = subject(Part::Conduct, finding.debt.clone(), &id, &finding.title);
    made(subject, vec![(finding.rule.id.clone(), words.join("；"))], aspects)
}

fn cannot_tell<'a>(answer: &'a Answer, set: &'a RuleSet) -> impl Iterator<Item = Line> + 'a {
    let open = answer.conduct_cannot_tell.iter().flat_map(|c| c.behaviours.iter().map(move |b| (c, b)));
    open.map(|(why, named)| {
        let finds = |then: &Then| matches!(then, Then::Conduct(c) if c.behaviour.it == named.behaviour);
        let rules = set.rules.iter().filter(|r| finds(&r.then)).map(|r| (r.id.clone(), String::new())).collect();
        let missing = labels(&why.missing);
        // What is missing belongs to the subject: the same behaviour can be open for several reasons.
        let id = format!("{}/{}", named.behaviour, missing.clone().or(why.reason.clone()).unwrap_or_default());
        let aspects = vec![(Aspect::Missing, missing), (Aspect::Contacts, some(why.contacts.join("、")))];
        made(subject(Part::CannotTell, None, &id, &named.title), rules, aspects)
    })
}

fn cost(finding: &CostFinding) -> Line {
    let aspects = vec![
        (Aspect::Position, Some(finding.position.clone())),
        (Aspect::Line, finding.yardstick_rate.clone()),
        (Aspect::Rate, finding.all_in_rate.clone()),
        (Aspect::Excess, finding.excess.clone()),
        (Aspect::Text, some(finding.message.clone())),
        (Aspect::Missing, labels(&finding.missing)),
        law(&finding.citations),
        strength(&finding.rule),
    ];
    let id = format!("{}/{}", finding.yardstick, finding.rule.id);
    let subject = subject(Part::Cost, Some(finding.debt.clone()), &id, &finding.yardstick_title);
    made(subject, vec![(finding.rule.id.clone(), finding.why.clone())], aspects)
}

/// A letter does not say which rule asked for it: it is one that names the letter, or an action the letter belongs to,
/// and that speaks elsewhere in the same answer.
fn letter(line: &LetterLine, set: &RuleSet, others: &[Line]) -> Line {
    let names = |rule: &&Rule| {
        rule.steps().is_some_and(|steps| {
            let of_actions = steps.actions.iter().filter_map(|a| set.actions.get(&a.action.it));
            steps.letters.iter().chain(of_actions.flat_map(|a| &a.letters)).any(|l| l.it == line.letter)
        })
    };
    let speaks = |rule: &&Rule| {
        others.iter().any(|l| {
            let same_debt = l.subject.about.is_none() || line.debt.is_none() || l.subject.about == line.debt;
            same_debt && l.rules.iter().any(|(id, _)| *id == rule.id)
        })
    };
    let rules = set.rules.iter().filter(names).filter(speaks).map(|r| (r.id.clone(), String::new())).collect();
    let aspects = vec![
        (Aspect::Ready, Some(if line.ready { "可以打印" } else { "还不能打印" }.to_owned())),
        (Aspect::Missing, labels(&line.missing)),
        (Aspect::Reason, Some(line.reasons.join("；")).filter(|r| !r.is_empty())),
        (Aspect::Proof, Some(attached(line)).filter(|a| !a.is_empty())),
        (Aspect::DoNotClaim, Some(line.do_not_claim.join("；")).filter(|d| !d.is_empty())),
        (Aspect::Text, line.text.clone()),
    ];
    made(subject(Part::Letter, line.debt.clone(), line.letter.as_str(), &line.title), rules, aspects)
}

fn attached(line: &LetterLine) -> String {
    line.attach.iter().map(|e| e.label.as_str()).collect::<Vec<_>>().join("、")
}

/// The debts of the act-first list in their order.
pub(super) fn order(answer: &Answer) -> Vec<&str> {
    answer.actions.iter().filter_map(|l| l.debt.as_deref()).collect()
}
