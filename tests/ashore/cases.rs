//! `ashore test` as run: why a case failed, what the cases cover, what is blessed, what a build server reads.

use std::path::Path;

use crate::shell::{ashore, rules_with, text};
use serde_json::Value;

const COURT: &str = "cn/cases/triage-court.yaml";

/// The text of a file with one thing in it changed.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// The shipped rules with these cases in a file of their own.
fn rules_and(name: &str, cases: &str) -> String {
    let rules = rules_with(name, COURT, |t| t);
    std::fs::write(rules.join("cn/mine.yaml"), cases).unwrap();
    rules.to_str().unwrap().to_owned()
}

/// Expectations of which every one is wrong, one for each way of being wrong.
const WRONG: &str = "\
cases:
  - name: 夜里的电话
    as_of: 2026-11-22
    given:
      debts: [{ id: 甲, creditor_type: commercial_bank, product: consumer_loan }]
      contacts:
        - { id: c1, debt: 甲, at: \"2026-11-12T21:59:59+08:00\", channel: call, direction: outbound, agreed_window: false }
    expect:
      rules:
        - { rule: night-contact, contact: c1, is: met } # 边界
  - name: 起诉状和支付令
    as_of: 2026-11-22
    given:
      household: { income: [{ kind: wage, amount: 5000, every: month, certain: true }], essentials: [{ kind: food, amount: 3500, every: month }] }
      debts:
        - { id: 甲, legal_stage: served, proof_seen: original, served_on: 2026-11-06, outstanding: 12000.00 }
        - { id: b, legal_stage: payment_order, proof_seen: screenshot, outstanding: 8500.00 }
    expect:
      rules:
        - rule: payment-order-received
          debt: b
          is:   met   # 只有截图
      actions:
        - { debt: 甲, action: file_answer, due: 2026-11-21, rule: complaint-served, band: legal_deadline }
        - { debt: b, action: object_payment_order }
      surplus: 1400
      order: [ b, \"甲\" ]
      not:
        - { avoid: no_asset_transfer }
";

#[test]
fn a_failure_shows_each_condition_with_its_value_its_limit_and_its_place() {
    let rules = rules_and("wrong-cases", WRONG);
    for lang in ["zh", "en"] {
        let output = ashore(&["test", "mine.yaml", "--rules", &rules, "--lang", lang], None);
        assert_eq!(output.status.code(), Some(1));
        insta::assert_snapshot!(format!("failures_{lang}"), text(&output.stdout));
    }
    let json = ashore(&["test", "mine.yaml", "--rules", &rules, "--format", "json"], None);
    let cases: Value = serde_json::from_slice(&json.stdout).unwrap();
    let reasons = cases[0]["failures"][0]["reasons"].as_array().unwrap();
    let night = reasons.iter().find(|r| r["text"].as_str().unwrap().starts_with("contact.local_time")).unwrap();
    assert_eq!(night["outcome"], "not_met");
    assert_eq!(night["place"], "cn/conduct/time-and-frequency.yaml:11:7");
}

#[test]
fn blessing_changes_the_values_that_failed_and_nothing_else() {
    let rules = rules_and("blessed", WRONG);
    let file = Path::new(&rules).join("cn/mine.yaml");
    let output = ashore(&["test", "mine.yaml", "--bless", "--rules", &rules], None);
    assert_eq!(output.status.code(), Some(1), "something is left to decide");
    let printed = text(&output.stdout);
    assert!(printed.contains("-          is:   met   # 只有截图\n+          is:   not_met   # 只有截图"), "{printed}");
    assert!(printed.contains("不能改写，请自己决定：起诉状和支付令(cn/mine.yaml:25:13)：行动 object_payment_order"));
    assert!(
        printed
            .contains("不能改写，请自己决定：起诉状和支付令(cn/mine.yaml:29:13)：不应出现：不要做 no_asset_transfer")
    );

    let mut expected = changed(WRONG, "contact: c1, is: met } # 边界", "contact: c1, is: not_met } # 边界");
    expected = changed(&expected, "is:   met   # 只有截图", "is:   not_met   # 只有截图");
    expected = changed(&expected, "due: 2026-11-21", "due: 2026-11-23");
    expected = changed(&expected, "surplus: 1400", "surplus: 1500.00");
    expected = changed(&expected, "order: [ b, \"甲\" ]", "order: [ 甲, \"b\" ]");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), expected);

    let again = ashore(&["test", "mine.yaml", "--bless", "--rules", &rules], None);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), expected, "what was blessed holds");
    assert!(text(&again.stdout).contains("改写了 0 个文件的 0 行"));
}

