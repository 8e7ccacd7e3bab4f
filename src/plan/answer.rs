//! The answer as it is sent: one response for one portfolio. Amounts are yuan with two decimals as text, dates are
//! civil dates in Beijing, rates are percent a year as text. What is said in Chinese has its English beside it under the
//! same name with `_en`, where the rules write one.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::before::Before;
use super::conditions::ConditionPart;
use super::court_costs::CourtCosts;
use super::deadlines::Deadline;
use super::explanation::HingesOn;
use super::ledgers::LoanLedgers;
use super::left_out::LeftOut;
use super::overdue_interest::OverdueInterest;
use super::paths::PathsFromHere;
use crate::finding::{
    CannotTell, CitedArticle, ConductFinding, CostFinding, EvidenceToKeep, FactUsed, NamedFact, RuleReference,
};
use crate::money::loan_on_loan::score::LoanOnLoanScore;
use crate::money::words;
use crate::outlook::{AskNext, Bound, Question, WouldChange};
use crate::rule::{
    ActionId, Actor, AvoidId, BandId, BehaviourId, How, LetterId, LetterKind, ReferralId, TierId, ValueId,
};
use crate::timeline::TimelineDay;

/// What to do, what can be paid, what to say, and which conduct breaks which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Answer {
    /// The day the answer is for.
    pub as_of: NaiveDate,
    /// The reference given with the request.
    pub case_ref: Option<String>,
    /// At most three lines: danger, running clocks, money about to be swept.
    pub today: Vec<TodayLine>,
    /// The act-first list: one next step for each debt and each household step, most urgent first.
    pub actions: Vec<ActionLine>,
    /// The pay-first list: what each debt is paid this month, adding up to the money there is.
    pub payments: Payments,
    /// The monthly budget.
    pub budget: Budget,
    /// Every day that matters, in the order of the calendar.
    pub deadlines: Vec<Deadline>,
    /// The days after this one on which the answer will change by itself if nothing else does, nearest first, each with
    /// what changes. Amounts that grow day by day are not in it.
    pub timeline: Vec<TimelineDay>,
    /// Said where there are further days than are listed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub timeline_cut: bool,
    /// What it would cost if a debt went to court.
    pub court_costs: Vec<CourtCosts>,
    /// The ways from here: as contracted, by settlements, and if nothing changes; absent where nothing is to be cleared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<PathsFromHere>,
    /// Two ledgers of each private loan: as contracted, and under the line of the law.
    pub ledgers: Vec<LoanLedgers>,
    /// What runs because a debt is late: penalty interest, or interest for delay in performing a judgment.
    pub overdue_interest: Vec<OverdueInterest>,
    /// Signs that loans are taken to repay loans; absent where no drawing or no repayment is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loan_on_loan: Option<LoanOnLoanScore>,
    /// The cost of each debt against the yardsticks that apply to it.
    pub cost_findings: Vec<CostFinding>,
    /// Behaviours of collectors that were shown, most severe first.
    pub conduct_findings: Vec<ConductFinding>,
    /// Behaviours that cannot be told, by what is missing.
    pub conduct_cannot_tell: Vec<CannotTell>,
    /// Behaviours looked for and not shown.
    pub conduct_not_shown: Vec<BehaviourId>,
    /// Contacts that no count holds, because they repeat another one or the debtor began them.
    pub left_out: Vec<LeftOut>,
    /// The do-not list.
    pub avoid: Vec<AvoidLine>,
    /// Whom to turn to.
    pub referrals: Vec<ReferralLine>,
    /// What is good to know: reasons of rules that ask for no step.
    pub notes: Vec<NoteLine>,
    /// Where each debt may stand at best and at worst, with what is not known.
    pub bounds: Vec<Bound>,
    /// Which unknown facts could change the answer, most decisive first.
    pub questions: Vec<Question>,
    /// What to ask next, debt by debt and contact by contact: what the client cannot tell is passed over. At most a hundred.
    pub ask_next: Vec<AskNext>,
    /// The nearest change of known facts that would turn a finding, a next step, or the place of a debt.
    pub would_change: Vec<WouldChange>,
    /// Letters that apply, filled in as far as the facts go.
    pub letters: Vec<LetterLine>,
    /// Rules that could not be worked out, with the reason: a person has to look.
    pub not_worked_out: Vec<NotWorkedOut>,
    /// Why one debt stands before another in the act-first list, for every two of up to 20 debts in it; of more, for each
    /// and the next one. Only with `explain=full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<Before>>,
    /// Every rule with its outcome, those that are one fact away from being met first and the most urgent of these before
    /// the others; then what is not known, what is met, and the rest, the nearest first. Only with `explain=full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Vec<RuleOutcome>>,
    /// What the answer rests on, and its limits.
    pub basis: Basis,
}

