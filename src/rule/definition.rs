//! A rule: when it applies, from when until when, what follows, and the law behind it.

use chrono::NaiveDate;

use super::condition::{Comparison, Condition, LengthUnit, Operand, Quantity};
use super::english::RuleEnglish;
use super::id::{
    ActionId, AvoidId, BandId, BehaviourId, ChannelId, LetterId, ReferralId, RuleId, SeverityId, StrengthId, TierId,
    ValueId,
};
use super::law::Citation;
use super::template::Template;
use crate::fact::{EngineFacts, FactId};
use crate::source::{Place, Placed};

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleScope {
    /// The household as a whole.
    Household,
    /// Each debt.
    Debt,
    /// Each contact.
    Contact,
    /// Contacts counted together.
    Contacts,
}

/// Whether a rule speaks to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Evaluated and reported apart; never speaks to a client.
    Draft,
    /// In use.
    Active,
    /// No longer evaluated.
    Retired,
}

/// The day whose law a rule is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JudgeBy {
    /// The day the answer is for.
    DecisionDate,
    /// The day of the contact.
    EventDate,
    /// The day of the contract.
    ContractDate,
    /// The day the suit was filed.
    FilingDate,
}

impl JudgeBy {
    /// The date of a debt that is the day, where it is one.
    pub fn day_of_debt(self, facts: &EngineFacts) -> Option<FactId> {
        match self {
            Self::ContractDate => Some(facts.contract_date),
            Self::FilingDate => Some(facts.filed_on),
            Self::DecisionDate | Self::EventDate => None,
        }
    }

    /// Whether rules judged by it reach back to days that are a debt's own, whatever the day of the answer.
    pub fn is_of_debt(self) -> bool {
        matches!(self, Self::ContractDate | Self::FilingDate)
    }
}

/// One rule over one period. Two rules may share an id when their periods do not overlap.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// Its title.
    pub title: String,
    /// What it looks at.
    pub scope: RuleScope,
    /// First day; open where absent: then it holds whenever something it cites is in force.
    pub from: Option<NaiveDate>,
    /// Last day, inclusive.
    pub until: Option<NaiveDate>,
    /// Whether it speaks to clients.
    pub status: Status,
    /// The day it is judged by.
    pub judge_by: JudgeBy,
    /// How binding it is, where that does not follow from what it cites.
    pub strength: Option<StrengthId>,
    /// When it applies.
    pub when: Condition,
    /// The exception.
    pub unless: Option<Condition>,
    /// The exception in words.
    pub unless_because: Option<String>,
    /// How contacts are counted, for rules on contacts counted together.
    pub count: Option<Count>,
    /// What follows.
    pub then: Then,
    /// Rules before which it stands back: where one of them applies to the same subject, what that one says of payment
    /// and of the day of a step holds, and what this one says does not.
    pub yields_to: Vec<Placed<RuleId>>,
    /// The articles it rests on.
    pub cite: Vec<Placed<Citation>>,
    /// What it leaves out of them.
    pub not_modelled: Option<String>,
    /// The same in English.
    pub english: Option<RuleEnglish>,
    /// The sentence somebody signed for it.
    pub reads: Option<Signed>,
    /// Where it is written.
    pub place: Place,
}

/// A sentence that somebody read and signed: what the rule says, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The sentence.
    pub sentence: String,
    /// The initials of who signed it.
    pub by: String,
    /// The day it was signed.
    pub on: NaiveDate,
    /// Where it is written.
    pub place: Place,
}

/// How contacts are counted together.
#[derive(Debug, Clone)]
pub struct Count {
    /// Which contacts count.
    pub only: Condition,
    /// Which contacts are conversations, where the stretch begins with one.
    pub conversation: Option<Condition>,
    /// Which contacts are counted together.
    pub by: Vec<GroupKey>,
    /// Over which stretch of time.
    pub window: Window,
    /// What the count must be.
    pub comparison: Comparison,
    /// Compared with what.
    pub limit: Operand,
}

/// What contacts counted together have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// The creditor with all its agencies.
    CreditorGroup,
    /// The calling number.
    FromNumber,
    /// The number called: the contact point of whoever was contacted.
    ToNumber,
    /// The person contacted.
    Recipient,
    /// The debt.
    Debt,
}

/// The stretch of time contacts are counted over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// One day in Beijing.
    CalendarDay,
    /// So many hours up to and including a contact.
    RollingHours(u32),
    /// So many days in a row, up to and including the day of a contact.
    ConsecutiveDays(u32),
    /// So many days from a conversation on, its own day being the first: what comes after it in that time counts.
    DaysAfterConversation(u32),
}

