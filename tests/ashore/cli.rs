//! The commands as run: what they print and how they end.

use crate::shell::{ashore, rules_with, text};

#[test]
fn a_rule_is_read_back_with_the_line_to_paste_once_it_is_signed() {
    let read = ashore(&["read", "hearing-set", "--by", "ZL", "--on", "2026-11-22"], None);
    let out = text(&read.stdout);
    assert_eq!(read.status.code(), Some(0), "{}", text(&read.stderr));
    assert!(out.contains("对每一笔债：如果法律阶段（以文书为准）是“已定开庭”"), "{out}");
    assert!(out.contains("For each debt: if legal stage as proven by papers is “hearing set”"), "{out}");
    let line = out.lines().find(|l| l.trim_start().starts_with("reads:")).unwrap().trim();
    assert!(line.ends_with(", by: ZL, on: 2026-11-22 }"), "{line}");
    let title = "    title: 已定开庭日期\n";
    let signed = |name: &str, when: &str| {
        let change = |file: String| {
            let file = file.replace(title, &format!("{title}    {line}\n"));
            file.replace("debt.hearing_on: { on_or_after: as_of }", when)
        };
        let rules = rules_with(name, "cn/triage/court.yaml", change);
        ashore(&["--rules", rules.to_str().unwrap(), "check"], None)
    };
    let same = signed("signed-same", "debt.hearing_on: { on_or_after: as_of }");
    assert!(text(&same.stdout).contains("0 处错误，0 处提醒"), "{}", text(&same.stdout));
    let other = signed("signed-other", "debt.hearing_on: { after: as_of }");
    assert_eq!(other.status.code(), Some(0), "a warning does not stop the rules");
    let out = text(&other.stdout);
    assert!(
        out.contains("warning[reads-differently]: 规则 `hearing-set` 读出来的句子，和 ZL 在 2026-11-22 复核的不一样了"),
        "{out}"
    );
}

#[test]
fn a_rule_that_is_not_there_is_told_with_the_closest_one() {
    let read = ashore(&["read", "hearing-sat"], None);
    assert_eq!(read.status.code(), Some(2));
    assert_eq!(text(&read.stderr).trim(), "没有这条规则：`hearing-sat`；是不是想写 `hearing-set`？");
    assert_eq!(ashore(&["read", "--by", "ZL"], None).status.code(), Some(2), "initials without a day");
}

#[test]
fn the_book_is_one_page_and_the_same_every_time() {
    let to = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("book.html");
    let written = ashore(&["book", "--out", to.to_str().unwrap()], None);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    let printed = ashore(&["book"], None);
    assert_eq!(std::fs::read(&to).unwrap(), printed.stdout);
    assert!(text(&printed.stdout).contains("逐部法律：哪些条文有规则，哪些没有"));
    let nowhere = ashore(&["book", "--out", "/nowhere/at/all/book.html"], None);
    assert_eq!(nowhere.status.code(), Some(4));
    assert!(text(&nowhere.stderr).contains("/nowhere/at/all/book.html"));
}

#[test]
fn evaluate_prints_every_part_for_a_counsellor() {
    let output = ashore(&["evaluate", "openapi/examples/three-loans.json"], None);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let mut rest = printed.as_str();
    for heading in [
        "【今天】",
        "【每月收支】",
        "【先办",
        "【先付",
        "【催收行为】",
        "【借款成本】",
        "【不要做】",
        "【找谁帮】",
        "【接下来问】",
        "【依据与限制】",
    ] {
        (_, rest) = rest.split_once(heading).unwrap_or_else(|| panic!("{heading} in its order"));
    }
    assert!(printed.contains("提交答辩状 —— 2026-11-25 前(还有 3 天)\n"));
    assert!(printed.contains("怎么数：2026-11-10 当天不算，从次日起算 15 天；到 2026-11-25 为止；"));
    assert!(printed.contains("答辩期：15 天(2024-01-01 起；读过原文)"));
}

