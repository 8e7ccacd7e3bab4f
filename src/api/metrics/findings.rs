//! How often each rule found something. Ids of rules come from the rule folder, so that there are no more lines than
//! there ever were rules in use; a rule that is gone after a reload keeps its number until the service ends.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use indexmap::IndexMap;

use super::label;
use crate::rule::RuleId;

/// Answers with a finding, by rule.
#[derive(Debug, Default)]
pub(super) struct Findings(RwLock<IndexMap<RuleId, AtomicU64>>);

impl Findings {
    /// Counts each of these rules once, however often it is named.
    pub(super) fn count<'r>(&self, rules: impl Iterator<Item = &'r RuleId>) {
        let counts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut seen = vec![false; counts.len()];
        let mut new = Vec::new();
        for id in rules {
            match counts.get_full(id) {
                Some((place, _, count)) => {
                    if let Some(seen @ false) = seen.get_mut(place) {
                        *seen = true;
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                }
                None => new.push(id),
            }
        }
        drop(counts);
        if new.is_empty() {
            return;
        }
        new.sort_unstable();
        new.dedup();
        let mut counts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for id in new {
            counts.entry(id.clone()).or_default().fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The lines, in the order of the ids.
    pub(super) fn write(&self, name: &str, text: &mut String) {
        let counts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut lines: Vec<(&RuleId, u64)> = counts.iter().map(|(id, n)| (id, n.load(Ordering::Relaxed))).collect();
        lines.sort_unstable();
        for (id, count) in lines {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name}{{rule=\"{}\"}} {count}", label(id.as_str()));
        }
    }
}
