//! Two rule folders over the same portfolios: exactly the lines that changed, under the rule that changed them.

use ashore::check::check;
use ashore::compare::{Aspect, Cause, Change, Comparison, Given, Part, cases, compare};
use ashore::engine::Engine;
use ashore::fact::from_json;
use ashore::source::{SourceFile, Sources, read_folder};

/// An engine for the shipped rules with texts replaced in one file.
fn rules(file: &str, replace: &[(&str, &str)]) -> Engine {
    let shipped = read_folder("rules".as_ref()).unwrap();
    let files = shipped.iter().map(|(_, source)| {
        let mut text = source.text.clone();
        for (old, new) in replace.iter().filter(|_| source.path == file) {
            assert!(text.contains(old), "{old} in {file}");
            text = text.replacen(old, new, 1);
        }
        SourceFile::new(source.path.clone(), text)
    });
    let checked = check(Sources::new(files.collect()));
    Engine::new(checked.rules.unwrap_or_else(|| panic!("{:?}", checked.diagnostics)))
}

fn shipped() -> Engine {
    rules("", &[])
}

fn given(name: &str, json: &str) -> Given {
    Given { name: name.to_owned(), place: format!("{name}.json:1"), input: from_json(json.as_bytes()).unwrap() }
}

const SERVED: &str = r#"{ "as_of": "2026-11-22", "debts": [
    { "id": "a", "legal_stage": "served", "proof_seen": "original", "served_on": "2026-11-10", "small_claims": false }] }"#;

/// Three calls on one day that were answered.
fn three_calls() -> String {
    let call = |id: u32| {
        format!(
            r#"{{ "id": "c{id}", "debt": "a", "at": "2026-11-12T1{id}:00:00+08:00", "channel": "call", "direction": "outbound",
            "recipient": "self", "connected": true, "answered_by": "person" }}"#
        )
    };
    format!(
        r#"{{ "as_of": "2026-11-22", "debts": [{{ "id": "a", "creditor_type": "consumer_finance", "product": "cash_loan" }}],
        "contacts": [{}, {}, {}] }}"#,
        call(1),
        call(2),
        call(3)
    )
}

fn cause<'c>(comparison: &'c Comparison, rule: &str) -> &'c Cause {
    let found = comparison.causes.iter().find(|c| c.rule.as_ref().is_some_and(|r| r.as_str() == rule));
    found.unwrap_or_else(|| panic!("{:#?}", comparison.causes))
}

#[test]
fn the_same_rules_give_no_change_on_all_their_cases() {
    let (old, new) = (shipped(), shipped());
    let all = cases(old.rules(), new.rules());
    let comparison = compare(&old, &new, &all);
    assert!(!comparison.is_changed(), "{comparison:#?}");
    assert_eq!(comparison.portfolios, new.rules().cases.len(), "every case is compared, also under one name");
    assert_eq!(comparison.affected, 0);
}

#[test]
fn a_lower_limit_shows_the_portfolio_that_crosses_it_under_the_rule_that_counts() {
    let new = rules("cn/values/conduct.yaml", &[("value: 3,", "value: 2,")]);
    let both = [given("calls", &three_calls()), given("served", SERVED)];
    let comparison = compare(&shipped(), &new, &both);
    assert_eq!((comparison.portfolios, comparison.affected), (2, 1));

    let definition = &comparison.definitions[0];
    assert_eq!(comparison.definitions.len(), 1);
    assert_eq!((definition.section.as_str(), definition.id.as_deref()), ("values", Some("effective_calls_per_day")));
    let field = &definition.fields[0];
    assert_eq!(field.path, "series[2025-02-28].value");
    assert_eq!((field.old.as_deref(), field.new.as_deref()), (Some("3"), Some("2")));

    assert_eq!(comparison.causes.len(), 1, "{:#?}", comparison.causes);
    let cause = cause(&comparison, "too-many-effective-calls");
    assert_eq!(cause.change, None, "the rule itself is the same");
    assert_eq!(cause.because_of, ["effective_calls_per_day"]);
    assert_eq!(cause.lines.len(), 1, "{:#?}", cause.lines);
    let line = &cause.lines[0];
    assert_eq!((line.portfolio.as_str(), line.change, line.subject.part), ("calls", Change::Appeared, Part::Conduct));
    assert_eq!((line.subject.about.as_deref(), line.subject.title.as_str()), (Some("a"), "有效通话超频"));
}

#[test]
fn a_shorter_period_moves_the_due_date_under_its_rule() {
    let new =
        rules("cn/values/procedure.yaml", &[("{ from: 2024-01-01, value: 15,", "{ from: 2024-01-01, value: 10,")]);
    let comparison = compare(&shipped(), &new, &[given("served", SERVED)]);
    assert_eq!(comparison.causes.len(), 1, "{:#?}", comparison.causes);
    let cause = cause(&comparison, "complaint-served");
    assert_eq!(cause.because_of, ["answer_days"]);
    let step = cause.lines.iter().find(|l| l.subject.part == Part::Action).unwrap();
    assert_eq!((step.change, step.subject.id.as_str()), (Change::Moved, "file_answer"));
    let due = &step.aspects[0];
    // Fifteen days after the tenth of November are the twenty-fifth, ten the twentieth: both are working days.
    assert_eq!(
        (due.aspect, due.old.as_deref(), due.new.as_deref()),
        (Aspect::Due, Some("2026-11-25"), Some("2026-11-20"))
    );
    let echoes = cause.lines.iter().filter(|l| l.subject.part == Part::Referral).count();
    assert_eq!(echoes, 0, "the reason is told once, beside the action");
}