#[test]
fn evaluate_says_where_money_beyond_the_contracts_goes() {
    // 1000 a month; the instalments 500 and 300 are kept, and the 200 left go to the debt at 24 %.
    let given = br#"{"as_of":"2026-11-22",
        "household":{"income":[{"kind":"wage","amount":"5000","every":"month","certain":true}],
            "essentials":[{"kind":"food","amount":"4000","every":"month"}]},
        "debts":[
            {"id":"a","creditor_type":"commercial_bank","legal_stage":"current","outstanding":"6000","instalment":"500","nominal_rate":"12%"},
            {"id":"b","creditor_type":"commercial_bank","legal_stage":"current","outstanding":"3000","instalment":"300","nominal_rate":"24%"}]}"#;
    let output = ashore(&["evaluate", "-"], Some(given));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(printed.contains("合同月供都够，先付足月供，余下先还利率最高的\n"), "{printed}");
    assert!(printed.contains("债务 b") && printed.contains("500.00 元"), "{printed}");
}

#[test]
fn evaluate_prints_the_plan_as_a_page_that_is_the_same_every_time() {
    let print = || ashore(&["evaluate", "openapi/examples/three-loans.json", "--format", "html"], None);
    let output = print();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(output.stdout, print().stdout);
    let page = text(&output.stdout);
    for shown in
        ["<title>还债计划 · 2026年11月22日</title>", "2026-11-25 周三", ">2065.14<", ">3721.00<", "complaint-served"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    // The drawing names the standard it is written in, which nobody loads.
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    assert!(!page.contains("<script") && !page.contains("http"), "nothing runs and nothing is loaded");
}

#[test]
fn evaluate_reads_standard_input_and_prints_the_answer_of_the_api() {
    let bytes = std::fs::read("openapi/examples/mild.json").unwrap();
    let output = ashore(&["evaluate", "-", "--format", "json"], Some(&bytes));
    assert_eq!(output.status.code(), Some(0));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["conduct_findings"], serde_json::json!([]));
    assert_eq!(answer["basis"]["ruleset"], "cn");
}

