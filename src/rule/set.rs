//! All rules with everything they lean on, checked.

use std::sync::Arc;

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::calendar::Calendar;
use super::case::Case;
use super::catalogue::{
    Action, Avoid, Band, Behaviour, Channel, Force, Pack, PaymentTier, Referral, Rung, SeverityLevel, StrengthLevel,
    Term,
};
use super::definition::Rule;
use super::errata::Erratum;
use super::first_questions::FirstQuestions;
use super::id::{
    ActionId, AvoidId, BandId, BehaviourId, ChannelId, ErratumId, ForceId, ImportId, LawId, LetterId, PhraseId,
    ReferralId, RungId, SeverityId, StrengthId, TermId, TierId, ValueId,
};
use super::import::Import;
use super::law::Law;
use super::letter::Letter;
use super::phrase::{Lexicon, Phrase};
use super::value::{DatedValue, ValueSource};
use crate::fact::{ByOption, EngineFacts, Parameters, Value, Values, Vocabulary};
use crate::message::Reader;
use crate::money::Rate;
use crate::source::Sources;

/// Checked rules. There is no other way to get one than through `check`.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// What the pack says of itself.
    pub pack: Pack,
    /// What an interview asks first, where the pack says it.
    pub first_questions: Option<FirstQuestions>,
    /// The files it was read from, for naming places.
    pub sources: Sources,
    /// SHA-256 of the files.
    pub digest: String,
    /// The facts.
    pub vocabulary: Vocabulary,
    /// The facts the formulas read and write.
    pub engine_facts: EngineFacts,
    /// The citation registry.
    pub laws: IndexMap<LawId, Law>,
    /// The dated values.
    pub values: IndexMap<ValueId, DatedValue>,
    /// The working days.
    pub calendar: Calendar,
    /// The named conditions.
    pub terms: IndexMap<TermId, Term>,
    /// What collectors say.
    pub phrases: IndexMap<PhraseId, Phrase>,
    /// What phrases lean on.
    pub lexicon: Lexicon,
    /// Both, ready for reading messages.
    pub reader: Arc<Reader>,
    /// The bands of the act-first list, most urgent first.
    pub bands: IndexMap<BandId, Band>,
    /// The tiers of the pay-first list, first paid first.
    pub tiers: IndexMap<TierId, PaymentTier>,
    /// The actions.
    pub actions: IndexMap<ActionId, Action>,
    /// The do-not list.
    pub avoid: IndexMap<AvoidId, Avoid>,
    /// The referrals.
    pub referrals: IndexMap<ReferralId, Referral>,
    /// The behaviours of collectors.
    pub behaviours: IndexMap<BehaviourId, Behaviour>,
    /// Degrees of severity, weakest first.
    pub severities: IndexMap<SeverityId, SeverityLevel>,
    /// Levels of force, strongest first.
    pub forces: IndexMap<ForceId, Force>,
    /// Degrees of strength, most binding first.
    pub strengths: IndexMap<StrengthId, StrengthLevel>,
    /// The rungs of the ladder of evidence, strongest first.
    pub evidence_ladder: IndexMap<RungId, Rung>,
    /// Where to complain.
    pub channels: IndexMap<ChannelId, Channel>,
    /// The letters.
    pub letters: IndexMap<LetterId, Letter>,
    /// What popular advice gets wrong.
    pub errata: IndexMap<ErratumId, Erratum>,
    /// How to read lists that carriers and phones give out.
    pub imports: IndexMap<ImportId, Import>,
    /// The rules, in the order of the files.
    pub rules: Vec<Rule>,
    /// The test cases.
    pub cases: Vec<Case>,
}

impl RuleSet {
    /// A dated value on a day.
    pub fn value_on(&self, id: &ValueId, day: NaiveDate) -> Option<Value> {
        value_on(&self.values, id, day)
    }

    /// The value whose series a dated value is taken from, through the multiples it is derived from; itself where it has
    /// a series of its own.
    pub fn base_of(&self, id: &ValueId) -> Option<&DatedValue> {
        base(&self.values, id).map(|(value, _)| value)
    }

