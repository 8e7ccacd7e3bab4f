//! A whole answer as a page, for the counsellor and the client together at a desk: what to do and what to pay first, the
//! reasons below it, the small print at the end. What several lines share (an article, a fact, a step that two debts
//! need, a place to report to) is printed once. The texts of letters are left to `letter`, every single contact to the
//! page of `conduct`.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use minijinja::UndefinedBehavior;
use serde::Serialize;

use super::lay_out::{environment, filled, visible};
use crate::conduct::{DoorLine, EvidenceLine, doors, evidence, ways_of_checking};
use crate::finding::{CitedArticle, ConductFinding, CostFinding, FactUsed, RuleReference};
use crate::money::Money;
use crate::plan::{ActionLine, Answer, Because, Due, Step};
use crate::readback;

const TEMPLATE: &str = include_str!("plan.html");

/// How many questions are printed; all of them are in the JSON answer.
const QUESTIONS_SHOWN: usize = 10;
/// How many days on which the answer changes by itself are printed; all of them are in the JSON answer.
const DAYS_SHOWN: usize = 10;
/// How many characters of what was said are printed.
const WORDS_SHOWN: usize = 120;
/// How many contacts of one occurrence are named.
const CONTACTS_SHOWN: usize = 12;

/// What is on the page besides the answer itself.
#[derive(Debug, Serialize)]
struct Page<'a> {
    answer: &'a Answer,
    as_of: String,
    digest: String,
    /// What clients call their debts, by id.
    names: BTreeMap<&'a str, &'a str>,
    debts: Vec<DebtLine<'a>>,
    paid: Paid,
    later: Vec<Later<'a>>,
    costs: Vec<DebtCost<'a>>,
    /// Why each yardstick was chosen, once.
    yardsticks: Vec<&'a CostFinding>,
    conduct: Vec<ConductLine<'a>>,
    evidence: Vec<EvidenceLine>,
    doors: Vec<DoorLine>,
    /// Contacts that no count holds, by the reason.
    left_out: Vec<(&'a str, Vec<&'a str>)>,
    letter_titles: BTreeMap<&'a str, &'a str>,
    facts: Vec<FactsOf<'a>>,
    /// Articles whose text nobody read.
    unverified: Vec<&'a CitedArticle>,
    /// Where each rule of the page stands: its file, then ids and lines.
    rules: BTreeMap<&'a str, BTreeMap<&'a str, usize>>,
    /// What rules leave out of their articles, once for each rule.
    gaps: Vec<&'a RuleReference>,
    how: BTreeMap<String, String>,
    questions_shown: usize,
    days_shown: usize,
    words_shown: usize,
    contacts_shown: usize,
}

/// One debt at a glance.
#[derive(Debug, Serialize)]
struct DebtLine<'a> {
    debt: &'a str,
    balance: Option<&'a str>,
    /// Its line of the act-first list.
    action: Option<&'a ActionLine>,
    /// What it is paid this month, where that can be told.
    amount: Option<&'a str>,
    in_payments: bool,
    held: bool,
}

/// The pay-first list summed up.
#[derive(Debug, Serialize)]
struct Paid {
    total: Option<String>,
    /// Whether some amount cannot be told yet.
    open: bool,
}

/// A later step, once for all debts that need it.
#[derive(Debug, Serialize)]
struct Later<'a> {
    step: &'a Step,
    at: Vec<LaterAt<'a>>,
    because: Vec<&'a Because>,
}

#[derive(Debug, Serialize)]
struct LaterAt<'a> {
    debt: Option<&'a str>,
    due: Option<&'a Due>,
}

/// The cost of one debt: what its yardsticks share, then each of them.
#[derive(Debug, Serialize)]
struct DebtCost<'a> {
    debt: &'a str,
    rate: Option<&'a str>,
    at_least: bool,
    /// Steps of the calculation that all its yardsticks share.
    steps: Vec<&'a str>,
    lines: Vec<CostLine<'a>>,
}

