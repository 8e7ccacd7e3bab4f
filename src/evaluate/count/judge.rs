//! A stretch held against the limit.

use super::entries::{Holds, Member};
use super::stretch::Stretch;
use super::{Counted, Counting};
use crate::diagnostic::Text;
use crate::evaluate::{Outcome, Truth};
use crate::fact::{Reading, Reason, Subject, Value};
use crate::rule::Operand;
use chrono::NaiveDate;

impl Counting<'_> {
    /// Holds a stretch against the limit; nothing where no law behind the rule is in force for it.
    pub(super) fn judge(&self, day: NaiveDate, stretch: &Stretch<'_>) -> Option<Outcome> {
        let (session, rule) = (self.session, self.rule);
        let contacts: Vec<usize> = stretch.certain.iter().map(|e| e.contact).collect();
        let possible: Vec<usize> = stretch.possible.iter().map(|m| m.entry.contact).collect();
        let debt = |c: &usize| session.portfolio.contacts.get(*c).and_then(|c| c.debt);
        let subject = contacts.iter().chain(&possible).find_map(debt).map_or(Subject::Household, Subject::Debt);
        let force = session.in_force(rule, subject, day);
        if force.is_not_met() {
            return None;
        }
        let limit = self.limit(day);
        let held = match &limit {
            Ok(limit) => self.held(stretch, limit),
            Err(gap) => gap.clone(),
        };
        let truth = match held {
            Truth::NotMet => Truth::NotMet,
            held => {
                let applies = session.applies(&self.compiled.when, self.compiled.unless.as_ref(), subject);
                Truth::all([held, force, applies])
            }
        };
        let limit = match limit {
            Ok(Value::Count(n)) => Some(n),
            _ => None,
        };
        let dated = stretch.certain.iter().copied().chain(stretch.possible.iter().map(|m| m.entry));
        let from = dated.filter_map(|e| e.date).min().map_or(day, |first| first.min(day));
        let (conversation, rolling_24h) = (stretch.conversation, stretch.rolling_24h);
        let counted = Some(Counted { contacts, possible, limit, from, to: day, conversation, rolling_24h });
        Some(Outcome { rule: self.number, subject, truth, day: Some(day), counted })
    }

    /// The limit on a day, or what stands in its place where there is none.
    fn limit(&self, day: NaiveDate) -> Result<Value, Truth> {
        let set = &self.session.program.set;
        let none = || {
            Truth::Failed(Reason(Text::new(
                format!("规则里没有 {day} 的次数上限"),
                format!("the rules hold no limit for {day}"),
            )))
        };
        match &self.count.limit {
            Operand::Literal(literal) => Ok(literal.value.clone()),
            Operand::Value(id) => set.value_on(id, day).ok_or_else(none),
            Operand::Fact(fact) => match self.session.read(*fact, Subject::Household) {
                Reading::Known(value) => Ok(value.clone()),
                Reading::NotKnown(missing) => Err(Truth::NotKnown(missing)),
                Reading::Failed(reason) => Err(Truth::Failed(reason.clone())),
            },
            Operand::AsOf => Err(none()),
        }
    }

    /// A range against the limit: so many for certain, so many more at the most.
    fn held(&self, stretch: &Stretch<'_>, limit: &Value) -> Truth {
        let at = |n: usize| {
            let n = Value::Count(i64::try_from(n).unwrap_or(i64::MAX));
            n.order(limit).is_some_and(|order| self.count.comparison.holds(order))
        };
        match (at(stretch.certain.len()), at(stretch.len())) {
            (true, true) => Truth::Met,
            (false, false) => Truth::NotMet,
            _ => {
                let beginning = std::iter::once(Truth::NotKnown(stretch.missing.clone()));
                Truth::all(stretch.possible.iter().map(|m| open(*m)).chain(beginning))
            }
        }
    }
}

/// What keeps a contact from counting for certain.
fn open(member: Member<'_>) -> Truth {
    let of_itself = member.entry.missing.clone();
    match &member.entry.counts {
        Holds::Maybe(_, Some(reason)) => Truth::Failed(reason.clone()),
        Holds::Maybe(missing, None) => Truth::NotKnown(missing.iter().chain(&of_itself).copied().collect()),
        Holds::Yes | Holds::No => Truth::NotKnown(of_itself),
    }
}
