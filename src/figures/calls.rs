//! The calls: the terms each one takes, and how it is computed by the rules in use.

use serde::Serialize;

use super::read::{read_terms, terms};
use super::{json, law};
use crate::engine::{Engine, Explain};
use crate::fact::{Input, Limits, Portfolio, Problem};
use crate::money::Refusals;
use crate::money::allocation::{Allocation, AllocationDebt, AllocationTerms, allocation};
use crate::money::budget::{BudgetLine, BudgetTerms, HouseholdBudget, household_budget};
use crate::money::cost::{Cost, CostTerms, FlowTerms, cost};
use crate::money::court_fees::{CourtFeeTerms, CourtFees};
use crate::money::delay::{DelayInterest, DelayTerms};
use crate::money::excess::{Excess, ExcessTerms};
use crate::money::ledger::DatedPayment;
use crate::money::loan_on_loan::score::{Drawing, LoanOnLoanScore, LoanOnLoanTerms, Repayment};
use crate::money::paths::{PathDebt, PathTerms, Paths};
use crate::money::payments::{PaymentClaim, PaymentShares, PaymentTerms, shares};
use crate::money::payoff::{Payoff, PayoffTerms, payoff};
use crate::money::penalty::{Penalty, PenaltyTerms, penalty};
use crate::money::schedule::{Schedule, ScheduleTerms, schedule};
use crate::money::settlement::{SettlementPlan, SettlementTerms, settlement};
use crate::money::simulation::{SimulatedDebt, Simulation, SimulationTerms, simulation};
use crate::plan::DeadlineList;

/// A computation that can be asked for by itself.
pub(crate) trait Call {
    /// What it takes.
    type Terms;
    /// What it gives.
    type Answer: Serialize;

    /// Reads the terms, or says everything that is wrong with them.
    fn read(engine: &Engine, input: &Input, limits: &Limits) -> Result<Self::Terms, Vec<Problem>>;

    /// Computes it by the rules in use.
    fn compute(engine: &Engine, terms: Self::Terms) -> Result<Self::Answer, Refusals>;
}

/// A call by name: from JSON to JSON.
pub type ByName = (&'static str, fn(&Engine, &Input) -> Result<String, Vec<Problem>>);

macro_rules! calls {
    ($($name:literal $call:ident: $terms:ty => $answer:ty, $compute:expr;)*) => {
        $(
            pub(crate) struct $call;

            impl Call for $call {
                type Terms = $terms;
                type Answer = $answer;

                fn read(_: &Engine, input: &Input, limits: &Limits) -> Result<$terms, Vec<Problem>> {
                    terms(input, limits)
                }

                fn compute(engine: &Engine, terms: $terms) -> Result<$answer, Refusals> {
                    let compute: fn(&Engine, &$terms) -> Result<$answer, Refusals> = $compute;
                    compute(engine, &terms)
                }
            }
        )*

        /// Every call by its name.
        pub const CALLS: &[ByName] = &[$(($name, json::<$call>),)* ("deadlines", json::<Deadlines>)];
    };
}

/// The days that matter for a whole portfolio.
pub(crate) struct Deadlines;

impl Call for Deadlines {
    type Terms = Portfolio;
    type Answer = DeadlineList;

    fn read(engine: &Engine, input: &Input, limits: &Limits) -> Result<Portfolio, Vec<Problem>> {
        engine.read(input, limits)
    }

    fn compute(engine: &Engine, portfolio: Portfolio) -> Result<DeadlineList, Refusals> {
        let answer = engine.answer(portfolio, Explain::Findings);
        Ok(DeadlineList { as_of: answer.as_of, deadlines: answer.deadlines, basis: answer.basis })
    }
}

calls! {
    "schedule" RepaymentSchedule: ScheduleTerms => Schedule, |_, terms| schedule(terms);
    "payoff" PayOffAtFixedPayment: PayoffTerms => Payoff, |_, terms| payoff(terms);
    "cost" AllInCost: CostTerms => Cost, |_, terms| cost(terms);
    "settlement" Settlement: SettlementTerms => SettlementPlan, |_, terms| settlement(terms);
    "excess" ExcessOverLine: ExcessTerms => Excess, |engine, terms| law::excess_over_line(engine, terms);
    "penalty" PenaltyInterest: PenaltyTerms => Penalty, |_, terms| penalty(terms);
    "delay-interest" DelayOfJudgment: DelayTerms => DelayInterest, |engine, terms| law::delay(engine, terms);
    "allocation" AllocationOfPayment: AllocationTerms => Allocation, |_, terms| allocation(terms);
    "court-fees" FeesOfCourt: CourtFeeTerms => CourtFees, |engine, terms| law::fees(engine, terms);
    "budget" BudgetOfMonth: BudgetTerms => HouseholdBudget, |_, terms| household_budget(terms);
    "payments" SharesOfPayment: PaymentTerms => PaymentShares, |_, terms| shares(terms);
    "simulation" PayOffSimulation: SimulationTerms => Simulation, |_, terms| simulation(terms);
    "loan-on-loan" LoanOnLoan: LoanOnLoanTerms => LoanOnLoanScore, |engine, terms| law::loan_on_loan(engine, terms);
    "paths" PathsFromHere: PathTerms => Paths, |engine, terms| law::paths_from(engine, terms);
}

read_terms!(ScheduleTerms { method, principal, annual_rate, period_fee_rate, periods, starts_on, day_count });
read_terms!(PayoffTerms { balance, annual_rate, payment: signed, starts_on });
read_terms!(CostTerms { flows, deducted, periods_per_year, yardstick });
read_terms!(FlowTerms { amount: signed, on });
read_terms!(SettlementTerms { principal, interest, penalty, waived_interest, waived_penalty, periods, starts_on });
read_terms!(ExcessTerms {
    lender,
    contract_date,
    filed_on,
    as_of,
    received,
    received_on,
    face_principal,
    contract_rate,
    other_rates,
    payments,
    requested_line
});
read_terms!(DatedPayment { on, amount });
read_terms!(PenaltyTerms {
    overdue_principal,
    contract_rate,
    uplift,
    due_on,
    as_of,
    grace_days,
    day_count,
    unpaid_interest,
    compound
});
read_terms!(DelayTerms { base, front, deadline, as_of, payments });
read_terms!(AllocationTerms { payment, as_of, named, debts });
read_terms!(AllocationDebt { id, costs, interest, principal, due_on, secured, annual_rate });
read_terms!(CourtFeeTerms { claim, on });
read_terms!(BudgetTerms { income, expenses, debt_payments, total_debt, dibao_standard, members });
read_terms!(BudgetLine { label, amount, every, amounts });
read_terms!(PaymentTerms { available: signed, claims });
read_terms!(PaymentClaim { id, balance, cap, floor });
read_terms!(SimulationTerms { budget: signed, order, debts, starts_on });
read_terms!(SimulatedDebt { id, balance, annual_rate, minimum, tier });
read_terms!(LoanOnLoanTerms {
    as_of,
    drawings,
    repayments,
    new_lenders_before_due,
    balances,
    incomes,
    card_cash_out,
    window_days,
    cover,
    months,
    look_back_months
});
read_terms!(Drawing { id, creditor, on, amount });
read_terms!(Repayment { creditor, on, amount });
read_terms!(PathTerms { as_of, available: signed, debts, terms, order });
read_terms!(PathDebt { id, balance, annual_rate, instalment, periods_left });