#[derive(Debug, Serialize)]
struct CostLine<'a> {
    finding: &'a CostFinding,
    steps: Vec<&'a str>,
}

/// A behaviour, with the findings of all rules that show it and rest on the same law.
#[derive(Debug, Serialize)]
struct ConductLine<'a> {
    findings: Vec<&'a ConductFinding>,
    law: Vec<LawGroup>,
}

/// Articles of which the same may be said.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct LawGroup {
    before: String,
    articles: Vec<LawName>,
    after: String,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct LawName {
    name: String,
    unverified: bool,
    /// Whether it is open if it binds this lender.
    binds_unknown: bool,
}

/// The facts that lines about one debt, or about the household, rest on.
#[derive(Debug, Serialize)]
struct FactsOf<'a> {
    debt: Option<&'a str>,
    facts: Vec<&'a FactUsed>,
}

/// The answer as a page.
pub fn page(answer: &Answer) -> Result<String, minijinja::Error> {
    render(visible(&laid_out(answer))?)
}

fn render(page: serde_json::Value) -> Result<String, minijinja::Error> {
    let mut environment = environment(UndefinedBehavior::SemiStrict);
    environment.add_filter("day", |text: &str| day(text));
    environment.add_filter("joined", |sentences: Vec<String>| joined(&sentences));
    environment.add_filter("numbered", |number: &str| readback::numbered(number).zh);
    filled(&mut environment, TEMPLATE, page)
}

fn laid_out(answer: &Answer) -> Page<'_> {
    let steps = answer.actions.iter().flat_map(|l| std::iter::once(&l.next_step).chain(&l.then).map(move |s| (l, s)));
    let reasons: Vec<(Option<&str>, &Because)> =
        steps.flat_map(|(l, s)| s.because.iter().map(move |b| (l.debt.as_deref(), b))).collect();
    let rules = rules(answer, &reasons);
    let titles = answer.letters.iter().map(|l| (l.letter.as_str(), l.title.as_str()));
    Page {
        as_of: readback::date(answer.as_of),
        digest: answer.basis.ruleset_digest.chars().take(12).collect(),
        names: names(answer),
        debts: debts(answer),
        paid: paid(answer),
        later: later(&answer.actions),
        costs: costs(&answer.cost_findings),
        yardsticks: yardsticks(&answer.cost_findings),
        conduct: conduct(&answer.conduct_findings),
        evidence: evidence(&answer.conduct_findings),
        doors: doors(&answer.conduct_findings),
        left_out: left_out(answer),
        letter_titles: titles.collect(),
        facts: facts(answer, &reasons),
        unverified: unverified(answer, &reasons),
        rules: places(&rules),
        gaps: gaps(&rules),
        how: ways_of_checking(),
        questions_shown: QUESTIONS_SHOWN,
        days_shown: DAYS_SHOWN,
        words_shown: WORDS_SHOWN,
        contacts_shown: CONTACTS_SHOWN,
        answer,
    }
}

fn names(answer: &Answer) -> BTreeMap<&str, &str> {
    let acted = answer.actions.iter().filter_map(|l| Some((l.debt.as_deref()?, l.platform_name.as_deref()?)));
    let paid = answer.payments.lines.iter().filter_map(|l| Some((l.debt.as_str(), l.platform_name.as_deref()?)));
    let held = answer.payments.held.iter().filter_map(|l| Some((l.debt.as_str(), l.platform_name.as_deref()?)));
    acted.chain(paid).chain(held).collect()
}

