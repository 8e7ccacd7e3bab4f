//! Small changes to rules: which there are for a rule, and which its cases notice.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use ashore::check::check;
use ashore::diagnostic::{Language, render};
use ashore::engine::Engine;
use ashore::rule::RuleSet;
use ashore::source::{SourceFile, Sources, read_folder};
use ashore::trial::mutate::{Mutant, Report, mutants, run};

/// The shipped pack without its cases: they take time and say nothing of the rules here.
static PACK: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let shipped = read_folder(Path::new("rules")).unwrap();
    shipped.iter().map(|(_, f)| f.clone()).filter(|f| !f.path.starts_with("cn/cases/")).collect()
});

fn rules(extra: &str) -> RuleSet {
    let mut files = PACK.clone();
    files.push(SourceFile::new("zz/extra.yaml", extra));
    let checked = check(Sources::new(files));
    checked.rules.unwrap_or_else(|| panic!("{}", render(&checked.diagnostics, &checked.sources, Language::Zh)))
}

fn is_extra(set: &RuleSet, mutant: &Mutant) -> bool {
    set.sources.path(mutant.place.file) == "zz/extra.yaml"
}

/// Each change to the rules in a file of their own, by kind and in words.
fn changes(extra: &str) -> Vec<String> {
    let set = rules(extra);
    let here = mutants(&set).into_iter().filter(|m| is_extra(&set, m));
    here.map(|m| format!("{}: {}", m.operator.word(), m.words.zh)).collect()
}

fn tried(extra: &str) -> Report {
    let engine = Engine::new(rules(extra));
    run(&engine, |m| is_extra(engine.rules(), m), &|_| ()).unwrap()
}

/// The changes nobody notices, with the line of what they change.
fn survivors(extra: &str) -> Vec<String> {
    tried(extra).survivors().map(|m| format!("{} {}: {}", m.place.span.line, m.operator.word(), m.words.zh)).collect()
}

/// A rule on a debt; the condition starts on line 6.
fn debt_rule(when: &str) -> String {
    format!(
        "rules:\n  - id: extra\n    title: 例\n    scope: debt\n    when:\n{when}\n    status: draft\n    \
         strength: heuristic\n    then:\n      because: 例\n"
    )
}

#[test]
fn each_part_of_a_condition_has_its_changes() {
    let check = |name: &str, when: &str, expected: &[&str]| assert_eq!(changes(&debt_rule(when)), expected, "{name}");
    let demands = "发卡行有效催收次数(debt.effective_demands)";
    check(
        "a limit on a whole number: a step each way is its edge, and the comparison is turned",
        "      debt.effective_demands: { at_least: 3 }",
        &[
            &format!("limit: {demands}：把“至少 3”改成“至少 4”"),
            &format!("limit: {demands}：把“至少 3”改成“至少 2”"),
            &format!("comparison: {demands}：把“至少 3”改成“少于 3”"),
            "condition: 去掉条件“发卡行有效催收次数至少 3”",
        ],
    );
    check(
        "a limit that is a dated value moves for this rule alone",
        "      debt.nominal_rate: { more_than: microloan_stop_rate }",
        &[
            "limit: 合同写明的年利率(debt.nominal_rate)：把“多于 小额贷款公司新发放贷款停发线”改成“多于 小额贷款公司新发放贷款停发线加一步”",
            "limit: 合同写明的年利率(debt.nominal_rate)：把“多于 小额贷款公司新发放贷款停发线”改成“多于 小额贷款公司新发放贷款停发线减一步”",
            "comparison: 合同写明的年利率(debt.nominal_rate)：把“多于 小额贷款公司新发放贷款停发线”改成“至少 小额贷款公司新发放贷款停发线”",
            "comparison: 合同写明的年利率(debt.nominal_rate)：把“多于 小额贷款公司新发放贷款停发线”改成“至多 小额贷款公司新发放贷款停发线”",
            "condition: 去掉条件“合同写明的年利率多于 小额贷款公司新发放贷款停发线”",
        ],
    );
    check(
        "another fact has no step: its edge is turned",
        "      debt.served_on: { after: as_of }",
        &[
            "comparison: 起诉状副本送达日(debt.served_on)：把“晚于 判断的当天”改成“不早于 判断的当天”",
            "comparison: 起诉状副本送达日(debt.served_on)：把“晚于 判断的当天”改成“不晚于 判断的当天”",
            "condition: 去掉条件“起诉状副本送达日晚于 判断的当天”",
        ],
    );
    check(
        "lengths of time move by one of their unit",
        "      debt.served_on: { within_last: 3 months }",
        &[
            "limit: 起诉状副本送达日(debt.served_on)：把“在最近 3 个月 内”改成“在最近 4 个月 内”",
            "limit: 起诉状副本送达日(debt.served_on)：把“在最近 3 个月 内”改成“在最近 2 个月 内”",
            "condition: 去掉条件“起诉状副本送达日在最近 3 个月 内”",
        ],
    );
    check(
        "known is turned",
        "      debt.served_on: known",
        &["condition: 去掉条件“起诉状副本送达日已知”", "known: 起诉状副本送达日(debt.served_on)：把“已知”改成“未知”"],
    );
    check(
        "each choice of a list is dropped, a single one replaced, and all becomes any",
        "      debt.legal_stage: [served, hearing_set]\n      debt.small_claims: true",
        &[
            "choice: 法律阶段(以文书为准)(debt.legal_stage)：从选项里去掉“已送达起诉状”",
            "choice: 法律阶段(以文书为准)(debt.legal_stage)：从选项里去掉“已定开庭”",
            "condition: 去掉条件“法律阶段(以文书为准)为已送达起诉状、已定开庭”",
            "all-any: 把“都要满足”改成“满足一项即可”：法律阶段(以文书为准)为已送达起诉状、已定开庭；适用小额诉讼程序为是",
            "choice: 适用小额诉讼程序(debt.small_claims)：把“为是”改成“为否”",
            "condition: 去掉条件“适用小额诉讼程序为是”",
        ],
    );
}