/// Expectations that are wrong in what goes beyond the line itself: by which rule, how severe, reported where.
const FINER: &str = "\
cases:
  - name: 细处都写错
    as_of: 2026-11-22
    given:
      debts:
        - { id: a, creditor_type: microloan, contract_date: 2026-01-05, face_principal: 10000, disbursed_amount: 9000, instalment: 933.33, monthly_fees: 0, upfront_fees: 0, periods_total: 12 }
        - { id: b, creditor_type: commercial_bank, product: consumer_loan, security: only_home }
      contacts:
        - { id: c1, debt: b, at: \"2026-11-12T10:15:30+08:00\", channel: call, direction: outbound, claimed_identity: none_refused, content_text: 请尽快还款 }
    expect:
      rules:
        - { rule: identity-refused, contact: c1, is: met, cite: [civil-code/410] }
        - { rule: complaint-served, debt: b, is: met, cite: [civil-procedure-law/128] }
      conduct:
        - { behaviour: no_identity, severity: urgent, report_to: [nifa_report, lender_desk] }
        - { behaviour: no_identity, report_to: [police_110] }
      cost:
        - { debt: a, yardstick: microloan_stop_rate, role: information }
      payments:
        - { debt: b, tier: others, rule: complaint-served }
        - { debt: a, tier: hold }
        - { debt: a, amount: 100 }
      avoid:
        - { avoid: no_asset_transfer, rule: only-home-secured }
        - { avoid: no_asset_transfer, rule: identity-refused }
      referrals:
        - { referral: legal_aid, rule: complaint-served }
";

#[test]
fn severity_channels_tiers_and_roles_are_blessed_and_articles_and_raising_rules_are_left_to_a_person() {
    let rules = rules_and("finer", FINER);
    let output = ashore(&["test", "mine.yaml", "--bless", "--rules", &rules], None);
    let printed = text(&output.stdout);
    let mut expected = changed(
        FINER,
        "urgent, report_to: [nifa_report, lender_desk]",
        "notice, report_to: [lender_desk, nifa_report]",
    );
    expected = changed(&expected, "role: information", "role: reference");
    expected =
        changed(&expected, "tier: others, rule: complaint-served", "tier: secures_necessity, rule: only-home-secured");
    expected = changed(&expected, "tier: hold", "tier: others");
    let blessed = std::fs::read_to_string(Path::new(&rules).join("cn/mine.yaml")).unwrap();
    assert_eq!(blessed, expected, "{printed}");
    assert!(printed.contains("改写了 1 个文件的 4 行") && printed.contains("还有 6 条预期要自己决定"), "{printed}");

    let told = |expected: &str, actual: &str, why: &str| {
        let lines: Vec<&str> = printed.lines().map(str::trim).collect();
        let at = lines.iter().position(|l| l.starts_with("预期") && l.ends_with(expected)).expect(expected);
        assert!(lines[at + 1].starts_with(actual), "{printed}");
        assert!(lines[at + 2].contains(why), "{printed}");
    };
    told(
        "规则 identity-refused 联系=c1 为 成立(met) 引用=civil-code/410",
        "实际：成立(met)，引用 cba-guideline-2026/identity、nifa-covenant-2018/15",
        "✓ 规则 identity-refused",
    );
    told(
        "行为 no_identity 投诉=police_110",
        "实际：no_identity 成立(c1)[identity-refused] 严重程度 notice 投诉 lender_desk、cba_association、nifa_report",
        "规则 identity-refused",
    );
    told("付款：债务 a 顺位=hold", "实际：a: 没有金额 [others]", "规则 ");
    told("不要做 no_asset_transfer 规则=identity-refused", "实际：no_new_loan (", "规则 identity-refused 里没有写它");
    told("转介 legal_aid 规则=complaint-served", "实际：", "规则 complaint-served");
}

#[test]
fn changes_to_rules_are_tried_on_all_cases_without_the_options_for_running_some() {
    for other in [["triage-court", "--mutate"], ["--coverage", "--mutate"], ["--bless", "--mutate"]] {
        let output = ashore(&[&["test"][..], &other].concat(), None);
        assert_eq!(output.status.code(), Some(2), "{other:?}");
    }
}

#[test]
fn a_file_that_changed_while_the_cases_ran_is_not_blessed() {
    let rules = rules_and("changed-meanwhile", WRONG);
    let file = Path::new(&rules).join("cn/mine.yaml");
    // The report is written over the file of the cases: a change between reading and blessing.
    let args = ["test", "mine.yaml", "--bless", "--rules", &rules, "--junit", file.to_str().unwrap()];
    let output = ashore(&args, None);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(text(&output.stderr), "cn/mine.yaml 在运行期间变了，没有改写任何文件；请重新运行\n");
    assert!(std::fs::read_to_string(file).unwrap().starts_with("<?xml"));
}

#[test]
fn what_is_asked_for_by_file_or_name_runs_and_a_word_that_fits_nothing_is_wrong_usage() {
    let count = |args: &[&str]| text(&ashore(&[&["test"], args].concat(), None).stdout);
    assert_eq!(count(&["21:59:59 不算夜间"]), "1 个案例：1 个通过，0 个不通过\n");
    let by_path = count(&["rules/cn/cases/triage-court.yaml"]);
    assert_eq!(by_path, count(&["triage-court.yaml"]));
    assert_ne!(by_path, count(&[]));
    let lost = ashore(&["test", "triage-cuort"], None);
    assert_eq!(lost.status.code(), Some(2));
    assert_eq!(text(&lost.stderr), "没有文件名或名称含有 `triage-cuort`、或者考规则 `triage-cuort` 的案例\n");
    let of_rule = count(&["wages-paid-into-creditor"]);
    assert!(!of_rule.starts_with("0 ") && of_rule != count(&[]), "the cases that name a rule: {of_rule}");
    assert_eq!(ashore(&["test", "--bless", "--format", "json"], None).status.code(), Some(2));
    assert_eq!(ashore(&["test", "--min", "50"], None).status.code(), Some(2), "--min goes with --coverage");
}

#[test]
fn the_same_cases_print_the_same_bytes_on_any_number_of_cores() {
    let rules = rules_and("cores", WRONG);
    let junit = Path::new(&rules).join("junit.xml");
    let run = |threads: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ashore"));
        command.args(["test", "--coverage", "--rules", &rules, "--junit", junit.to_str().unwrap()]);
        let output = command.env("RAYON_NUM_THREADS", threads).env("ASHORE_LANG", "zh").output().unwrap();
        (output.stdout, output.stderr, std::fs::read(&junit).unwrap())
    };
    let one = run("1");
    assert_eq!(one, run("5"));
    assert!(one.1.is_empty(), "no bar where nobody watches");
}