/// Every debt once: those of the act-first list in its order, then those that are only paid or held.
fn debts(answer: &Answer) -> Vec<DebtLine<'_>> {
    let payments = &answer.payments;
    let mut ids: Vec<&str> = Vec::new();
    let acted = answer.actions.iter().filter_map(|l| l.debt.as_deref());
    let paid = payments.lines.iter().map(|l| l.debt.as_str());
    for id in acted.chain(paid).chain(payments.held.iter().map(|l| l.debt.as_str())) {
        add(&mut ids, id);
    }
    let one = |debt| {
        let action = answer.actions.iter().find(|l| l.debt.as_deref() == Some(debt));
        let payment = payments.lines.iter().find(|l| l.debt == debt);
        DebtLine {
            debt,
            balance: action.and_then(|l| l.balance.as_deref()).or_else(|| payment.and_then(|l| l.balance.as_deref())),
            action,
            amount: payment.and_then(|l| l.amount.as_deref()),
            in_payments: payment.is_some(),
            held: payments.held.iter().any(|l| l.debt == debt),
        }
    };
    ids.into_iter().map(one).collect()
}

fn paid(answer: &Answer) -> Paid {
    let lines = &answer.payments.lines;
    let amounts: Vec<Money> = lines.iter().filter_map(|l| l.amount.as_ref()?.parse().ok()).collect();
    Paid {
        open: amounts.len() < lines.len(),
        total: Money::sum(amounts.iter().copied()).filter(|_| !amounts.is_empty()).map(|sum| sum.to_string()),
    }
}

/// Later steps, each once, in the order of the act-first list.
fn later(lines: &[ActionLine]) -> Vec<Later<'_>> {
    let mut all: Vec<Later<'_>> = Vec::new();
    for (line, step) in lines.iter().flat_map(|l| l.then.iter().map(move |s| (l, s))) {
        let at = LaterAt { debt: line.debt.as_deref(), due: step.due.as_ref() };
        match all.iter_mut().find(|l| l.step.action == step.action) {
            Some(known) => {
                known.at.push(at);
                let heard = |b: &&Because| known.because.iter().any(|k| k.rule.id == b.rule.id);
                let new: Vec<&Because> = step.because.iter().filter(|b| !heard(b)).collect();
                known.because.extend(new);
            }
            None => all.push(Later { step, at: vec![at], because: step.because.iter().collect() }),
        }
    }
    all
}

fn costs(findings: &[CostFinding]) -> Vec<DebtCost<'_>> {
    let mut debts: Vec<&str> = Vec::new();
    for finding in findings {
        add(&mut debts, &finding.debt);
    }
    let one = |debt| {
        let own: Vec<&CostFinding> = findings.iter().filter(|f| f.debt == debt).collect();
        let shared = |step: &&String| own.iter().all(|f| f.steps.contains(step));
        let steps = own.first().into_iter().flat_map(|f| &f.steps);
        DebtCost {
            debt,
            rate: own.iter().find_map(|f| f.all_in_rate.as_deref()),
            at_least: own.iter().any(|f| f.at_least),
            steps: steps.filter(shared).map(String::as_str).collect(),
            lines: own
                .iter()
                .map(|finding| CostLine {
                    finding,
                    steps: finding.steps.iter().filter(|s| !shared(s)).map(String::as_str).collect(),
                })
                .collect(),
        }
    };
    debts.into_iter().map(one).collect()
}

fn yardsticks(findings: &[CostFinding]) -> Vec<&CostFinding> {
    let mut all: Vec<&CostFinding> = Vec::new();
    for finding in findings {
        if !all.iter().any(|f| f.yardstick == finding.yardstick && f.why == finding.why) {
            all.push(finding);
        }
    }
    all
}

fn conduct(findings: &[ConductFinding]) -> Vec<ConductLine<'_>> {
    let mut lines: Vec<ConductLine<'_>> = Vec::new();
    for finding in findings {
        let law = law_groups(&finding.citations);
        let like = |f: &ConductFinding| {
            f.behaviour == finding.behaviour && f.debt == finding.debt && f.severity == finding.severity
        };
        match lines.iter_mut().find(|l| l.law == law && l.findings.first().is_some_and(|f| like(f))) {
            Some(line) => line.findings.push(finding),
            None => lines.push(ConductLine { findings: vec![finding], law }),
        }
    }
    lines
}