    /// The days on which a dated value begins or changes.
    pub fn days_of_change(&self, id: &ValueId) -> Vec<NaiveDate> {
        match self.base_of(id).map(|v| &v.source) {
            Some(ValueSource::Series(entries)) => {
                let before = std::iter::once(None).chain(entries.iter().map(Some));
                // A month in which the same figure was published again changes nothing.
                let changed = entries.iter().zip(before).filter(|(e, before)| {
                    before.is_none_or(|b| {
                        b.value != e.value || b.until.is_some_and(|until| until.succ_opt() != Some(e.from))
                    })
                });
                changed.map(|(e, _)| e.from).collect()
            }
            Some(ValueSource::Multiple { .. } | ValueSource::ByOption { .. }) | None => Vec::new(),
        }
    }

    /// The laws a rule cites an article of that is in force on a day, in the order of its citations.
    pub fn laws_in_force<'s>(&'s self, rule: &'s Rule, day: NaiveDate) -> impl Iterator<Item = &'s Law> {
        let laws = rule.cite.iter().filter_map(|c| self.laws.get(&c.it.law).map(|law| (law, &c.it.article)));
        laws.filter(move |(law, article)| law.article_on(article, day).is_some()).map(|(law, _)| law)
    }

    /// The dated values the formulas read, on a day.
    pub fn parameters_on(&self, day: NaiveDate) -> Parameters {
        Parameters::read(&OnDay { set: self, day })
    }
}

/// The dated values on one day, as formulas ask for them.
struct OnDay<'s> {
    set: &'s RuleSet,
    day: NaiveDate,
}

impl Values for OnDay<'_> {
    fn value(&self, id: &str) -> Option<Value> {
        value_on(&self.set.values, &ValueId::from(id), self.day)
    }

    fn since(&self, id: &str) -> Option<NaiveDate> {
        self.set.base_of(&ValueId::from(id))?.period().map(|(first, _)| first)
    }

    fn by_option(&self, id: &str) -> ByOption {
        let Some(value) = self.set.values.get(id) else { return ByOption::default() };
        let ValueSource::ByOption { by, .. } = &value.source else { return ByOption::default() };
        let Some((fact, declared)) = self.set.vocabulary.find(&by.it) else { return ByOption::default() };
        let choices = declared.kind.choices().iter().enumerate();
        let values = choices.filter_map(|(i, c)| Some((i, value.option_on(&c.name, self.day)?.value.clone())));
        ByOption { by: Some(fact), values: values.collect() }
    }
}

/// How many values may be derived from each other in a row; `check` refuses longer chains and circles.
const MAX_CHAIN: usize = 8;

/// A dated value on a day, through the multiples it is derived from.
fn value_on(values: &IndexMap<ValueId, DatedValue>, id: &ValueId, day: NaiveDate) -> Option<Value> {
    let (value, factor) = base(values, id)?;
    multiply(value.entry_on(day)?.value.clone(), factor)
}

/// The value with a series that another is a multiple of, and how many times it is taken.
fn base<'v>(values: &'v IndexMap<ValueId, DatedValue>, id: &ValueId) -> Option<(&'v DatedValue, u32)> {
    let mut value = values.get(id)?;
    let mut factor = 1_u32;
    for _ in 0..MAX_CHAIN {
        match &value.source {
            ValueSource::Series(_) | ValueSource::ByOption { .. } => return Some((value, factor)),
            ValueSource::Multiple { of, times } => {
                factor = factor.checked_mul(*times)?;
                value = values.get(of)?;
            }
        }
    }
    None
}

fn multiply(value: Value, factor: u32) -> Option<Value> {
    match value {
        _ if factor == 1 => Some(value),
        Value::Rate(rate) => rate.decimal().checked_mul(factor.into()).map(|r| Value::Rate(Rate::new(r))),
        Value::Count(n) => n.checked_mul(i64::from(factor)).map(Value::Count),
        _ => None,
    }
}
