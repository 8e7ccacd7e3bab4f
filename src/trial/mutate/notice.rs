//! Which changes a case could notice by what it expects: a citation that was swapped shows in no case that states none.

use super::Operator;
use crate::rule::Expected;

impl Operator {
    /// Whether this changes what follows from a rule rather than when it applies.
    pub(super) fn is_on_outcome(self) -> bool {
        match self {
            Self::Due
            | Self::Band
            | Self::Action
            | Self::Today
            | Self::Payment
            | Self::Avoid
            | Self::Referral
            | Self::Letter
            | Self::Behaviour
            | Self::Severity
            | Self::Channel
            | Self::Yardstick
            | Self::Role
            | Self::Citation => true,
            Self::Limit
            | Self::Comparison
            | Self::Choice
            | Self::Condition
            | Self::AllAny
            | Self::Known
            | Self::Exception
            | Self::Period
            | Self::Group
            | Self::Window => false,
        }
    }

    /// A citation decides on which days a rule holds, too.
    pub(super) fn is_on_truth(self) -> bool {
        !self.is_on_outcome() || self == Self::Citation
    }

    /// Severe conduct and the line a debt is measured by are facts for later rules.
    pub(super) fn is_on_stages(self) -> bool {
        matches!(self, Self::Severity | Self::Yardstick | Self::Role)
    }

    /// Whether an expectation could fail by this where every rule ends as before.
    pub(super) fn shows_in(self, expected: &Expected) -> bool {
        match self {
            // Letters come with actions, and the plan they offer is what is paid.
            Self::Due | Self::Band | Self::Action => matches!(
                expected,
                Expected::Action { .. } | Expected::Today(_) | Expected::Order(_) | Expected::Letter { .. }
            ),
            Self::Payment => matches!(expected, Expected::Payment { .. } | Expected::Letter { .. }),
            Self::Today => matches!(expected, Expected::Today(_)),
            Self::Avoid => matches!(expected, Expected::Avoid { .. }),
            Self::Referral => matches!(expected, Expected::Referral { .. }),
            Self::Letter => matches!(expected, Expected::Letter { .. }),
            Self::Behaviour => matches!(expected, Expected::Conduct { .. }),
            Self::Channel => matches!(expected, Expected::Conduct { report_to, .. } if !report_to.is_empty()),
            Self::Citation => matches!(expected, Expected::Rule { cite, .. } if !cite.is_empty()),
            // What later rules see, or when a rule applies, can show anywhere.
            Self::Severity
            | Self::Yardstick
            | Self::Role
            | Self::Limit
            | Self::Comparison
            | Self::Choice
            | Self::Condition
            | Self::AllAny
            | Self::Known
            | Self::Exception
            | Self::Period
            | Self::Group
            | Self::Window => true,
        }
    }
}
