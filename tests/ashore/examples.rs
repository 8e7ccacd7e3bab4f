//! The examples in `openapi/examples`, answered by the shipped rules: what a counsellor must find in them. Dates are
//! counted on a calendar, shares and rates worked out apart from the program.

use std::path::Path;

use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::plan::Answer;
use ashore::source::read_folder;

fn engine() -> Engine {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
}

fn answer(name: &str) -> Answer {
    let bytes = std::fs::read(format!("openapi/examples/{name}.json")).unwrap();
    let engine = engine();
    let portfolio = engine.read(&from_json(&bytes).unwrap(), &LIMITS).expect("the example is a good portfolio");
    engine.answer(portfolio, Explain::Findings)
}

fn fen(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

#[test]
fn three_loans_the_sued_one_first_by_the_day_the_law_gives() {
    let answer = answer("three-loans");
    let order: Vec<&str> = answer.actions.iter().filter_map(|a| a.debt.as_deref()).collect();
    assert_eq!(order.first(), Some(&"a"), "the sued debt stands first");
    assert!(
        order.iter().position(|d| *d == "b") < order.iter().position(|d| *d == "c"),
        "cost and report before conduct: {order:?}"
    );
    let first = &answer.actions[0];
    assert_eq!(first.next_step.action.as_str(), "file_answer");
    // Served on the 10th, fifteen days, the first not counted: the 25th, a Wednesday.
    assert_eq!(first.next_step.due.as_ref().unwrap().on.unwrap().to_string(), "2026-11-25");
    let why = &first.next_step.because[0];
    assert_eq!(why.rule.id.as_str(), "complaint-served");
    assert_eq!(why.citations[0].citation, "civil-procedure-law/128");
    assert!(why.facts.iter().any(|f| f.fact == "debt.proof_seen"));
}

#[test]
fn three_loans_every_behaviour_of_the_story_is_found_with_its_contacts() {
    let answer = answer("three-loans");
    let contacts = |behaviour: &str| -> Vec<String> {
        let found = answer.conduct_findings.iter().filter(|f| f.behaviour.as_str() == behaviour);
        let mut all: Vec<String> = found.flat_map(|f| f.occurrences.iter().flat_map(|o| o.contacts.clone())).collect();
        // One contact may be shown by what somebody says of it and by its words.
        all.sort();
        all.dedup();
        all
    };
    for (behaviour, expected) in [
        ("edited_picture", 1),
        ("invented_crime", 1),
        ("night_contact", 2),
        ("excessive_calls", 9),
        ("disclosure_to_third_party", 1),
    ] {
        assert_eq!(contacts(behaviour).len(), expected, "{behaviour}");
    }
    let night = answer.conduct_findings.iter().find(|f| f.behaviour.as_str() == "night_contact").unwrap();
    assert!(
        night.citations.iter().all(|c| !c.wording.as_ref().unwrap().contains("违法")),
        "a standard is never called law"
    );
    let picture = answer.conduct_findings.iter().find(|f| f.behaviour.as_str() == "edited_picture").unwrap();
    let police = picture.citations.iter().find(|c| c.citation.starts_with("public-security-law/")).unwrap();
    assert_eq!(police.article.as_deref(), Some("50"), "in 2026 it is article 50, not 42");
}

#[test]
fn three_loans_the_payments_add_up_to_the_money_there_is_whatever_the_collectors_do() {
    let loud = answer("three-loans");
    let sum: i64 = loud.payments.lines.iter().map(|l| fen(l.amount.as_ref().unwrap())).sum();
    assert_eq!(sum, fen(loud.payments.available.as_ref().unwrap()));
    assert_eq!(loud.payments.available, loud.budget.surplus);

    let bytes = std::fs::read("openapi/examples/three-loans.json").unwrap();
    let mut quiet: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    quiet["contacts"] = serde_json::json!([]);
    let engine = engine();
    let input = from_json(quiet.to_string().as_bytes()).unwrap();
    let quiet = engine.answer(engine.read(&input, &LIMITS).unwrap(), Explain::Findings);
    assert_eq!(quiet.payments.lines, loud.payments.lines, "a loud collector moves nothing in the pay-first list");
}

#[test]
fn three_loans_cost_loan_on_loan_and_the_open_questions() {
    let answer = answer("three-loans");
    let b = answer.cost_findings.iter().find(|f| f.debt == "b" && f.excess.is_some()).unwrap();
    assert_eq!((b.position.as_str(), b.yardstick.as_str()), ("above", "microloan_stop_rate"));
    assert!(answer.avoid.iter().any(|a| a.avoid.as_str() == "no_new_loan"));
    assert!(
        answer.actions.iter().any(|a| a.next_step.because.iter().any(|r| r.rule.id.as_str() == "loan-on-loan-seen"))
    );
    let open = answer.questions.iter().filter(|q| !q.presumed);
    let questions: Vec<&str> = open.map(|q| q.fact.as_str()).collect();
    assert_eq!(
        questions,
        ["debt.evidence_due_on", "household.salary_account_with_creditor", "contact.stated_matter_true"]
    );
    assert!(fen(answer.budget.total_debt.as_ref().unwrap()) > 10_000_000, "more than 100,000 yuan");
    assert!(answer.referrals.iter().any(|r| r.referral.as_str() == "lawyer"));
}

#[test]
fn a_mild_case_is_left_in_peace() {
    let answer = answer("mild");
    assert_eq!(answer.conduct_findings, []);
    assert_eq!(answer.conduct_cannot_tell, []);
    assert!(answer.cost_findings.iter().all(|f| f.position == "not_above"));
    assert_eq!(answer.today, []);
    assert!(
        answer.actions.iter().any(|a| a.debt.as_deref() == Some("a") && a.next_step.action.as_str() == "ask_extension")
    );
}

#[test]
fn a_deficit_promises_nothing_and_protects_the_wages() {
    let answer = answer("deficit");
    assert_eq!(answer.budget.status, "deficit");
    assert!(answer.payments.lines.iter().all(|l| l.amount.as_deref() == Some("0.00")));
    let bands: Vec<&str> = answer.actions.iter().map(|a| a.band.as_str()).collect();
    assert_eq!(bands[0], "enforcement");
    assert!(answer.actions.iter().any(|a| a.next_step.action.as_str() == "request_exempt_income"));
    assert!(answer.avoid.iter().any(|a| a.avoid.as_str() == "no_asset_transfer"));
    let hardship = answer.letters.iter().find(|l| l.letter.as_str() == "hardship_letter");
    assert!(hardship.is_none_or(|l| !l.ready), "no plan the budget cannot carry");
}