#[test]
fn junit_has_a_suite_for_each_file_and_the_failures_in_the_same_words() {
    let rules = rules_and("junit", WRONG);
    let path = Path::new(&rules).join("junit.xml");
    let output =
        ashore(&["test", "mine.yaml", "triage-court.yaml", "--rules", &rules, "--junit", path.to_str().unwrap()], None);
    let xml = std::fs::read_to_string(path).unwrap();
    let printed = text(&output.stdout);
    assert_eq!(xml.matches("<testsuite ").count(), 2);
    assert!(xml.contains(r#"<testsuite name="cn/mine.yaml" tests="2" skipped="0" errors="0" failures="2">"#), "{xml}");
    assert!(xml.contains(r#"<testcase name="夜里的电话" classname="cn/mine.yaml:2">"#), "{xml}");
    let line = "✗ debt.proof_seen: [original, verified_with_court] —— 实为 screenshot [cn/terms/stages.yaml:35]";
    assert!(xml.contains(line) && printed.contains(line), "{xml}");
    assert!(!xml.contains(" time=") && !xml.contains("timestamp"), "no times: {xml}");
}

/// A rule with an edge, a list and an exception, and three cases.
const PROBE: &str = "\
rules:
  - id: probe
    title: 试验
    scope: debt
    strength: practice
    when:
      debt.legal_stage: [overdue_m1, overdue_m2]
      debt.overdue_days: { at_least: 90 }
    unless:
      debt.product: mortgage
    unless_because: 房贷另办
    then:
      band: overdue
      because: 试验。
      actions: [{ action: request_statement, due: { days: 3, after: as_of } }]
cases:
  - name: 正好九十天
    as_of: 2026-11-22
    given: { debts: [{ id: a, legal_stage: overdue_m1, overdue_since: 2026-08-24, product: consumer_loan }] }
    expect: { rules: [{ rule: probe, debt: a, is: met }] }
  - name: 八十八天
    as_of: 2026-11-22
    given: { debts: [{ id: a, legal_stage: overdue_m1, overdue_since: 2026-08-26, product: consumer_loan }] }
    expect: { rules: [{ rule: probe, debt: a, is: not_met }] }
  - name: 房贷
    as_of: 2026-11-22
    given: { debts: [{ id: a, legal_stage: overdue_m1, overdue_since: 2026-08-01, product: mortgage }] }
    expect: { rules: [{ rule: probe, debt: a, is: not_met }] }
";

/// What the coverage says of the probe when these cases run.
fn probe(name: &str, cases: &str) -> (Value, String) {
    let rules = rules_and(name, cases);
    let json = ashore(&["test", "mine.yaml", "--coverage", "--format", "json", "--rules", &rules], None);
    let all: Value = serde_json::from_slice(&json.stdout).unwrap();
    let rules_covered = all["coverage"]["rules"].as_array().unwrap();
    let of = rules_covered.iter().find(|r| r["rule"] == "probe").unwrap().clone();
    let human = ashore(&["test", "mine.yaml", "--coverage", "--min", "100", "--rules", &rules], None);
    assert_eq!(human.status.code(), Some(1), "less than everything is covered");
    (of, text(&human.stdout))
}

fn gaps(of: &Value) -> Vec<&str> {
    of["gaps"].as_array().unwrap().iter().map(|g| g["text"].as_str().unwrap()).collect()
}

#[test]
fn coverage_names_the_edge_the_word_and_the_condition_that_no_case_shows() {
    let (of, printed) = probe("probe", PROBE);
    assert_eq!(of["cases"], serde_json::json!({ "met": 1, "not_met": 2, "not_known": 0, "failed": 0 }));
    assert_eq!(
        gaps(&of),
        [
            "没有因为事实未知而不能判断的案例",
            "没有“其他条件都成立，只有这一条不成立”的案例：debt.legal_stage: [overdue_m1, overdue_m2]",
            "没有由“debt.legal_stage 为 overdue_m2(逾期31至60天)”决定结果的案例",
            "没有“debt.overdue_days 比 90 少 1”的案例",
        ]
    );
    assert!(printed.contains("规则 probe“试验” --> cn/mine.yaml:2\n  · 没有因为事实未知"), "{printed}");
    assert!(printed.contains("  · 没有“debt.overdue_days 比 90 少 1”的案例 [cn/mine.yaml:8]"), "{printed}");

    let full = changed(PROBE, "八十八天", "八十九天").replace("2026-08-26", "2026-08-25");
    let full = full
        + "  - name: 别的阶段
    as_of: 2026-11-22
    given:
      debts:
        - { id: a, legal_stage: accelerated, overdue_since: 2026-08-24, product: consumer_loan }
        - { id: b, legal_stage: overdue_m2, overdue_since: 2026-08-24, product: consumer_loan }
        - { id: c, legal_stage: overdue_m2, product: consumer_loan }
    expect: { rules: [{ rule: probe, debt: b, is: met }] }
";
    assert_eq!(gaps(&probe("probe-full", &full).0), [""; 0]);
}

#[test]
fn a_value_at_the_limit_counts_only_where_the_limit_decides() {
    // The debt in the middle of its ninety days is a mortgage and would be excepted whatever the limit were.
    let (of, _) = probe(
        "probe-masked",
        &changed(
            PROBE,
            "overdue_since: 2026-08-24, product: consumer_loan",
            "overdue_since: 2026-08-24, product: mortgage",
        )
        .replace("is: met", "is: not_met"),
    );
    assert!(gaps(&of).contains(&"没有“debt.overdue_days 正好是 90”的案例"), "{of}");
    assert!(gaps(&of).contains(&"没有规则适用的案例"));
}
