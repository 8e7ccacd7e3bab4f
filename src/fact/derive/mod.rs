//! Facts computed from given facts. Each formula says what it needs; where that is not known, the computed fact is
//! not known either and names what would settle it.

mod backwards;
mod contact;
mod deadlines;
mod debt;
mod fees;
mod household;
mod repeats;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub(crate) use backwards::{back, behind};
pub(crate) use household::uncertain_income;

pub(crate) use debt::{CostInputs, cost_gap, cost_inputs, is_closed, nominal_cost};

use super::engine_facts::EngineFacts;
use super::portfolio::{Cell, Missing, Portfolio, Reading, Reason, Subject};
use super::value::Value;
use super::vocabulary::{FactId, FactKind, Vocabulary};
use crate::diagnostic::Text;
use crate::money::bands::Bands;
use crate::money::{Money, Rate};

/// The dated values that formulas read, on the day the answer is for.
#[derive(Debug, Clone)]
pub struct Parameters {
    /// Years of limitation.
    pub limitation_years: Option<i64>,
    /// Within how many days of a new loan a repayment to another lender counts.
    pub loan_on_loan_window_days: Option<i64>,
    /// What part of the new loan must have gone to other lenders.
    pub loan_on_loan_cover: Option<Rate>,
    /// Days after which service by public notice counts as done.
    pub public_notice_days: Option<i64>,
    /// Months of a guarantee whose period nobody agreed.
    pub guarantee_months: Option<i64>,
    /// The first day of the law that says how many; guarantees given before it may run longer.
    pub guarantee_months_from: Option<NaiveDate>,
    /// What a court asks for hearing a claim.
    pub court_fee: Option<Bands>,
    /// By how much that is divided where it is halved.
    pub court_fee_halved_by: Option<i64>,
    /// By how much it is divided for a payment order.
    pub payment_order_fee_by: Option<i64>,
    /// What enforcement costs.
    pub enforcement_fee: Option<Bands>,
    /// What it costs to have property preserved.
    pub preservation_fee: Option<Bands>,
    /// The most that costs.
    pub preservation_fee_max: Option<Money>,
    /// The minimum wage by option.
    pub minimum_wage: ByOption,
}

/// A dated value that differs by the option of a choice, on one day.
#[derive(Debug, Clone, Default)]
pub struct ByOption {
    /// The choice.
    pub by: Option<FactId>,
    /// The values by the number of their option.
    pub values: BTreeMap<usize, Value>,
}

/// Where formulas look dated values up.
pub trait Values {
    /// A value on the day the answer is for.
    fn value(&self, id: &str) -> Option<Value>;
    /// Since when there is one.
    fn since(&self, id: &str) -> Option<NaiveDate>;
    /// A value for each option.
    fn by_option(&self, id: &str) -> ByOption;
}

impl Parameters {
    /// The ids these values have in the rules, with their units; `check` asks for them.
    pub const IDS: [(&'static str, &'static str); 19] = [
        ("limitation_years", "years"),
        ("loan_on_loan_window_days", "days"),
        ("loan_on_loan_cover", "rate"),
        ("public_notice_days", "days"),
        ("guarantee_months", "months"),
        ("court_fee_bands", "bands"),
        ("court_fee_halved_by", "count"),
        ("payment_order_fee_by", "count"),
        ("enforcement_fee_bands", "bands"),
        ("preservation_fee_bands", "bands"),
        ("preservation_fee_max", "amount"),
        ("minimum_wage", "amount"),
        // Read by the ledgers and scores of `money`, not by formulas.
        ("lpr_1y", "rate"),
        ("private_lending_cap", "rate"),
        ("private_lending_cap_2015", "rate"),
        ("delay_interest_per_day", "rate"),
        ("loan_on_loan_months", "months"),
        ("loan_on_loan_look_back_months", "months"),
        ("loan_on_loan_rising_months", "months"),
    ];

