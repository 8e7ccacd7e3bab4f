//! Citations over time: an article a rule cites that is never in force while the rule holds, a number that a new version
//! gave to another article, an article that a new version dropped, and stretches in which a law has no version.

use chrono::{Days, NaiveDate};

use crate::diagnostic::Diagnostic;
use crate::rule::{JudgeBy, Law, LawVersion, Rule, RuleSet, Status};

pub(super) fn check(set: &RuleSet, notes: &mut Vec<Diagnostic>) {
    for rule in set.rules.iter().filter(|r| r.status != Status::Retired) {
        outside(set, rule, notes);
    }
    errata(set, notes);
    for law in set.laws.values() {
        for pair in law.versions.windows(2) {
            if let [earlier, later] = pair {
                gap(law, earlier, later, notes);
                handed_over(set, law, earlier, later, notes);
            }
        }
    }
}

/// An article that was repealed before the rule began, or comes into force after it ended.
fn outside(set: &RuleSet, rule: &Rule, notes: &mut Vec<Diagnostic>) {
    for cited in &rule.cite {
        let Some(law) = set.laws.get(&cited.it.law) else { continue };
        let versions = law.numbers(&cited.it.article);
        let meets = |(version, _, _): &(&LawVersion, &str, &crate::rule::Article)| {
            rule.until.is_none_or(|until| version.from <= until)
                && rule.from.is_none_or(|from| version.until.is_none_or(|until| from <= until))
        };
        let (first, last) = match (versions.last(), versions.first()) {
            (Some((oldest, ..)), Some((newest, ..))) => (oldest.from, newest.until),
            _ => continue,
        };
        // A rule judged by today must not lean on something that has ended; one judged by an older day may.
        let ended = rule.until.is_none() && last.is_some() && rule.judge_by == JudgeBy::DecisionDate;
        if !ended && versions.iter().any(meets) {
            continue;
        }
        let shown = last.map_or_else(|| "…".to_owned(), |l| l.to_string());
        notes.push(
            Diagnostic::warning(
                "citation-outside-period",
                cited.place,
                format!("规则 `{}` 还在用的时候，`{}` 已经不在有效期内（{first} 至 {shown}）", rule.id, cited.it),
                format!(
                    "`{}` is in force from {first} to {shown}, not all the time the rule `{}` holds",
                    cited.it, rule.id
                ),
            )
            .help("引用现行的条文，或给规则写 until", "cite what is in force now, or give the rule an `until`"),
        );
    }
}

/// What is called right today rests on what is in force today: an article without an end.
fn errata(set: &RuleSet, notes: &mut Vec<Diagnostic>) {
    for (erratum, cited) in set.errata.values().flat_map(|e| e.cite.iter().map(move |c| (e, c))) {
        let law = set.laws.get(&cited.it.law);
        let ended = law.and_then(|l| l.numbers(&cited.it.article).first().and_then(|(newest, ..)| newest.until));
        let Some(until) = ended else { continue };
        notes.push(
            Diagnostic::warning(
                "citation-outside-period",
                cited.place,
                format!("`{}` 的正确说法引用的 `{}` 到 {until} 就失效了", erratum.id, cited.it),
                format!("`{}` rests on `{}`, which was in force until {until}", erratum.id, cited.it),
            )
            .help(
                "引用现行的条文；旧规定写在文字里，不写进 cite",
                "cite what is in force now; say in words what used to be",
            ),
        );
    }
}

fn gap(law: &Law, earlier: &LawVersion, later: &LawVersion, notes: &mut Vec<Diagnostic>) {
    let next = earlier.until.and_then(|until| until.checked_add_days(Days::new(1)));
    let Some(bare) = next.filter(|next| *next < later.from) else { return };
    notes.push(
        Diagnostic::warning(
            "law-versions-gap",
            law.place,
            format!("`{}` 从 {bare} 到 {} 前一天没有任何版本", law.id, later.from),
            format!("`{}` has no version from {bare} until the day before {}", law.id, later.from),
        )
        .help("核对两个版本的起止日", "look at the first and the last days of the two versions"),
    );
}

/// What became of the articles of a version in the next one.
fn handed_over(set: &RuleSet, law: &Law, earlier: &LawVersion, later: &LawVersion, notes: &mut Vec<Diagnostic>) {
    for (number, article) in &earlier.articles {
        let taken = later.articles.get(number);
        let gone = article.succeeded_by.is_none() && taken.is_none();
        let cited = || set.rules.iter().any(|r| cites_on(r, law, number, earlier.from));
        if gone && cited() {
            notes.push(
                Diagnostic::warning(
                    "article-dropped",
                    article.place,
                    format!("`{}` 第 {number} 条在 {} 起的版本里没有了下文，引用它的规则从那天起不再起作用", law.id, later.from),
                    format!("article {number} of `{}` has no successor in the version of {}: rules that cite it end that day", law.id, later.from),
                )
                .help("写 `succeeded_by: 新条号`，或在新版本里补上这一条", "write `succeeded_by: new number`, or add the article to the new version"),
            );
        }
        // The number goes on, but in the new version it is what another article became.
        let successor = |other: &&String| {
            earlier.articles.get(*other).is_some_and(|a| a.succeeded_by.as_deref() == Some(number.as_str()))
        };
        let other = earlier.articles.keys().filter(|n| *n != number).find(successor);
        if let (None, Some(_), Some(other)) = (&article.succeeded_by, taken, other) {
            notes.push(
                Diagnostic::warning(
                    "article-reused",
                    article.place,
                    format!("`{}` 的第 {number} 条在 {} 起是原来的第 {other} 条，原第 {number} 条改到哪里没有写", law.id, later.from),
                    format!("from {} article {number} of `{}` is what article {other} was; what became of the old one is not said", later.from, law.id),
                )
                .help("给原来的这一条写 `succeeded_by: 新条号`", "write `succeeded_by: new number` for the old one"),
            );
        }
    }
}

fn cites_on(rule: &Rule, law: &Law, number: &str, day: NaiveDate) -> bool {
    let cited = rule.cite.iter().filter(|c| c.it.law == law.id);
    cited.filter_map(|c| law.article_on(&c.it.article, day)).any(|found| found.number == number)
}