/// A line of the box at the top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TodayLine {
    /// The line.
    pub text: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_en: Option<String>,
    /// The debt it is about, if one.
    pub debt: Option<String>,
    /// The day that matters.
    pub due: Option<NaiveDate>,
    /// The rule it comes from.
    pub rule: RuleReference,
}

/// A line of the act-first list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ActionLine {
    /// Its place, from 1.
    #[schema(example = 1)]
    pub rank: usize,
    /// The debt; absent for steps of the household.
    #[schema(example = "a")]
    pub debt: Option<String>,
    /// What the client calls the debt.
    pub platform_name: Option<String>,
    /// Its balance in yuan.
    #[schema(example = "48000.00")]
    pub balance: Option<String>,
    /// The band it stands in.
    #[schema(example = "legal_deadline")]
    pub band: BandId,
    /// The band for people.
    pub band_title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band_title_en: Option<String>,
    /// What to do next.
    pub next_step: Step,
    /// What to do after that, by urgency.
    pub then: Vec<Step>,
    /// A more urgent band this debt may belong to, and what to find out first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm_first: Option<ConfirmFirst>,
}

/// A more urgent band a debt may belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConfirmFirst {
    /// The band.
    pub band: BandId,
    /// The band for people.
    pub band_title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band_title_en: Option<String>,
    /// The facts that would tell.
    pub missing: Vec<NamedFact>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Step {
    /// The action.
    #[schema(example = "file_answer")]
    pub action: ActionId,
    /// Its title.
    #[schema(example = "提交答辩状")]
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// Who does it.
    pub who: Actor,
    /// By when.
    pub due: Option<Due>,
    /// Why: each rule that asks for it.
    pub because: Vec<Because>,
    /// How.
    pub steps: Vec<String>,
    /// The same in English, one for one, where it is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps_en: Vec<String>,
    /// What happens if it is missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_missed: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_missed_en: Option<String>,
    /// What proof to keep.
    pub proof: Vec<String>,
    /// The same in English, one for one, where it is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proof_en: Vec<String>,
    /// Words to say.
    pub scripts: Vec<String>,
    /// Letters that belong to it.
    pub letters: Vec<LetterId>,
}

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Due {
    /// The day, moved to the next working day where the last day is off; absent when it is not known.
    #[schema(example = "2026-11-25")]
    pub on: Option<NaiveDate>,
    /// `upcoming`, `today`, `missed`, `not_known` or `failed`.
    #[schema(example = "upcoming")]
    pub status: String,
    /// Days left; negative when missed.
    #[schema(example = 3)]
    pub days_left: Option<i64>,
    /// The day it is counted from (that day itself does not count).
    #[schema(example = "2026-11-10")]
    pub counted_from: Option<NaiveDate>,
    /// Said of a day that is only set here, so many days after the day of the answer: no law sets it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub set_here: bool,
    /// The day before it was moved, where it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<NaiveDate>,
    /// The year without a calendar in the rules, where the day could not be moved; the true last day is never earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_calendar_for: Option<i32>,
    /// The year whose calendar it leans on, where nobody has seen that calendar in a source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar_unverified: Option<i32>,
    /// How it was counted, in a sentence.
    #[schema(example = "2026-11-10 当天不算，从次日起算 15 天；到 2026-11-25 为止")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counting: Option<String>,
    /// The same in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counting_en: Option<String>,
    /// The facts that are missing, where the day is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<NamedFact>,
    /// Why the day could not be worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A reason, with the rule, the facts and the law behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Because {
    /// In words.
    pub text: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_en: Option<String>,
    /// The rule.
    pub rule: RuleReference,
    /// The facts it rests on.
    pub facts: Vec<FactUsed>,
    /// The law behind it.
    pub citations: Vec<CitedArticle>,
}

/// The pay-first list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Payments {
    /// `shared`, `deficit` (nothing can be paid), `not_known` (income or essentials are missing) or `provisional`
    /// (some balance is not known, so that the shares may change).
    #[schema(example = "shared")]
    pub status: String,
    /// The money there is this month, in yuan.
    #[schema(example = "1500.00")]
    pub available: Option<String>,
    /// What each debt is paid.
    pub lines: Vec<PaymentLine>,
    /// Debts that are not paid until something is settled, and why.
    pub held: Vec<HeldLine>,
    /// Debts whose instalment stands in the essentials already, such as a home loan paid on time: it is not taken from the
    /// surplus a second time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_essentials: Vec<String>,
    /// What is left when all debts are paid.
    #[schema(example = "0.00")]
    pub unallocated: Option<String>,
    /// How the money was shared.
    pub method: Vec<TierLine>,
    /// The facts that are missing.
    pub missing: Vec<NamedFact>,
}

