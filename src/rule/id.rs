//! Ids with types: a rule's id cannot be passed where a fact's name is wanted.

/// Defines text newtypes that are cheap to clone and keep the order of their text.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

pub(crate) use ids;

ids! {
    /// The id of a rule: `complaint-served`.
    RuleId,
    /// The id of an instrument: `civil-procedure-law`.
    LawId,
    /// The id of a dated value: `answer_days`.
    ValueId,
    /// The id of a phrase list.
    PhraseId,
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
    /// The id of a letter.
    LetterId,
    /// The id of a named condition.
    TermId,
}
