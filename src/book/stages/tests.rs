//! Which rules know a stage, how near, and what they ask besides.

use std::path::Path;

use super::view::StageRule;
use super::{stages, stages_named};
use crate::check::check;
use crate::rule::RuleSet;
use crate::source::{SourceFile, Sources, read_folder};

/// The shipped pack with more rules, one a line: id, scope and condition.
fn pack(rules: &[(&str, &str, &str)]) -> RuleSet {
    let mut files: Vec<SourceFile> = read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect();
    let one = |(id, scope, condition): &(&str, &str, &str)| {
        format!(
            "  - {{ id: {id}, title: 例, scope: {scope}, strength: heuristic, {condition}, then: {{ because: 例 }} }}\n"
        )
    };
    let text = format!("rules:\n{}", rules.iter().map(one).collect::<String>());
    if !rules.is_empty() {
        files.push(SourceFile::new("zz/extra.yaml", text));
    }
    check(Sources::new(files)).rules.expect("the rules check")
}

fn at(set: &RuleSet, stage: &str) -> Vec<StageRule> {
    stages_named(set, stage).remove(0).rules
}

fn knows(set: &RuleSet, stage: &str, rule: &str) -> bool {
    at(set, stage).iter().any(|r| r.id.as_str() == rule)
}

#[test]
fn a_rule_stands_at_the_stages_it_can_apply_with_and_no_others() {
    let set = pack(&[
        ("x-plain", "debt", "when: { debt.legal_stage: [filed, served] }"),
        ("x-none", "debt", "when: { none_of: [ { debt.legal_stage: [filed, served, closed] } ] }"),
        (
            "x-either",
            "debt",
            "when: { any_of: [ { debt.legal_stage: filed }, { debt.legal_stage: served, debt.small_claims: true } ] }",
        ),
        ("x-unless", "debt", "when: { debt.legal_stage: [filed, served] }, unless: { debt.legal_stage: served }"),
        (
            "x-perhaps",
            "debt",
            "when: { debt.legal_stage: [filed, served] }, unless: { debt.legal_stage: served, debt.small_claims: true }",
        ),
        ("x-house", "household", "when: { any_debt: { debt.legal_stage: served } }"),
        ("x-other", "debt", "when: { debt.small_claims: true }"),
        ("x-unknown", "debt", "when: { debt.legal_stage: unknown }"),
        ("x-all-but-one", "debt", "when: { none_of: [ { debt.legal_stage: closed } ] }"),
    ]);
    for (rule, stage, expected) in [
        ("x-plain", "filed", true),
        ("x-plain", "hearing_set", false),
        ("x-none", "filed", false),
        ("x-none", "hearing_set", true),
        ("x-either", "served", true),
        ("x-either", "hearing_set", false),
        ("x-unless", "filed", true),
        ("x-unless", "served", false),
        ("x-perhaps", "served", true),
        ("x-house", "served", true),
        ("x-house", "filed", false),
        // Rules that do not look at the stage, or tell next to nothing of it, say nothing of any.
        ("x-other", "served", false),
        ("x-unknown", "served", false),
        ("x-all-but-one", "served", false),
    ] {
        assert_eq!(knows(&set, stage, rule), expected, "{rule} at {stage}");
    }
}

#[test]
fn what_the_stage_settles_is_not_asked_again() {
    let set = pack(&[
        ("x-plain", "debt", "when: { debt.legal_stage: [filed, served] }"),
        (
            "x-either",
            "debt",
            "when: { any_of: [ { debt.legal_stage: filed }, { debt.legal_stage: served, debt.small_claims: true } ] }",
        ),
        (
            "x-perhaps",
            "debt",
            "when: { debt.legal_stage: [filed, served] }, unless: { debt.legal_stage: served, debt.small_claims: true }",
        ),
    ]);
    let rule = |stage: &str, id: &str| at(&set, stage).into_iter().find(|r| r.id.as_str() == id).unwrap();
    assert!(rule("filed", "x-plain").when.is_none());
    assert!(rule("filed", "x-either").when.is_none());
    assert_eq!(rule("served", "x-either").when.unwrap().text.zh, "“适用小额诉讼程序”为“是”");
    assert!(rule("filed", "x-perhaps").unless.is_none());
    assert_eq!(rule("served", "x-perhaps").unless.unwrap().text.zh, "“适用小额诉讼程序”为“是”");
}

#[test]
fn the_nearest_rule_comes_first() {
    let set = pack(&[]);
    for (stage, first) in [
        ("payment_order", "payment-order-received"),
        ("served", "complaint-served"),
        ("time_barred_possible", "possibly-time-barred"),
        ("accelerated", "called-due"),
        ("defaulter_listed", "defaulter-listed"),
    ] {
        assert_eq!(at(&set, stage)[0].id.as_str(), first, "{stage}");
    }
}

#[test]
fn every_stage_that_needs_a_rule_has_a_step() {
    let set = pack(&[]);
    for of in stages(&set) {
        let (_, fact) = set.vocabulary.find(of.fact.as_str()).unwrap();
        let exempt = |name: &str| fact.exhaustive.iter().flat_map(|e| &e.it).any(|e| e.it == name);
        for stage in of.stages.iter().filter(|s| !exempt(&s.name)) {
            assert!(at(&set, &stage.name).iter().any(|r| !r.steps.is_empty()), "{}", stage.name);
        }
    }
}