words! {
    /// How the money of a tier is shared.
    pub enum HowShared {
        /// Each debt its full monthly amount, as far as the money goes.
        InFull = "in_full",
        /// In proportion to the balances.
        ProRata = "pro_rata",
        /// In proportion to the balances, because the money does not cover every contract instalment.
        ProRataFloorsNotAffordable = "pro_rata_floors_not_affordable",
        /// Every contract instalment first, and the rest in proportion.
        ProRataWithContractFloors = "pro_rata_with_contract_floors",
        /// Every contract instalment first, and the rest to the dearest debt.
        AvalancheAfterContracts = "avalanche_after_contracts",
        /// Every contract instalment first, and the rest to the smallest debt.
        SnowballAfterContracts = "snowball_after_contracts",
    }
}

/// How a tier of the pay-first list is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TierLine {
    /// The tier.
    pub tier: TierId,
    /// Its title.
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// How its money is shared.
    pub method: HowShared,
    /// Why so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because_en: Option<String>,
}

/// What one debt is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PaymentLine {
    /// The debt.
    #[schema(example = "a")]
    pub debt: String,
    /// What the client calls it.
    pub platform_name: Option<String>,
    /// Its tier.
    pub tier: TierId,
    /// What it is paid this month, in yuan; absent where that cannot be told.
    #[schema(example = "409.49")]
    pub amount: Option<String>,
    /// Its balance in yuan.
    #[schema(example = "12000.00")]
    pub balance: Option<String>,
    /// What the contract asks for each month, in yuan.
    pub contract_instalment: Option<String>,
    /// How many months it takes at this amount, no new interest counted.
    pub months: Option<u32>,
    /// Why it stands in its tier, where a rule put it there.
    pub because: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because_en: Option<String>,
    /// The rule that put it there.
    pub rule: Option<RuleReference>,
}

/// A debt that is not paid for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeldLine {
    /// The debt.
    pub debt: String,
    /// What the client calls it.
    pub platform_name: Option<String>,
    /// Why.
    pub because: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because_en: Option<String>,
    /// The rule.
    pub rule: RuleReference,
}

/// The monthly budget, in yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Budget {
    /// `surplus`, `balanced`, `deficit` or `not_known`.
    #[schema(example = "surplus")]
    pub status: String,
    /// Income.
    pub income: Option<String>,
    /// Of the income, what is not certain to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertain_income: Option<String>,
    /// Essentials.
    pub essentials: Option<String>,
    /// Income less essentials; negative in a deficit.
    pub surplus: Option<String>,
    /// All open debts together.
    pub total_debt: Option<String>,
    /// Of these, what has to be cleared from the surplus: not what is somebody else's or may not be owed, and no home
    /// loan that is paid on time.
    pub debt_to_plan: Option<String>,
    /// How many debts are open.
    pub debt_count: Option<i64>,
    /// Contractual payments to income, as a percentage.
    pub debt_service_to_income: Option<String>,
    /// All open debts to the income of a year, as a percentage.
    pub debt_to_annual_income: Option<String>,
    /// What enforcement has to leave the household for living, where the local standard was given.
    pub living_floor: Option<String>,
    /// Whether the income is below that.
    pub below_living_floor: Option<bool>,
    /// Months to clear what has to be cleared from the surplus, no new interest counted.
    pub months_at_surplus: Option<i64>,
    /// The facts that are missing.
    pub missing: Vec<NamedFact>,
}

/// A line of the do-not list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AvoidLine {
    /// Its id.
    pub avoid: AvoidId,
    /// What not to do.
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// Why.
    pub because: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because_en: Option<String>,
    /// The rules that raise it here.
    pub raised_by: Vec<RuleReference>,
    /// The law behind it.
    pub citations: Vec<CitedArticle>,
}

/// Whom to turn to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReferralLine {
    /// Its id.
    pub referral: ReferralId,
    /// Its title.
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// To whom.
    pub to: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_en: Option<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// The same in English, one for one, where it is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bring_en: Vec<String>,
    /// What is free and comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_first: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_first_en: Option<String>,
    /// Why: each rule that asks for it.
    pub because: Vec<ReferralReason>,
}

/// Why somebody should be turned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReferralReason {
    /// The debt, if one.
    pub debt: Option<String>,
    /// In words.
    pub text: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_en: Option<String>,
    /// The rule.
    pub rule: RuleReference,
}

/// Something good to know, of a rule that asks for no step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoteLine {
    /// The debt, if one.
    pub debt: Option<String>,
    /// In words.
    pub text: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_en: Option<String>,
    /// The rule.
    pub rule: RuleReference,
    /// The facts it rests on.
    pub facts: Vec<FactUsed>,
    /// The law behind it.
    pub citations: Vec<CitedArticle>,
}

