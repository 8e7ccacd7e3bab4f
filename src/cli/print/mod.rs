//! The answer as a counsellor reads it on a screen or on paper: short, in Chinese, the first thing first.

mod findings;
pub(super) mod why;

use std::cmp::Ordering;
use std::fmt::Write;

use crate::conduct::ConductReport;
use crate::diagnostic::Language;
use crate::finding::NamedFact;
use crate::money::paths::PathKind;
use crate::outlook::Of;
use crate::plan::{ActionLine, Answer, Due, HowShared, Payments, Step};

/// How many changes are printed.
const CHANGES_SHOWN: usize = 5;
/// How many questions are printed; all of them are in the JSON answer.
const QUESTIONS_SHOWN: usize = 8;
/// How many days on which the answer changes by itself are printed; all of them are in the JSON answer.
const DAYS_SHOWN: usize = 3;
/// How many later steps of one debt are printed.
const LATER_SHOWN: usize = 6;

/// What has been printed so far, and whether the English goes below the Chinese.
struct Page {
    text: String,
    english: bool,
}

impl Write for Page {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.text.write_str(text)
    }
}

impl Page {
    fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The English of the line above, where it is wanted and there.
    fn below(&mut self, indent: &str, english: Option<&String>) {
        if let Some(english) = english.filter(|_| self.english) {
            let _ = writeln!(self, "{indent}{english}");
        }
    }
}

/// The whole answer in Chinese; where English is asked for, the English of titles and reasons on the lines below.
pub(super) fn answer(answer: &Answer, language: Language) -> String {
    let mut page = Page { text: String::new(), english: language == Language::En };
    let text = &mut page;
    let _ = writeln!(text, "上岸 · 计算基准日 {}", answer.as_of);
    if let Some(case) = &answer.case_ref {
        let _ = writeln!(text, "个案 {case}");
    }
    today(text, answer);
    budget(text, answer);
    paths(text, answer);
    actions(text, &answer.actions);
    timeline(text, answer);
    payments(text, &answer.payments);
    findings::conduct(text, &answer.conduct_findings, &answer.conduct_cannot_tell, &answer.conduct_not_shown);
    findings::left_out(text, &answer.left_out);
    findings::cost(text, answer);
    avoid(text, answer);
    referrals(text, answer);
    notes(text, answer);
    questions(text, answer);
    would_change(text, answer);
    letters(text, answer);
    basis(text, answer);
    page.text
}

/// What contacts show, as a person reads it: the same as in an answer, then how many contacts there were.
pub(super) fn conduct(report: &ConductReport, language: Language) -> String {
    let mut page = Page { text: String::new(), english: language == Language::En };
    let text = &mut page;
    let _ = writeln!(text, "上岸 · 计算基准日 {}", report.as_of);
    if let Some(case) = &report.case_ref {
        let _ = writeln!(text, "个案 {case}");
    }
    let own = report.calendar.own;
    let own = if own > 0 { format!("，其中 {own} 次是本人打过去的") } else { String::new() };
    let _ = writeln!(text, "联系 {} 次{own}", report.timeline.len());
    findings::conduct(text, &report.findings, &report.cannot_tell, &report.not_shown);
    findings::left_out(text, &report.left_out);
    let _ = writeln!(text, "\n文件 SHA-256 {}", report.request_sha256);
    let _ = writeln!(text, "要打印给公安、监管的页面：ashore conduct --format html");
    page.text
}

fn heading(text: &mut Page, title: &str) {
    let _ = writeln!(text, "\n【{title}】");
}

fn today(text: &mut Page, answer: &Answer) {
    heading(text, "今天");
    if answer.today.is_empty() {
        text.push_str("  没有今天必须办的急事。\n");
    }
    for line in &answer.today {
        let due = line.due.map(|d| match d.cmp(&answer.as_of) {
            Ordering::Less => format!("(期限 {d} 已过，马上补救)"),
            Ordering::Equal => "(就是今天)".to_owned(),
            Ordering::Greater => format!("({d} 前)"),
        });
        let due = due.unwrap_or_default();
        let debt = line.debt.as_ref().map(|d| format!("债务 {d}：")).unwrap_or_default();
        let _ = writeln!(text, "  ! {debt}{}{due}", line.text);
        text.below("    ", line.text_en.as_ref());
    }
}

