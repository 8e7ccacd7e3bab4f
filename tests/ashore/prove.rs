//! What is said of rules as a whole: each finding on a rule that has it, and its silence on the rule beside it that
//! has not.

use std::path::Path;
use std::sync::LazyLock;

use ashore::check::check;
use ashore::diagnostic::{Language, render};
use ashore::engine::Engine;
use ashore::prove::prove;
use ashore::source::{SourceFile, Sources, read_folder};

static PACK: LazyLock<Vec<SourceFile>> =
    LazyLock::new(|| read_folder(Path::new("rules")).unwrap().iter().map(|(_, f)| f.clone()).collect());

/// What is said of a file laid beside the shipped pack, as printed: `code line:column message | help`.
fn said(text: &str) -> Vec<String> {
    said_with(text, |_, text| text)
}

fn said_with(extra: &str, change: impl Fn(&str, String) -> String) -> Vec<String> {
    let mut files: Vec<SourceFile> =
        PACK.iter().map(|f| SourceFile::new(f.path.clone(), change(&f.path, f.text.clone()))).collect();
    files.push(SourceFile::new("zz/extra.yaml", extra));
    let checked = check(Sources::new(files));
    let engine = Engine::new(checked.rules.unwrap_or_else(|| {
        panic!("{}", render(&checked.diagnostics, &checked.sources, Language::En));
    }));
    let show = |d: &ashore::diagnostic::Diagnostic| {
        let file = checked.sources.path(d.place.file);
        let file = if file == "zz/extra.yaml" { String::new() } else { format!("{file} ") };
        let help = d.help.as_ref().map_or("", |h| &h.en);
        format!("{} {file}{}:{} {} | {help}", d.code, d.place.span.line, d.place.span.column + 1, d.message.en)
    };
    prove(&engine).iter().map(show).collect()
}

/// A rule on a debt that leads to a line of the do-not list.
fn rule(id: &str, when: &[&str], then: &str) -> String {
    let when = format!("      {}\n", when.join("\n      "));
    format!(
        "  - id: {id}\n    title: 例\n    scope: debt\n    strength: heuristic\n    when:\n{when}    then:\n      because: 例\n{then}"
    )
}

fn rules(all: &[String]) -> String {
    format!("rules:\n{}", all.concat())
}

/// Exactly one finding, beginning and containing as told; or none.
fn check_said(name: &str, text: &str, begins: &str, contains: &[&str]) {
    let all = said(text);
    if begins.is_empty() {
        assert!(all.is_empty(), "{name}: {all:#?}");
        return;
    }
    assert!(all.len() == 1 && all[0].starts_with(begins), "{name}: {all:#?}");
    for part in contains {
        assert!(all[0].contains(part), "{name}: `{part}` not in {}", all[0]);
    }
}

#[test]
fn the_shipped_rules_leave_nothing_to_say() {
    assert_eq!(said("# nothing\n"), Vec::<String>::new());
}

