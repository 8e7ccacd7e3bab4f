//! How a day was counted, in the sentences of the pack.

use crate::diagnostic::Text;
use crate::evaluate::DueDate;
use crate::rule::{ActionId, CountingSlot, RuleSet, Sentence};

/// The sentence for a day that was counted from the date of a fact; nothing for other days, and in a pack without
/// such sentences.
pub(super) fn sentence(set: &RuleSet, due: &DueDate, action: &ActionId) -> Option<Text> {
    let words = set.pack.wording.as_ref()?;
    let DueDate::On { on, unrolled, no_calendar_for, calendar_unverified, counted_from, length } = due else {
        return None;
    };
    let (from, (number, unit)) = counted_from.zip(*length)?;
    let length = unit.count(i64::from(number));
    let say = |sentence: &Sentence, year: Option<i32>| {
        let year = year.map_or_else(String::new, |y| y.to_string());
        let slot = |slot: &CountingSlot, length: &str| match slot {
            CountingSlot::From => from.to_string(),
            CountingSlot::Length => length.to_owned(),
            CountingSlot::Last => unrolled.to_string(),
            CountingSlot::On => on.to_string(),
            CountingSlot::Year => year.clone(),
        };
        Text::new(sentence.zh.fill(|s| slot(s, &length.zh)), sentence.en.fill(|s| slot(s, &length.en)))
    };
    let mut parts = vec![say(&words.counting, None)];
    parts.push(if on == unrolled { say(&words.ends, None) } else { say(&words.moved, None) });
    parts.extend(no_calendar_for.map(|year| say(&words.no_calendar, Some(year))));
    parts.extend(calendar_unverified.map(|year| say(&words.calendar_unverified, Some(year))));
    if words.by_post_for.iter().any(|a| a.it == *action) {
        parts.push(say(&words.by_post, None));
    }
    Some(Text::join(&parts, "；", "; "))
}