fn budget(text: &mut Page, answer: &Answer) {
    let budget = &answer.budget;
    let yuan = |v: &Option<String>| v.as_ref().map_or_else(|| "未知".to_owned(), |v| format!("{v} 元"));
    let uncertain = budget.uncertain_income.as_ref().map(|u| format!("(其中不稳定 {u} 元)")).unwrap_or_default();
    heading(text, "每月收支");
    let _ = writeln!(
        text,
        "  收入 {}{uncertain}，基本生活 {}，结余 {}",
        yuan(&budget.income),
        yuan(&budget.essentials),
        yuan(&budget.surplus)
    );
    let to_plan = budget.debt_to_plan.as_ref().filter(|_| budget.debt_to_plan != budget.total_debt);
    let to_plan = to_plan.map(|d| format!("，其中要靠结余来还的 {d} 元")).unwrap_or_default();
    let months = budget.months_at_surplus.filter(|m| *m > 0);
    let months = months.map(|m| format!("；按结余约 {m} 个月(不计新利息)")).unwrap_or_default();
    let _ = writeln!(
        text,
        "  未结清债务 {} 笔，共 {}{to_plan}{months}",
        budget.debt_count.unwrap_or_default(),
        yuan(&budget.total_debt)
    );
}

fn paths(text: &mut Page, answer: &Answer) {
    let Some(found) = &answer.paths else { return };
    heading(text, "几条路各走到哪里");
    if !found.missing.is_empty() {
        let _ = writeln!(text, "  还算不全，缺：{}", labels(&found.missing));
    }
    if let Some(reason) = &found.reason {
        let _ = writeln!(text, "  {reason}");
    }
    text.below("  ", found.reason_en.as_ref());
    for path in &found.paths {
        let name = match path.kind {
            PathKind::Contract => "照合同还",
            PathKind::Proposed => "谈分期",
            PathKind::NothingChanges => "什么都不变",
        };
        let _ = writeln!(text, "  · {name}：{}", path.reason);
        text.below("    ", Some(&path.reason_en));
    }
}

fn actions(text: &mut Page, lines: &[ActionLine]) {
    heading(text, "先办(按紧急程度)");
    if lines.is_empty() {
        text.push_str("  没有要办的事。\n");
    }
    for line in lines {
        let _ = writeln!(text, "\n  {}. {} · {}", line.rank, whose(line), line.band_title);
        text.below("     ", line.band_title_en.as_ref());
        step(text, &line.next_step, "     ");
        if let Some(confirm) = &line.confirm_first {
            let _ = writeln!(text, "     ? 先问清：{}。可能属于“{}”", labels(&confirm.missing), confirm.band_title);
        }
        let later: Vec<String> =
            line.then.iter().take(LATER_SHOWN).map(|s| format!("{}{}", s.title, short_due(s.due.as_ref()))).collect();
        if !later.is_empty() {
            let more = line.then.len().saturating_sub(LATER_SHOWN);
            let more = if more > 0 { format!("(另有 {more} 件)") } else { String::new() };
            let _ = writeln!(text, "     接着：{}{more}", later.join(" → "));
        }
    }
}

fn whose(line: &ActionLine) -> String {
    let Some(debt) = &line.debt else { return "家庭".to_owned() };
    let balance = line.balance.as_ref().map(|b| format!("，余额 {b} 元")).unwrap_or_default();
    format!("债务 {}{balance}", called(debt, line.platform_name.as_deref()))
}