#[test]
fn input_that_cannot_be_answered_ends_with_3_and_says_why() {
    for (input, says) in [
        ("{", "不是 JSON"),
        (
            r#"{"as_of":"2026-11-22","debts":[{"id":"a","outstanding":-1}]}"#,
            "/debts/0/outstanding [negative-amount]: 金额不能为负：-1",
        ),
    ] {
        let output = ashore(&["evaluate"], Some(input.as_bytes()));
        assert_eq!(output.status.code(), Some(3));
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    let english =
        ashore(&["evaluate", "--lang", "en"], Some(br#"{"as_of":"2026-11-22","debts":[{"id":"a","outstanding":-1}]}"#));
    assert!(text(&english.stderr).contains("an amount cannot be negative: -1"));
}

#[test]
fn files_that_cannot_be_read_end_with_4_and_wrong_usage_with_2() {
    assert_eq!(ashore(&["evaluate", "no-such-file.json"], None).status.code(), Some(4));
    assert_eq!(ashore(&["check", "--rules", "no-such-folder"], None).status.code(), Some(4));
    assert_eq!(ashore(&["evaluat"], None).status.code(), Some(2));
}

#[test]
fn check_ends_well_on_the_shipped_rules_and_with_1_on_a_mistake() {
    let good = ashore(&["check"], None);
    assert_eq!(good.status.code(), Some(0));
    assert!(text(&good.stdout).contains("0 处错误，0 处提醒"), "{}", text(&good.stdout));

    let rules = rules_with("one-mistake", "cn/triage/court.yaml", |t| {
        t.replacen("debt.legal_stage: payment_order", "debt.legal_stage: paymentorder", 1)
    });
    let bad = ashore(&["check", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(bad.status.code(), Some(1));
    let printed = text(&bad.stdout);
    assert!(printed.contains("error[wrong-value]") && printed.contains("是不是想写 `payment_order`？"), "{printed}");
    assert!(printed.contains("--> cn/triage/court.yaml:8:"), "{printed}");

    let json = ashore(&["check", "--format", "json", "--rules", rules.to_str().unwrap()], None);
    let list: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&list[0]["code"], &list[0]["line"]), (&"wrong-value".into(), &8.into()));

    let refused = ashore(&["evaluate", "openapi/examples/mild.json", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(refused.status.code(), Some(1), "rules with a mistake answer nothing");
}

#[test]
fn test_passes_on_the_shipped_rules_and_shows_what_came_instead_when_a_limit_moves() {
    let good = ashore(&["test"], None);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stdout));

    let rules = rules_with("a-moved-limit", "cn/values/procedure.yaml", |t| {
        let at = t.find("id: answer_days").unwrap();
        let (head, tail) = t.split_at(at);
        format!("{head}{}", tail.replacen("from: 2024-01-01, value: 15", "from: 2024-01-01, value: 16", 1))
    });
    let bad = ashore(&["test", "--rules", rules.to_str().unwrap()], None);
    assert_eq!(bad.status.code(), Some(1));
    let printed = text(&bad.stdout);
    assert!(printed.contains("2026-11-25") && printed.contains("2026-11-26"), "expected beside actual: {printed}");
}

#[test]
fn serve_keeps_to_this_machine_unless_told_otherwise() {
    let refused = ashore(&["serve", "--bind", "0.0.0.0:0"], None);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--without-keys"));
    let bad = ashore(&["serve", "--workers", "0", "--body-limit-bytes", "1"], None);
    assert_eq!(text(&bad.stderr), "--body-limit-bytes: is between 1 KiB and 64 MiB\n--workers: is between 1 and 256\n");
}

#[test]
fn schemas_are_listed_printed_written_and_compared() {
    let listed = ashore(&["schema", "--lang", "en"], None);
    assert_eq!(listed.status.code(), Some(0));
    let listed = text(&listed.stdout);
    assert!(
        listed.contains("letters     letters\n") && listed.contains("all         files that mix sections\n"),
        "{listed}"
    );
    let printed = ashore(&["schema", "letters"], None);
    assert_eq!(text(&printed.stdout), std::fs::read_to_string("rules/schema/letters.json").unwrap());
    let unknown = ashore(&["schema", "letter"], None);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("没有 `letter` 这一种"));

    let folder = rules_with("schema-stale", "cn/letters/court.yaml", |letters| {
        let first = letters.find('\n').unwrap() + 1;
        let letters = letters.split_at(first).1.to_owned();
        letters + "\n  - id: letter_of_today\n    title: 今天加的信\n    to: 法院\n    body: 例\n"
    });
    let folder = folder.to_str().unwrap();
    let stale = ashore(&["schema", "--check", "--rules", folder], None);
    assert_eq!(stale.status.code(), Some(1));
    let told = text(&stale.stderr);
    assert!(told.contains("actions.json 过时了") && told.contains("rules.json 过时了"), "{told}");
    assert!(
        !told.contains("cases.json 过时了\n") && !told.contains("phrases.json"),
        "nothing there names a letter: {told}"
    );
    let line = "cn/letters/court.yaml 的第一行应当是：# yaml-language-server: $schema=../../schema/letters.json";
    assert!(told.contains(line), "{told}");
    assert_eq!(ashore(&["schema", "--write", "--rules", folder], None).status.code(), Some(0));
    let rest = ashore(&["schema", "--check", "--rules", folder], None);
    assert_eq!(text(&rest.stderr).lines().count(), 1, "only the first line is left to mend: {}", text(&rest.stderr));
    let actions = ashore(&["schema", "actions", "--rules", folder], None);
    assert!(text(&actions.stdout).contains("今天加的信"), "the new letter is offered to actions");
}

#[test]
fn explain_prints_a_page_in_either_language_and_lists_all_codes() {
    let page = ashore(&["explain", "unknown-fact"], None);
    assert_eq!(page.status.code(), Some(0));
    let printed = text(&page.stdout);
    let mut rest = printed.as_str();
    for part in [
        "unknown-fact · 错误",
        "查什么：",
        "为什么：",
        "错的写法：",
        "debt.legal_stag:",
        "这样写：",
        "debt.legal_stage:",
    ] {
        (_, rest) = rest.split_once(part).unwrap_or_else(|| panic!("{part} in its order: {printed}"));
    }
    let english = ashore(&["explain", "tab", "--lang", "en"], None);
    assert!(text(&english.stdout).contains("{U+0009}title"), "an invisible character is spelt out");

    let list = text(&ashore(&["explain"], None).stdout);
    assert!(
        list.lines().count() > 80 && list.lines().any(|l| l.starts_with("value-gap ") && l.ends_with("数值中间断了"))
    );

    let json = ashore(&["explain", "tab", "--format", "json"], None);
    let page: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&page["code"], &page["severity"]), (&"tab".into(), &"error".into()));
    assert!(page["wrong"][0]["text"].as_str().unwrap().starts_with("terms:"));

    let unknown = ashore(&["explain", "unknown-fct"], None);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("是不是想写 `unknown-fact`？"));
}

