//! The facts that formulas and plans read or write by themselves. Their names and types must be in the vocabulary;
//! `check` says so when one is missing or has another type.

use super::vocabulary::{FactId, FactKind, Vocabulary};

macro_rules! engine_facts {
    ($($field:ident: $name:literal as $kind:literal),* $(,)?) => {
        /// The facts the engine knows by name.
        #[derive(Debug, Clone, Copy)]
        #[expect(missing_docs, reason = "each field is the fact of that name; its meaning stands in the vocabulary")]
        pub struct EngineFacts {
            $(pub $field: FactId,)*
        }

        impl EngineFacts {
            /// Finds them all, or names those that are missing, of another type, or without a word: with what is wanted.
            pub fn find(vocabulary: &Vocabulary) -> Result<Self, Vec<(&'static str, &'static str)>> {
                let mut wrong = Vec::new();
                $(
                    let $field = vocabulary.find($name).filter(|(_, f)| f.kind.word() == $kind).map(|(id, _)| id);
                    if $field.is_none() {
                        wrong.push(($name, $kind));
                    }
                )*
                wrong.extend(missing_words(vocabulary));
                match ($($field,)*) {
                    ($(Some($field),)*) if wrong.is_empty() => Ok(Self { $($field,)* }),
                    _ => Err(wrong),
                }
            }

            /// All of them.
            pub(crate) fn all(&self) -> impl Iterator<Item = FactId> + use<> {
                [$(self.$field,)*].into_iter()
            }
        }
    };
}