fn step(text: &mut Page, step: &Step, indent: &str) {
    let _ = writeln!(text, "{indent}▶ {}{}", step.title, long_due(step.due.as_ref()));
    let below = format!("{indent}  ");
    text.below(&below, step.title_en.as_ref());
    if let Some(counting) = step.due.as_ref().and_then(|d| d.counting.as_ref()) {
        let _ = writeln!(text, "{indent}  怎么数：{counting}");
        text.below(&below, step.due.as_ref().and_then(|d| d.counting_en.as_ref()));
    }
    for because in step.because.iter().take(2) {
        let law: Vec<String> = because.citations.iter().take(3).map(findings::short_citation).collect();
        let law = if law.is_empty() { because.rule.strength_label.clone() } else { law.join("、") };
        let _ = writeln!(text, "{indent}  为什么：{}[{law}；规则 {}]", because.text, because.rule.id);
        text.below(&below, because.text_en.as_ref());
    }
    for (i, how) in step.steps.iter().enumerate() {
        let _ = writeln!(text, "{indent}  {}) {how}", i + 1);
        text.below(&format!("{indent}     "), step.steps_en.get(i));
    }
    if let Some(missed) = &step.if_missed {
        let _ = writeln!(text, "{indent}  误了会怎样：{missed}");
        text.below(&below, step.if_missed_en.as_ref());
    }
    if !step.proof.is_empty() {
        let _ = writeln!(text, "{indent}  留证：{}", joined(&step.proof));
        text.below(&below, Some(step.proof_en.join(" ")).filter(|p| !p.is_empty()).as_ref());
    }
    for script in &step.scripts {
        let _ = writeln!(text, "{indent}  可以这样说：“{script}”");
    }
}

/// A debt by its id and what the client calls it.
fn called(debt: &str, platform_name: Option<&str>) -> String {
    match platform_name {
        Some(name) => format!("{debt}({name})"),
        None => debt.to_owned(),
    }
}

/// What is missing, in the words of people.
fn labels(missing: &[NamedFact]) -> String {
    missing.iter().map(|m| m.label.as_str()).collect::<Vec<_>>().join("、")
}

/// Sentences in one line: their full stops give way to the marks between them.
fn joined(sentences: &[String]) -> String {
    sentences.iter().map(|s| s.trim_end_matches(['。', '；', ';'])).collect::<Vec<_>>().join("；")
}

fn long_due(due: Option<&Due>) -> String {
    let Some(due) = due else { return String::new() };
    let Some(on) = due.on else {
        return match &due.reason {
            Some(reason) => format!(" —— 期限算不出来：{reason}"),
            None => format!(" —— 期限未知，先问：{}", labels(&due.missing)),
        };
    };
    let left = match (due.status.as_str(), due.days_left) {
        ("missed", Some(days)) => format!("已过 {} 天，马上补救", days.unsigned_abs()),
        ("today", _) => "就是今天".to_owned(),
        (_, Some(days)) => format!("还有 {days} 天"),
        _ => String::new(),
    };
    let from = due.counted_from.map(|d| format!("，从 {d} 的次日起算")).unwrap_or_default();
    let moved = due.moved_from.map(|d| format!("，原为 {d}，遇休息日顺延")).unwrap_or_default();
    let bare = due.no_calendar_for.map(|y| format!("，规则里没有 {y} 年的日历，未顺延")).unwrap_or_default();
    // Where the pack says it in its own words, that stands on a line of its own.
    let how = if due.counting.is_some() { String::new() } else { format!("{from}{moved}{bare}") };
    format!(" —— {on} 前({left}{how})")
}

fn short_due(due: Option<&Due>) -> String {
    due.and_then(|d| d.on).map(|d| format!("({d} 前)")).unwrap_or_default()
}

