//! A text as a value of a given type: one reading for requests, rule files and test cases.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};
use rust_decimal::Decimal;

use super::meant::meant;
use super::value::{Moment, Precision, TimeOfDay, Value};
use super::vocabulary::{Choice, FactKind};
use crate::diagnostic::{Text, closest};
use crate::money::{Money, Rate};

/// The longest text that is taken, in characters. A collector's longest message seen was under 2,000.
pub const MAX_TEXT_CHARS: usize = 4_000;

/// Why a text is not a value of the type wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiteralError {
    /// The stable name of the mistake.
    pub code: &'static str,
    /// What is wrong.
    pub message: Text,
    /// What to write instead, where that can be told.
    pub help: Option<Text>,
}

impl LiteralError {
    fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, message: Text::new(zh, en), help: None }
    }

    fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Text::new(zh, en));
        self
    }

    /// What is wrong and what to do about it, in one sentence.
    pub fn sentence(&self) -> Text {
        match &self.help {
            Some(help) => {
                Text::new(format!("{}；{}", self.message.zh, help.zh), format!("{}; {}", self.message.en, help.en))
            }
            None => self.message.clone(),
        }
    }
}

/// Reads `text` as a value of type `kind`. A mistake comes with the way to write it, where that can be told.
pub fn literal(kind: &FactKind, text: &str) -> Result<Value, LiteralError> {
    read(kind, text).map_err(|error| match (&error.help, meant(kind, text)) {
        (None, Some(better)) => error.help(format!("写成 `{better}`"), format!("write `{better}`")),
        (None, None) if error.code == "wrong-type" => match kind {
            FactKind::Date | FactKind::Instant if text.len() == 10 && text.is_ascii() => {
                error.help("日历上没有这一天，核对年月日", "there is no such day; check year, month and day")
            }
            FactKind::Amount => error.help(
                "只写数字，不写单位，最多两位小数，如 5000.50",
                "write figures only, without a unit, with at most two decimals: 5000.50",
            ),
            FactKind::Count => error.help(
                "只写 0 或更大的整数，不写单位、小数和符号",
                "write a whole number from 0 up, without unit, decimals or sign",
            ),
            FactKind::YesNo => error.help("是写 true，否写 false", "write true for yes and false for no"),
            FactKind::Date => error.help("日期写成 2026-01-31", "write a date as 2026-01-31"),
            FactKind::Instant => {
                error.help("写成 2026-01-31 或 2026-01-31T22:40", "write 2026-01-31 or 2026-01-31T22:40")
            }
            FactKind::Time => error.help("写成两位小时、两位分钟，如 22:00", "write two digits each, such as 22:00"),
            FactKind::Choice(_) | FactKind::Choices(_) | FactKind::Rate | FactKind::Text | FactKind::Records(_) => {
                error
            }
        },
        _ => error,
    })
}

pub(super) fn read(kind: &FactKind, text: &str) -> Result<Value, LiteralError> {
    match kind {
        FactKind::YesNo => match text {
            "true" => Ok(Value::YesNo(true)),
            "false" => Ok(Value::YesNo(false)),
            _ => Err(wrong(kind, text)),
        },
        FactKind::Choice(choices) => choice(choices, text).map(Value::Choice),
        FactKind::Choices(choices) => choice(choices, text).map(|i| Value::Choices(vec![i])),
        FactKind::Amount => amount(text).map(Value::Amount),
        FactKind::Rate => rate(text).map(Value::Rate),
        FactKind::Count => count(text).map(Value::Count),
        FactKind::Date => date(text).map(Value::Date).ok_or_else(|| wrong(kind, text)),
        FactKind::Instant => instant(text).map(Value::Instant).ok_or_else(|| wrong(kind, text)),
        FactKind::Time => time(text).map(Value::Time).ok_or_else(|| wrong(kind, text)),
        FactKind::Text => plain(text, MAX_TEXT_CHARS).map(Value::Text),
        FactKind::Records(_) => Err(wrong(kind, text)),
    }
}

fn wrong(kind: &FactKind, text: &str) -> LiteralError {
    let should = kind.describe();
    let shown = shorten(text);
    LiteralError::new("wrong-type", format!("`{shown}` 不是{}", should.zh), format!("`{shown}` is not {}", should.en))
}

/// What was written, as far as it can be shown: a short word. A longer text, or one with a long number in it, may be
/// somebody's name or identity number and is not repeated.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 24;
    const LONGEST_NUMBER: usize = 5;
    let digits = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let amount = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_' | b'%'));
    if text.chars().count() <= SHOWN && (digits <= LONGEST_NUMBER || amount) {
        text.to_owned()
    } else {
        "…".to_owned()
    }
}

