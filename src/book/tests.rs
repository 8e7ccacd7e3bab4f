//! The page as somebody opens it: whole, linked, escaped, the same every time.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use super::book;
use super::view::{cases, place};
use crate::check::check;
use crate::rule::Expected;
use crate::source::{SourceFile, Sources, read_folder};

fn page(change: impl Fn(&str, &str) -> String) -> String {
    let sources = read_folder(Path::new("rules")).unwrap();
    let files = sources.iter().map(|(_, f)| SourceFile::new(f.path.clone(), change(&f.path, &f.text))).collect();
    book(&check(Sources::new(files)).rules.expect("the rules check")).unwrap()
}

static BOOK: LazyLock<String> = LazyLock::new(|| page(|_, text| text.to_owned()));

/// How many rules are shipped.
fn rules() -> usize {
    check(read_folder(Path::new("rules")).unwrap()).rules.expect("the rules check").rules.len()
}

/// What stands between `from` and `to`, each time.
fn each_between<'b>(text: &'b str, from: &str, to: &str) -> Vec<&'b str> {
    text.split(from).skip(1).filter_map(|rest| rest.split_once(to)).map(|(found, _)| found).collect()
}

#[test]
fn the_same_rules_give_the_same_bytes() {
    assert_eq!(*BOOK, page(|_, text| text.to_owned()));
}

#[test]
fn every_link_leads_somewhere_and_every_name_is_given_once() {
    let names = each_between(&BOOK, " id=\"", "\"");
    let set: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(set.len(), names.len(), "a name is given twice");
    let links: BTreeSet<&str> = each_between(&BOOK, "href=\"#", "\"").into_iter().collect();
    let lost: Vec<&&str> = links.difference(&set).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_rule_lists_every_case_that_names_it_by_whatever_it_expects() {
    let set = check(read_folder(Path::new("rules")).unwrap()).rules.unwrap();
    let mut by_payment = 0;
    for rule in &set.rules {
        let listed: BTreeSet<(String, usize)> = cases(&set, rule).into_iter().map(|c| (c.file, c.line)).collect();
        for case in &set.cases {
            let mut naming = case.expect.iter().filter(|e| e.expected.rule().is_some_and(|r| r.it == rule.id.as_str()));
            by_payment += naming.clone().filter(|e| matches!(e.expected, Expected::Payment { .. })).count();
            assert_eq!(
                naming.next().is_some(),
                listed.contains(&place(&set, case.place)),
                "{}: {}",
                rule.id,
                case.name
            );
        }
    }
    assert!(by_payment > 0, "cases of the pay-first list name rules");
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    for part in ["<script", "<link", "<img", "http://", "https://", "@import", "url("] {
        assert!(!BOOK.contains(part), "{part}");
    }
    assert!(BOOK.trim_start().starts_with("<!DOCTYPE html>"));
    assert!(BOOK.contains("<html lang=\"zh-CN\">"));
}

#[test]
fn every_rule_stands_there_with_its_sentence_its_law_its_values_and_its_cases() {
    let article = BOOK.split("id=\"rule-complaint-served\"").nth(1).unwrap().split("</article>").next().unwrap();
    for part in [
        "已收到起诉状副本",
        "cn&#x2f;triage&#x2f;court.yaml:",
        "法律阶段（以文书为准）是“已送达起诉状”或“已定开庭”",
        "要办“提交答辩状”，最迟在起诉状副本送达日之后“答辩期”（2024年1月1日起为 15 天）以内",
        "《民事诉讼法》第128条",
        "补充送达和期限中止没有计算；公告送达和小额诉讼另有规则",
        "十一月十日收到起诉状，答辩截止十一月二十五日",
        "收到后 〔答辩期：15〕 日内可以提交答辩状",
        "href=\"#term-court_paper_in_hand\"",
        "href=\"#value-answer_days\"",
    ] {
        assert!(article.contains(part), "{part}\n{article}");
    }
    assert_eq!(BOOK.matches("<article class=\"rule\"").count(), rules());
}

#[test]
fn articles_without_rules_are_marked() {
    let act = BOOK.split("id=\"law-civil-procedure-law\"").nth(1).unwrap().split("</section>").next().unwrap();
    let row = |number: &str| act.split("<tr").find(|row| row.contains(&format!("<td>第{number}条"))).unwrap();
    assert!(row("128").contains("href=\"#rule-complaint-served\"") && !row("128").contains("没有规则"));
    assert!(row("152").contains("没有规则"));
}

#[test]
fn what_authors_write_is_text_and_never_markup() {
    let page = page(|path, text| match path {
        "cn/triage/court.yaml" => {
            text.replace("title: 收到支付令\n", "title: '收到<script>alert(1)</script>\"支付令\"&'\n")
        }
        _ => text.to_owned(),
    });
    assert!(!page.contains("<script>"));
    assert!(page.contains("收到&lt;script&gt;alert(1)&lt;"));
}

#[test]
fn a_signed_rule_says_by_whom_and_whether_it_still_reads_so() {
    let signed = |sentence: &'static str| {
        page(move |path, text| match path {
            "cn/triage/court.yaml" => text.replace(
                "    title: 收到支付令\n",
                &format!("    title: 收到支付令\n    reads: {{ sentence: '{sentence}', by: ZL, on: 2026-11-22 }}\n"),
            ),
            _ => text.to_owned(),
        })
    };
    assert!(signed("别的句子").contains("ZL 于2026年11月22日复核；<b class=\"flag\">复核以后句子变了"));
}