// A tuple of this size has no derived traits, but it can be matched.
engine_facts! {
    income: "household.income" as "records",
    essentials: "household.essentials" as "records",
    evidence: "household.evidence" as "choices",
    monthly_income: "household.monthly_income" as "amount",
    monthly_essentials: "household.monthly_essentials" as "amount",
    surplus: "household.surplus" as "amount",
    total_debt: "household.total_debt" as "amount",
    known_debt: "household.known_debt" as "amount",
    debt_count: "household.debt_count" as "count",
    lender_count: "household.lender_count" as "count",
    overdue_count: "household.overdue_count" as "count",
    debt_service_to_income: "household.debt_service_to_income" as "rate",
    debt_to_plan: "household.debt_to_plan" as "amount",
    months_at_surplus: "household.months_at_surplus" as "count",
    loan_on_loan_pairs: "household.loan_on_loan_pairs" as "count",
    card_cash_out: "household.card_cash_out" as "yes_no",
    members: "household.members" as "count",
    dibao_standard: "household.dibao_standard" as "amount",
    minimum_wage: "household.minimum_wage" as "amount",
    living_floor: "household.living_floor" as "amount",
    platform_name: "debt.platform_name" as "text",
    creditor_type: "debt.creditor_type" as "choice",
    debt_creditor_group: "debt.creditor_group" as "text",
    product: "debt.product" as "choice",
    contract_date: "debt.contract_date" as "date",
    filed_on: "debt.filed_on" as "date",
    disbursed_on: "debt.disbursed_on" as "date",
    disbursed_amount: "debt.disbursed_amount" as "amount",
    face_principal: "debt.face_principal" as "amount",
    court_instalment: "debt.court_instalment" as "amount",
    periods_paid: "debt.periods_paid" as "count",
    repayments_complete: "debt.repayments_complete" as "yes_no",
    penalty_uplift: "debt.penalty_uplift" as "rate",
    penalty_compound: "debt.penalty_compound" as "yes_no",
    performance_due_on: "debt.performance_due_on" as "date",
    nominal_rate: "debt.nominal_rate" as "rate",
    upfront_fees: "debt.upfront_fees" as "amount",
    instalment: "debt.instalment" as "amount",
    monthly_fees: "debt.monthly_fees" as "amount",
    periods_total: "debt.periods_total" as "count",
    repayments: "debt.repayments" as "records",
    outstanding: "debt.outstanding" as "amount",
    outstanding_principal: "debt.outstanding_principal" as "amount",
    outstanding_interest: "debt.outstanding_interest" as "amount",
    outstanding_penalty: "debt.outstanding_penalty" as "amount",
    outstanding_fees: "debt.outstanding_fees" as "amount",
    overdue_since: "debt.overdue_since" as "date",
    next_due_on: "debt.next_due_on" as "date",
    final_due_on: "debt.final_due_on" as "date",
    legal_stage: "debt.legal_stage" as "choice",
    last_payment_on: "debt.last_payment_on" as "date",
    last_acknowledged_on: "debt.last_acknowledged_on" as "date",
    last_demand_on: "debt.last_demand_on" as "date",
    balance: "debt.balance" as "amount",
    overdue_days: "debt.overdue_days" as "count",
    head_cut: "debt.head_cut" as "amount",
    all_in_rate: "debt.all_in_rate" as "rate",
    yardstick_rate: "debt.yardstick_rate" as "rate",
    cost_position: "debt.cost_position" as "choice",
    severe_conduct: "debt.severe_conduct" as "yes_no",
    limitation_ends_on: "debt.limitation_ends_on" as "date",
    notice_published_on: "debt.notice_published_on" as "date",
    judgment_notice_published_on: "debt.judgment_notice_published_on" as "date",
    deemed_served_on: "debt.deemed_served_on" as "date",
    judgment_deemed_served_on: "debt.judgment_deemed_served_on" as "date",
    guarantee_until: "debt.guarantee_until" as "date",
    accelerated: "debt.accelerated" as "yes_no",
    accelerated_on: "debt.accelerated_on" as "date",
    guarantee_ends_on: "debt.guarantee_ends_on" as "date",
    grace_days: "debt.grace_days" as "count",
    grace_ends_on: "debt.grace_ends_on" as "date",
    court_fee: "debt.court_fee" as "amount",
    court_fee_halved: "debt.court_fee_halved" as "amount",
    payment_order_fee: "debt.payment_order_fee" as "amount",
    enforcement_fee: "debt.enforcement_fee" as "amount",
    preservation_fee: "debt.preservation_fee" as "amount",
    at: "contact.at" as "instant",
    duplicate_of: "contact.duplicate_of" as "text",
    channel: "contact.channel" as "choice",
    direction: "contact.direction" as "choice",
    duration_seconds: "contact.duration_seconds" as "count",
    contact_creditor_group: "contact.creditor_group" as "text",
    from_number: "contact.from_number" as "text",
    to_number: "contact.to_number" as "text",
    recipient: "contact.recipient" as "choice",
    content_text: "contact.content_text" as "text",
    content_kind: "contact.content_kind" as "choice",
    local_date: "contact.local_date" as "date",
    local_time: "contact.local_time" as "time",
    local_end_time: "contact.local_end_time" as "time",
}

/// Words of choices and fields of records that formulas look for by name.
const WORDS: [(&str, &[&str]); 7] = [
    ("debt.legal_stage", &["current", "grace", "time_barred_possible", "closed"]),
    ("debt.cost_position", &["above", "at_line", "not_above", "no_yardstick"]),
    ("contact.direction", &["inbound"]),
    ("contact.content_kind", &["verbatim"]),
    ("household.income", &["amount", "every", "certain"]),
    ("household.essentials", &["amount", "every", "kind"]),
    ("debt.repayments", &["date", "amount"]),
];

/// The facts that lack one of their words, with the word.
fn missing_words(vocabulary: &Vocabulary) -> Vec<(&'static str, &'static str)> {
    let has = |kind: &FactKind, word: &str| match kind {
        FactKind::Records(fields) => fields.iter().any(|f| f.name == word),
        other => other.choices().iter().any(|c| c.name == word),
    };
    let lacking = WORDS.iter().flat_map(|(name, words)| words.iter().map(move |word| (*name, *word)));
    lacking.filter(|(name, word)| vocabulary.find(name).is_some_and(|(_, f)| !has(&f.kind, word))).collect()
}