/// Articles of which the same may be said, together: what stands before and after the name of each is compared.
fn law_groups(citations: &[CitedArticle]) -> Vec<LawGroup> {
    let mut groups: Vec<LawGroup> = Vec::new();
    for citation in citations {
        let name = match &citation.article {
            Some(number) => format!("《{}》{}", citation.law, readback::numbered(number).zh),
            None => format!("《{}》(条号待核)", citation.law),
        };
        let wording = citation.wording.as_deref().unwrap_or(&name);
        let (before, after, name) = match wording.split_once(&name) {
            Some((before, after)) => (before, after, name.as_str()),
            None => ("", "", wording),
        };
        let article = LawName {
            name: name.to_owned(),
            unverified: citation.checked.is_unverified(),
            binds_unknown: citation.binds_unknown,
        };
        let same = |g: &&mut LawGroup| g.before == before && g.after == after;
        if let Some(group) = groups.iter_mut().find(same) {
            add(&mut group.articles, article);
        } else {
            let (before, after) = (before.to_owned(), after.to_owned());
            groups.push(LawGroup { before, articles: vec![article], after });
        }
    }
    groups
}

fn left_out(answer: &Answer) -> Vec<(&str, Vec<&str>)> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for left in &answer.left_out {
        match reasons.iter_mut().find(|(because, _)| *because == left.because) {
            Some((_, contacts)) => contacts.push(&left.contact),
            None => reasons.push((&left.because, vec![&left.contact])),
        }
    }
    reasons
}

/// Every article behind a line of the page whose text nobody read, once.
fn unverified<'a>(answer: &'a Answer, reasons: &[(Option<&str>, &'a Because)]) -> Vec<&'a CitedArticle> {
    let acted = reasons.iter().flat_map(|(_, b)| &b.citations);
    let noted = answer.notes.iter().flat_map(|n| &n.citations);
    let avoided = answer.avoid.iter().flat_map(|a| &a.citations);
    let cost = answer.cost_findings.iter().flat_map(|f| &f.citations);
    let conduct = answer.conduct_findings.iter().flat_map(|f| &f.citations);
    let mut all: Vec<&CitedArticle> = Vec::new();
    for article in acted.chain(cost).chain(conduct).chain(avoided).chain(noted) {
        let known = all.iter().any(|a| a.citation == article.citation && a.article == article.article);
        if article.checked.is_unverified() && !known {
            all.push(article);
        }
    }
    all
}

/// Every rule that a line of the page comes from.
fn rules<'a>(answer: &'a Answer, reasons: &[(Option<&str>, &'a Because)]) -> Vec<&'a RuleReference> {
    let mut all: Vec<&RuleReference> = answer.today.iter().map(|t| &t.rule).collect();
    all.extend(reasons.iter().map(|(_, b)| &b.rule));
    all.extend(answer.payments.lines.iter().filter_map(|l| l.rule.as_ref()));
    all.extend(answer.payments.held.iter().map(|l| &l.rule));
    all.extend(answer.cost_findings.iter().map(|f| &f.rule));
    all.extend(answer.conduct_findings.iter().map(|f| &f.rule));
    all.extend(answer.avoid.iter().flat_map(|a| &a.raised_by));
    all.extend(answer.referrals.iter().flat_map(|r| &r.because).map(|b| &b.rule));
    all.extend(answer.notes.iter().map(|n| &n.rule));
    all.extend(answer.not_worked_out.iter().map(|n| &n.rule));
    all
}

fn places<'a>(rules: &[&'a RuleReference]) -> BTreeMap<&'a str, BTreeMap<&'a str, usize>> {
    let mut files: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for rule in rules {
        files.entry(&rule.file).or_default().insert(rule.id.as_str(), rule.line);
    }
    files
}

fn gaps<'a>(rules: &[&'a RuleReference]) -> Vec<&'a RuleReference> {
    let mut all: Vec<&RuleReference> = Vec::new();
    for rule in rules.iter().filter(|r| r.not_modelled.is_some()) {
        if !all.iter().any(|r| r.id == rule.id) {
            all.push(rule);
        }
    }
    all
}

