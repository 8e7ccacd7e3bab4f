//! Changes to conditions: parts dropped, all and any swapped, and the changes to each test inside.

use super::redundant::{implies, simplified};
use super::{Change, Maker, Operator};
use crate::rule::Condition;

/// How the parts of a group go together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    All,
    Any,
    None,
}

impl Group {
    fn of(self, parts: Vec<Condition>) -> Condition {
        match self {
            Self::All => Condition::All(parts),
            Self::Any => Condition::Any(parts),
            Self::None => Condition::None(parts),
        }
    }

    fn swapped(self, parts: Vec<Condition>) -> Condition {
        match self {
            Self::All => Condition::Any(parts),
            Self::Any => Condition::All(parts),
            Self::None => Condition::None(vec![Condition::All(parts)]),
        }
    }
}

impl Maker<'_> {
    /// Changes to a condition that stands by itself: its last part can be dropped too. `around` holds besides it.
    pub(super) fn whole(&self, condition: &Condition, around: &[&Condition]) -> Vec<Change<Condition>> {
        let condition = simplified(condition);
        let mut all = self.inside(&condition, around);
        let several = matches!(&condition, Condition::All(parts) if parts.len() != 1);
        if !several && !around.iter().any(|a| implies(a, &condition)) {
            all.extend(condition.place().map(|place| {
                let said = self.words.dropped(&condition);
                Change::new(Operator::Condition, place, said, Condition::All(Vec::new()))
            }));
        }
        all
    }

    /// Changes inside a condition, where `around` holds besides it.
    pub(super) fn inside(&self, condition: &Condition, around: &[&Condition]) -> Vec<Change<Condition>> {
        match condition {
            Condition::All(parts) => self.group(Group::All, parts, around),
            Condition::Any(parts) => self.group(Group::Any, parts, around),
            Condition::None(parts) => self.group(Group::None, parts, around),
            Condition::AnyDebt(inner) => self
                .inside(inner, &[])
                .into_iter()
                .map(|c| c.map(|inner| Condition::AnyDebt(Box::new(inner))))
                .collect(),
            Condition::Term(_, inner) => self.inside(inner, around),
            Condition::Test(test) => self.test(test, around),
        }
    }

    fn group(&self, group: Group, parts: &[Condition], around: &[&Condition]) -> Vec<Change<Condition>> {
        let mut all = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let others = || parts.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, p)| p);
            let settled = match group {
                Group::All => others().chain(around.iter().copied()).any(|o| implies(o, part)),
                Group::Any | Group::None => others().any(|o| implies(part, o)),
            };
            if parts.len() > 1
                && !settled
                && let Some(place) = part.place()
            {
                let to = group.of(others().cloned().collect());
                all.push(Change::new(Operator::Condition, place, self.words.dropped(part), to));
            }
            let near: Vec<&Condition> = match group {
                Group::All => others().chain(around.iter().copied()).collect(),
                Group::Any | Group::None => around.to_vec(),
            };
            let with = |changed: Condition| {
                let mut parts = parts.to_vec();
                if let Some(here) = parts.get_mut(index) {
                    *here = changed;
                }
                group.of(parts)
            };
            all.extend(self.inside(part, &near).into_iter().map(|c| c.map(with)));
        }
        if parts.len() > 1
            && let Some(place) = parts.iter().find_map(Condition::place)
        {
            let said = self.words.swapped(parts, group == Group::All);
            all.push(Change::new(Operator::AllAny, place, said, group.swapped(parts.to_vec())));
        }
        all
    }
}