#[test]
fn conditions_that_cannot_hold_together_are_named() {
    let case = |name: &str, when: &[&str], begins: &str| {
        check_said(name, &rules(&[rule("extra", when, "")]), begins, &[]);
    };
    case(
        "a limit on both sides of nothing",
        &["debt.overdue_days: { at_least: 90 }", "all_of:", "  - debt.overdue_days: { less_than: 90 }"],
        "never-holds 9:11",
    );
    case(
        "exactly one value is left",
        &["debt.overdue_days: { at_least: 90 }", "all_of:", "  - debt.overdue_days: { at_most: 90 }"],
        "",
    );
    case(
        "two stages at once",
        &["debt.legal_stage: served", "all_of:", "  - debt.legal_stage: filed"],
        "never-holds 9:11",
    );
    case(
        "in the last fifteen days, and longer ago than fifteen",
        &["debt.served_on: { within_last: 15 days }", "all_of:", "  - debt.served_on: { older_than: 15 days }"],
        "never-holds 9:11",
    );
    case(
        "in the last sixteen days, and longer ago than fifteen",
        &["debt.served_on: { within_last: 16 days }", "all_of:", "  - debt.served_on: { older_than: 15 days }"],
        "",
    );
    case(
        "through a term: court paper in hand, and none seen",
        &["is: court_paper_in_hand", "debt.proof_seen: none"],
        "never-holds 8:7",
    );
    case(
        "above a value that is more than ten percent on every day, and below ten",
        &[
            "debt.all_in_rate: { more_than: private_lending_cap }",
            "all_of:",
            "  - debt.all_in_rate: { less_than: 10% }",
        ],
        "never-holds 9:11",
    );
    case(
        "a date after another that must itself be later",
        &["debt.hearing_on: { after: debt.served_on }", "debt.served_on: { after: debt.hearing_on }"],
        "never-holds 8:7",
    );
    case("known and not known", &["debt.served_on: unknown", "all_of:", "  - debt.served_on: known"], "never-holds");
}

#[test]
fn an_exception_must_be_able_to_matter() {
    let with = |unless: &str| {
        let text = rule("extra", &["debt.legal_stage: [served, filed]"], "");
        rules(&[text.replace("    then:", &format!("    unless:\n      {unless}\n    then:"))])
    };
    check_said("it never holds", &with("debt.legal_stage: grace"), "exception-never-matters 9:7", &[]);
    check_said("it holds for one", &with("debt.legal_stage: filed"), "", &[]);
    check_said("it may be open, and then it matters", &with("debt.small_claims: true"), "", &[]);
    check_said("it always holds", &with("debt.legal_stage: [served, filed]"), "never-holds 9:7", &[]);
}

#[test]
fn a_condition_that_changes_nothing_is_named() {
    let case = |name: &str, when: &[&str], begins: &str| {
        check_said(name, &rules(&[rule("extra", when, "")]), begins, &[]);
    };
    case(
        "sixty days are contained in ninety",
        &["debt.overdue_days: { at_least: 90 }", "all_of:", "  - debt.overdue_days: { at_least: 60 }"],
        "redundant-condition 9:11",
    );
    // Without `known` the rule would be open, and its facts asked for, where nobody said when the papers came.
    case(
        "to be known is more than it seems",
        &["debt.served_on: known", "all_of:", "  - debt.served_on: { before: as_of }"],
        "",
    );
}

#[test]
fn rules_that_say_the_same_are_named() {
    let avoid = "      avoid: [no_silence]\n";
    let pair = |a: &[&str], b: &[&str]| rules(&[rule("one", a, avoid), rule("two", b, avoid)]);
    check_said(
        "the narrower one is implied",
        &pair(&["debt.overdue_days: { at_least: 91 }"], &["debt.overdue_days: { at_least: 90 }"]),
        "rule-implied 2:9 whenever the rule `one` applies, `two` applies too",
        &[],
    );
    check_said(
        "the same in other words",
        &pair(&["debt.overdue_days: { more_than: 89 }"], &["debt.overdue_days: { at_least: 90 }"]),
        "rules-repeat 11:9",
        &["`two` and `one`"],
    );
    check_said(
        "they overlap and neither contains the other",
        &pair(&["debt.overdue_days: { at_least: 90 }"], &["debt.legal_stage: served"]),
        "",
        &[],
    );
    let other = rules(&[
        rule("one", &["debt.overdue_days: { at_least: 91 }"], avoid),
        rule("two", &["debt.overdue_days: { at_least: 90 }"], "      avoid: [no_new_loan]\n"),
    ]);
    check_said("another outcome", &other, "", &[]);
}