/// The facts that lines rest on, once for each debt and for the household.
fn facts<'a>(answer: &'a Answer, reasons: &[(Option<&'a str>, &'a Because)]) -> Vec<FactsOf<'a>> {
    let acted = reasons.iter().map(|(debt, b)| (*debt, &b.facts));
    let noted = answer.notes.iter().map(|n| (n.debt.as_deref(), &n.facts));
    let mut all: Vec<FactsOf<'_>> = Vec::new();
    for (debt, used) in acted.chain(noted) {
        for fact in used {
            // A line about a debt may rest on a fact of the household, which is said once, there.
            let whose = debt.filter(|_| !fact.fact.starts_with("household."));
            match all.iter_mut().find(|f| f.debt == whose) {
                Some(known) => add(&mut known.facts, fact),
                None => all.push(FactsOf { debt: whose, facts: vec![fact] }),
            }
        }
    }
    all.sort_by_key(|f| f.debt.is_none());
    all
}

fn add<T: PartialEq>(to: &mut Vec<T>, item: T) {
    if !to.contains(&item) {
        to.push(item);
    }
}

/// Sentences in one line: their full stops give way to the marks between them.
fn joined(sentences: &[String]) -> String {
    let bare: Vec<&str> = sentences.iter().map(|s| s.trim_end_matches(['。', '；', ';'])).collect();
    bare.join("；")
}

/// A day with its day of the week; any other text as it is.
fn day(text: &str) -> String {
    let Ok(date) = text.parse::<NaiveDate>() else { return text.to_owned() };
    let weekday = match date.weekday() {
        Weekday::Mon => "周一",
        Weekday::Tue => "周二",
        Weekday::Wed => "周三",
        Weekday::Thu => "周四",
        Weekday::Fri => "周五",
        Weekday::Sat => "周六",
        Weekday::Sun => "周日",
    };
    format!("{date} {weekday}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::check::check;
    use crate::engine::{Engine, Explain};
    use crate::fact::{LIMITS, from_json};
    use crate::source::read_folder;

    #[test]
    fn paths_are_printed_only_where_an_answer_has_them() {
        let engine = Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.unwrap());
        let input = from_json(br#"{ "as_of": "2026-11-22", "debts": [{ "id": "a" }] }"#).unwrap();
        let mut page =
            visible(&laid_out(&engine.answer(engine.read(&input, &LIMITS).unwrap(), Explain::Findings))).unwrap();
        page["answer"].as_object_mut().unwrap().remove("paths");
        assert!(!render(page.clone()).unwrap().contains("几条路"));
        page["answer"]["paths"] = json!({
            "debts": ["a", "b"],
            "missing": [],
            "paths": [
                { "kind": "contract", "monthly": "8120.34", "affordable": false, "status": "cannot_be_carried", "reason": "每月差 4399.34 元" },
                { "kind": "proposed", "periods": 28, "monthly": "3721.00", "affordable": true, "status": "clears", "months": 28,
                  "total_paid": "101837.20", "total_cost": "0.00", "debt_free_on": "2029-03-22", "reason": "28 个月还清" },
                { "kind": "nothing_changes", "status": "does_not_clear", "reason": "利息比还的多 <b>" },
            ],
            "chart": "<svg role=\"img\"><title>余额</title></svg>",
        });
        let printed = render(page).unwrap();
        for shown in
            ["照合同还", "付不起", "（28 期）", "2029-03-22", "利息比还的多", "<svg role=\"img\">", "&lt;b&gt;"]
        {
            assert!(printed.contains(shown), "{shown}");
        }
        assert!(!printed.contains("<b>"));
    }

    #[test]
    fn days_have_their_weekday() {
        assert_eq!(day("2026-11-25"), "2026-11-25 周三");
        assert_eq!(day("不知道"), "不知道");
    }
}
