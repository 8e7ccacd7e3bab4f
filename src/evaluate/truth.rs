//! Four outcomes, never folded: met, not met, not known (naming the facts), failed (naming why).

use crate::fact::{Missing, Reason};

/// The outcome of a test, a condition or a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Met,
    /// It does not hold.
    NotMet,
    /// It cannot be told; these facts are missing.
    NotKnown(Vec<Missing>),
    /// It could not be worked out, and this is why.
    Failed(Reason),
}

impl Truth {
    /// Met or not met.
    pub fn of(holds: bool) -> Self {
        if holds { Self::Met } else { Self::NotMet }
    }

    /// Whether it holds.
    pub fn is_met(&self) -> bool {
        matches!(self, Self::Met)
    }

    /// Whether it does not hold.
    pub fn is_not_met(&self) -> bool {
        matches!(self, Self::NotMet)
    }

    /// The word for it in the API and in cases.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::NotKnown(_) => "not_known",
            Self::Failed(_) => "failed",
        }
    }

    /// The opposite; what is not known stays not known.
    pub fn opposite(self) -> Self {
        match self {
            Self::Met => Self::NotMet,
            Self::NotMet => Self::Met,
            other @ (Self::NotKnown(_) | Self::Failed(_)) => other,
        }
    }

    /// All must hold: one that does not hold decides; then a failure; then what is not known.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::fold(parts, &Self::NotMet, Self::Met)
    }

    /// One must hold: one that holds decides; then a failure; then what is not known.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::fold(parts, &Self::Met, Self::NotMet)
    }

    /// Kleene's strong conjunction or disjunction, by which outcome decides and which one remains.
    fn fold(parts: impl IntoIterator<Item = Self>, decides: &Self, remains: Self) -> Self {
        let mut missing: Vec<Missing> = Vec::new();
        let mut failed = None;
        let mut open = false;
        for part in parts {
            match part {
                Self::NotKnown(more) => {
                    open = true;
                    missing.extend(more);
                }
                Self::Failed(reason) => failed = failed.or(Some(reason)),
                decided if decided == *decides => return decided,
                Self::Met | Self::NotMet => {}
            }
        }
        if let Some(reason) = failed {
            return Self::Failed(reason);
        }
        if !open {
            return remains;
        }
        missing.sort_unstable();
        missing.dedup();
        Self::NotKnown(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Text;
    use crate::fact::{FactId, Subject};

    fn unknown(n: usize) -> Truth {
        Truth::NotKnown(vec![Missing { fact: FactId(n), subject: Subject::Household }])
    }

    #[test]
    fn an_unknown_never_reads_as_no() {
        let failed = || Truth::Failed(Reason(Text::new("x", "x")));
        let check = |name, got: Truth, expected: Truth| assert_eq!(got, expected, "{name}");
        check("nothing required holds", Truth::all([]), Truth::Met);
        check("nothing to choose from does not hold", Truth::any([]), Truth::NotMet);
        check("one that does not hold decides", Truth::all([unknown(1), Truth::NotMet]), Truth::NotMet);
        check("one that holds decides", Truth::any([unknown(1), Truth::Met]), Truth::Met);
        check("what is missing is named", Truth::all([unknown(1), Truth::Met]), unknown(1));
        check("a failure is not hidden by an unknown", Truth::all([unknown(1), failed()]), failed());
        check("but it does not decide", Truth::all([failed(), Truth::NotMet]), Truth::NotMet);
        check("the opposite of not known is not known", unknown(1).opposite(), unknown(1));
    }
}
