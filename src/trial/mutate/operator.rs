//! The kinds of changes: their stable names, and what case would notice each.

use crate::diagnostic::Text;

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// A limit moved by one step.
    Limit,
    /// A comparison turned.
    Comparison,
    /// A choice dropped or replaced.
    Choice,
    /// A condition dropped.
    Condition,
    /// All and any swapped.
    AllAny,
    /// Known and unknown turned.
    Known,
    /// The exception removed.
    Exception,
    /// The first or last day moved.
    Period,
    /// Contacts counted together by less.
    Group,
    /// Contacts counted over another stretch of time.
    Window,
    /// A due date moved.
    Due,
    /// The band changed.
    Band,
    /// An action dropped.
    Action,
    /// The line at the top dropped.
    Today,
    /// The place in the pay-first list changed.
    Payment,
    /// A line of the do-not list dropped.
    Avoid,
    /// A referral dropped.
    Referral,
    /// A letter dropped.
    Letter,
    /// The behaviour changed.
    Behaviour,
    /// The severity changed.
    Severity,
    /// A channel dropped.
    Channel,
    /// The yardstick changed.
    Yardstick,
    /// What the yardstick is for changed.
    Role,
    /// A citation changed.
    Citation,
}

impl Operator {
    /// Every kind of change.
    pub const ALL: [Self; 24] = [
        Self::Limit,
        Self::Comparison,
        Self::Choice,
        Self::Condition,
        Self::AllAny,
        Self::Known,
        Self::Exception,
        Self::Period,
        Self::Group,
        Self::Window,
        Self::Due,
        Self::Band,
        Self::Action,
        Self::Today,
        Self::Payment,
        Self::Avoid,
        Self::Referral,
        Self::Letter,
        Self::Behaviour,
        Self::Severity,
        Self::Channel,
        Self::Yardstick,
        Self::Role,
        Self::Citation,
    ];

    /// Its stable name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Comparison => "comparison",
            Self::Choice => "choice",
            Self::Condition => "condition",
            Self::AllAny => "all-any",
            Self::Known => "known",
            Self::Exception => "exception",
            Self::Period => "period",
            Self::Group => "group",
            Self::Window => "window",
            Self::Due => "due",
            Self::Band => "band",
            Self::Action => "action",
            Self::Today => "today",
            Self::Payment => "payment",
            Self::Avoid => "avoid",
            Self::Referral => "referral",
            Self::Letter => "letter",
            Self::Behaviour => "behaviour",
            Self::Severity => "severity",
            Self::Channel => "channel",
            Self::Yardstick => "yardstick",
            Self::Role => "role",
            Self::Citation => "citation",
        }
    }

    /// What case would notice it.
    pub fn hint(self) -> Text {
        match self {
            Self::Limit => Text::new(
                "写两个案例：一个刚好在界限上，一个差一步，结论不同",
                "write two cases that end differently: one exactly on the limit, one a step away",
            ),
            Self::Comparison => {
                Text::new("写一个刚好等于界限的案例", "write a case in which the two sides are exactly equal")
            }
            Self::Choice => Text::new(
                "写一个事实正是这个选项、其余条件都满足的案例",
                "write a case with exactly this choice and everything else met",
            ),
            Self::Condition => Text::new(
                "写一个只有这个条件不满足、其余都满足的案例，预期 `is: not_met`",
                "write a case in which only this condition fails and all others hold, expecting `is: not_met`",
            ),
            Self::AllAny => {
                Text::new("写一个几项里只满足一项的案例", "write a case in which only one of these conditions holds")
            }
            Self::Known => Text::new(
                "写两个案例：一个给出这个事实，一个不给",
                "write two cases: one that gives this fact, one that does not",
            ),
            Self::Exception => Text::new(
                "写一个条件满足、例外也满足的案例，预期 `is: not_met`",
                "write a case in which the condition and the exception both hold, expecting `is: not_met`",
            ),
            Self::Period => Text::new(
                "写两个案例：一个在第一天(或最后一天)，一个差一天",
                "write two cases: one on the first (or last) day, one a day outside",
            ),
            Self::Group => Text::new(
                "写一个合起来超过、分开不超过的案例，预期 `is: not_met`",
                "write a case that is over the limit together but not group by group, expecting `is: not_met`",
            ),
            Self::Window => Text::new(
                "写一个联系刚好落在这段时间边上的案例",
                "write a case with a contact right at the edge of this stretch of time",
            ),
            Self::Due => Text::new("在行动的预期里写上 `due: 日期`", "state `due:` in the expected action"),
            Self::Band => Text::new("在行动的预期里写上 `band:`", "state `band:` in the expected action"),
            Self::Action => Text::new("写上这个行动，并写明 `rule:`", "expect this action, with `rule:`"),
            Self::Today => Text::new("在 `today:` 里写上这条规则", "list this rule under `today:`"),
            Self::Payment => Text::new(
                "在 `payments:` 里写上 `{ debt: …, tier: …, rule: … }`，暂不付款写 `tier: hold`",
                "expect `{ debt: …, tier: …, rule: … }` under `payments:`, with `tier: hold` for a debt that is held back",
            ),
            Self::Avoid => {
                Text::new("在 `avoid:` 里写 `{ avoid: …, rule: … }`", "expect `{ avoid: …, rule: … }` under `avoid:`")
            }
            Self::Referral => Text::new(
                "在 `referrals:` 里写 `{ referral: …, rule: … }`",
                "expect `{ referral: …, rule: … }` under `referrals:`",
            ),
            Self::Letter => Text::new(
                "写一个只有这条规则会给出这封信的案例，在 `letters:` 里写上它",
                "write a case in which only this rule asks for the letter, and expect it under `letters:`",
            ),
            Self::Behaviour => Text::new("在 `conduct:` 里写上这个行为", "expect this behaviour under `conduct:`"),
            Self::Severity => Text::new(
                "在 `conduct:` 的预期里写上 `severity:`",
                "state `severity:` in the expectation under `conduct:`",
            ),
            Self::Channel => Text::new(
                "在 `conduct:` 的预期里写上 `report_to: […]`",
                "state `report_to: […]` in the expectation under `conduct:`",
            ),
            Self::Yardstick => {
                Text::new("在 `cost:` 的预期里写上 `yardstick:`", "state `yardstick:` in the expectation under `cost:`")
            }
            Self::Role => {
                Text::new("在 `cost:` 的预期里写上 `role:`", "state `role:` in the expectation under `cost:`")
            }
            Self::Citation => Text::new(
                "在 `rules:` 的预期里写 `{ rule: …, is: met, cite: […] }`",
                "expect `{ rule: …, is: met, cite: […] }` under `rules:`",
            ),
        }
    }
}