/// A letter that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LetterLine {
    /// Its id.
    pub letter: LetterId,
    /// Its title.
    pub title: String,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// To whom.
    pub to: String,
    /// The debt it is about.
    pub debt: Option<String>,
    /// Whether it is to be sent, to be spoken, or a frame that a lawyer completes.
    pub kind: LetterKind,
    /// Whether it can be printed: everything it needs is known and in hand, the budget carries its plan, and nothing
    /// forbids it. A letter that is not ready is not printed.
    pub ready: bool,
    /// What is missing.
    pub missing: Vec<NamedFact>,
    /// Why it must not be sent for this debt, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "这笔债可能过了时效，写信答应还款会让时效重新算")]
    pub forbidden: Option<String>,
    /// Why it is not ready, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["还缺：所附证明(失业证明、收入证明之一)"]))]
    pub reasons: Vec<String>,
    /// What to find out before sending it: facts that are not known and that might forbid it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check_first: Vec<NamedFact>,
    /// The letter to send instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<LetterId>,
    /// What proof to attach, and whether it is in hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attach: Vec<EvidenceToKeep>,
    /// What not to claim in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["不写没有证明的病情、失业"]))]
    pub do_not_claim: Vec<String>,
    /// The text, when it is ready; blanks stand where something optional is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// How a rule ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleOutcome {
    /// The rule.
    pub rule: RuleReference,
    /// `active` or `draft`; a draft never speaks to a client.
    pub status: crate::rule::Status,
    /// The debt, if one.
    pub debt: Option<String>,
    /// The contact, if one.
    pub contact: Option<String>,
    /// `met`, `not_met`, `not_known` or `failed`.
    #[schema(example = "met")]
    pub outcome: String,
    /// The day it was judged by.
    pub day: Option<NaiveDate>,
    /// How many facts would have to be otherwise for the rule to be met: 0 where it is; absent where other facts could not
    /// bring it about, as where no cited article is in force on the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1)]
    pub distance: Option<usize>,
    /// Whether exactly one fact is away: a known one that would have to be otherwise, or one that is not known. What a
    /// message that was given says is no such fact: it was said so.
    pub near_miss: bool,
    /// That fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hinges_on: Option<HingesOn>,
    /// What the rule asks, part by part in its order, and how each part came out. A term that came out as the rule asks is
    /// told without its parts; of a rule that is not met and no near miss only what keeps it from being met is told.
    pub conditions: Vec<ConditionPart>,
    /// The facts it looked at that are known.
    pub facts: Vec<FactUsed>,
    /// The facts that are missing.
    pub missing: Vec<NamedFact>,
    /// Why it could not be worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Said where the rule would have held but for its exception: the exception in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
    /// The same in English, where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception_en: Option<String>,
}

/// A rule that could not be worked out though everything it needs is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotWorkedOut {
    /// The rule.
    pub rule: RuleReference,
    /// The debt, if one.
    pub debt: Option<String>,
    /// The contact, if one.
    pub contact: Option<String>,
    /// Why.
    pub reason: String,
}

/// What the answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Basis {
    /// The rule pack.
    #[schema(example = "cn")]
    pub ruleset: String,
    /// Its version.
    #[schema(example = "2026.11.1")]
    pub ruleset_version: String,
    /// SHA-256 of its files.
    pub ruleset_digest: String,
    /// The version of this program.
    pub engine_version: String,
    /// The day the answer is for.
    pub as_of: NaiveDate,
    /// Values used past the day up to which they were checked.
    pub stale_values: Vec<String>,
    /// The dated values that the lines of this answer used, by id and time.
    pub values: Vec<ValueUsed>,
    /// The limits of the answer.
    pub limits: Vec<String>,
}

/// A dated value that a line of the answer used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueUsed {
    /// Its id.
    #[schema(example = "answer_days")]
    pub value: ValueId,
    /// Its title.
    #[schema(example = "答辩期")]
    pub title: String,
    /// What it was, with its unit.
    #[schema(example = "15 天")]
    pub figure: String,
    /// The same in English.
    #[schema(example = "15 days")]
    pub figure_en: String,
    /// Since when.
    #[schema(example = "2024-01-01")]
    pub from: NaiveDate,
    /// How it was checked.
    pub how: Option<How>,
    /// The same for people.
    #[schema(example = "读过原文")]
    pub how_label: Option<String>,
    /// Whether it rests on one secondary source, on memory, or on nothing that is written down.
    pub unverified: bool,
    /// The day up to which it was checked, where that has passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale_after: Option<NaiveDate>,
}
