//! What somebody typed as an answer: a number of the list, a word, or a Chinese way of writing. What was meant but not
//! written so is only proposed, never taken.

use crate::diagnostic::{Language, Text};
use crate::fact::{FactKind, Input, Value, literal, meant};
use crate::interview::{FittingAnswer, FittingValue};
use crate::money::Rate;

/// A line that answers no question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    NotKnown,
    Explain,
    Back,
    Enough,
}

/// The words of each command.
const COMMANDS: [(&str, Command); 21] = [
    ("", Command::NotKnown),
    ("不知道", Command::NotKnown),
    ("不清楚", Command::NotKnown),
    ("不记得", Command::NotKnown),
    ("说不清", Command::NotKnown),
    ("unknown", Command::NotKnown),
    ("don't know", Command::NotKnown),
    ("?", Command::Explain),
    ("？", Command::Explain),
    ("为什么", Command::Explain),
    ("why", Command::Explain),
    ("返回", Command::Back),
    ("上一步", Command::Back),
    ("上一个", Command::Back),
    ("back", Command::Back),
    ("够了", Command::Enough),
    ("结束", Command::Enough),
    ("停", Command::Enough),
    ("enough", Command::Enough),
    ("stop", Command::Enough),
    ("quit", Command::Enough),
];

/// The command a line is, if it is one.
pub(super) fn command(line: &str) -> Option<Command> {
    let plain = line.to_lowercase();
    COMMANDS.iter().find(|(word, _)| *word == plain).map(|(_, command)| *command)
}

/// What a line was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Taken {
    /// A value.
    Value(Input),
    /// Perhaps this value, as it is shown.
    Perhaps(Input, String),
    /// Nothing that fits, and why.
    Wrong(Text),
}

/// Whether a line says yes or no.
pub(super) fn yes_no(line: &str) -> Option<bool> {
    let line = line.trim();
    if line == "1" {
        return Some(true);
    }
    if line == "2" {
        return Some(false);
    }
    match line {
        "没有了" | "没了" => Some(false),
        "还有" => Some(true),
        _ => match meant(&FactKind::YesNo, line).as_deref().or(Some(line)) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        },
    }
}

/// A value of a fact. Without a type, one of the answers is meant.
pub(super) fn value(kind: Option<&FactKind>, answers: &[FittingAnswer], line: &str, language: Language) -> Taken {
    if let Some(option) = by_number(answers, line).or_else(|| by_word(answers, line)) {
        return Taken::Value(listed(kind, vec![written(option)]));
    }
    match kind {
        Some(FactKind::Choices(_)) => several(kind, answers, line, language),
        Some(FactKind::Choice(_)) | None => perhaps(kind, answers, line, language),
        Some(FactKind::Records(_)) => Taken::Wrong(Text::new("这里要一行一行写", "write one entry on a line")),
        Some(other) => plain(other, answers, line, language),
    }
}

/// A date, an amount, a text and the like.
fn plain(kind: &FactKind, answers: &[FittingAnswer], line: &str, language: Language) -> Taken {
    if matches!(kind, FactKind::Rate) && !line.ends_with(['%', '％']) {
        // 24 and 0.24 are both 24 percent to somebody at a desk.
        let below_one = literal(kind, line).ok().and_then(|v| match v {
            Value::Rate(rate) if rate < Rate::ONE => Some(rate.percent(2)),
            _ => None,
        });
        if let Some(percent) = below_one.or_else(|| meant(kind, line)) {
            return Taken::Perhaps(Input::Text(percent.clone()), percent);
        }
    }
    match literal(kind, line) {
        Ok(value) => Taken::Value(input(&value, kind, line)),
        Err(error) => {
            let never = answers.iter().find(|a| a.value == FittingValue::Word("never".to_owned()));
            if let (Some(never), Some(false)) = (never, yes_no(line)) {
                return Taken::Perhaps(written(never), label(never, language).to_owned());
            }
            match meant(kind, line).map(|better| (literal(kind, &better), better)) {
                Some((Ok(value), better)) => {
                    Taken::Perhaps(input(&value, kind, &better), value.show_in(kind, language))
                }
                _ => Taken::Wrong(error.sentence()),
            }
        }
    }
}

/// A value as a request writes it. What is shortened when it is shown stays as it was typed.
fn input(value: &Value, kind: &FactKind, typed: &str) -> Input {
    match value {
        Value::YesNo(yes) => Input::YesNo(*yes),
        Value::Count(count) => Input::Number(count.to_string()),
        Value::Amount(_) => Input::Text(value.wire(kind)),
        _ => Input::Text(typed.to_owned()),
    }
}

fn by_number<'a>(answers: &'a [FittingAnswer], line: &str) -> Option<&'a FittingAnswer> {
    let number: usize = line.parse().ok()?;
    answers.get(number.checked_sub(1)?)
}

fn by_word<'a>(answers: &'a [FittingAnswer], line: &str) -> Option<&'a FittingAnswer> {
    let called = |a: &&FittingAnswer| {
        let word = match &a.value {
            FittingValue::Word(word) => word == line,
            FittingValue::YesNo(_) => false,
        };
        word || a.label == line || a.label_en.eq_ignore_ascii_case(line)
    };
    answers.iter().find(called)
}

fn written(option: &FittingAnswer) -> Input {
    match &option.value {
        FittingValue::YesNo(yes) => Input::YesNo(*yes),
        FittingValue::Word(word) => Input::Text(word.clone()),
    }
}

/// The label in the language of the screen.
pub(super) fn label(option: &FittingAnswer, language: Language) -> &str {
    match language {
        Language::Zh => &option.label,
        Language::En => &option.label_en,
    }
}

