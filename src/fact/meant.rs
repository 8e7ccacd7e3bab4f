//! What an author meant by a value that cannot be read: `2026年1月31日`, `２４％`, `10万`, `是`. It is only offered as
//! the remedy of a mistake, never taken: a rule says what it says.

use rust_decimal::Decimal;

use super::literal::read;
use super::vocabulary::FactKind;

/// The way to write what was written, if it can be told: `2026-01-31` for `2026年1月31日`.
pub fn meant(kind: &FactKind, written: &str) -> Option<String> {
    if written.chars().count() > LONGEST {
        return None;
    }
    let plain = half_width(written);
    let guess = match kind {
        FactKind::YesNo => yes_no(&plain).map(str::to_owned),
        FactKind::Amount => number(plain.trim_matches(['¥', '￥', '元', '块', '圆'])).map(|n| n.to_string()),
        FactKind::Rate => rate(&plain),
        FactKind::Count => number(without_unit(&plain)).map(|n| n.to_string()),
        FactKind::Date => date(&plain),
        FactKind::Instant => instant(&plain),
        FactKind::Time => time(&plain),
        FactKind::Choice(_) | FactKind::Choices(_) | FactKind::Text => Some(plain),
        FactKind::Records(_) => None,
    }?;
    (guess != written && read(kind, &guess).is_ok()).then_some(guess)
}

/// The comparison that was written as a word: `{ at_least: 90 }` for `90天以上`.
pub fn meant_comparison(kind: &FactKind, written: &str) -> Option<String> {
    let plain = half_width(written);
    let after = [("以上", "at_least"), ("及以上", "at_least"), ("以下", "at_most"), ("以内", "at_most")];
    let before = [
        ("大于等于", "at_least"),
        ("不少于", "at_least"),
        ("至少", "at_least"),
        ("超过", "more_than"),
        ("大于", "more_than"),
        ("小于等于", "at_most"),
        ("不超过", "at_most"),
        ("至多", "at_most"),
        ("小于", "less_than"),
        ("少于", "less_than"),
        ("不足", "less_than"),
    ];
    let after = after.iter().find_map(|(words, matcher)| Some((plain.strip_suffix(words)?, *matcher)));
    let (limit, matcher) =
        after.or_else(|| before.iter().find_map(|(words, matcher)| Some((plain.strip_prefix(words)?, *matcher))))?;
    let limit = if read(kind, limit).is_ok() { limit.to_owned() } else { meant(kind, limit)? };
    Some(format!("{{ {matcher}: {limit} }}"))
}

/// The way to write a length of time: `15 days` for `15天`.
pub fn meant_length(written: &str) -> Option<String> {
    let plain = half_width(written);
    let units = [
        ("个工作日", None),
        ("个月", Some("months")),
        ("月", Some("months")),
        ("天", Some("days")),
        ("日", Some("days")),
        ("周年", Some("years")),
        ("年", Some("years")),
        ("days", Some("days")),
        ("day", Some("days")),
        ("months", Some("months")),
        ("month", Some("months")),
        ("years", Some("years")),
        ("year", Some("years")),
    ];
    let (count, unit) = units.iter().find_map(|(word, unit)| Some((plain.strip_suffix(word)?, (*unit)?)))?;
    let count = number(count.trim()).filter(Decimal::is_integer)?;
    Some(format!("{count} {unit}"))
}

/// No value that is written by hand is longer, in characters.
const LONGEST: usize = 40;

/// Full-width signs and digits as plain ones; spaces and what nobody sees are left out, save one inside.
fn half_width(written: &str) -> String {
    let plain: String = written
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{3001}' => ',',
            other => other,
        })
        .collect();
    plain.trim().trim_matches(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}', '"', '\'']).to_owned()
}

fn yes_no(plain: &str) -> Option<&'static str> {
    match plain.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "1" | "是" | "有" | "对" | "是的" | "已" | "真" => Some("true"),
        "no" | "n" | "off" | "false" | "0" | "否" | "没有" | "无" | "不是" | "未" | "假" | "不" => {
            Some("false")
        }
        _ => None,
    }
}

fn rate(plain: &str) -> Option<String> {
    let of_hundred = plain.strip_prefix("百分之").or_else(|| plain.strip_suffix('%'));
    let count = number(of_hundred.or_else(|| plain.strip_suffix("percent")).unwrap_or(plain).trim())?;
    Some(format!("{count}%"))
}

/// `3次`, `15 天`: what is counted is said by the fact.
fn without_unit(plain: &str) -> &str {
    let units =
        ["个月", "次", "天", "日", "个", "月", "年", "人", "家", "笔", "封", "条", "通", "周", "期", "days", "day"];
    units.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(plain).trim()
}

const DIGITS: &str = "零一二三四五六七八九";