#[test]
fn a_removed_article_is_named_and_its_line_loses_it() {
    let text = |engine: &Engine, file: &str| {
        let sources = &engine.rules().sources;
        sources.iter().find(|(_, f)| f.path == file).unwrap().1.text.clone()
    };
    let old = shipped();
    let laws = text(&old, "cn/laws/civil-procedure.yaml");
    let line = laws.lines().find(|l| l.trim_start().starts_with("\"169\":")).unwrap();
    let files: Vec<SourceFile> = old
        .rules()
        .sources
        .iter()
        .map(|(_, f)| {
            let text = match f.path.as_str() {
                "cn/laws/civil-procedure.yaml" => f.text.replacen(&format!("{line}\n"), "", 1),
                // The rule that cites it, and the cases that say so.
                _ => f.text.replace("civil-procedure-law/165, civil-procedure-law/169", "civil-procedure-law/165"),
            };
            SourceFile::new(f.path.clone(), text)
        })
        .collect();
    let new = Engine::new(check(Sources::new(files)).rules.unwrap());
    let small = SERVED.replace("\"small_claims\": false", "\"small_claims\": true");
    let comparison = compare(&old, &new, &[given("small", &small)]);

    let law = comparison.definitions.iter().find(|d| d.section == "laws").unwrap();
    assert_eq!(law.id.as_deref(), Some("civil-procedure-law"));
    assert_eq!(law.fields.len(), 1);
    assert!(law.fields[0].path.ends_with(".articles.169") && law.fields[0].new.is_none(), "{:?}", law.fields);

    let cause = cause(&comparison, "small-claims-case");
    assert_eq!(cause.change, Some(Change::Changed), "its citations changed");
    assert_eq!(comparison.causes.len(), 1, "{:#?}", comparison.causes);
    let step = cause.lines.iter().find(|l| l.subject.part == Part::Action).unwrap();
    let law = step.aspects.iter().find(|a| a.aspect == Aspect::Law).unwrap();
    assert!(law.old.as_ref().unwrap().contains("第169条"), "{law:?}");
    assert!(!law.new.as_ref().unwrap().contains("第169条"), "{law:?}");
}

#[test]
fn a_rule_that_is_gone_takes_its_lines_with_it() {
    let new = rules(
        "cn/triage/court.yaml",
        &[(
            "    from: 2022-01-01\n    when:\n      debt.legal_stage: [served",
            "    from: 2022-01-01\n    status: retired\n    when:\n      debt.legal_stage: [served",
        )],
    );
    let comparison = compare(&shipped(), &new, &[given("served", SERVED)]);
    let cause = cause(&comparison, "complaint-served");
    assert_eq!(cause.change, Some(Change::Changed));
    assert_eq!(comparison.definitions[0].fields[0].path, "status");
    let gone = cause.lines.iter().find(|l| l.subject.part == Part::Action && l.change == Change::Disappeared).unwrap();
    assert_eq!(gone.subject.id, "file_answer");
    assert!(cause.lines.iter().any(|l| l.subject.part == Part::Today && l.change == Change::Disappeared));
}

#[test]
fn a_portfolio_one_side_cannot_read_is_no_silence() {
    let fact = "facts:\n  - name: debt.has_dog\n    label: { zh: 有狗, en: has a dog }\n    type: yes_no\n    question: 有狗吗？\n    changeable_by: nobody\n\n";
    let new = rules("cn/facts/debt.yaml", &[("facts:\n", fact)]);
    let portfolio = r#"{ "as_of": "2026-11-22", "debts": [{ "id": "a", "has_dog": true }] }"#;
    let comparison = compare(&shipped(), &new, &[given("dog", portfolio)]);
    assert!(comparison.is_changed());
    assert_eq!(comparison.unread.len(), 1);
    assert!(!comparison.unread[0].old.is_empty() && comparison.unread[0].new.is_empty(), "{:?}", comparison.unread);
}

#[test]
fn comments_and_the_order_of_keys_are_no_change() {
    let new = rules(
        "cn/values/procedure.yaml",
        &[("    title: 答辩期\n    unit: days\n", "    # 备注\n    unit: days\n    title: 答辩期  # 备注\n")],
    );
    assert!(!compare(&shipped(), &new, &[given("served", SERVED)]).is_changed());
}

#[test]
fn the_comparison_is_the_same_every_time() {
    let new =
        rules("cn/values/procedure.yaml", &[("{ from: 2024-01-01, value: 15,", "{ from: 2024-01-01, value: 10,")]);
    let old = shipped();
    let mut all = cases(old.rules(), new.rules());
    all.truncate(80);
    let once = serde_json::to_string(&compare(&old, &new, &all)).unwrap();
    assert_eq!(serde_json::to_string(&compare(&old, &new, &all)).unwrap(), once);
}
