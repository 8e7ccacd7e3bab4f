//! Whether a debt costs, and is paid, what is expected.

use super::{Found, Judge};
use crate::diagnostic::Text;
use crate::finding::CostFinding;
use crate::rule::Expected;
use crate::trial::describe::role_word;

/// The word for the tier of a debt that is not paid for now.
pub(in crate::trial) const HOLD: &str = "hold";

/// How a debt stands in the pay-first list.
pub(in crate::trial) struct Paid<'p> {
    /// What it is paid a month.
    pub(in crate::trial) amount: Option<&'p str>,
    /// Its tier, or `hold`.
    pub(in crate::trial) tier: &'p str,
    /// The rule that put it there.
    pub(in crate::trial) rule: Option<&'p str>,
}

impl<'j> Judge<'j> {
    pub(super) fn cost(&self, expected: &Expected) -> Found {
        let Expected::Cost { position, rate, role, .. } = expected else { return (false, Text::default()) };
        let there = self.costs(expected).any(|f| {
            position.as_ref().is_none_or(|p| f.position == p.it)
                && rate.as_ref().is_none_or(|r| f.all_in_rate.as_deref().is_some_and(|a| same_rate(a, &r.it)))
                && role.as_ref().is_none_or(|r| f.role == r.it)
        });
        let all = self.answer.cost_findings.iter().map(|f| {
            let line = format!("{}: {} {}", f.debt, f.yardstick, f.position);
            let role = role_word(f.role);
            let rate = |unknown: &str| format!("{line} {} {role}", f.all_in_rate.as_deref().unwrap_or(unknown));
            Text::new(rate("未知"), rate("not known"))
        });
        (there, Text::join(&all.collect::<Vec<_>>(), "；", "; "))
    }

    /// The cost findings of the debt and yardstick that are expected; where none is named, those with the role.
    pub(in crate::trial) fn costs<'e>(
        &self,
        expected: &'e Expected,
    ) -> impl Iterator<Item = &'j CostFinding> + use<'j, 'e> {
        self.answer.cost_findings.iter().filter(move |f| {
            let Expected::Cost { debt, yardstick, role, .. } = expected else { return false };
            let of = match yardstick {
                Some(yardstick) => f.yardstick.as_str() == yardstick.it,
                None => role.as_ref().is_none_or(|r| f.role == r.it),
            };
            f.debt == *debt && of
        })
    }

    pub(super) fn payment(&self, expected: &Expected) -> Found {
        let Expected::Payment { debt, amount, tier, rule } = expected else { return (false, Text::default()) };
        let Some(paid) = self.paid(debt) else {
            return (false, Text::new(format!("{debt}：不在付款清单里"), format!("{debt}: not among the payments")));
        };
        let there = amount.as_ref().is_none_or(|a| paid.amount.is_some_and(|p| same_amount(p, &a.it)))
            && tier.as_ref().is_none_or(|t| t.it == paid.tier)
            && rule.as_ref().is_none_or(|r| paid.rule == Some(r.it.as_str()));
        let by = paid.rule.map(|r| format!(" ({r})")).unwrap_or_default();
        let line = |none: &str| format!("{debt}: {} [{}]{by}", paid.amount.unwrap_or(none), paid.tier);
        let shown = if paid.tier == HOLD {
            Text::new(line("暂不付款"), line("not paid for now"))
        } else {
            Text::new(line("没有金额"), line("no amount"))
        };
        (there, shown)
    }

    /// How a debt stands in the pay-first list.
    pub(in crate::trial) fn paid(&self, debt: &str) -> Option<Paid<'j>> {
        let payments = &self.answer.payments;
        let held = payments.held.iter().find(|l| l.debt == debt);
        let held = held.map(|l| Paid { amount: None, tier: HOLD, rule: Some(l.rule.id.as_str()) });
        let line = || payments.lines.iter().find(|l| l.debt == debt);
        held.or_else(|| {
            line().map(|l| Paid {
                amount: l.amount.as_deref(),
                tier: l.tier.as_str(),
                rule: l.rule.as_ref().map(|r| r.id.as_str()),
            })
        })
    }
}

/// `500` and `500.00` are one amount.
pub(in crate::trial) fn same_amount(shown: &str, written: &str) -> bool {
    let parse = |t: &str| t.replace('_', "").parse::<crate::money::Money>().ok();
    parse(shown).is_some() && parse(shown) == parse(written)
}

/// `18%` and `18.00%` are one rate.
pub(in crate::trial) fn same_rate(shown: &str, written: &str) -> bool {
    let parse = |t: &str| t.trim_end_matches('%').parse::<rust_decimal::Decimal>().ok().map(|d| d.normalize());
    parse(shown).is_some() && parse(shown) == parse(written)
}