fn choice(choices: &[Choice], text: &str) -> Result<usize, LiteralError> {
    if let Some(found) = choices.iter().position(|c| c.name == text) {
        return Ok(found);
    }
    let shown = shorten(text);
    let names = || choices.iter().map(|c| c.name.as_str());
    // A lawyer may well write the Chinese label.
    let by_label = choices.iter().find(|c| c.label.zh == text).map(|c| c.name.as_str());
    // Or a part of it: 银行 for 商业银行.
    let called: Vec<&Choice> =
        choices.iter().filter(|c| !text.is_empty() && c.label.zh.contains(text)).take(4).collect();
    let (zh, en) = match by_label.or_else(|| closest(text, names())) {
        None if !called.is_empty() => {
            let zh: Vec<String> = called.iter().map(|c| format!("`{}`({})", c.name, c.label.zh)).collect();
            let en: Vec<String> = called.iter().map(|c| format!("`{}` ({})", c.name, c.label.en)).collect();
            (format!("可能是 {}", zh.join("、")), format!("perhaps {}", en.join(", ")))
        }
        Some(close) => (format!("是不是想写 `{close}`？"), format!("did you mean `{close}`?")),
        None if choices.len() <= 12 => {
            let all = names().collect::<Vec<_>>().join("、");
            (format!("可以写：{all}"), format!("write one of {}", names().collect::<Vec<_>>().join(", ")))
        }
        None => (
            format!("共有 {} 个选项，见词汇表", choices.len()),
            format!("see the {} choices in the vocabulary", choices.len()),
        ),
    };
    Err(LiteralError::new(
        "unknown-choice",
        format!("没有 `{shown}` 这个选项"),
        format!("`{shown}` is not one of the choices"),
    )
    .help(zh, en))
}

fn decimal(text: &str) -> Option<Decimal> {
    let text = text.replace('_', "");
    let plain = text.strip_prefix('-').unwrap_or(&text);
    let shape = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.') && plain.bytes().any(|b| b.is_ascii_digit());
    shape.then(|| Decimal::from_str_exact(&text).ok()).flatten()
}

fn amount(text: &str) -> Result<Money, LiteralError> {
    let number = decimal(text).ok_or_else(|| wrong(&FactKind::Amount, text))?;
    if number.is_sign_negative() && !number.is_zero() {
        return Err(LiteralError::new(
            "negative-amount",
            format!("金额不能为负：{}", shorten(text)),
            format!("an amount cannot be negative: {}", shorten(text)),
        )
        .help("写成正数，或者写 0", "write it without the sign, or 0"));
    }
    Money::from_decimal_exact(number).ok_or_else(|| {
        if number.normalize().scale() > 2 {
            LiteralError::new(
                "too-many-decimals",
                format!("金额最多两位小数(到分)，这里有 {} 位", number.normalize().scale()),
                format!("an amount has at most two decimals (fen), this has {}", number.normalize().scale()),
            )
            .help("四舍五入到分", "round it to fen")
        } else {
            LiteralError::new("amount-out-of-range", "金额超过一千万亿元", "the amount is above 10^15 yuan")
        }
    })
}

fn rate(text: &str) -> Result<Rate, LiteralError> {
    let wrong = || wrong(&FactKind::Rate, text);
    let number = match text.strip_suffix('%') {
        Some(percent) => {
            decimal(percent.trim_end()).ok_or_else(wrong)?.checked_div(Decimal::ONE_HUNDRED).ok_or_else(wrong)?
        }
        None => decimal(text).ok_or_else(wrong)?,
    };
    // Written without a sign, 24 would be 2,400 % a year. No loan on record is dearer than 300 % without being written
    // as a percentage.
    let limit = if text.ends_with('%') { Decimal::from(1_000) } else { Decimal::from(3) };
    if number.is_sign_negative() && !number.is_zero() || number > limit {
        return Err(LiteralError::new(
            "rate-out-of-range",
            format!("利率 `{}` 不合理", shorten(text)),
            format!("`{}` is not a sensible rate", shorten(text)),
        )
        .help("百分之二十四写成 24% 或 0.24", "write 24 percent as 24% or 0.24"));
    }
    Ok(Rate::new(number))
}

