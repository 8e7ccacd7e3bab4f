//! An expectation in one line of words.

use crate::diagnostic::Text;
use crate::rule::{Expectation, Expected, YardstickRole};
use crate::source::Placed;

/// The word for how a rule ended, with what it means.
pub(super) fn ending(word: &str) -> Text {
    let zh = match word {
        "met" => "成立",
        "not_met" => "不成立",
        "not_known" => "未知",
        _ => "算不出",
    };
    Text::new(format!("{zh}({word})"), word)
}

/// The word for what a yardstick is for.
pub(super) fn role_word(role: YardstickRole) -> &'static str {
    match role {
        YardstickRole::Reference => "reference",
        YardstickRole::Information => "information",
    }
}

/// What was expected.
pub(super) fn describe(expectation: &Expectation) -> Text {
    let Text { zh, en } = of(&expectation.expected);
    if expectation.absent {
        Text::new(format!("不应出现：{zh}"), format!("must be absent: {en}"))
    } else {
        Text { zh, en }
    }
}

fn of(expected: &Expected) -> Text {
    let mut line = Line(Text::default());
    match expected {
        Expected::Rule { rule, debt, contact, is, cite } => {
            let is = ending(is.it);
            line.named("规则", "rule", &rule.it);
            line.part("债务", "debt", debt.as_ref());
            line.part("联系", "contact", contact.as_ref());
            line.add(&Text::new(format!("为 {}", is.zh), format!("is {}", is.en)));
            line.list("引用", "cite", cite);
        }
        Expected::Action { action, debt, due, rule, band } => {
            line.named("行动", "action", text(action.as_ref()).map_or("", String::as_str));
            line.part("债务", "debt", debt.as_ref());
            line.part("期限", "due", due.as_ref().map(|d| d.it));
            line.part("规则", "rule", text(rule.as_ref()));
            line.part("档位", "band", text(band.as_ref()));
        }
        Expected::Conduct { behaviour, verdict, contacts, count, rule, severity, report_to } => {
            line.named("行为", "behaviour", &behaviour.it);
            line.part("结论", "verdict", text(verdict.as_ref()));
            line.part("联系", "contacts", (!contacts.is_empty()).then(|| contacts.join("+")));
            line.part("次数", "count", count.map(|c| c.it));
            line.part("规则", "rule", text(rule.as_ref()));
            line.part("严重程度", "severity", text(severity.as_ref()));
            line.list("投诉", "report_to", report_to);
        }
        Expected::Cost { debt, yardstick, position, rate, role } => {
            line.named("成本：债务", "cost of debt", debt);
            line.part("对照线", "yardstick", text(yardstick.as_ref()));
            line.part("位置", "position", text(position.as_ref()));
            line.part("年成本", "rate", text(rate.as_ref()));
            line.part("作用", "role", role.as_ref().map(|r| role_word(r.it)));
        }
        Expected::Payment { debt, amount, tier, rule } => {
            line.named("付款：债务", "payment of debt", debt);
            line.part("金额", "amount", text(amount.as_ref()));
            line.part("顺位", "tier", text(tier.as_ref()));
            line.part("规则", "rule", text(rule.as_ref()));
        }
        Expected::Surplus(amount) => line.named("每月结余", "monthly surplus", &amount.it),
        Expected::Avoid { avoid, rule } => {
            line.named("不要做", "avoid", &avoid.it);
            line.part("规则", "rule", text(rule.as_ref()));
        }
        Expected::Referral { referral, rule } => {
            line.named("转介", "referral", &referral.it);
            line.part("规则", "rule", text(rule.as_ref()));
        }
        Expected::Today(rule) => line.named("今天，来自规则", "today, from rule", &rule.it),
        Expected::Question(fact) => line.named("追问", "question", &fact.it),
        Expected::Letter { letter, debt, ready, forbidden, missing, check_first, instead } => {
            line.named("信函", "letter", &letter.it);
            line.part("债务", "debt", debt.as_ref());
            line.part("可以打印", "ready", *ready);
            line.part("不能发", "forbidden", *forbidden);
            line.list("缺", "missing", missing);
            line.list("先弄清", "check first", check_first);
            line.part("改用", "instead", text(instead.as_ref()));
        }
        Expected::Order(order) => {
            let order: Vec<&str> = order.iter().map(|o| o.it.as_str()).collect();
            line.named("先办次序", "order", &order.join(" → "));
        }
    }
    line.0
}

fn text(name: Option<&Placed<String>>) -> Option<&String> {
    name.map(|n| &n.it)
}

/// A line being put together.
struct Line(Text);

impl Line {
    fn add(&mut self, text: &Text) {
        let gap = if self.0.zh.is_empty() { "" } else { " " };
        self.0.zh = format!("{}{gap}{}", self.0.zh, text.zh);
        self.0.en = format!("{}{gap}{}", self.0.en, text.en);
    }

    fn named(&mut self, zh: &str, en: &str, name: &str) {
        self.add(&Text::new(zh, en));
        self.add(&Text::same(name));
    }

    fn list(&mut self, zh: &str, en: &str, names: &[Placed<String>]) {
        if !names.is_empty() {
            let names: Vec<Text> = names.iter().map(|n| Text::same(n.it.as_str())).collect();
            let Text { zh: zh_names, en: en_names } = Text::join(&names, "、", ", ");
            self.add(&Text::new(format!("{zh}={zh_names}"), format!("{en}={en_names}")));
        }
    }

    fn part(&mut self, zh: &str, en: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.add(&Text::new(format!("{zh}={value}"), format!("{en}={value}")));
        }
    }
}