    /// Those of them that hold one figure for each option.
    pub const BY_OPTION: [&'static str; 1] = ["minimum_wage"];

    /// Reads them.
    pub fn read(values: &impl Values) -> Self {
        let count = |id| match values.value(id) {
            Some(Value::Count(n)) => Some(n),
            _ => None,
        };
        let bands = |id| match values.value(id) {
            Some(Value::Bands(bands)) => Some(bands),
            _ => None,
        };
        Self {
            limitation_years: count("limitation_years"),
            loan_on_loan_window_days: count("loan_on_loan_window_days"),
            loan_on_loan_cover: match values.value("loan_on_loan_cover") {
                Some(Value::Rate(rate)) => Some(rate),
                _ => None,
            },
            public_notice_days: count("public_notice_days"),
            guarantee_months: count("guarantee_months"),
            guarantee_months_from: values.since("guarantee_months"),
            court_fee: bands("court_fee_bands"),
            court_fee_halved_by: count("court_fee_halved_by"),
            payment_order_fee_by: count("payment_order_fee_by"),
            enforcement_fee: bands("enforcement_fee_bands"),
            preservation_fee: bands("preservation_fee_bands"),
            preservation_fee_max: match values.value("preservation_fee_max") {
                Some(Value::Amount(most)) => Some(most),
                _ => None,
            },
            minimum_wage: values.by_option("minimum_wage"),
        }
    }
}

/// The dated values that the formula of a fact reads.
pub(crate) fn values_behind(facts: &EngineFacts, fact: FactId) -> &'static [&'static str] {
    match fact {
        f if f == facts.limitation_ends_on => &["limitation_years"],
        f if f == facts.loan_on_loan_pairs => &["loan_on_loan_window_days", "loan_on_loan_cover"],
        f if f == facts.deemed_served_on || f == facts.judgment_deemed_served_on => &["public_notice_days"],
        f if f == facts.guarantee_ends_on => &["guarantee_months"],
        f if f == facts.court_fee => &["court_fee_bands"],
        f if f == facts.court_fee_halved => &["court_fee_bands", "court_fee_halved_by"],
        f if f == facts.payment_order_fee => &["court_fee_bands", "payment_order_fee_by"],
        f if f == facts.enforcement_fee => &["enforcement_fee_bands"],
        f if f == facts.preservation_fee => &["preservation_fee_bands", "preservation_fee_max"],
        f if f == facts.minimum_wage => &["minimum_wage"],
        _ => &[],
    }
}

/// Computes every fact that follows from given facts alone.
pub fn derive(portfolio: &mut Portfolio, vocabulary: &Vocabulary, facts: &EngineFacts, parameters: &Parameters) {
    repeats::derive(portfolio, vocabulary, facts);
    let subjects = portfolio.contact_subjects().chain(portfolio.debt_subjects()).chain([Subject::Household]);
    for subject in subjects.collect::<Vec<_>>() {
        let here = Facts { portfolio, vocabulary, subject };
        for (fact, cell) in computed(&here, facts, parameters, &|_| true) {
            portfolio.set(vocabulary, fact, subject, cell);
        }
    }
}

/// What is computed for one subject, as far as it is wanted. The household's facts rest on the balances and the days
/// overdue of its debts, which have to stand there.
pub(crate) fn computed(
    here: &Facts<'_>,
    facts: &EngineFacts,
    parameters: &Parameters,
    wanted: &dyn Fn(FactId) -> bool,
) -> Vec<(FactId, Cell)> {
    match here.subject {
        Subject::Contact(_) => contact::computed(here, facts),
        Subject::Debt(_) => debt::computed(here, facts, parameters, wanted),
        Subject::Household => household::computed(here, facts, parameters, wanted),
    }
}

/// A computed fact with its formula, which is worked out only where it is wanted.
type Computed<'f> = (FactId, &'f dyn Fn() -> Formula<Value>);

/// Moves a portfolio whose facts are computed to another day: what runs with the day alone. It holds as long as no
/// dated value that a formula reads changes on the way; where one does, the facts are computed anew.
pub(crate) fn move_to(portfolio: &mut Portfolio, vocabulary: &Vocabulary, facts: &EngineFacts, day: NaiveDate) {
    let by = (day - portfolio.as_of).num_days();
    portfolio.as_of = day;
    for debt in portfolio.debt_subjects() {
        if let Some(Value::Count(days)) = portfolio.value(vocabulary, facts.overdue_days, debt) {
            let days = Cell::Known(Value::Count(days.saturating_add(by)));
            portfolio.set(vocabulary, facts.overdue_days, debt, days);
        }
    }
    let overdue = cell(household::overdue_count(portfolio, vocabulary, facts));
    portfolio.set(vocabulary, facts.overdue_count, Subject::Household, overdue);
}

/// Why a formula has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gap {
    /// These facts are not known.
    NotKnown(Vec<Missing>),
    /// Everything is known, and yet there is no result.
    Failed(Reason),
}

impl Gap {
    /// A failure, in words.
    pub(crate) fn failed(zh: &str, en: &str) -> Self {
        Self::Failed(Reason(Text::new(zh, en)))
    }

