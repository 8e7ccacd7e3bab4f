//! The fields of an object: which ones there may be, and what is not one of them.

use super::{Entries, Reader, escape};
use crate::diagnostic::Text;
use crate::fact::input::Input;
use crate::fact::portfolio::{Cell, Record};
use crate::fact::vocabulary::FactScope;

impl Reader<'_> {
    pub(super) fn blank(&self, scope: FactScope) -> Record {
        Record(vec![Cell::Blank; self.vocabulary.slots(scope)])
    }

    /// The facts of one subject. A fact may stand beside `id` or under `facts`.
    pub(super) fn record(&mut self, entries: &Entries, scope: FactScope, at: &str, structural: &[&str]) -> Record {
        let mut record = self.blank(scope);
        let mut given: Vec<&str> = Vec::with_capacity(entries.len());
        self.fill(&mut record, entries, scope, at, structural, &mut given);
        if let Some((_, more @ Input::Map(_))) = entries.iter().find(|(k, _)| k == "facts") {
            let inside = format!("{at}/facts");
            if let Some(more) = self.received.object(more, &inside) {
                self.fill(&mut record, more, scope, &inside, &[], &mut given);
            }
        }
        record
    }

    fn fill<'e>(
        &mut self,
        record: &mut Record,
        entries: &'e Entries,
        scope: FactScope,
        at: &str,
        structural: &[&str],
        given: &mut Vec<&'e str>,
    ) {
        for (key, value) in entries {
            let pointer = format!("{at}/{}", escape(key));
            if given.contains(&key.as_str()) {
                self.received.given_twice(&pointer, key);
                continue;
            }
            given.push(key);
            if structural.contains(&key.as_str()) || (key == "facts" && matches!(value, Input::Map(_))) {
                continue;
            }
            let vocabulary = self.vocabulary;
            let Some((_, fact)) = vocabulary.find(&format!("{}.{key}", scope.prefix())) else {
                self.unknown_field(&pointer, key, scope, structural);
                continue;
            };
            if fact.derived.is_some() {
                self.received.problem(
                    &pointer,
                    "computed-fact",
                    format!("`{key}` 由程序计算，不能填写"),
                    format!("`{key}` is computed and cannot be given"),
                );
                continue;
            }
            if let Some(value) = self.value(value, fact, &pointer)
                && let Some(cell) = record.0.get_mut(fact.slot)
            {
                *cell = Cell::Known(value);
            }
        }
    }

    fn unknown_field(&mut self, pointer: &str, key: &str, scope: FactScope, structural: &[&str]) {
        let names: Vec<&str> = self
            .vocabulary
            .iter()
            .filter(|(_, f)| f.scope == scope && f.derived.is_none())
            .filter_map(|(_, f)| f.name.as_str().split_once('.').map(|(_, n)| n))
            .chain(structural.iter().copied())
            .collect();
        // The scope is said by where a fact stands: `debt.legal_stage` is `legal_stage` inside a debt.
        let bare = key.split_once('.').map(|(_, bare)| bare).filter(|bare| names.contains(bare));
        let otherwise = match bare {
            Some(bare) => Text::new(format!("；写成 `{bare}`"), format!("; write `{bare}`")),
            None => Text::new("；词汇见接口文档", "; see the vocabulary in the API documentation"),
        };
        self.received.no_such_field(pointer, key, &names, otherwise);
    }
}
