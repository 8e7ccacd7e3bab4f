//! Facts gathered for a figure of the answer: what is not known is named, what failed says why.

use crate::diagnostic::Text;
use crate::fact::{Formula, Gap, Missing, Reason};

/// What stood in the way while facts were gathered.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    missing: Vec<Missing>,
    failed: Option<Reason>,
}

impl Gathered {
    /// A fact the figure needs; none where it is not known or could not be worked out, which is noted.
    pub(super) fn need<T>(&mut self, fact: Formula<T>) -> Option<T> {
        match fact {
            Ok(value) => Some(value),
            Err(Gap::NotKnown(more)) => {
                self.missing.extend(more);
                None
            }
            Err(Gap::Failed(reason)) => {
                self.failed.get_or_insert(reason);
                None
            }
        }
    }

    /// Whether nothing stands in the way so far.
    pub(super) fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.failed.is_none()
    }

    /// The facts that are not known.
    pub(super) fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// Why something could not be worked out.
    pub(super) fn failed(&self) -> Option<&Text> {
        self.failed.as_ref().map(|reason| &reason.0)
    }
}