/// What follows when a rule applies.
#[derive(Debug, Clone)]
pub enum Then {
    /// Steps to take.
    Triage(TriageThen),
    /// A yardstick for the cost of a debt.
    Cost(CostThen),
    /// A behaviour of collectors.
    Conduct(ConductThen),
}

/// Steps to take.
#[derive(Debug, Clone, Default)]
pub struct TriageThen {
    /// The band of the act-first list; rules that only add to the do-not list have none.
    pub band: Option<Placed<BandId>>,
    /// Why.
    pub because: Template,
    /// A line for the box at the top.
    pub today: Option<Template>,
    /// What to do, the first step first.
    pub actions: Vec<PlannedAction>,
    /// What not to do.
    pub avoid: Vec<Placed<AvoidId>>,
    /// Whom to turn to.
    pub referrals: Vec<Placed<ReferralId>>,
    /// Letters besides those of the actions.
    pub letters: Vec<Placed<LetterId>>,
    /// Where the debt stands in the pay-first list: a tier, or held out of it.
    pub payment: Option<PaymentPlace>,
}

/// Where a debt stands in the pay-first list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentPlace {
    /// It is not paid until something is settled.
    Hold,
    /// It stands in this tier.
    Tier(Placed<TierId>),
}

/// An action with its due date.
#[derive(Debug, Clone)]
pub struct PlannedAction {
    /// Which action.
    pub action: Placed<ActionId>,
    /// By when; absent where there is no date.
    pub due: Option<Due>,
}

/// How a due date is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// The judge day itself.
    Today,
    /// The date of a fact itself: a hearing is not moved.
    On(FactId),
    /// The day before the date of a fact.
    Before(FactId),
    /// A length after a day; the first day does not count, and a last day off moves to the next working day.
    After {
        /// How long.
        quantity: Quantity,
        /// In what unit.
        unit: LengthUnit,
        /// After which day.
        start: DueStart,
        /// Whether a last day off moves.
        roll: bool,
    },
}

impl Due {
    /// The date of a fact that it goes by, where it goes by one.
    pub fn fact(&self) -> Option<FactId> {
        match self {
            Self::On(fact) | Self::Before(fact) | Self::After { start: DueStart::Fact(fact), .. } => Some(*fact),
            Self::Today | Self::After { start: DueStart::AsOf, .. } => None,
        }
    }
}

/// The day a length is counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueStart {
    /// The day the answer is for.
    AsOf,
    /// The date of a fact.
    Fact(FactId),
}

/// A yardstick for the cost of a debt.
#[derive(Debug, Clone)]
pub struct CostThen {
    /// The dated value that is the line.
    pub yardstick: Placed<ValueId>,
    /// Whether it is the line the debt is measured by, or shown beside it.
    pub role: YardstickRole,
    /// Why this line.
    pub because: Template,
    /// What to say above the line.
    pub above: Template,
    /// What to say at the line.
    pub at_line: Option<Template>,
    /// What to say when not above it.
    pub not_above: Option<Template>,
    /// Steps when above.
    pub steps: TriageThen,
}

/// What a yardstick is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum YardstickRole {
    /// The debt is measured by it: the first that applies, in the order of the rules, decides.
    Reference,
    /// Shown beside the reference line; decides nothing.
    Information,
}

/// A behaviour of collectors.
#[derive(Debug, Clone)]
pub struct ConductThen {
    /// Which behaviour.
    pub behaviour: Placed<BehaviourId>,
    /// How severe.
    pub severity: Placed<SeverityId>,
    /// What was seen.
    pub because: Template,
    /// What to keep (options of `household.evidence`).
    pub evidence: Vec<Placed<String>>,
    /// Where to report it, in order.
    pub report_to: Vec<Placed<ChannelId>>,
    /// What not to do.
    pub avoid: Vec<Placed<AvoidId>>,
    /// The hours of which an occurrence says how long it lasted inside.
    pub overlap: Option<Overlap>,
}

/// Hours of the day, and those of them that were agreed: the end is not included, and either may run over midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// From when until when.
    pub between: (Operand, Operand),
    /// From when until when contact was agreed.
    pub agreed: Option<(Operand, Operand)>,
}

impl Overlap {
    /// The times of day it is made of.
    pub(crate) fn operands(&self) -> impl Iterator<Item = &Operand> {
        std::iter::once(&self.between).chain(&self.agreed).flat_map(|(from, until)| [from, until])
    }
}

impl Rule {
    /// Whether the rule's own period contains `day`.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The steps of a triage or cost rule.
    pub fn steps(&self) -> Option<&TriageThen> {
        match &self.then {
            Then::Triage(then) => Some(then),
            Then::Cost(then) => Some(&then.steps),
            Then::Conduct(_) => None,
        }
    }
}
