//! The ids of everything rules are made of.

use crate::ids::ids;

ids! {
    /// The id of a rule: `complaint-served`.
    RuleId,
    /// The id of an instrument: `civil-procedure-law`.
    LawId,
    /// The id of a dated value: `answer_days`.
    ValueId,
    /// The id of a phrase list.
    PhraseId,
    /// The id of words that stand for one another.
    WordListId,
    /// The id of a context that takes a phrase's meaning away.
    ContextId,
    /// The id of a mark of sentences.
    MarkId,
    /// The id of a band of the act-first list.
    BandId,
    /// The id of a tier of the pay-first list.
    TierId,
    /// The id of an action in the catalogue.
    ActionId,
    /// The id of a line of the do-not list.
    AvoidId,
    /// The id of a referral.
    ReferralId,
    /// The id of a behaviour of collectors.
    BehaviourId,
    /// The id of a degree of severity.
    SeverityId,
    /// The id of a level of legal force.
    ForceId,
    /// The id of a degree of strength.
    StrengthId,
    /// The id of a place to complain to.
    ChannelId,
    /// The id of a rung of the ladder of evidence.
    RungId,
    /// The id of a letter.
    LetterId,
    /// The id of an erratum: `payment-order-i-cannot-pay`.
    ErratumId,
    /// The id of a kind of list that is imported: `call_list`.
    ImportId,
    /// The id of a named condition.
    TermId,
}
