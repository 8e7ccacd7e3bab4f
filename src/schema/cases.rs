//! The fields of test cases: the portfolio that is given, and what the answer must hold.

use serde_json::{Map, Value, json};

use super::rules::roles;
use super::shape::{any_of, both, figure, form};
use super::shape::{
    date, described, list, mapping, may, need, one_or_more, put, refer, text, whole_number, words, yes_no,
};
use crate::fact::{FactScope, Vocabulary};
use crate::syntax::words::{POSITIONS, RESULTS, VERDICTS};

/// Puts the definitions.
pub(super) fn cases(vocabulary: &Vocabulary, into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("case", case());
    put("given", portfolio());
    put("given.household", subject(vocabulary, FactScope::Household, ("家庭", "the household"), &[]));
    put("given.debt", subject(vocabulary, FactScope::Debt, ("一笔债", "a debt"), &[ID_OF_DEBT]));
    put(
        "given.contact",
        subject(vocabulary, FactScope::Contact, ("一次催收联系", "a contact"), &[ID_OF_CONTACT, ABOUT_DEBT]),
    );
    put("expect", expect());
    put("expect.rule", rule());
    put("expect.action", action());
    put("expect.conduct", conduct());
    put("expect.cost", cost());
    put("expect.payment", payment());
    put("expect.avoid", by_rule("avoid", "name.avoid", ("要有的“不要做”", "a line of the do-not list")));
    put("expect.letter", letter());
    put("expect.referral", by_rule("referral", "name.referral", ("要有的转介", "a referral")));
    put("expect.not", absent());
}