/// Several answers are a list, also where there is one.
fn listed(kind: Option<&FactKind>, mut values: Vec<Input>) -> Input {
    match kind {
        Some(FactKind::Choices(_)) => Input::List(values),
        _ => values.pop().unwrap_or(Input::Null),
    }
}

/// An answer of which a part was written.
fn perhaps(kind: Option<&FactKind>, answers: &[FittingAnswer], line: &str, language: Language) -> Taken {
    let lower = line.to_lowercase();
    let called: Vec<&FittingAnswer> =
        answers.iter().filter(|a| a.label.contains(line) || a.label_en.to_lowercase().contains(&lower)).collect();
    match called.as_slice() {
        [one] => Taken::Perhaps(listed(kind, vec![written(one)]), label(one, language).to_owned()),
        [] => Taken::Wrong(Text::new(
            format!("没有这个选项；写 1 到 {} 的号码，或者照选项写字", answers.len()),
            format!("there is no such answer; write a number from 1 to {}, or the words", answers.len()),
        )),
        several => {
            let list = |pick: fn(&FittingAnswer) -> &str| several.iter().map(|a| pick(a)).collect::<Vec<_>>();
            Taken::Wrong(Text::new(
                format!("可能是 {}；写号码", list(|a| &a.label).join("、")),
                format!("perhaps {}; write its number", list(|a| &a.label_en).join(", ")),
            ))
        }
    }
}

/// Several answers on one line.
fn several(kind: Option<&FactKind>, answers: &[FittingAnswer], line: &str, language: Language) -> Taken {
    let by_sign: Vec<&str> =
        line.split([',', '，', '、', ';', '；']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let parts = match by_sign.as_slice() {
        [one] => one.split_whitespace().collect(),
        _ => by_sign,
    };
    let (mut values, mut shown, mut sure) = (Vec::new(), Vec::new(), true);
    for part in parts {
        let found = by_number(answers, part).or_else(|| by_word(answers, part));
        let value = match found {
            Some(option) => {
                shown.push(label(option, language).to_owned());
                written(option)
            }
            None => match perhaps(None, answers, part, language) {
                Taken::Perhaps(value, label) => {
                    sure = false;
                    shown.push(label);
                    value
                }
                other => return other,
            },
        };
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let value = listed(kind, values);
    if sure { Taken::Value(value) } else { Taken::Perhaps(value, shown.join("、")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(words: &[(&str, &str)]) -> Vec<FittingAnswer> {
        let option = |(word, label): &(&str, &str)| FittingAnswer {
            value: FittingValue::Word((*word).to_owned()),
            label: (*label).to_owned(),
            label_en: (*word).to_owned(),
            about: None,
        };
        words.iter().map(option).collect()
    }

    #[test]
    fn what_people_type_is_taken_proposed_or_refused() {
        let text = |t: &str| Input::Text(t.to_owned());
        let stages = options(&[("current", "正常"), ("served", "已送达起诉状"), ("filed", "已立案")]);
        let never = options(&[("never", "从来没有")]);
        let choice = FactKind::Choice(Vec::new());
        let choices = FactKind::Choices(Vec::new());
        let cases = [
            ("a number of the list", &choice, &stages, "2", Taken::Value(text("served"))),
            ("the words", &choice, &stages, "已送达起诉状", Taken::Value(text("served"))),
            ("a part", &choice, &stages, "起诉", Taken::Perhaps(text("served"), "已送达起诉状".into())),
            (
                "two at once",
                &choices,
                &stages,
                "1、已立案",
                Taken::Value(Input::List(vec![text("current"), text("filed")])),
            ),
            (
                "a Chinese date",
                &FactKind::Date,
                &never,
                "2026年1月31日",
                Taken::Perhaps(text("2026-01-31"), "2026-01-31".into()),
            ),
            ("never", &FactKind::Date, &never, "没有", Taken::Perhaps(text("never"), "从来没有".into())),
            (
                "ten thousands",
                &FactKind::Amount,
                &Vec::new(),
                "10万",
                Taken::Perhaps(text("100000.00"), "100000.00".into()),
            ),
            ("an amount", &FactKind::Amount, &Vec::new(), "56519.2", Taken::Value(text("56519.20"))),
            ("a rate without its sign", &FactKind::Rate, &Vec::new(), "24", Taken::Perhaps(text("24%"), "24%".into())),
            ("a rate of one", &FactKind::Rate, &Vec::new(), "2", Taken::Perhaps(text("2%"), "2%".into())),
            ("a fraction", &FactKind::Rate, &Vec::new(), "0.24", Taken::Perhaps(text("24%"), "24%".into())),
            ("a rate", &FactKind::Rate, &Vec::new(), "23.765%", Taken::Value(text("23.765%"))),
            ("how many", &FactKind::Count, &Vec::new(), "三个", Taken::Perhaps(Input::Number("3".into()), "3".into())),
        ];
        for (name, kind, answers, line, wanted) in cases {
            assert_eq!(value(Some(kind), answers, line, Language::Zh), wanted, "{name}");
        }
        for (kind, line, says) in [
            (&choice, "已", "可能是 已送达起诉状、已立案"),
            (&choice, "破产", "1 到 3 的号码"),
            (&FactKind::Date, "去年", "日期写成 2026-01-31"),
            (&FactKind::Amount, "很多", "只写数字"),
        ] {
            let Taken::Wrong(why) = value(Some(kind), &stages, line, Language::Zh) else { panic!("{line}") };
            assert!(why.zh.contains(says), "{line}: {}", why.zh);
        }
        assert_eq!([yes_no("有"), yes_no("没有了"), yes_no("也许")], [Some(true), Some(false), None]);
        assert_eq!(command("够了"), Some(Command::Enough));
    }
}
