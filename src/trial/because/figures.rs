//! How a day, an amount or an order was worked out.

use super::Why;
use crate::diagnostic::Text;
use crate::fact::FactKind;
use crate::money::Word;
use crate::plan::{Due, Step};
use crate::rule::{Due as DueRule, DueStart, Quantity};
use crate::trial::judge::due_on;
use crate::trial::lines::{Mark, Reason};

impl Why<'_, '_> {
    /// How a step's day was worked out.
    pub(super) fn due(&mut self, step: &Step) {
        let Some(due) = &step.due else {
            return self
                .note(Text::new(format!("{} 没有写期限", step.action), format!("{} has no due date", step.action)));
        };
        let judge = self.judge;
        let met = judge.outcomes.outcomes.iter().filter(|o| o.truth.is_met());
        let planned = met.filter_map(|o| judge.rule(o).zip(o.day)).find_map(|(rule, day)| {
            step.because.iter().find(|b| b.rule.id == rule.id)?;
            let planned = rule.steps()?.actions.iter().find(|a| a.action.it == step.action)?;
            planned.due.as_ref().map(|d| (d, planned.action.place, day))
        });
        let counted = planned.map_or_else(Text::default, |(rule, _, day)| self.counted(rule, due, day));
        let result = result(step, due);
        self.reasons.push(Reason {
            depth: 0,
            mark: Mark::Note,
            text: Text::new(
                format!("{}：{}{}", step.action, counted.zh, result.zh),
                format!("{}: {}{}", step.action, counted.en, result.en),
            ),
            place: planned.map(|(_, place, _)| place),
        });
        self.missing(&due.missing.iter().map(|m| m.fact.clone()).collect::<Vec<_>>());
    }

    /// From which day how long is counted.
    fn counted(&self, rule: &DueRule, due: &Due, day: chrono::NaiveDate) -> Text {
        let set = self.judge.engine.rules();
        let fact = |id| set.vocabulary.get(id).map_or("", |f| f.name.as_str());
        match rule {
            DueRule::Today => Text::new("计算当天", "the day of the answer"),
            DueRule::On(id) => Text::new(format!("{} 当天", fact(*id)), format!("on {}", fact(*id))),
            DueRule::Before(id) => {
                Text::new(format!("{} 的前一天", fact(*id)), format!("the day before {}", fact(*id)))
            }
            DueRule::After { quantity, unit, start, .. } => {
                let from = due.counted_from.map_or_else(|| self.judge.answer.as_of.to_string(), |d| d.to_string());
                let start = match start {
                    DueStart::AsOf => "as_of",
                    DueStart::Fact(id) => fact(*id),
                };
                let long = match quantity {
                    Quantity::Number(n) => n.to_string(),
                    Quantity::Value(id) => {
                        let n = set.value_on(id, day).map_or_else(|| "?".to_owned(), |v| v.wire(&FactKind::Count));
                        format!("{n}({id})")
                    }
                };
                let Text { zh, en } = unit.label();
                Text::new(
                    format!("从 {from}({start})的次日起算 {long} {zh}"),
                    format!("{long} {en} from the day after {from} ({start})"),
                )
            }
        }
    }

    /// How the money was shared.
    pub(super) fn payment(&mut self, debt: &str) {
        let payments = &self.judge.answer.payments;
        if let Some(held) = payments.held.iter().find(|h| h.debt == debt) {
            return self.note(Text::new(
                format!("债务 {debt} 先不付：{}(规则 {})", held.because, held.rule.id),
                format!("debt {debt} is held back: {} (rule {})", held.because, held.rule.id),
            ));
        }
        let missing: Vec<String> = payments.missing.iter().map(|m| m.fact.clone()).collect();
        self.missing(&missing);
        let Some(line) = payments.lines.iter().find(|l| l.debt == debt) else { return };
        let how = payments.method.iter().find(|t| t.tier == line.tier).map_or("", |t| t.method.word());
        let part = |l: &crate::plan::PaymentLine, none: &str| {
            format!("{} {}/{}", l.debt, l.amount.as_deref().unwrap_or(none), l.balance.as_deref().unwrap_or(none))
        };
        let with = |none: &str| {
            payments.lines.iter().filter(|l| l.tier == line.tier).map(|l| part(l, none)).collect::<Vec<_>>().join(" + ")
        };
        let available = payments.available.as_deref().unwrap_or("?");
        self.note(Text::new(
            format!("可还 {available}；{} 一档按 {how}，各笔(付/余额)：{}", line.tier, with("未知")),
            format!("{available} available; tier {} paid {how}, each (paid/balance): {}", line.tier, with("not known")),
        ));
    }

    /// How the surplus comes about.
    pub(super) fn surplus(&mut self) {
        let budget = &self.judge.answer.budget;
        let sum = |none: &str| {
            let [income, essentials, surplus] =
                [&budget.income, &budget.essentials, &budget.surplus].map(|a| a.as_deref().unwrap_or(none).to_owned());
            (income, essentials, surplus)
        };
        let ((i, e, s), (income, essentials, surplus)) = (sum("未知"), sum("not known"));
        self.note(Text::new(
            format!("收入 {i} − 基本生活 {e} = 结余 {s}"),
            format!("income {income} − essentials {essentials} = surplus {surplus}"),
        ));
        self.missing(&budget.missing.iter().map(|m| m.fact.clone()).collect::<Vec<_>>());
    }

    /// The act-first list in its order.
    pub(super) fn order(&mut self) {
        for line in &self.judge.answer.actions {
            let Some(debt) = &line.debt else { continue };
            let due = |none: &str| due_on(&line.next_step).map_or_else(|| none.to_owned(), |d| d.to_string());
            let balance = |none: &str| line.balance.clone().unwrap_or_else(|| none.to_owned());
            let (rank, band, action) = (line.rank, &line.band, &line.next_step.action);
            self.note(Text::new(
                format!("{rank}. {debt}：{band}，{action} {}，余额 {}", due("无日期"), balance("未知")),
                format!("{rank}. {debt}: {band}, {action} {}, balance {}", due("no date"), balance("not known")),
            ));
        }
    }
}

/// What came of a due date: the day, and whether it was moved.
fn result(step: &Step, due: &Due) -> Text {
    let Some(on) = due_on(step) else {
        let reason = due.reason.clone().unwrap_or_default();
        return Text::new(format!("，日期未知 {reason}").trim_end(), format!(", day not known {reason}").trim_end());
    };
    let mut text = match due.moved_from {
        Some(from) => Text::new(
            format!("，末日 {from} 是休息日，顺延到 {on}"),
            format!(", ending on {from}, a day off, moved to {on}"),
        ),
        None => Text::new(format!("，到 {on}"), format!(", ending on {on}")),
    };
    if let Some(year) = due.no_calendar_for {
        text = Text::new(
            format!("{}，没有 {year} 年的日历，未顺延", text.zh),
            format!("{}, not moved for want of a calendar for {year}", text.en),
        );
    }
    text
}