#[test]
fn what_another_part_settles_is_not_changed() {
    let texts = changes(&debt_rule(
        "      debt.legal_stage: [served, hearing_set]\n      any_of:\n        - { debt.legal_stage: [served, filed] }\n        - { debt.small_claims: true }\n      none_of:\n        - { debt.legal_stage: filed }",
    ));
    let has = |part: &str| texts.iter().any(|t| t.contains(part));
    assert!(!has("去掉条件“没有"), "the stage is never `filed` here: {texts:#?}");
    assert!(!has("去掉“已立案”"), "dropping `filed` where the stage is never `filed`: {texts:#?}");
    assert!(has("从选项里去掉“已送达起诉状”"), "{texts:#?}");
}

const PERIOD_AND_EXCEPTION: &str = "
rules:
  - id: extra
    title: 例
    scope: debt
    from: 2026-03-01
    until: 2026-10-31
    when:
      debt.effective_demands: { at_least: 3 }
    unless:
      debt.small_claims: true
    strength: heuristic
    then:
      band: overdue
      because: 例
      today: 例
      actions:
        - { action: file_answer, due: { days: 15, after: debt.served_on } }
        - { action: attend_hearing, due: { on: debt.hearing_on } }
      avoid: [no_silence]
      referrals: [lawyer]
      payment: hold
    cite: [civil-procedure-law/128]
";

#[test]
fn the_rest_of_a_rule_has_its_changes() {
    let all = changes(PERIOD_AND_EXCEPTION);
    let of = |kinds: &[&str]| -> Vec<&str> {
        all.iter().filter(|t| kinds.iter().any(|k| t.starts_with(&format!("{k}: ")))).map(String::as_str).collect()
    };
    assert_eq!(
        of(&["exception", "period"]),
        [
            "period: 生效日(from)：把“2026-03-01”改成“2026-02-28”",
            "period: 生效日(from)：把“2026-03-01”改成“2026-03-02”",
            "period: 最后一天(until)：把“2026-10-31”改成“2026-10-30”",
            "period: 最后一天(until)：把“2026-10-31”改成“2026-11-01”",
            "exception: 去掉例外“适用小额诉讼程序为是”",
        ]
    );
    assert_eq!(
        of(&["today", "payment", "due", "action", "avoid", "referral"]),
        [
            "today: 去掉最上面的“今天”一行(today)",
            "payment: 去掉“暂不付款”(payment: hold)",
            "due: 行动 file_answer 的期限：把“起诉状副本送达日后 15 天”改成“起诉状副本送达日后 16 天”",
            "due: 行动 file_answer 的期限：把“起诉状副本送达日后 15 天”改成“起诉状副本送达日后 14 天”",
            "action: 去掉行动 file_answer",
            "due: 行动 attend_hearing 的期限：把“开庭日期”改成“开庭日期的前一天”",
            "due: 行动 attend_hearing 的期限：把“开庭日期”改成“开庭日期后 1 天”",
            "action: 去掉行动 attend_hearing",
            "avoid: 去掉不要做的事 no_silence",
            "referral: 去掉转介 lawyer",
        ]
    );
    assert_eq!(of(&["band"]), ["band: 档位：把“overdue”改成“early_or_old”"]);
    assert_eq!(of(&["citation"]).len(), 1, "{all:#?}");
}

const COUNTED: &str = "
rules:
  - id: extra
    title: 例
    scope: contacts
    count:
      where: { contact.connected: true, contact.recipient: self }
      by: [creditor_group, recipient]
      window: calendar_day
    when:
      count: { more_than: 3 }
    strength: heuristic
    then:
      behaviour: night_contact
      severity: notice
      because: 例
      report_to: [lender_desk, police_110]