#[test]
fn check_names_the_pages_of_what_it_found_and_gives_json_and_sarif_for_tools() {
    let rules = rules_with("mistakes-for-tools", "cn/triage/court.yaml", |t| {
        t.replacen("debt.legal_stage: payment_order", "debt.legal_stag: payment_order", 1)
    });
    let root = rules.to_str().unwrap();
    let printed = text(&ashore(&["check", "--rules", root], None).stdout);
    let last = printed.lines().last().unwrap();
    assert!(last.starts_with("说明：ashore explain CODE") && last.contains("unknown-fact"), "{last}");

    let json = ashore(&["check", "--format", "json", "--rules", root], None);
    let list: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(list[0]["label"]["zh"], "词汇表里没有这个名字");
    assert_eq!(list[0]["help"]["en"], "did you mean `debt.legal_stage`?");

    let sarif = ashore(&["check", "--format", "sarif", "--rules", root], None);
    assert_eq!(sarif.status.code(), Some(1));
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!((&run["columnKind"], &run["tool"]["driver"]["name"]), (&"unicodeCodePoints".into(), &"ashore".into()));
    let ids: Vec<&str> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        assert!(ids.contains(&result["ruleId"].as_str().unwrap()));
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let number = |name: &str| region[name].as_u64().unwrap();
        assert!(number("startLine") >= 1 && number("startColumn") >= 1);
        assert!((number("endLine"), number("endColumn")) >= (number("startLine"), number("startColumn")));
    }
    let first = &results[0];
    assert_eq!((&first["ruleId"], &first["level"]), (&"unknown-fact".into(), &"error".into()));
    let place = &first["locations"][0]["physicalLocation"];
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("mistakes-for-tools/cn/triage/court.yaml"));
    assert_eq!(place["region"]["startLine"], 8);
    assert_eq!(place["region"]["endColumn"].as_u64().unwrap() - place["region"]["startColumn"].as_u64().unwrap(), 15);

    let clean = ashore(&["check", "--format", "sarif"], None);
    let log: serde_json::Value = serde_json::from_slice(&clean.stdout).unwrap();
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]), "a clean run still is a run");
}

