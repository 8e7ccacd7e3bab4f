//! How dates, times and durations are written in a list: `年-月-日 时:分:秒`.
//!
//! A word stands for its number the first time; the second time it is the character itself, so that `年年月月日日` reads
//! `2026年1月5日`. Numbers that touch have two digits each (a year has four), so that `年月日` reads `20260105`.

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone};

use crate::diagnostic::Text;

/// What a number in a format is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    /// 上午 or 下午.
    Half,
    /// An offset from UTC, or `Z`.
    Zone,
}

const WORDS: [(char, Word); 8] = [
    ('年', Word::Year),
    ('月', Word::Month),
    ('日', Word::Day),
    ('时', Word::Hour),
    ('分', Word::Minute),
    ('秒', Word::Second),
    ('午', Word::Half),
    ('区', Word::Zone),
];

/// A part of the day, as twelve-hour clocks name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

const HALVES: [(&str, Half); 8] = [
    ("上午", Half::Morning),
    ("凌晨", Half::Morning),
    ("早上", Half::Morning),
    ("中午", Half::Noon),
    ("下午", Half::Afternoon),
    ("晚上", Half::Evening),
    ("AM", Half::Morning),
    ("PM", Half::Afternoon),
];

impl Half {
    /// The hour of a whole day; nothing where it does not lie in this part, or twelve in the evening could be of two days.
    fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            // Twelve in the morning is midnight.
            (Self::Morning, 12) => Some(0),
            (Self::Morning, 0..12) | (Self::Noon, 10..=14) | (Self::Afternoon, 12..24) | (Self::Evening, 17..24) => {
                Some(hour)
            }
            (Self::Noon, 1..=2) | (Self::Afternoon, 1..12) | (Self::Evening, 5..12) => Some(hour + 12),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A number with at most so many digits; exactly so many where another follows at once.
    Word {
        word: Word,
        exact: bool,
    },
    Character(char),
    /// Any white space.
    Space,
}

/// A format, ready to read with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Format {
    pieces: Vec<Piece>,
}

/// A date, a time, or both, as a cell holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stamp {
    pub(super) date: Option<NaiveDate>,
    /// The time, and whether it is to the second.
    pub(super) time: Option<(NaiveTime, bool)>,
    pub(super) zone: Option<FixedOffset>,
}

/// Why a text is no stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misfit {
    /// It is written otherwise.
    Form,
    /// It is written so, and there is no such day or hour.
    Calendar,
}

impl Format {
    fn new(text: &str) -> Result<Self, Text> {
        let mut seen: Vec<Word> = Vec::new();
        let mut pieces: Vec<Piece> = Vec::new();
        for c in text.trim().chars() {
            let word = WORDS.iter().find(|(name, _)| *name == c).map(|(_, word)| *word);
            let piece = match word.filter(|word| !seen.contains(word)) {
                Some(word) => {
                    seen.push(word);
                    // Numbers that touch are as wide as they can be, each of them.
                    let mut touches = false;
                    if let Some(Piece::Word { word: before, exact }) = pieces.last_mut()
                        && *before != Word::Half
                    {
                        (*exact, touches) = (true, true);
                    }
                    Piece::Word { word, exact: touches }
                }
                None if c.is_whitespace() => Piece::Space,
                None if c.is_ascii_alphabetic() && c != 'T' || matches!(c, '%' | '{' | '}') => {
                    return Err(Text::new(
                        format!("格式 `{text}` 里的 `{c}` 不是格式用的字"),
                        format!("`{c}` in the format `{text}` is no word of formats"),
                    ));
                }
                None => Piece::Character(c),
            };
            pieces.push(piece);
        }
        Ok(Self { pieces })
    }

    /// How dates and times are written.
    pub(crate) fn stamp(text: &str) -> Result<Self, Text> {
        let format = Self::new(text)?;
        let [date, time] = [[Word::Year, Word::Month, Word::Day], [Word::Hour, Word::Minute, Word::Second]];
        let dates = date.iter().filter(|w| format.has(**w)).count();
        // A clock shows hours and minutes at least.
        let clock = format.has(Word::Hour) && format.has(Word::Minute);
        let times = time.iter().any(|w| format.has(*w)) || format.has(Word::Half) || format.has(Word::Zone);
        if !matches!(dates, 0 | 3) || times && !clock || dates == 0 && !times {
            return Err(Text::new(
                format!("格式 `{text}` 不完整：日期要有年、月、日，时间至少要有时、分"),
                format!("the format `{text}` is not whole: a date has 年, 月 and 日, a time at least 时 and 分"),
            ));
        }
        Ok(format)
    }

