//! What rules point to: bands, tiers, actions, the do-not list, referrals, behaviours, letters, channels and words.

use chrono::NaiveDate;

use super::condition::{Condition, Length};
use super::english::{ActionEnglish, AvoidEnglish, ChannelEnglish, ReferralEnglish, TierEnglish, TitleEnglish};
use super::id::{
    ActionId, AvoidId, BandId, BehaviourId, ChannelId, ForceId, LetterId, ReferralId, RungId, SeverityId, StrengthId,
    TermId, TierId,
};
use super::law::{Checked, Citation};
use super::template::Template;
use super::wording::{Sentence, Wording};
use crate::diagnostic::Text;
use crate::fact::FactId;
use crate::money::cascade::Order;
use crate::source::{Place, Placed};

/// What the pack says of itself.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its jurisdiction.
    pub jurisdiction: String,
    /// The languages of its texts: where English is one of them, what clients read is wanted in English too.
    pub languages: Vec<String>,
    /// The limits printed with every answer.
    pub limits: Vec<String>,
    /// How answers say how a day was counted, where the pack says it.
    pub wording: Option<Wording>,
    /// Where it is declared.
    pub place: Place,
}

impl Pack {
    /// Whether the pack says that its texts are there in English too.
    pub fn speaks_english(&self) -> bool {
        self.languages.iter().any(|l| l == "en" || l.starts_with("en-"))
    }
}

/// A band of the act-first list. Their order is the order of urgency.
#[derive(Debug, Clone)]
pub struct Band {
    /// Its id.
    pub id: BandId,
    /// Its title.
    pub title: String,
    /// An action due later than this many days ahead falls to another band.
    pub horizon: Option<(u32, Placed<BandId>)>,
    /// The same in English.
    pub english: Option<TitleEnglish>,
    /// Where it is declared.
    pub place: Place,
}

/// How the debts of a tier are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentMethod {
    /// Each its full monthly amount, in the order of the request, as far as the money goes.
    InFull,
    /// In proportion to the balances.
    ProRata,
}

/// What is done with money that is left once every contract of a tier is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Which debt comes first.
    pub order: Order,
    /// Why that order.
    pub because: String,
}

/// A tier of the pay-first list. Their order is the order of payment.
#[derive(Debug, Clone)]
pub struct PaymentTier {
    /// Its id.
    pub id: TierId,
    /// Its title.
    pub title: String,
    /// How its debts are paid.
    pub method: PaymentMethod,
    /// The fact that holds the monthly amount, for tiers paid in full.
    pub reads: Option<FactId>,
    /// Whether debts that no rule places stand here.
    pub default: bool,
    /// Why the money is shared so.
    pub because: Option<String>,
    /// What is done with money beyond the contracts.
    pub extra: Option<Extra>,
    /// The same in English.
    pub english: Option<TierEnglish>,
    /// Where it is declared.
    pub place: Place,
}

/// An action of the catalogue.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Its title.
    pub title: String,
    /// Who does it.
    pub who: Actor,
    /// How.
    pub steps: Vec<String>,
    /// What proof to keep.
    pub proof: Vec<String>,
    /// What happens if it is missed.
    pub if_missed: Option<String>,
    /// Words to say.
    pub scripts: Vec<String>,
    /// Letters that belong to it.
    pub letters: Vec<Placed<LetterId>>,
    /// The same in English.
    pub english: Option<ActionEnglish>,
    /// Where it is declared.
    pub place: Place,
}

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person in debt.
    Person,
    /// The counsellor.
    Counsellor,
    /// A lawyer.
    Lawyer,
    /// The family.
    Family,
}

/// A line of the do-not list.
#[derive(Debug, Clone)]
pub struct Avoid {
    /// Its id.
    pub id: AvoidId,
    /// What not to do.
    pub title: String,
    /// Why.
    pub because: String,
    /// The law behind it.
    pub cite: Vec<Placed<Citation>>,
    /// The same in English.
    pub english: Option<AvoidEnglish>,
    /// Where it is declared.
    pub place: Place,
}

