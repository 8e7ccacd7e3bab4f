//! The terms the engine reads by their ids: what lawyers mean by them is in the rules, what follows is not.

/// A term the engine reads by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TermRead {
    /// Which debts are not to be cleared from the monthly surplus.
    LeftOutOfPlan,
    /// Which debts are private lending, whose interest is held against its own line and runs in two ledgers.
    PrivateLender,
    /// Of which loans the contract is formed by the payment, whatever day the paper names.
    FormedByPayment,
    /// Which debts are not sued for with the fees of a claim for money.
    NoSuitCosts,
}

impl TermRead {
    /// All of them.
    pub(crate) const ALL: [Self; 4] =
        [Self::LeftOutOfPlan, Self::PrivateLender, Self::FormedByPayment, Self::NoSuitCosts];

    /// Its id in the rules.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::LeftOutOfPlan => "left_out_of_plan",
            Self::PrivateLender => "private_lender",
            Self::FormedByPayment => "formed_by_payment",
            Self::NoSuitCosts => "no_suit_costs",
        }
    }
}