    /// How durations are written.
    pub(crate) fn duration(text: &str) -> Result<Self, Text> {
        let format = Self::new(text)?;
        let fits = |word: Word| matches!(word, Word::Hour | Word::Minute | Word::Second);
        let words: Vec<Word> = format.words().collect();
        if words.is_empty() || !words.iter().all(|w| fits(*w)) {
            return Err(Text::new(
                format!("时长的格式 `{text}` 要用时、分、秒，不用别的"),
                format!("the format `{text}` of a duration is made of 时, 分 and 秒"),
            ));
        }
        Ok(format)
    }

    fn words(&self) -> impl Iterator<Item = Word> {
        self.pieces.iter().filter_map(|p| match p {
            Piece::Word { word, .. } => Some(*word),
            Piece::Character(_) | Piece::Space => None,
        })
    }

    fn has(&self, word: Word) -> bool {
        self.words().any(|w| w == word)
    }

    /// A cell as date and time.
    pub(super) fn read_stamp(&self, cell: &str) -> Result<Stamp, Misfit> {
        let read = self.read(cell, false).ok_or(Misfit::Form)?;
        let mut stamp = Stamp { zone: read.zone, ..Stamp::default() };
        if let (Some(year), Some(month), Some(day)) = (read.year, read.month, read.day) {
            let year = i32::try_from(year).map_err(|_| Misfit::Calendar)?;
            stamp.date = Some(NaiveDate::from_ymd_opt(year, month, day).ok_or(Misfit::Calendar)?);
        }
        if let (Some(hour), Some(minute)) = (read.hour, read.minute) {
            let hour = match read.half {
                Some(half) => half.hour(hour).ok_or(Misfit::Calendar)?,
                None => hour,
            };
            let time = NaiveTime::from_hms_opt(hour, minute, read.second.unwrap_or(0)).ok_or(Misfit::Calendar)?;
            stamp.time = Some((time, read.second.is_some()));
        }
        Ok(stamp)
    }

    /// A cell as seconds.
    pub(super) fn read_duration(&self, cell: &str) -> Option<u32> {
        let read = self.read(cell, true)?;
        let part = |n: Option<u32>, seconds: u32| n.unwrap_or(0).checked_mul(seconds);
        part(read.hour, 3_600)?.checked_add(part(read.minute, 60)?)?.checked_add(part(read.second, 1)?)
    }

    fn read(&self, cell: &str, duration: bool) -> Option<Read> {
        let mut rest = cell.trim();
        let mut read = Read::default();
        for (i, piece) in self.pieces.iter().enumerate() {
            rest = match piece {
                Piece::Space => rest.trim_start(),
                Piece::Character(c) => rest.strip_prefix(*c)?,
                Piece::Word { word: Word::Half, .. } => {
                    let (after, half) =
                        HALVES.iter().find_map(|(name, half)| Some((rest.strip_prefix(name)?, *half)))?;
                    read.half = Some(half);
                    after.trim_start()
                }
                Piece::Word { word: Word::Zone, .. } => {
                    let (zone, after) = zone(rest)?;
                    read.zone = Some(zone);
                    after
                }
                Piece::Word { word, exact } => {
                    let most = match word {
                        Word::Year => 4,
                        _ if duration && !exact => 6,
                        _ => 2,
                    };
                    let (number, width, after) = digits(rest, most)?;
                    if (*exact || *word == Word::Year) && width != most {
                        return None;
                    }
                    read.set(*word, number);
                    // Databases write thousandths behind the seconds.
                    let fraction = *word == Word::Second && self.pieces.get(i + 1) != Some(&Piece::Character('.'));
                    if fraction { without_fraction(after) } else { after }
                }
            };
        }
        rest.trim().is_empty().then_some(read)
    }
}

#[derive(Default)]
struct Read {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    hour: Option<u32>,
    minute: Option<u32>,
    second: Option<u32>,
    half: Option<Half>,
    zone: Option<FixedOffset>,
}

impl Read {
    fn set(&mut self, word: Word, number: u32) {
        let place = match word {
            Word::Year => &mut self.year,
            Word::Month => &mut self.month,
            Word::Day => &mut self.day,
            Word::Hour => &mut self.hour,
            Word::Minute => &mut self.minute,
            Word::Second => &mut self.second,
            Word::Half | Word::Zone => return,
        };
        *place = Some(number);
    }
}

/// A number of at most so many digits, how many it has, and what follows.
fn digits(text: &str, most: usize) -> Option<(u32, usize, &str)> {
    let width = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, after) = text.split_at_checked(width)?;
    Some((number.parse().ok()?, width, after))
}

fn without_fraction(text: &str) -> &str {
    match text.strip_prefix('.') {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => text,
    }
}