#[test]
fn two_places_in_the_pay_first_list_are_shown_on_a_portfolio() {
    let pair = |b: &[&str], more: &str| {
        rules(&[
            rule("one", &["debt.small_claims: true"], "      payment: court_ordered\n"),
            rule("two", b, "      payment: family_last\n").replace("    strength", &format!("{more}    strength")),
        ])
    };
    let found = said(&pair(&["debt.overdue_days: { at_least: 90 }"], ""));
    let of_these: Vec<&String> = found.iter().filter(|f| f.contains("`one` and `two`")).collect();
    assert_eq!(of_these.len(), 1, "{found:#?}");
    assert!(of_these[0].starts_with("tiers-collide 19:16"), "{}", of_these[0]);
    // 2026-08-01, the last day on which a figure or an article changes, less 90 days is 2026-05-03: the portfolio is on
    // the edge, where a lawyer can check it by hand.
    assert!(of_these[0].contains("as_of: 2026-08-01"), "{}", of_these[0]);
    assert!(of_these[0].contains("overdue_since: 2026-05-03"), "{}", of_these[0]);
    assert!(of_these[0].contains("small_claims: true"), "{}", of_these[0]);

    let apart = said(&pair(&["debt.small_claims: false"], ""));
    assert!(!apart.iter().any(|f| f.contains("`one` and `two`")), "never together: {apart:#?}");
    let yields = said(&pair(&["debt.overdue_days: { at_least: 90 }"], "    yields_to: [one]\n"));
    assert!(!yields.iter().any(|f| f.contains("`one` and `two`")), "one stands back: {yields:#?}");
    let until = said(&pair(&["debt.overdue_days: { at_least: 90 }"], "    until: 2025-12-31\n").replacen(
        "    scope: debt\n",
        "    scope: debt\n    from: 2026-01-01\n",
        1,
    ));
    assert!(!until.iter().any(|f| f.contains("`one` and `two`")), "never on the same day: {until:#?}");
}

#[test]
fn two_deadlines_for_one_step_from_one_day_are_shown_on_a_portfolio() {
    let pair = |due: &str| {
        let then = |due: &str| {
            format!("      band: legal_deadline\n      actions:\n        - action: file_answer\n          due: {due}\n")
        };
        rules(&[
            rule(
                "one",
                &["debt.small_claims: true", "debt.served_on: known"],
                &then("{ days: 15, after: debt.served_on }"),
            ),
            rule("two", &["debt.foreign_party: true", "debt.served_on: known"], &then(due))
                .replace("debt.foreign_party: true", "debt.auto_deduction: true"),
        ])
    };
    let of_these = |text: &str| said(text).into_iter().filter(|f| f.contains("`one` and `two`")).collect::<Vec<_>>();
    let found = of_these(&pair("{ days: 30, after: debt.served_on }"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("deadlines-collide 26:19"), "{}", found[0]);
    assert!(found[0].contains("served_on: "), "{}", found[0]);
    assert_eq!(
        of_these(&pair("{ days: answer_days, after: debt.served_on }")),
        Vec::<String>::new(),
        "15 days as well"
    );
    assert_eq!(of_these(&pair("today")), Vec::<String>::new(), "today is simply earlier");
}

#[test]
fn an_option_without_a_rule_is_shown_with_an_example() {
    let add = |path: &str, text: String| {
        if path != "cn/facts/debt.yaml" {
            return text;
        }
        text.replacen(
            "      grace:\n",
            "      frozen_by_court: { zh: 已诉前保全, en: frozen before suit }\n      grace:\n",
            1,
        )
    };
    let found = said_with("# nothing\n", add);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("option-not-covered cn/facts/debt.yaml"), "{}", found[0]);
    assert!(found[0].contains("given: { debts: [{ id: a, legal_stage: frozen_by_court }] }"), "{}", found[0]);
    let covered = rules(&[rule(
        "extra",
        &["debt.legal_stage: frozen_by_court"],
        "      band: legal_deadline\n      actions:\n        - action: file_answer\n",
    )]);
    assert_eq!(said_with(&covered, add), Vec::<String>::new());
}