#[test]
fn a_letter_is_printed_or_it_is_said_why_not_and_what_to_send() {
    let portfolio = |evidence: &str| {
        format!(
            r#"{{ "as_of": "2026-11-22", "household": {{
                "income": [{{ "kind": "wage", "amount": 5000, "every": "month", "certain": true }}],
                "essentials": [{{ "kind": "food", "amount": 3500, "every": "month" }}],
                "hardship": ["job_loss"], "hardship_since": "2026-10-01", "evidence": [{evidence}] }},
              "debts": [
                {{ "id": "a", "platform_name": "甲", "creditor_type": "commercial_bank", "legal_stage": "overdue_m1",
                   "outstanding": 5000 }},
                {{ "id": "b", "platform_name": "乙", "legal_stage": "overdue_m1", "outstanding": 3000,
                   "disputes": ["not_mine"] }} ] }}"#
        )
    };
    let held = portfolio("\"income_proof\"");
    let letter = |more: &[&str], given: &str| ashore(&[&["letter"], more].concat(), Some(given.as_bytes()));
    let printed = letter(&["hardship_letter", "--debt", "a"], &held);
    assert_eq!(printed.status.code(), Some(0), "{}", text(&printed.stderr));
    assert!(text(&printed.stdout).starts_with("困难说明与分期申请\n\n甲：\n"), "{}", text(&printed.stdout));
    assert!(text(&printed.stderr).contains("不要写："), "advice stays off the letter: {}", text(&printed.stderr));
    let page = letter(&["hardship_letter", "--debt", "a", "--html"], &held);
    assert!(text(&page.stdout).starts_with("<!DOCTYPE html>"));

    for (more, given, code, says) in [
        (
            &["hardship_letter", "--debt", "a"][..],
            portfolio("\"contract\""),
            3,
            "先用：ashore letter holding_letter --debt a",
        ),
        (&["hardship_letter", "--debt", "b"], held.clone(), 3, "先用：ashore letter statement_request --debt b"),
        (&["hardship_letter"], held.clone(), 2, "用 --debt 指明是哪一笔债：a, b"),
        (&["hardship_leter"], held.clone(), 2, "是不是 `hardship_letter`？"),
        (&["hardship_letter", "-"], "[".to_owned(), 3, "不是 JSON"),
    ] {
        let refused = letter(more, &given);
        assert_eq!(refused.status.code(), Some(code), "{more:?}");
        assert!(refused.stdout.is_empty(), "{more:?}");
        assert!(text(&refused.stderr).contains(says), "{more:?}: {}", text(&refused.stderr));
    }
}

