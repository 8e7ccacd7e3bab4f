//! Deletions that can be shown: what each run deleted, chained by hashes, so that no run can be taken out or changed
//! without the next one telling.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::diagnostic::Text;
use crate::engine::digest;

/// What the first run has in place of the hash of the one before.
const BEFORE_THE_FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The most characters of a reason.
const MAX_REASON_CHARS: usize = 200;

/// What is to be deleted.
pub(super) enum Which {
    /// One decision.
    One(Uuid),
    /// Decisions made before then, the oldest first, as many as one run takes.
    Before(DateTime<Utc>),
}

/// One run of deletions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deletion {
    /// Its number, from 1.
    pub number: u64,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// How many decisions.
    pub how_many: u64,
    /// When the oldest of them was made.
    pub oldest: String,
    /// When the newest of them was made.
    pub newest: String,
    /// SHA-256 of their ids, sorted, each on a line.
    pub ids_sha256: String,
    /// The hash of the run before.
    pub before: String,
    /// SHA-256 of all of the above, each on a line.
    pub hash: String,
}

/// Every run of deletions, and what does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The runs, the first one first.
    pub deletions: Vec<Deletion>,
    /// What does not agree; nothing where all is as it should be.
    pub problems: Vec<Text>,
}

impl Deletion {
    /// A run after the one with this number and hash.
    pub(super) fn after(
        last: Option<(u64, String)>,
        at: DateTime<Utc>,
        reason: &str,
        ids: &[String],
        made: (String, String),
    ) -> Self {
        let (number, before) = last.map_or((1, BEFORE_THE_FIRST.to_owned()), |(n, hash)| (n + 1, hash));
        let reason = reason.chars().take(MAX_REASON_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut run = Self {
            number,
            at: written(at),
            reason,
            how_many: u64::try_from(ids.len()).unwrap_or(u64::MAX),
            oldest: made.0,
            newest: made.1,
            ids_sha256: ids_digest(ids),
            before,
            hash: String::new(),
        };
        run.hash = run.hashed();
        run
    }

    fn hashed(&self) -> String {
        let Self { number, at, reason, how_many, oldest, newest, ids_sha256, before, hash: _ } = self;
        let lines = format!("{number}\n{at}\n{reason}\n{how_many}\n{oldest}\n{newest}\n{ids_sha256}\n{before}\n");
        digest(lines.as_bytes())
    }
}

impl Proof {
    /// Runs held against each other, and against the ids of each that are known to be deleted. `undead` are ids that
    /// are deleted and there at once.
    pub(super) fn new(deletions: Vec<Deletion>, ids: &[Vec<String>], undead: &[String]) -> Self {
        let mut problems = Vec::new();
        let (mut number, mut before) = (1, BEFORE_THE_FIRST.to_owned());
        for (run, ids) in deletions.iter().zip(ids) {
            let n = run.number;
            if n != number || run.before != before {
                problems.push(Text::new(
                    format!("第 {n} 次删除接不上前一次"),
                    format!("deletion {n} does not follow the one before"),
                ));
            }
            if run.hashed() != run.hash {
                problems.push(Text::new(format!("第 {n} 次删除被改过"), format!("deletion {n} was changed")));
            }
            let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
            if ids_digest(ids) != run.ids_sha256 || count != run.how_many {
                problems.push(Text::new(
                    format!("第 {n} 次删除的编号对不上：有 {count} 个，应有 {} 个", run.how_many),
                    format!("the ids of deletion {n} do not agree: {count} are known, {} were deleted", run.how_many),
                ));
            }
            (number, before) = (n + 1, run.hash.clone());
        }
        for id in undead {
            problems.push(Text::new(format!("{id} 已删除，却还在"), format!("{id} was deleted and is there")));
        }
        Self { deletions, problems }
    }
}

/// A time as it is written: of one length, so that the order of texts is that of times.
pub(super) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn ids_digest(ids: &[String]) -> String {
    let mut sorted: Vec<&str> = ids.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let lines: String = sorted.iter().flat_map(|id| [id, "\n"]).collect();
    digest(lines.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_changed_or_taken_out_is_told_by_the_next() {
        let ids = [vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()], vec!["d".to_owned()]];
        let mut runs: Vec<Deletion> = Vec::new();
        for ids in &ids {
            let last = runs.last().map(|run| (run.number, run.hash.clone()));
            let day = "2026-11-22T00:00:00.000Z".to_owned();
            runs.push(Deletion::after(last, DateTime::UNIX_EPOCH, "one\nwish", ids, (day.clone(), day)));
        }
        assert_eq!(runs[0].reason, "one wish");
        assert_eq!(Proof::new(runs.clone(), &ids, &[]).problems, []);

        let said = |runs: Vec<Deletion>, ids: &[Vec<String>], undead: &[String]| -> Vec<String> {
            Proof::new(runs, ids, undead).problems.into_iter().map(|p| p.en).collect()
        };
        let mut fewer = runs.clone();
        fewer[1].how_many = 0;
        assert_eq!(
            said(fewer, &ids, &[]),
            ["deletion 2 was changed", "the ids of deletion 2 do not agree: 1 are known, 0 were deleted"]
        );
        let mut without = runs.clone();
        without.remove(1);
        assert_eq!(
            said(without, &[ids[0].clone(), ids[2].clone()], &[]),
            ["deletion 3 does not follow the one before"]
        );
        assert_eq!(said(runs, &ids, &["c".to_owned()]), ["c was deleted and is there"]);
    }
}