";

#[test]
fn counting_has_its_changes() {
    let kinds = ["limit", "comparison", "group", "window", "behaviour", "severity", "channel"];
    let all = changes(COUNTED);
    let those: Vec<&String> = all.iter().filter(|t| kinds.iter().any(|k| t.starts_with(&format!("{k}: ")))).collect();
    assert_eq!(
        those,
        [
            "limit: 次数：把“多于 3”改成“多于 4”",
            "limit: 次数：把“多于 3”改成“多于 2”",
            "comparison: 次数：把“多于 3”改成“至多 3”",
            "group: 计数不再按“同一债权人”分组",
            "group: 计数不再按“同一个被联系的人”分组",
            "window: 计数的时间段(window)：把“同一天”改成“连续 24 小时”",
            "behaviour: 行为：把“night_contact”改成“excessive_calls”",
            "severity: 严重程度：把“notice”改成“breach”",
            "channel: 去掉投诉渠道 lender_desk",
            "channel: 去掉投诉渠道 police_110",
        ]
    );
}

#[test]
fn a_change_in_a_term_is_one_change_to_all_rules_that_use_it() {
    let rule = |id: &str| {
        format!(
            "  - id: {id}\n    title: 例\n    scope: debt\n    when: {{ is: extra_term }}\n    strength: heuristic\n    \
             then: {{ because: 例 }}\n"
        )
    };
    let text = format!(
        "terms:\n  - id: extra_term\n    title: 例\n    when: {{ debt.effective_demands: {{ at_least: 3 }} }}\nrules:\n{}{}",
        rule("one"),
        rule("two")
    );
    let set = rules(&text);
    let limits: Vec<Mutant> =
        mutants(&set).into_iter().filter(|m| is_extra(&set, m) && m.operator.word() == "limit").collect();
    assert_eq!(limits.len(), 2, "one step each way, not one for each rule");
    for mutant in &limits {
        let ids: Vec<&str> = mutant.rules.iter().map(|(_, r)| r.id.as_str()).collect();
        assert_eq!((ids, mutant.place.span.line), (vec!["one", "two"], 4));
    }
}

/// A case about a debt with so many effective demands.
fn case(demands: u32, is: &str) -> String {
    format!(
        "  - name: 催要 {demands} 次\n    as_of: 2026-11-22\n    given: {{ debts: [ {{ id: a, effective_demands: {demands} }} ] }}\n    \
         expect: {{ rules: [ {{ rule: extra, debt: a, is: {is} }} ] }}\n"
    )
}

#[test]
fn an_edge_nobody_tested_survives_until_there_is_a_case_for_it() {
    let rule = debt_rule("      debt.effective_demands: { at_least: 3 }");
    let far = format!("{rule}cases:\n{}{}", case(9, "met"), case(0, "not_met"));
    assert_eq!(
        survivors(&far),
        [
            "6 limit: 发卡行有效催收次数(debt.effective_demands)：把“至少 3”改成“至少 4”",
            "6 limit: 发卡行有效催收次数(debt.effective_demands)：把“至少 3”改成“至少 2”",
        ]
    );
    let report = tried(&far);
    assert_eq!((report.tried.len(), report.noticed(), report.score()), (4, 2, 5000));
    let upper = format!("{far}{}", case(3, "met"));
    assert_eq!(survivors(&upper), ["6 limit: 发卡行有效催收次数(debt.effective_demands)：把“至少 3”改成“至少 2”"]);
    assert!(survivors(&format!("{upper}{}", case(2, "not_met"))).is_empty());
}

#[test]
fn nothing_is_shown_with_cases_that_fail_on_the_rules_as_they_are() {
    let text = format!("{}cases:\n{}", debt_rule("      debt.effective_demands: { at_least: 3 }"), case(9, "not_met"));
    let engine = Engine::new(rules(&text));
    let failed = run(&engine, |_| true, &|_| ()).unwrap_err();
    assert_eq!(failed.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(), ["催要 9 次"]);
}