/// `1,000`, `10万`, `二十四`.
fn number(plain: &str) -> Option<Decimal> {
    let plain = plain.trim().replace([',', ' ', '_'], "");
    let (head, times) = [("亿", 100_000_000), ("万", 10_000), ("千", 1_000), ("百", 100)]
        .into_iter()
        .find_map(|(word, times)| plain.strip_suffix(word).map(|head| (head, times)))
        .unwrap_or((&plain, 1));
    if let Ok(number) = Decimal::from_str_exact(head) {
        return number.checked_mul(Decimal::from(times)).map(|n| n.normalize());
    }
    chinese(&plain).map(Decimal::from)
}

/// A number in Chinese words below a hundred million.
fn chinese(words: &str) -> Option<u64> {
    let (mut total, mut section, mut digit) = (0_u64, 0_u64, None);
    for word in words.chars() {
        let value = match word {
            '〇' => Some(0),
            '两' => Some(2),
            _ => DIGITS.chars().position(|d| d == word).and_then(|d| u64::try_from(d).ok()),
        };
        match (value, word) {
            (Some(value), _) => digit = Some(value),
            (None, '十') => section = section.checked_add(digit.take().unwrap_or(1).checked_mul(10)?)?,
            (None, '百') => section = section.checked_add(digit.take()?.checked_mul(100)?)?,
            (None, '千') => section = section.checked_add(digit.take()?.checked_mul(1_000)?)?,
            (None, '万') => {
                total = section.checked_add(digit.take().unwrap_or(0))?.checked_mul(10_000)?;
                section = 0;
            }
            (None, _) => return None,
        }
    }
    (!words.is_empty()).then(|| total.checked_add(section)?.checked_add(digit.unwrap_or(0)))?
}

/// The numbers in a text, in order: `2026年1月31日`, `2026/1/31`, `2026.1.31`, `20260131`.
fn date(plain: &str) -> Option<String> {
    let parts: Vec<&str> = plain.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => (*year, *month, *day),
        [all] if all.len() == 8 => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    Some(format!("{year}-{month:0>2}-{day:0>2}"))
}

fn instant(plain: &str) -> Option<String> {
    let end = plain.find([' ', 'T', '日'])?;
    let (day, rest) = plain.split_at_checked(end)?;
    let clock = rest.trim_start_matches([' ', 'T', '日']);
    if clock.is_empty() { date(day) } else { Some(format!("{}T{}", date(day)?, time(clock)?)) }
}

/// `8:00`, `22点`, `22点30分`.
fn time(plain: &str) -> Option<String> {
    let (hour, minute) = plain.split_once([':', '点', '时', '.'])?;
    let minute = minute.trim_end_matches('分');
    let two = |part: &str| (part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{part:0>2}"));
    Some(format!("{}:{}", two(hour.trim())?, two(minute)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lawyers_write_has_one_way_to_be_written() {
        for (kind, written, wanted) in [
            (FactKind::Date, "2026年1月31日", Some("2026-01-31")),
            (FactKind::Date, "2026.1.31", Some("2026-01-31")),
            (FactKind::Date, "2026/1/31", Some("2026-01-31")),
            (FactKind::Date, "2026－01－31", Some("2026-01-31")),
            (FactKind::Date, "20260131", Some("2026-01-31")),
            (FactKind::Date, "2026-02-30", None),
            (FactKind::Date, "去年", None),
            (FactKind::Amount, "10万", Some("100000")),
            (FactKind::Amount, "1.5万元", Some("15000")),
            (FactKind::Amount, "￥1,000", Some("1000")),
            (FactKind::Amount, "很多", None),
            (FactKind::Rate, "２４％", Some("24%")),
            (FactKind::Rate, "百分之二十四", Some("24%")),
            (FactKind::Count, "3次", Some("3")),
            (FactKind::Count, "十五", Some("15")),
            (FactKind::Count, "一百二十天", Some("120")),
            (FactKind::YesNo, "是", Some("true")),
            (FactKind::YesNo, "没有", Some("false")),
            (FactKind::YesNo, "也许", None),
            (FactKind::Time, "8:00", Some("08:00")),
            (FactKind::Time, "22点", Some("22:00")),
            (FactKind::Time, "２２：００", Some("22:00")),
            (FactKind::Instant, "2026/11/12 8:30", Some("2026-11-12T08:30")),
        ] {
            assert_eq!(meant(&kind, written).as_deref(), wanted, "{written}");
        }
        assert_eq!(meant(&FactKind::Count, "90天以上"), None);
        assert_eq!(meant_comparison(&FactKind::Count, "90天以上").as_deref(), Some("{ at_least: 90 }"));
        assert_eq!(meant_comparison(&FactKind::Rate, "超过24％").as_deref(), Some("{ more_than: 24% }"));
        assert_eq!(meant_length("15天").as_deref(), Some("15 days"));
        assert_eq!(meant_length("三个月").as_deref(), Some("3 months"));
        assert_eq!(meant_length("5个工作日"), None);
        assert_eq!(meant_length("很久"), None);
    }
}