fn timeline(text: &mut Page, answer: &Answer) {
    if answer.timeline.is_empty() {
        return;
    }
    heading(text, "别的都不变，哪天会变");
    for entry in answer.timeline.iter().take(DAYS_SHOWN) {
        for change in &entry.changes {
            let debt = change.debt.as_ref().map(|d| format!("债务 {d}：")).unwrap_or_default();
            let contact = change.contact.as_ref().map(|c| format!("联系 {c}：")).unwrap_or_default();
            let _ = writeln!(text, "  · {} {debt}{contact}{}", entry.on, change.text);
            text.below("    ", change.text_en.as_ref());
        }
    }
    let more = answer.timeline.len().saturating_sub(DAYS_SHOWN);
    if more > 0 {
        let _ = writeln!(text, "  (另有 {more} 天，见 --format json，或用 --format ics 放进日历)");
    }
}

fn payments(text: &mut Page, payments: &Payments) {
    heading(text, "先付(本月)");
    let summary = match payments.status.as_str() {
        "deficit" => "没有结余：本月不承诺任何还款，先保基本生活。".to_owned(),
        "not_known" => {
            format!("还算不出能付多少，缺：{}", labels(&payments.missing))
        }
        _ => format!("可还 {} 元；基本生活和当期房租已先留出。", payments.available.as_deref().unwrap_or("0.00")),
    };
    let _ = writeln!(text, "  {summary}");
    if payments.status == "provisional" {
        text.push_str("  有的债余额未知，份额会变。\n");
    }
    for line in &payments.lines {
        let amount = line.amount.as_ref().map_or_else(|| "待定".to_owned(), |a| format!("{a} 元"));
        let months = line.months.map(|m| format!("，约 {m} 个月")).unwrap_or_default();
        let balance = line.balance.as_ref().map_or_else(|| "余额未知".to_owned(), |b| format!("余额 {b}"));
        let _ = writeln!(
            text,
            "  · 债务 {}：{amount}({balance}{months})",
            called(&line.debt, line.platform_name.as_deref())
        );
    }
    for line in &payments.held {
        let _ = writeln!(
            text,
            "  · 债务 {}：先不付。{}[规则 {}]",
            called(&line.debt, line.platform_name.as_deref()),
            line.because,
            line.rule.id
        );
        text.below("    ", line.because_en.as_ref());
    }
    for tier in payments.method.iter().filter(|_| payments.status != "deficit") {
        let how = match tier.method {
            HowShared::InFull => "足额付",
            HowShared::ProRata => "按余额比例",
            HowShared::ProRataFloorsNotAffordable => "不够付足各家月供，按余额比例",
            HowShared::ProRataWithContractFloors => "合同月供都够，先付足月供，余下按余额比例",
            HowShared::AvalancheAfterContracts => "合同月供都够，先付足月供，余下先还利率最高的",
            HowShared::SnowballAfterContracts => "合同月供都够，先付足月供，余下先还余额最小的",
        };
        let _ = writeln!(text, "  分法：{} —— {how}", tier.title);
        text.below("    ", tier.title_en.as_ref());
    }
}

fn avoid(text: &mut Page, answer: &Answer) {
    heading(text, "不要做");
    if answer.avoid.is_empty() {
        text.push_str("  没有要特别提醒的。\n");
    }
    for line in &answer.avoid {
        let _ = writeln!(text, "  × {}。{}", line.title, line.because);
        text.below("    ", line.title_en.as_ref());
        text.below("    ", line.because_en.as_ref());
    }
}

fn referrals(text: &mut Page, answer: &Answer) {
    if answer.referrals.is_empty() {
        return;
    }
    heading(text, "找谁帮");
    for line in &answer.referrals {
        let _ = writeln!(text, "  → {}：{}", line.title, line.to);
        text.below("    ", line.title_en.as_ref());
        text.below("    ", line.to_en.as_ref());
        if let Some(free) = &line.free_first {
            let _ = writeln!(text, "    先用免费的：{free}");
            text.below("    ", line.free_first_en.as_ref());
        }
        if !line.bring.is_empty() {
            let _ = writeln!(text, "    带上：{}", line.bring.join("、"));
            text.below("    ", Some(line.bring_en.join("; ")).filter(|b| !b.is_empty()).as_ref());
        }
    }
}