/// What a case can state of what follows, each part of which notices its own change.
#[test]
fn what_follows_can_be_stated_and_is_then_noticed() {
    let survive = |expect: &str| {
        let case = format!(
            "cases:\n  - name: 全部\n    as_of: 2026-06-22\n    given:\n      debts: [ {{ id: a, effective_demands: 5, outstanding: 1000, small_claims: false, \
             served_on: 2026-06-15, hearing_on: 2026-07-20 }} ]\n    expect:\n      {expect}\n"
        );
        survivors(&format!("{PERIOD_AND_EXCEPTION}{case}"))
    };
    let kinds = |expect: &str| -> Vec<String> {
        let mut left: Vec<String> = survive(expect)
            .iter()
            .filter_map(|s| s.split(' ').nth(1))
            .map(|k| k.trim_end_matches(':').into())
            .collect();
        left.dedup();
        left
    };
    let nothing = kinds("rules: [ { rule: extra, debt: a, is: met } ]");
    for kind in ["today", "payment", "due", "action", "avoid", "referral", "citation", "band"] {
        assert!(nothing.iter().any(|k| k == kind), "{kind} is noticed by nothing: {nothing:?}");
    }
    let check = |kind: &str, expect: &str| {
        let left = kinds(expect);
        assert!(!left.iter().any(|k| k == kind), "{kind} should be noticed by {expect}: {left:?}");
    };
    check("citation", "rules: [ { rule: extra, debt: a, is: met, cite: [civil-procedure-law/128] } ]");
    check("avoid", "avoid: [ { avoid: no_silence, rule: extra } ]");
    check("referral", "referrals: [ { referral: lawyer, rule: extra } ]");
    check("payment", "payments: [ { debt: a, tier: hold, rule: extra } ]");
    check("today", "today: [extra]");
    check("action", "actions: [ { action: file_answer, rule: extra }, { action: attend_hearing, rule: extra } ]");
    check(
        "due",
        "actions: [ { action: file_answer, due: 2026-06-30, rule: extra }, { action: attend_hearing, due: 2026-07-20, rule: extra } ]",
    );
}

#[test]
fn severity_and_channels_are_noticed_where_a_case_states_them() {
    let rule = "
rules:
  - id: extra
    title: 例
    scope: contact
    when: { contact.connected: true }
    strength: heuristic
    then:
      behaviour: night_contact
      severity: notice
      because: 例
      report_to: [lender_desk, police_110]
cases:
  - name: 接通
    as_of: 2026-06-22
    given:
      debts: [ { id: a, creditor_type: commercial_bank } ]
      contacts:
        - { id: k, debt: a, at: \"2026-06-20T12:00:00+08:00\", connected: true }
        - { id: m, debt: a, at: \"2026-06-20T13:00:00+08:00\", connected: false }
    expect:
      rules: [ { rule: extra, contact: m, is: not_met } ]
      conduct:
        - { behaviour: night_contact, contacts: [k], rule: extra";
    let left = |stated: &str| survivors(&format!("{rule}{stated} }}\n"));
    assert_eq!(
        left(""),
        [
            "10 severity: 严重程度：把“notice”改成“breach”",
            "12 channel: 去掉投诉渠道 lender_desk",
            "12 channel: 去掉投诉渠道 police_110",
        ]
    );
    assert!(left(", severity: notice, report_to: [lender_desk, police_110]").is_empty());
}

/// The pack with the extra rules as a folder.
fn folder(name: &str, extra: &str) -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&to);
    let extra = SourceFile::new("zz/extra.yaml", extra);
    for file in PACK.iter().chain([&extra]) {
        let path = to.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.text).unwrap();
    }
    to
}

fn mutate(rules: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ashore"));
    command.arg("--rules").arg(rules).args(["test", "--mutate"]).args(args);
    command.env_remove("ASHORE_LANG").output().unwrap()
}

#[test]
fn the_command_names_the_place_the_change_and_what_to_do() {
    let rule = debt_rule("      debt.effective_demands: { at_least: 3 }");
    let rules =
        folder("mutation", &format!("{rule}cases:\n{}{}{}", case(9, "met"), case(0, "not_met"), case(3, "met")));
    let output = mutate(&rules, &["zz/extra.yaml", "--min-score", "75"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        printed,
        "extra
  zz/extra.yaml:6:7 [limit]
    发卡行有效催收次数(debt.effective_demands)：把“至少 3”改成“至少 2”，没有案例发现
    怎么办：写两个案例：一个刚好在界限上，一个差一步，结论不同

limit        2 处改动，1 处没有发现
comparison   1 处改动，0 处没有发现
condition    1 处改动，0 处没有发现
4 处改动：案例发现 3 处，没有发现 1 处；变异得分 75.00%
"
    );
    assert_eq!(output.status.code(), Some(0), "75 is reached");
    let output = mutate(&rules, &["extra", "--min-score", "75.01", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "变异得分 75.00%，低于要求的 75.01%\n");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["changes"], &json["score"]), (&4.into(), &"75.00".into()));
    let survivor = &json["survivors"][0];
    assert_eq!(
        (&survivor["file"], &survivor["line"], &survivor["column"]),
        (&"zz/extra.yaml".into(), &6.into(), &7.into())
    );
    assert_eq!(
        survivor["change"]["en"],
        "effective demands by the card bank (debt.effective_demands): “at least 3” becomes “at least 2”"
    );
    let output = mutate(&rules, &["nothing-of-this-name"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "没有叫 `nothing-of-this-name` 的规则或规则文件\n");
}
