//! Rules and everything they lean on, as checked: the words shared by `check`, `program`, `evaluate` and `plan`.
//!
//! A [`RuleSet`] exists only if checking passed, so every name in it stands for something.

mod calendar;
mod case;
mod catalogue;
mod condition;
mod definition;
mod english;
mod errata;
mod first_questions;
mod id;
mod import;
mod law;
mod letter;
mod phrase;
mod set;
mod template;
mod uses;
mod value;
mod wording;
mod written;

pub use calendar::{Calendar, CalendarYear, Rolled};
pub use case::{Case, Expectation, Expected};
pub use catalogue::{
    Action, Actor, Avoid, Band, Behaviour, Channel, Extra, Force, Pack, PaymentMethod, PaymentTier, Referral,
    ReportFrom, ReportLimit, Rung, SeverityLevel, StrengthLevel, Term,
};
pub use condition::{Comparison, Condition, HashableValue, Length, LengthUnit, Matcher, Operand, Quantity, Test};
pub use definition::{
    ConductThen, CostThen, Count, Due, DueStart, GroupKey, JudgeBy, Overlap, PaymentPlace, PlannedAction, Rule,
    RuleScope, Signed, Status, Then, TriageThen, Window, YardstickRole,
};
pub use english::{
    ActionEnglish, AvoidEnglish, ChannelEnglish, ReferralEnglish, RuleEnglish, TierEnglish, TitleEnglish,
};
pub use errata::{Erratum, ErratumWords};
pub use first_questions::{FirstQuestion, FirstQuestions};
pub use id::{
    ActionId, AvoidId, BandId, BehaviourId, ChannelId, ContextId, ErratumId, ForceId, ImportId, LawId, LetterId,
    MarkId, PhraseId, ReferralId, RuleId, RungId, SeverityId, StrengthId, TermId, TierId, ValueId, WordListId,
};
pub use import::{DurationColumns, FactColumn, GivenFact, Import, Mask, NumberColumns, StampColumns};
pub use law::{Article, Checked, Citation, How, InForce, Law, LawVersion};
pub use letter::{Letter, LetterKind, NeededSlot};
pub use phrase::{
    Context, Disguise, Effect, LabelledMessage, Lexicon, Mark, Phrase, PhraseContext, PhrasePattern, Reach, Side,
    SpeechAct, Tells, WordList,
};
pub use set::RuleSet;
pub use template::{Piece, Slot, Template, TemplateError};
pub(crate) use uses::Uses;
pub use value::{DatedEntry, DatedValue, OptionSeries, Unit, ValueSource};
pub use wording::{COUNTING_SLOTS, CountingSlot, LeftOutWording, Sentence, Wording};