fn notes(text: &mut Page, answer: &Answer) {
    if answer.notes.is_empty() {
        return;
    }
    heading(text, "要知道");
    for line in &answer.notes {
        let debt = line.debt.as_ref().map(|d| format!("债务 {d}：")).unwrap_or_default();
        let _ = writeln!(text, "  · {debt}{}[规则 {}]", line.text, line.rule.id);
        text.below("    ", line.text_en.as_ref());
    }
}

fn questions(text: &mut Page, answer: &Answer) {
    heading(text, "接下来问");
    if answer.questions.is_empty() {
        text.push_str("  没有会改变结果的未知事实。\n");
    }
    for question in answer.questions.iter().take(QUESTIONS_SHOWN) {
        let about: Vec<&str> = question.debts.iter().chain(&question.contacts).map(String::as_str).take(6).collect();
        let about = if about.is_empty() { String::new() } else { format!("({})", about.join("、")) };
        let decides: Vec<&str> = question.decides.iter().take(3).map(|d| d.title.as_str()).collect();
        let decides =
            if decides.is_empty() { String::new() } else { format!(" —— 关系到：{}", decides.join("、")) };
        let _ = writeln!(text, "  ? {}{about}{decides}", question.question);
    }
    let more = answer.questions.len().saturating_sub(QUESTIONS_SHOWN);
    if more > 0 {
        let _ = writeln!(text, "  (另有 {more} 问，见 --format json)");
    }
}

/// What would put another step first, or move a debt; what would turn a finding is in the JSON answer.
fn would_change(text: &mut Page, answer: &Answer) {
    let mut lines = answer.would_change.iter().filter(|w| w.of != Of::Finding).peekable();
    if lines.peek().is_none() {
        return;
    }
    heading(text, "怎样会不一样");
    for line in lines.take(CHANGES_SHOWN) {
        let _ = writeln!(text, "  · {}", line.text);
        text.below("    ", Some(&line.text_en));
    }
    if answer.would_change.len() > CHANGES_SHOWN {
        let _ = writeln!(text, "  (共 {} 处，见 --format json)", answer.would_change.len());
    }
}

fn letters(text: &mut Page, answer: &Answer) {
    if answer.letters.is_empty() {
        return;
    }
    heading(text, "信函(打印一封：ashore letter 编号)");
    for letter in &answer.letters {
        let debt = letter.debt.as_ref().map(|d| format!("债务 {d}：")).unwrap_or_default();
        let state = match (letter.ready, &letter.forbidden) {
            (true, _) => "可以打印".to_owned(),
            (false, Some(because)) => format!("不要发：{because}"),
            (false, None) => letter.reasons.join("；"),
        };
        let _ = writeln!(text, "  ✉ {debt}{}({}) —— {state}", letter.title, letter.letter);
        text.below("    ", letter.title_en.as_ref());
    }
}

fn basis(text: &mut Page, answer: &Answer) {
    let basis = &answer.basis;
    heading(text, "依据与限制");
    for failed in &answer.not_worked_out {
        let about = failed.debt.as_ref().or(failed.contact.as_ref()).map(|a| format!("({a})")).unwrap_or_default();
        let _ = writeln!(text, "  ! 规则 {}{about} 算不出来，请人工看：{}", failed.rule.id, failed.reason);
    }
    let digest: String = basis.ruleset_digest.chars().take(12).collect();
    let _ =
        writeln!(text, "  规则包 {} {}({digest})，程序 {}", basis.ruleset, basis.ruleset_version, basis.engine_version);
    for value in &basis.values {
        let how = value.how_label.as_deref().unwrap_or("没有核对记录");
        let stale = value.stale_after.map(|day| format!("，{day} 以后的没有核对过，可能过时")).unwrap_or_default();
        let mark = if value.unverified { "，未核实" } else { "" };
        let _ = writeln!(text, "  · {}：{}({} 起；{how}{mark}{stale})", value.title, value.figure, value.from);
    }
    for limit in &basis.limits {
        let _ = writeln!(text, "  · {limit}");
    }
}
