//! How well messages are read, in figures: by set, by code and over all.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::Judged;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// So many.
    pub of: usize,
    /// Of so many.
    pub all: usize,
}

/// How messages of one code were read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CodeFigures {
    /// Labels with this code that were found (recall).
    pub labels: Counted,
    /// Of everything found under this code, what was right; what may or may not be found is not counted (precision).
    pub right: Counted,
    /// Lawful messages of files with this code in which something wrong was found (false alarms).
    pub near_misses: Counted,
    /// Disguised messages of files with this code in which everything was found.
    pub disguised: Counted,
    /// Texts of the grey strip under this code answered with "cannot tell", under whichever code the rules ask it.
    pub unclear: Counted,
}

/// The figures of a set, or over all sets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// By code, in the order of the alphabet.
    pub codes: BTreeMap<String, CodeFigures>,
    /// Over all codes.
    pub total: Totals,
}

/// The figures over all codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// How many messages there are.
    pub messages: usize,
    /// Everything that is counted by code.
    #[serde(flatten)]
    pub sums: CodeFigures,
    /// Messages that show something in which anything was found.
    pub noticed: Counted,
}

impl Counted {
    fn note(&mut self, yes: bool) {
        self.all += 1;
        self.of += usize::from(yes);
    }

    fn add(&mut self, other: Self) {
        self.of += other.of;
        self.all += other.all;
    }

    /// In percent, with one decimal; nothing of nothing has no percentage.
    pub fn percent(self) -> Option<Decimal> {
        let share = Decimal::from(self.of).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(Decimal::from(self.all))?;
        Some(share.round_dp(1))
    }

    /// Whether it is at least so many percent, held exactly; nothing of nothing is.
    pub fn reaches(self, percent: Decimal) -> bool {
        Decimal::from(self.of).saturating_mul(Decimal::ONE_HUNDRED) >= percent.saturating_mul(Decimal::from(self.all))
    }

    /// Whether it is at most so many percent, held exactly.
    pub fn stays_within(self, percent: Decimal) -> bool {
        Decimal::from(self.of).saturating_mul(Decimal::ONE_HUNDRED) <= percent.saturating_mul(Decimal::from(self.all))
    }
}

/// Counts how messages were read.
pub fn figures<'j>(judged: impl IntoIterator<Item = &'j Judged<'j>>) -> Figures {
    let mut figures = Figures::default();
    for one in judged {
        count(one, &mut figures);
    }
    for code in figures.codes.values() {
        let sums = &mut figures.total.sums;
        sums.labels.add(code.labels);
        sums.right.add(code.right);
        sums.near_misses.add(code.near_misses);
        sums.disguised.add(code.disguised);
        sums.unclear.add(code.unclear);
    }
    figures
}

fn count(judged: &Judged<'_>, figures: &mut Figures) {
    let (message, missed, wrong) = (judged.message, judged.missed(), judged.wrong());
    figures.total.messages += 1;
    let mut of = |code: &str, note: &dyn Fn(&mut CodeFigures)| note(figures.codes.entry(code.to_owned()).or_default());
    for code in &message.shows {
        let found = !missed.contains(&code.as_str());
        of(code, &|c| {
            c.labels.note(found);
            if found {
                c.right.note(true);
            }
        });
    }
    for found in &wrong {
        of(&found.code, &|c| c.right.note(false));
    }
    for code in &message.unclear {
        of(code, &|c| c.unclear.note(!judged.cannot_tell.is_empty()));
    }
    of(&message.code, &|c| {
        if message.disguised {
            c.disguised.note(missed.is_empty());
        }
        if message.is_lawful() {
            c.near_misses.note(!wrong.is_empty());
        }
    });
    if !message.shows.is_empty() {
        figures.total.noticed.note(!judged.found.is_empty());
    }
}
