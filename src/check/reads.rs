//! Signed sentences: does each rule still read as it did when somebody signed it?

use crate::diagnostic::Diagnostic;
use crate::readback::{reads_line, to_sign};
use crate::rule::{RuleSet, Signed};
use crate::syntax::Notes;

/// Holds every signed sentence against the sentence the rule makes today.
pub(super) fn check(set: &RuleSet, notes: &mut Notes) {
    for rule in &set.rules {
        let Some(signed) = &rule.reads else { continue };
        let today = to_sign(set, rule);
        if squeeze(&signed.sentence) == squeeze(&today) {
            continue;
        }
        let (then, now) = difference(&squeeze(&signed.sentence), &squeeze(&today));
        let Signed { by, on, place, .. } = signed;
        let line = reads_line(set, rule, "…", "…").replace("'…'", "…");
        notes.push(
            Diagnostic::warning(
                "reads-differently",
                *place,
                format!("规则 `{}` 读出来的句子，和 {by} 在 {on} 复核的不一样了", rule.id),
                format!("the rule `{}` no longer reads as {by} signed it on {on}", rule.id),
            )
            .label(format!("复核时：{then}；现在：{now}"), format!("signed: {then}; now: {now}"))
            .also(rule.place, "规则在这里", "the rule is here")
            .help(
                format!("请复核人把新的句子重新看过，再把这一行换成(填上缩写和日期):{line}"),
                format!("have the new sentence reviewed, then replace the line with this one, initials and date filled in: {line}"),
            ),
        );
    }
}

/// A sentence that YAML folded over several lines is the same sentence.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// How many characters are shown on either side of what differs.
const AROUND: usize = 6;

/// The stretch in which two sentences differ, with a little of what stands around it.
fn difference(then: &str, now: &str) -> (String, String) {
    let (then, now): (Vec<char>, Vec<char>) = (then.chars().collect(), now.chars().collect());
    let start = then.iter().zip(&now).take_while(|(a, b)| a == b).count();
    let shorter = then.len().min(now.len());
    let end = then.iter().rev().zip(now.iter().rev()).take_while(|(a, b)| a == b).count();
    let end = end.min(shorter.saturating_sub(start));
    let cut = |text: &[char]| {
        let from = start.saturating_sub(AROUND);
        let until = text.len().saturating_sub(end.saturating_sub(AROUND));
        let middle: String = text.iter().take(until).skip(from).collect();
        let (before, after) = (if from > 0 { "…" } else { "" }, if until < text.len() { "…" } else { "" });
        format!("“{before}{middle}{after}”")
    };
    (cut(&then), cut(&now))
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn only_what_differs_is_shown() {
        let check = |then, now, expected: (&str, &str)| {
            assert_eq!(difference(then, now), (expected.0.to_owned(), expected.1.to_owned()));
        };
        check(
            "如果逾期天数至少为90，那么放在一般逾期一档",
            "如果逾期天数超过90，那么放在一般逾期一档",
            ("“如果逾期天数至少为90，那么放…”", "“如果逾期天数超过90，那么放…”"),
        );
        check("甲", "甲，但乙的除外", ("“甲”", "“甲，但乙的除外”"));
    }
}