/// Whom to turn to.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// Its title.
    pub title: String,
    /// To whom.
    pub to: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// What is free of charge and comes first.
    pub free_first: Option<String>,
    /// The same in English.
    pub english: Option<ReferralEnglish>,
    /// Where it is declared.
    pub place: Place,
}

/// A behaviour of collectors.
#[derive(Debug, Clone)]
pub struct Behaviour {
    /// Its id.
    pub id: BehaviourId,
    /// Its code in the taxonomy.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub about: Option<String>,
    /// The same in English.
    pub english: Option<TitleEnglish>,
    /// Where it is declared.
    pub place: Place,
}

/// A degree of severity. Their order is weakest first.
#[derive(Debug, Clone)]
pub struct SeverityLevel {
    /// Its id.
    pub id: SeverityId,
    /// Its name for people.
    pub label: Text,
    /// Whether a debt whose collectors did this stands in the band of severe conduct.
    pub severe: bool,
    /// The band that questions about conduct of this severity count as.
    pub band: Option<Placed<BandId>>,
    /// Where it is declared.
    pub place: Place,
}

/// A level of legal force. Their order is strongest first.
#[derive(Debug, Clone)]
pub struct Force {
    /// Its id.
    pub id: ForceId,
    /// Its name for people.
    pub label: Text,
    /// How a breach of it may be spoken of.
    pub wording: Template,
    /// How to speak of an article at this level that only advises.
    pub advisory: Option<Template>,
    /// How binding a line is that rests on it.
    pub strength: Placed<StrengthId>,
    /// Where it is declared.
    pub place: Place,
}

/// How binding a line is. Their order is most binding first.
#[derive(Debug, Clone)]
pub struct StrengthLevel {
    /// Its id.
    pub id: StrengthId,
    /// Its name for people.
    pub label: Text,
    /// Where it is declared.
    pub place: Place,
}

/// A rung of the ladder of evidence. Their order is strongest first.
#[derive(Debug, Clone)]
pub struct Rung {
    /// Its id.
    pub id: RungId,
    /// Its name for people.
    pub label: Text,
    /// Where it is declared.
    pub place: Place,
}

/// From which day the time for a report runs, where a behaviour was shown on several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFrom {
    /// The last: conduct that went on counts from its end.
    LastDay,
    /// The first.
    FirstDay,
}

/// The time within which something has to be reported. `L` is the form of its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLimit<L = Length> {
    /// How long.
    pub length: L,
    /// From which day.
    pub counted_from: ReportFrom,
    /// What to say while there is time.
    pub before: Sentence,
    /// What to say on the day itself.
    pub today: Sentence,
    /// What to say afterwards.
    pub passed: Sentence,
    /// What to say where nobody knows when it happened.
    pub day_unknown: Sentence,
}

/// A place to complain to. `C` is the form of its condition, `L` that of the length of its time limit.
#[derive(Debug, Clone)]
pub struct Channel<C = Condition, L = Length> {
    /// Its id.
    pub id: ChannelId,
    /// Its title.
    pub title: String,
    /// How to reach it.
    pub how: String,
    /// What it takes.
    pub takes: Option<String>,
    /// Whose cases it takes, where not everybody's.
    pub takes_when: Option<C>,
    /// Within which time it has to be told.
    pub within: Option<ReportLimit<L>>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day, inclusive.
    pub until: Option<NaiveDate>,
    /// How it was checked.
    pub checked: Option<Checked>,
    /// The same in English.
    pub english: Option<ChannelEnglish>,
    /// Where it is declared.
    pub place: Place,
}

/// A named condition. `C` is its form.
#[derive(Debug, Clone)]
pub struct Term<C = Condition> {
    /// Its id.
    pub id: TermId,
    /// Its title.
    pub title: String,
    /// What it stands for.
    pub when: C,
    /// Where it is declared.
    pub place: Place,
}