#[test]
fn a_sentence_may_not_lean_on_what_may_not_be_known() {
    let with = |when: &[&str]| {
        rules(&[rule("extra", when, "").replace("because: 例", "because: '{{ debt.served_on }} 收到'")])
    };
    check_said(
        "nothing asks for the day",
        &with(&["debt.legal_stage: served"]),
        "slot-may-be-unknown 2:9 the rule `extra` says `debt.served_on`",
        &["add `debt.served_on: known` under `when`", "legal_stage: served"],
    );
    check_said("the day is asked for", &with(&["debt.legal_stage: served", "debt.served_on: known"]), "", &[]);
    check_said(
        "a test of the day needs it",
        &with(&["debt.legal_stage: served", "debt.served_on: { before: as_of }"]),
        "",
        &[],
    );
}

#[test]
fn what_nothing_uses_is_named() {
    let letter = "letters:\n  - id: extra_letter\n    title: 例\n    to: 例\n    body: 例\n";
    check_said("a letter", letter, "unused-definition 2:9 nothing uses the letter `extra_letter`", &[]);
    let phrase = "phrases:\n  - id: extra_phrase\n    title: 例\n    says: [马上抓人]\n    examples: [马上抓人]\n    near_misses: [请还款, 请联系我们]\n";
    check_said("a phrase list", phrase, "unused-definition 2:9", &[]);
    let action = "actions:\n  - id: extra_action\n    title: 例\n    who: person\n    steps: [例]\n";
    check_said("an action", action, "unused-definition 2:9", &[]);
}

#[test]
fn citations_and_values_are_held_against_the_days_of_the_rule() {
    let law = |second: &str| {
        format!(
            "laws:\n  - id: extra-law\n    title: 例\n    issuer: 例\n    force: regulation\n    versions:\n      - from: 2020-01-01\n        until: 2025-12-31\n        articles:\n          \"1\": {{ gist: 甲, checked: {{ on: 2026-11-22, how: full_text }} }}\n      - from: 2026-01-01\n        articles:\n          {second}\n"
        )
    };
    let cited = |cite: &str, dates: &str| {
        rule("extra", &["debt.small_claims: true"], "").replace("    strength: heuristic\n", dates)
            + &format!("    cite: [{cite}]\n")
    };
    let kept = "\"2\": { gist: 乙, checked: { on: 2026-11-22, how: full_text } }";
    let dropped = law(kept) + &rules(&[cited("extra-law/1, civil-code/678", "")]);
    let found = said(&dropped);
    assert!(
        found
            .iter()
            .any(|f| f
                .starts_with("citation-outside-period 22:12 `extra-law/1` is in force from 2020-01-01 to 2025-12-31")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|f| f.starts_with(
            "article-dropped 10:11 article 1 of `extra-law` has no successor in the version of 2026-01-01"
        )),
        "{found:#?}"
    );
    let inside = law(kept) + &rules(&[cited("extra-law/1", "    until: 2025-12-31\n")]);
    assert!(!said(&inside).iter().any(|f| f.starts_with("citation-outside")), "{:#?}", said(&inside));

    let gap = law(kept).replace("until: 2025-12-31", "until: 2025-11-30");
    assert!(
        said(&gap).iter().any(|f| f.starts_with("law-versions-gap 2:9 `extra-law` has no version from 2025-12-01")),
        "{:#?}",
        said(&gap)
    );

    let value = "values:\n  - id: extra_days\n    title: 例\n    unit: days\n    series:\n      - { from: 2026-01-01, value: 15 }\n";
    let reads = |dates: &str| {
        value.to_owned()
            + &rules(&[rule("extra", &["debt.served_on: { within_last: extra_days }"], "")
                .replace("    strength", &format!("{dates}    strength"))])
    };
    check_said(
        "the value is younger than the rule",
        &reads("    from: 2025-12-31\n"),
        "value-not-in-force 8:9",
        &["add the missing stretch"],
    );
    check_said("as old as the rule", &reads("    from: 2026-01-01\n"), "", &[]);
}