#[test]
fn contacts_alone_are_judged_for_people_for_programs_and_as_a_page() {
    let file = "openapi/examples/conduct/one-lender.json";
    let people = ashore(&["conduct", file], None);
    assert_eq!(people.status.code(), Some(0), "{}", text(&people.stderr));
    let said = text(&people.stdout);
    assert!(said.contains("联系 20 次，其中 1 次是本人打过去的"), "{said}");
    // Shown on the 12th of November 2026; six months on, the 12th of May.
    assert!(said.contains("请在 2027-05-12 之前报案"), "{said}");
    let english = text(&ashore(&["--lang", "en", "conduct", file], None).stdout);
    assert!(english.contains("report it before 2027-05-12"), "{english}");

    let bytes = std::fs::read(file).unwrap();
    let programs = ashore(&["conduct", "-", "--format", "json"], Some(&bytes));
    let report: serde_json::Value = serde_json::from_slice(&programs.stdout).unwrap();
    let digest = report["request_sha256"].as_str().unwrap();
    assert_eq!(digest, ashore::engine::digest(&bytes));
    let page = text(&ashore(&["conduct", file, "--format", "html"], None).stdout);
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains(digest));

    let bad = ashore(&["conduct"], Some(br#"{ "as_of": "2026-11-22", "contacts": [], "household": {} }"#));
    assert_eq!(bad.status.code(), Some(3));
    assert!(text(&bad.stderr).contains("/household [unknown-field]"), "{}", text(&bad.stderr));
    assert_eq!(ashore(&["conduct", "no-such-file.json"], None).status.code(), Some(4));
    assert_eq!(ashore(&["conduct", file, "--format", "pdf"], None).status.code(), Some(2));
}

#[test]
fn figures_are_listed_computed_and_refused_as_over_http() {
    let listed = ashore(&["money"], None);
    assert_eq!(listed.status.code(), Some(0));
    let listed = text(&listed.stdout);
    let calls: Vec<&str> = listed.lines().collect();
    assert_eq!(calls.len(), 15, "{listed}");
    for call in ["schedule", "settlement", "delay-interest", "loan-on-loan", "deadlines"] {
        assert!(calls.contains(&call), "{call}: {listed}");
    }

    // 43 956.78 in 24 parts is 1 831.53 each, and 43 956.78 − 23 × 1 831.53 = 1 831.59 at the end.
    let terms =
        r#"{ "principal": "41956.78", "interest": 2000, "penalty": 1500, "waived_penalty": "100%", "periods": 24 }"#;
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("settlement.json");
    std::fs::write(&file, terms).unwrap();
    let computed = ashore(&["money", "settlement", file.to_str().unwrap()], None);
    assert_eq!(computed.status.code(), Some(0), "{}", text(&computed.stderr));
    let plan: serde_json::Value = serde_json::from_slice(&computed.stdout).unwrap();
    assert_eq!((&plan["instalment"], &plan["last_instalment"]), (&"1831.53".into(), &"1831.59".into()));
    assert_eq!(plan["rows"].as_array().unwrap().len(), 24);
    let piped = ashore(&["money", "settlement", "-"], Some(terms.as_bytes()));
    assert_eq!(piped.stdout, computed.stdout, "from standard input as from a file");
    let days = ashore(&["money", "deadlines", "openapi/examples/three-loans.json"], None);
    assert!(text(&days.stdout).contains("2026-11-25"), "{}", text(&days.stderr));

    for (args, given, code, says) in [
        (&["money", "setlement"][..], terms, 2, "没有这项计算：`setlement`；是不是想写 `settlement`？"),
        (
            &["--lang", "en", "money", "setlement"],
            terms,
            2,
            "there is no computation `setlement`; did you mean `settlement`?",
        ),
        (&["money", "horoscope"], terms, 2, "没有这项计算：`horoscope`；不写名字就列出全部"),
        (&["money", "settlement"], r#"{ "principal": 0.005, "periods": 1 }"#, 3, "/principal [too-many-decimals]"),
        (&["money", "settlement"], r#"{ "principal": 1, "periods": 0 }"#, 3, "/periods [periods-out-of-range]"),
        (&["--lang", "en", "money", "settlement"], "{}", 3, "/periods [missing-field]: this field is missing"),
        (&["money", "settlement"], "{", 3, "不是 JSON"),
        (&["money", "settlement", "no-such-file.json"], "", 4, "no-such-file.json"),
    ] {
        let refused = ashore(args, Some(given.as_bytes()));
        assert_eq!(refused.status.code(), Some(code), "{args:?}");
        assert!(refused.stdout.is_empty(), "{args:?}");
        assert!(text(&refused.stderr).contains(says), "{args:?}: {}", text(&refused.stderr));
    }
    // Less than nothing to pay with is an answer, not a mistake.
    let deficit = br#"{ "balance": 10000, "annual_rate": "24%", "payment": -350 }"#;
    let answered = ashore(&["money", "payoff"], Some(deficit));
    assert_eq!(answered.status.code(), Some(0));
    assert!(text(&answered.stdout).contains("negative_amortisation"));
}

#[test]
fn a_probe_tells_a_service_that_is_ready_from_none() {
    let service = crate::shell::service::Service::start(&[]);
    let asked = ashore(&["probe", &service.address], None);
    assert_eq!((asked.status.code(), text(&asked.stderr).as_str()), (Some(0), ""));
    let elsewhere = ashore(&["probe", &service.address, "--path", "/v2", "--lang", "en"], None);
    assert_eq!(elsewhere.status.code(), Some(4));
    assert!(text(&elsewhere.stderr).contains("404 Not Found`, 200 is wanted"), "{}", text(&elsewhere.stderr));
    let address = service.address.clone();
    drop(service);
    let gone = ashore(&["probe", &address, "--lang", "en"], None);
    assert_eq!(gone.status.code(), Some(4));
    assert!(text(&gone.stderr).contains("does not answer"), "{}", text(&gone.stderr));
}