#[test]
fn the_english_stands_beside_the_chinese_where_it_is_written_and_nowhere_else() {
    let en = |text: &str| format!("<span class=\"en\" lang=\"en\">{text}</span>");
    for (chinese, english) in [
        ("现在有人威胁或控制人身", "Somebody is threatening or holding a person right now"),
        ("人身安全", "Personal safety"),
        (
            "关好门，不出去单独谈，不跟对方走。",
            "Keep the door shut. Do not go out to talk alone, and do not go away with them.",
        ),
        ("不要失联", "Do not drop out of contact"),
        ("律师", "Lawyer"),
    ] {
        assert!(BOOK.contains(&format!("{chinese}{}", en(english))), "{english}");
    }
    assert!(!BOOK.contains(&en("")), "an empty line of English");
}

#[test]
fn the_chapters_follow_the_way_of_a_case() {
    let ids = [
        "guide",
        "stages",
        "part-triage",
        "actions",
        "part-cost",
        "part-conduct",
        "channels",
        "values",
        "calendar",
        "terms",
        "laws",
        "errata",
        "letters",
        "not-modelled",
        "limits",
    ];
    let places: Vec<usize> = ids.iter().map(|id| BOOK.find(&format!(" id=\"{id}\"")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    let contents = BOOK.split("<nav class=\"contents\"").nth(1).unwrap().split("</nav>").next().unwrap();
    let listed: Vec<Option<usize>> = ids.iter().map(|id| contents.find(&format!("\"#{id}\""))).collect();
    assert!(listed.iter().all(Option::is_some) && listed.is_sorted(), "{listed:?}");
}

#[test]
fn every_stage_says_what_it_is_and_what_to_do_by_when() {
    let stage = |name: &str| {
        BOOK.split(&format!("id=\"stage-{name}\"")).nth(1).unwrap().split("</section>").next().unwrap().to_owned()
    };
    let order = stage("payment_order");
    for part in [
        "只说没钱不算异议",
        "payment order",
        "href=\"#rule-payment-order-received\"",
        "还要符合：<a class=\"term\" href=\"#term-court_paper_in_hand\">",
        "最迟在支付令收到日之后“支付令异议期”（2024年1月1日起为 15 天）以内",
        "过期没有异议又不付，支付令生效",
        "《民事诉讼法》</a>",
        "href=\"#letter-",
        "千万不要",
        "没有管到的",
    ] {
        let part = part.replace("《民事诉讼法》</a>", "《民事诉讼法》第227条</a>");
        assert!(order.contains(&part), "{part}\n{order}");
    }
    let set = check(read_folder(Path::new("rules")).unwrap()).rules.unwrap();
    for option in set.vocabulary.iter().filter(|(_, f)| f.exhaustive.is_some()).flat_map(|(_, f)| f.kind.choices()) {
        assert!(option.about.is_some(), "{} has no `about`", option.name);
        assert!(stage(&option.name).contains(&option.label.zh));
    }
}

#[test]
fn errata_give_the_right_answer_with_its_grounds_and_how_it_was_checked() {
    let erratum =
        |id: &str| BOOK.split(&format!("id=\"erratum-{id}\"")).nth(1).unwrap().split("</article>").next().unwrap();
    let order = erratum("payment-order-cannot-pay");
    for part in ["我还不起", "不是对债务本身的异议", "第436条", "href=\"#rule-payment-order-received\"", "读过原文"]
    {
        assert!(order.contains(part), "{part}\n{order}");
    }
    // Court policy cited beside a law is not law.
    assert!(erratum("four-lpr-binds-banks").contains("审判政策"));
    assert!(erratum("four-lpr-binds-banks").contains("一份二手资料"));
}

#[test]
fn letters_stand_there_with_their_text() {
    let letters = BOOK.split("<section id=\"letters\">").nth(1).unwrap().split("</section>").next().unwrap();
    let set = check(read_folder(Path::new("rules")).unwrap()).rules.unwrap();
    assert_eq!(letters.matches("<pre>").count(), set.letters.len());
    assert!(letters.contains("〔支付令异议期：15〕"));
}