type Structural = (&'static str, bool, &'static str, &'static str);
const ID_OF_DEBT: Structural = ("id", true, "债务的编号，如 a", "the id of the debt");
const ID_OF_CONTACT: Structural = ("id", true, "联系的编号，如 c1", "the id of the contact");
const ABOUT_DEBT: Structural =
    ("debt", false, "说的是哪一笔债(编号)；不知道就不写", "the debt it is about; left out when not known");

fn case() -> Value {
    let fields = vec![
        need("name", text(), "案例说明什么，用一句话写", "what it shows, in a sentence"),
        need("as_of", date(), "按哪一天计算", "the day the answer is for"),
        need("given", refer("given"), "已知的情况；没写的就是不知道", "what is known; what is left out is not known"),
        need("expect", refer("expect"), "答复里必须有、不能有什么", "what the answer must and must not hold"),
    ];
    mapping(("一个案例：规则的考题", "a test case"), fields)
}

fn portfolio() -> Value {
    let list_of = |name: &str| json!({ "type": "array", "items": refer(name) });
    let fields = vec![
        may("case_ref", text(), "不含个人信息的编号", "a reference without personal data"),
        may("household", refer("given.household"), "家庭的事实", "facts of the household"),
        may("debts", list_of("given.debt"), "各笔债务", "the debts"),
        may("contacts", list_of("given.contact"), "各次催收联系", "the contacts"),
    ];
    mapping(("已知的情况", "the portfolio"), fields)
}

fn subject(vocabulary: &Vocabulary, scope: FactScope, about: (&str, &str), structural: &[Structural]) -> Value {
    let mut schema = mapping(about, Vec::new());
    let mut facts = Map::new();
    for (_, fact) in vocabulary.iter().filter(|(_, f)| f.scope == scope && f.derived.is_none()) {
        if let Some((_, short)) = fact.name.as_str().split_once('.') {
            facts.insert(short.to_owned(), refer(&format!("given.{}", fact.name)));
        }
    }
    let mut properties = facts.clone();
    let mut required = Vec::new();
    for (key, needed, zh, en) in structural {
        let known = form(".", ("写编号(文字)", "an id: a text"));
        let schema = if *needed { known } else { any_of(vec![known, json!({ "type": "null" })]) };
        properties.insert((*key).to_owned(), described(schema, both(zh, en)));
        if *needed {
            required.push(json!(key));
        }
    }
    properties.entry("facts").or_insert_with(|| {
        let nested = json!({ "type": "object", "properties": facts, "additionalProperties": false });
        described(nested, both("事实也可以集中写在这里", "facts may also stand together here"))
    });
    put(&mut schema, "properties", Value::Object(properties));
    if !required.is_empty() {
        put(&mut schema, "required", Value::Array(required));
    }
    schema
}

const DEBT: (&str, &str) = ("哪笔债(编号)", "for which debt");
const RULE: (&str, &str) = ("哪条规则", "by which rule");

fn expect() -> Value {
    let names = |name: &str| one_or_more(&refer(&format!("name.{name}")));
    let fields = vec![
        may("rules", list(&refer("expect.rule")), "规则的结果", "how rules end"),
        may("actions", list(&refer("expect.action")), "要有的行动", "actions in the plan"),
        may("conduct", list(&refer("expect.conduct")), "要认出的催收行为", "behaviours found"),
        may("cost", list(&refer("expect.cost")), "成本和对照线", "costs against yardsticks"),
        may("payments", list(&refer("expect.payment")), "每笔债每月付多少", "what each debt is paid a month"),
        may("surplus", shown_amount(), "每月结余", "the monthly surplus"),
        may("avoid", one_or_more(&refer("expect.avoid")), "要有的“不要做”", "lines of the do-not list"),
        may("referrals", one_or_more(&refer("expect.referral")), "要有的转介", "referrals"),
        may("today", names("rule"), "最上面的提示来自哪条规则", "lines at the top, by rule"),
        may("questions", one_or_more(&refer("fact_name")), "要问的事实", "facts that are asked for"),
        may("letters", list(&refer("expect.letter")), "要有的信函", "letters"),
        may(
            "order",
            one_or_more(&text()),
            "先办次序里债务的先后(编号)",
            "the order of the debts in the act-first list",
        ),
        may("not", list(&refer("expect.not")), "不能有的", "what must be absent"),
    ];
    mapping(("预期", "what is expected"), fields)
}

fn rule() -> Value {
    let results = words(
        &RESULTS,
        [
            ("适用", "applies"),
            ("不适用", "does not apply"),
            ("不知道", "not known"),
            ("算不出", "could not be worked out"),
        ],
    );
    let fields = vec![
        need("rule", refer("name.rule"), "哪条规则", "which rule"),
        may("debt", text(), DEBT.0, DEBT.1),
        may("contact", text(), "哪次联系(编号)", "for which contact"),
        need("is", results, "结果", "how it ends"),
        may(
            "cite",
            refer("cite"),
            "适用时那天至少引了这些条文(最新条号)",
            "where met, at least these articles on that day",
        ),
    ];
    mapping(("规则的结果", "how a rule ends"), fields)
}

fn action() -> Value {
    let fields = vec![
        may("action", refer("name.action"), "哪一项行动", "which action"),
        may("debt", text(), DEBT.0, DEBT.1),
        may("due", date(), "哪天以前", "due on this day"),
        may("rule", refer("name.rule"), RULE.0, RULE.1),
        may("band", refer("name.band"), "在哪一档", "in which band"),
    ];
    mapping(("一项行动", "an action in the plan"), fields)
}

fn conduct() -> Value {
    let verdicts = words(&VERDICTS, [("认定", "shown"), ("不能判断", "cannot be told")]);
    let fields = vec![
        need("behaviour", refer("name.behaviour"), "哪一种行为", "which behaviour"),
        may("verdict", verdicts, "结论", "what is said of it"),
        may("contacts", one_or_more(&text()), "至少有这些联系(编号)", "with at least these contacts"),
        may("count", whole_number(), "数出几次", "counted so often"),
        may("rule", refer("name.rule"), RULE.0, RULE.1),
        may("severity", refer("name.severity"), "严重程度", "how severe"),
        may(
            "report_to",
            one_or_more(&refer("name.channel")),
            "至少去这些地方投诉，按先后",
            "at least these channels, in order",
        ),
    ];
    mapping(("一种催收行为", "a behaviour found"), fields)
}

fn cost() -> Value {
    let positions = words(
        &POSITIONS,
        [
            ("高于线", "above the line"),
            ("在线上", "at the line"),
            ("不高于线", "not above it"),
            ("不能判断", "cannot be told"),
        ],
    );
    let fields = vec![
        need("debt", text(), DEBT.0, DEBT.1),
        may("yardstick", refer("name.rate_value"), "哪条对照线", "which yardstick"),
        may("position", positions, "和线比怎么样", "how it stands"),
        may("rate", text(), "综合年成本，如 42.43%", "the all-in annual cost, as shown"),
        may("role", roles(), "这条线的作用", "what the yardstick is for"),
    ];
    mapping(("成本和对照线", "a cost against a yardstick"), fields)
}

fn payment() -> Value {
    let fields = vec![
        need("debt", text(), DEBT.0, DEBT.1),
        may("amount", shown_amount(), "每月付多少", "how much a month"),
        may("tier", refer("name.payment"), "付款顺位；暂不付款写 hold", "its payment tier, or hold"),
        may("rule", refer("name.rule"), RULE.0, RULE.1),
    ];
    mapping(("先付清单里的一笔债", "a debt in the pay-first list"), fields)
}

/// A line that several rules may bring: by name, or with the rule that brings it.
fn by_rule(key: &'static str, name: &str, about: (&str, &str)) -> Value {
    let fields = vec![need(key, refer(name), about.0, about.1), may("rule", refer("name.rule"), RULE.0, RULE.1)];
    any_of(vec![refer(name), mapping(about, fields)])
}

fn letter() -> Value {
    let about = ("哪封信", "which letter");
    // Computed things of the plan are missing as well as facts.
    let facts = one_or_more(&text());
    let fields = vec![
        need("letter", refer("name.letter"), about.0, about.1),
        may("debt", text(), DEBT.0, DEBT.1),
        may("ready", yes_no(), "能不能打印", "whether it can be printed"),
        may("forbidden", yes_no(), "是不是不能发给这笔债", "whether it must not be sent for this debt"),
        may("missing", facts.clone(), "至少缺这些，如 household.evidence、plan.amount", "at least these are missing"),
        may("check_first", facts, "至少要先弄清这些事实", "at least these are to be found out first"),
        may("instead", refer("name.letter"), "改用哪封", "what to send instead"),
    ];
    any_of(vec![refer("name.letter"), mapping(about, fields)])
}

fn absent() -> Value {
    let kinds = [
        ("rule", "name.rule", "没有适用的规则", "a rule that does not apply"),
        ("action", "name.action", "没有的行动", "an action that is not there"),
        ("behaviour", "name.behaviour", "没有认出的行为", "a behaviour that is not found"),
        ("avoid", "name.avoid", "没有的“不要做”", "a line that is not there"),
        ("referral", "name.referral", "没有的转介", "a referral that is not there"),
        ("letter", "name.letter", "没有的信函", "a letter that is not there"),
        ("question", "fact_name", "没有问的事实", "a fact that is not asked for"),
        ("today", "name.rule", "没有出现在最上面的规则", "a rule with no line at the top"),
    ];
    let mut fields =
        vec![may("debt", text(), DEBT.0, DEBT.1), may("contact", text(), "哪次联系(编号)", "for which contact")];
    fields.extend(kinds.iter().map(|(key, name, zh, en)| may(key, refer(name), zh, en)));
    let mut schema = mapping(("不能有的", "what must be absent"), fields);
    let one: Vec<Value> = kinds.iter().map(|(key, ..)| json!({ "required": [key] })).collect();
    put(&mut schema, "anyOf", Value::Array(one));
    schema
}

/// An amount as answers show it.
fn shown_amount() -> Value {
    figure("^-?[0-9]+(\\.[0-9]+)?$", ("金额写成 409.49", "an amount such as 409.49"))
}