fn count(text: &str) -> Result<i64, LiteralError> {
    match text.replace('_', "").parse::<u32>() {
        Ok(n) => Ok(i64::from(n)),
        Err(_) => Err(wrong(&FactKind::Count, text)),
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10 && text.is_ascii();
    // Years before 1949 and far ahead are typing slips; a rule could not be in force then.
    shape.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten().filter(|d| sensible(*d))
}

fn sensible(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1949..=2200).contains(&date.year())
}

/// Beijing time: one zone for the whole mainland, no daylight saving since 1991.
fn beijing() -> Option<FixedOffset> {
    FixedOffset::east_opt(8 * 3600)
}

fn instant(text: &str) -> Option<Moment> {
    let zone = beijing()?;
    if let Some(day) = date(text) {
        let at = zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).single()?;
        return Some(Moment { at, precision: Precision::Day });
    }
    let in_range = |at: DateTime<FixedOffset>| sensible(at.date_naive()).then_some(at);
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(Moment { at: in_range(at.with_timezone(&zone))?, precision: Precision::Second });
    }
    for (format, precision) in [
        ("%Y-%m-%dT%H:%M:%S", Precision::Second),
        ("%Y-%m-%d %H:%M:%S", Precision::Second),
        ("%Y-%m-%dT%H:%M", Precision::Minute),
        ("%Y-%m-%d %H:%M", Precision::Minute),
    ] {
        if let Ok(local) = NaiveDateTime::parse_from_str(text, format) {
            return Some(Moment { at: in_range(zone.from_local_datetime(&local).single()?)?, precision });
        }
    }
    let at = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z").ok()?.with_timezone(&zone);
    Some(Moment { at: in_range(at)?, precision: Precision::Minute })
}

fn time(text: &str) -> Option<TimeOfDay> {
    let (h, m) = text.split_once(':')?;
    let two = |s: &str| (s.len() == 2).then(|| s.parse::<u32>().ok()).flatten();
    let parsed = NaiveTime::from_hms_opt(two(h)?, two(m)?, 0)?;
    Some(TimeOfDay::exactly(parsed.num_seconds_from_midnight()))
}

/// A text of at most so many characters.
pub(super) fn plain(text: &str, limit: usize) -> Result<String, LiteralError> {
    let length = text.chars().count();
    if length > limit {
        return Err(LiteralError::new(
            "text-too-long",
            format!("文字有 {length} 个字，上限 {limit}"),
            format!("the text has {length} characters, the limit is {limit}"),
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &FactKind, cases: &[(&str, Result<&str, &str>)]) {
        for (text, expected) in cases {
            let got = literal(kind, text);
            match expected {
                Ok(shown) => assert_eq!(got.map(|v| v.show(kind)).as_deref(), Ok(*shown), "{text}"),
                Err(code) => assert_eq!(got.unwrap_err().code, *code, "{text}"),
            }
        }
    }

    #[test]
    fn amounts_are_whole_fen() {
        check(
            &FactKind::Amount,
            &[
                ("100000", Ok("100000.00")),
                ("100_000", Ok("100000.00")),
                ("0.10", Ok("0.10")),
                ("1.500", Ok("1.50")),
                ("1.005", Err("too-many-decimals")),
                ("-1", Err("negative-amount")),
                ("1e3", Err("wrong-type")),
                ("一百", Err("wrong-type")),
                ("10000000000000000", Err("amount-out-of-range")),
            ],
        );
    }

    #[test]
    fn a_rate_without_a_percent_sign_must_be_a_fraction() {
        check(
            &FactKind::Rate,
            &[
                ("24%", Ok("24%")),
                ("0.24", Ok("24%")),
                ("3.10%", Ok("3.1%")),
                ("24", Err("rate-out-of-range")),
                ("2234%", Ok("2234%")),
            ],
        );
    }

    #[test]
    fn a_stamp_from_another_zone_is_turned_into_beijing_time() {
        check(
            &FactKind::Instant,
            &[
                ("2026-11-12T22:40:00+08:00", Ok("2026-11-12 22:40:00")),
                ("2026-11-12T14:40:00Z", Ok("2026-11-12 22:40:00")),
                ("2026-11-12 22:40", Ok("2026-11-12 22:40")),
                ("2026-11-12", Ok("2026-11-12")),
                ("2026-02-30", Err("wrong-type")),
                ("昨天晚上", Err("wrong-type")),
            ],
        );
    }

    #[test]
    fn times_of_day_have_two_digits_each() {
        check(&FactKind::Time, &[("22:00", Ok("22:00")), ("8:00", Err("wrong-type")), ("24:00", Err("wrong-type"))]);
    }
}