    /// The same as the content of a record.
    pub(crate) fn into_cell(self) -> Cell {
        match self {
            Self::NotKnown(missing) => Cell::NotKnown(missing),
            Self::Failed(reason) => Cell::Failed(reason),
        }
    }
}

/// What a formula gives.
pub(crate) type Formula<T> = Result<T, Gap>;

/// The content of a record for the result of a formula.
pub(super) fn cell(result: Formula<Value>) -> Cell {
    result.map_or_else(Gap::into_cell, Cell::Known)
}

/// Several results at once; everything missing is named together.
pub(crate) fn all<T>(results: impl IntoIterator<Item = Formula<T>>) -> Formula<Vec<T>> {
    let mut found = Vec::new();
    let mut missing: Vec<Missing> = Vec::new();
    let mut failed = None;
    for result in results {
        match result {
            Ok(value) => found.push(value),
            Err(Gap::NotKnown(more)) => missing.extend(more),
            Err(Gap::Failed(reason)) => failed = failed.or(Some(reason)),
        }
    }
    if let Some(reason) = failed {
        return Err(Gap::Failed(reason));
    }
    if missing.is_empty() {
        return Ok(found);
    }
    missing.sort_unstable();
    missing.dedup();
    Err(Gap::NotKnown(missing))
}

/// Two results at once.
pub(crate) fn both<A, B>(a: Formula<A>, b: Formula<B>) -> Formula<(A, B)> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(gap), Ok(_)) | (Ok(_), Err(gap)) => Err(gap),
        (Err(Gap::NotKnown(mut one)), Err(Gap::NotKnown(two))) => {
            one.extend(two);
            one.sort_unstable();
            one.dedup();
            Err(Gap::NotKnown(one))
        }
        (Err(failed @ Gap::Failed(_)), Err(_)) | (Err(_), Err(failed @ Gap::Failed(_))) => Err(failed),
    }
}

/// The facts of one subject, read by type.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) portfolio: &'a Portfolio,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) subject: Subject,
}

macro_rules! reader {
    ($name:ident, $variant:ident, $type:ty) => {
        pub(crate) fn $name(&self, fact: FactId) -> Formula<$type> {
            match self.portfolio.read(self.vocabulary, fact, self.subject) {
                Reading::Known(Value::$variant(value)) => Ok(value.clone()),
                Reading::Known(_) => Err(Gap::failed("事实的类型不符", "the fact has another type")),
                Reading::NotKnown(missing) => Err(Gap::NotKnown(missing)),
                Reading::Failed(reason) => Err(Gap::Failed(reason.clone())),
            }
        }
    };
}

impl Facts<'_> {
    reader!(amount, Amount, Money);
    reader!(count, Count, i64);
    reader!(date, Date, NaiveDate);
    reader!(text, Text, String);
    reader!(choice, Choice, usize);
    reader!(rate, Rate, Rate);
    reader!(yes_no, YesNo, bool);
    reader!(records, Records, Vec<Vec<Option<Value>>>);

    /// A date that may be `never`.
    pub(crate) fn date_or_never(&self, fact: FactId) -> Formula<Option<NaiveDate>> {
        match self.portfolio.value(self.vocabulary, fact, self.subject) {
            Some(Value::Never) => Ok(None),
            _ => self.date(fact).map(Some),
        }
    }

    /// A field of an entry of a `records` fact, by name.
    pub(crate) fn field<'v>(&self, fact: FactId, row: &'v [Option<Value>], name: &str) -> Option<&'v Value> {
        let FactKind::Records(fields) = &self.vocabulary.get(fact)?.kind else { return None };
        row.get(fields.iter().position(|f| f.name == name)?)?.as_ref()
    }

    /// The repayments of a debt, each by its day and amount; nothing in place of one that lacks either.
    pub(crate) fn repayments(&self, facts: &EngineFacts) -> Formula<Vec<Option<(NaiveDate, Money)>>> {
        let fact = facts.repayments;
        let read = |row: &Vec<Option<Value>>| match (self.field(fact, row, "date"), self.field(fact, row, "amount")) {
            (Some(Value::Date(on)), Some(Value::Amount(amount))) => Some((*on, *amount)),
            _ => None,
        };
        self.records(fact).map(|rows| rows.iter().map(read).collect())
    }

    /// A gap that names this fact.
    pub(crate) fn not_known(&self, fact: FactId) -> Gap {
        Gap::NotKnown(vec![Missing { fact, subject: self.subject }])
    }
}