/// `Z`, `+08:00` or `+0800`.
fn zone(text: &str) -> Option<(FixedOffset, &str)> {
    if let Some(after) = text.strip_prefix('Z') {
        return Some((FixedOffset::east_opt(0)?, after));
    }
    let (east, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('-')?),
    };
    let (hours, _, rest) = digits(rest, 2)?;
    let (minutes, width, rest) = digits(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    let seconds = i32::try_from(hours * 3_600 + minutes * 60).ok().filter(|_| width == 2 && minutes < 60)?;
    Some((FixedOffset::east_opt(if east { seconds } else { -seconds })?, rest))
}

impl Stamp {
    /// As requests have it, in Beijing time: to the second, to the minute, or the day alone.
    pub(super) fn shown(&self) -> Option<String> {
        let date = self.date?;
        let Some((time, to_the_second)) = self.time else { return Some(date.format("%Y-%m-%d").to_string()) };
        let beijing = FixedOffset::east_opt(8 * 3_600)?;
        let local = date.and_time(time);
        let at = match self.zone {
            Some(zone) => zone.from_local_datetime(&local).single()?.with_timezone(&beijing).naive_local(),
            None => local,
        };
        let form = if to_the_second { "%Y-%m-%dT%H:%M:%S+08:00" } else { "%Y-%m-%dT%H:%M+08:00" };
        Some(at.format(form).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_read_as_written_and_never_bent() {
        for (format, cell, expected) in [
            ("年-月-日 时:分:秒", "2026-11-12 22:40:05", Ok("2026-11-12T22:40:05+08:00")),
            ("年-月-日 时:分:秒", "2026-1-5 8:00:00", Ok("2026-01-05T08:00:00+08:00")),
            ("年-月-日 时:分:秒", "2026-11-12 22:40:05.000", Ok("2026-11-12T22:40:05+08:00")),
            ("年/月/日 时:分", "2026/1/5 22:40", Ok("2026-01-05T22:40+08:00")),
            ("年年月月日日 时时分分秒秒", "2026年1月5日 22时40分05秒", Ok("2026-01-05T22:40:05+08:00")),
            ("年月日时分秒", "20260105224005", Ok("2026-01-05T22:40:05+08:00")),
            ("年月日", "20260105", Ok("2026-01-05")),
            ("年月日", "2026105", Err(Misfit::Form)),
            ("年-月-日 午时:分", "2026-01-05 下午10:40", Ok("2026-01-05T22:40+08:00")),
            ("年-月-日 午时:分", "2026-01-05 上午12:05", Ok("2026-01-05T00:05+08:00")),
            ("年-月-日 午时:分", "2026-01-05 中午12:05", Ok("2026-01-05T12:05+08:00")),
            ("年-月-日 午时:分", "2026-01-05 中午11:50", Ok("2026-01-05T11:50+08:00")),
            ("年-月-日 午时:分", "2026-01-05 晚上12:05", Err(Misfit::Calendar)),
            ("年-月-日 午时:分", "2026-01-05 PM 10:40", Ok("2026-01-05T22:40+08:00")),
            ("年-月-日T时:分:秒区", "2026-11-12T14:40:00Z", Ok("2026-11-12T22:40:00+08:00")),
            ("年-月-日T时:分:秒区", "2026-11-12T23:40:00+09:00", Ok("2026-11-12T22:40:00+08:00")),
            ("年-月-日", "2026-02-30", Err(Misfit::Calendar)),
            ("年-月-日", "2024-02-29", Ok("2024-02-29")),
            ("年-月-日 时:分", "2026-01-05 24:00", Err(Misfit::Calendar)),
            ("年-月-日", "26-01-05", Err(Misfit::Form)),
            ("年-月-日", "2026-01-05 x", Err(Misfit::Form)),
        ] {
            let read = Format::stamp(format).unwrap().read_stamp(cell).map(|s| s.shown().unwrap());
            assert_eq!(read.as_deref().map_err(|e| *e), expected, "{cell} by {format}");
        }
    }

    #[test]
    fn durations_are_seconds() {
        for (format, cell, expected) in [
            ("秒", "68", Some(68)),
            ("秒", "-5", None),
            ("秒秒", "68秒", Some(68)),
            ("分分秒秒", "1分8秒", Some(68)),
            ("时小时分分秒秒", "1小时1分8秒", Some(3_668)),
            ("时:分:秒", "00:01:08", Some(68)),
            ("分:秒", "01:08", Some(68)),
            ("秒", "99999999", None),
        ] {
            assert_eq!(Format::duration(format).unwrap().read_duration(cell), expected, "{cell} by {format}");
        }
    }

    #[test]
    fn a_format_that_reads_no_whole_date_or_time_is_refused() {
        for text in ["yyyy-mm-dd", "%Y年", "月-日", "年-月", "时", "备注", ""] {
            assert!(Format::stamp(text).is_err(), "{text}");
        }
        for text in ["年", "分午", "mm:ss", ""] {
            assert!(Format::duration(text).is_err(), "{text}");
        }
    }
}
