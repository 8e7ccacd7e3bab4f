//! The date and the time of day of a contact, in Beijing.

use super::{EngineFacts, Facts, Portfolio, Reading, Subject, Value, Vocabulary, cell};
use crate::fact::Cell;

pub(super) fn derive(portfolio: &mut Portfolio, vocabulary: &Vocabulary, facts: &EngineFacts, subject: Subject) {
    let here = Facts { portfolio, vocabulary, subject };
    let (date, time) = match portfolio.read(vocabulary, facts.at, subject) {
        Reading::Known(Value::Instant(moment)) => {
            let time = moment.time().map(Value::Time).ok_or_else(|| here.not_known(facts.at));
            (Cell::Known(Value::Date(moment.date())), cell(time))
        }
        Reading::Known(_) | Reading::Failed(_) => return,
        Reading::NotKnown(missing) => (Cell::NotKnown(missing.clone()), Cell::NotKnown(missing)),
    };
    portfolio.set(vocabulary, facts.local_date, subject, date);
    portfolio.set(vocabulary, facts.local_time, subject, time);
}
