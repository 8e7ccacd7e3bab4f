//! The fields of rules and of what follows from them. What a rule may look at depends on its `scope`.

use serde_json::{Map, Value, json};

use super::conditions::name_of;
use super::english;
use super::facts::quantity;
use super::shape::{
    any_of, both, closed, date, described, id, list, mapping, may, need, one_or_more, put, refer, text, whole_number,
    words, yes_no,
};
use crate::check::Sight;
use crate::rule::{LengthUnit, RuleScope, Unit};
use crate::syntax::Definitions;
use crate::syntax::words::{DUE_UNITS, GROUP_KEYS, JUDGE_DAYS, ROLES, SCOPES, STATES, TODAY, WINDOWS};

/// Puts the definitions.
pub(super) fn rules(all: &Definitions, into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("rule", rule());
    put("then.steps", steps());
    put("then.cost", cost());
    put("then.conduct", conduct());
    put("planned", planned());
    put("due", due(all));
    put("yardstick", yardstick());
    put("reads", reads());
    put("count", count());
    put("window", window());
    put("overlap", overlap());
}

const BECAUSE: (&str, &str) = (
    "对当事人说的话；{{ debt.hearing_on }}、{{ value.编号 }} 处由程序填写",
    "what the client is told; slots in double braces are filled in",
);

fn rule() -> Value {
    let scopes = words(
        &SCOPES,
        [
            ("每笔债", "each debt"),
            ("整个家庭", "the household as a whole"),
            ("每一次催收联系", "each contact"),
            ("把多次联系放在一起数，要写 count", "contacts counted together; needs `count`"),
        ],
    );
    let states = words(
        &STATES,
        [
            ("草稿：计算，另列，不对当事人说", "evaluated and reported apart"),
            ("在用；不写就是它", "in use; the default"),
            ("停用", "no longer evaluated"),
        ],
    );
    let days = words(
        &JUDGE_DAYS,
        [
            ("计算日；债务、家庭默认", "the day the answer is for"),
            ("联系那天；联系默认", "the day of the contact"),
            ("合同签订日；只用于债务", "the day of the contract; for debts"),
            ("起诉日；只用于债务", "the day the suit was filed; for debts"),
        ],
    );
    let anything = json!({ "type": "object" });
    let fields = vec![
        need("id", id(), "编号：小写英文和连字符，定了就不要改", "its id, never changed once given"),
        need("title", text(), "给人看的名字", "the name people see"),
        need("scope", scopes, "判断谁；决定条件里能看哪些事实", "what it looks at, which decides the facts it can see"),
        may("from", date(), "规则的第一天", "its first day"),
        may("until", date(), "规则的最后一天，当天仍有效", "its last day, inclusive"),
        may("status", states, "草稿、在用还是停用", "whether it is in use"),
        may("judge_by", days, "按哪一天判断", "the day it is judged by"),
        may(
            "strength",
            refer("name.strength"),
            "没有条文可引时，老实说是什么依据",
            "how binding it is, where it cites nothing",
        ),
        may("count", refer("count"), "怎么数联系；scope: contacts 必写", "how contacts are counted"),
        need("when", anything.clone(), "什么时候适用：每一行都要满足", "when it applies: every line must hold"),
        may("unless", anything.clone(), "例外：满足了就不适用", "the exception"),
        may("unless_because", text(), "例外是什么，用一句话说", "the exception in words"),
        need("then", anything, "那么", "what follows"),
        may(
            "yields_to",
            one_or_more(&refer("name.rule")),
            "让给哪些规则：一起适用时，付款顺位和同一行动的期限听它们的",
            "rules before which it stands back in payment and in the day of a step",
        ),
        may("cite", refer("cite"), "依据：法律编号/条号，引最新的条号", "the law it rests on: law-id/article"),
        may(
            "not_modelled",
            text(),
            "条文里这条规则没有判断的部分，答复会照印",
            "what it leaves out; answers repeat it",
        ),
        english::field("english.rule"),
        may(
            "reads",
            refer("reads"),
            "复核人签过的句子：ashore read 规则编号 --by 缩写 --on 日期",
            "the sentence as signed",
        ),
    ];
    let mut schema = mapping(("一条规则", "a rule"), fields);
    // A rule rests on law, or says what else it rests on.
    put(&mut schema, "anyOf", json!([{ "required": ["cite"] }, { "required": ["strength"] }]));
    put(
        &mut schema,
        "allOf",
        Value::Array(SCOPES.iter().map(|(word, scope)| of_scope(word, *scope)).chain([without_scope()]).collect()),
    );
    schema
}

/// What a rule of one scope holds.
fn of_scope(word: &str, scope: RuleScope) -> Value {
    let seen = |on_cost| name_of(Sight::of_rule(scope, on_cost));
    // A pattern and not a `const`: while a word is being typed, editors take the head of a `const` for the whole.
    let this = json!({ "required": ["scope"], "properties": { "scope": { "pattern": format!("^{word}$") } } });
    let then = match scope {
        RuleScope::Contact => json!({ "properties": {
            "when": refer(seen(false)), "unless": refer(seen(false)), "then": refer("then.conduct"),
        }}),
        RuleScope::Contacts => json!({ "required": ["count"], "properties": {
            "when": refer("condition.counted"), "unless": refer(seen(false)), "then": refer("then.conduct"),
        }}),
        RuleScope::Debt | RuleScope::Household => json!({
            "if": { "required": ["then"], "properties": { "then": { "required": ["yardstick"] } } },
            "then": { "properties": {
                "when": refer(seen(true)), "unless": refer(seen(true)), "then": refer("then.cost"),
            }},
            "else": { "properties": {
                "when": refer(seen(false)), "unless": refer(seen(false)), "then": refer("then.steps"),
            }},
        }),
    };
    json!({ "if": this, "then": then })
}

/// Until a scope is written, every fact is offered.
fn without_scope() -> Value {
    json!({
        "if": { "not": { "required": ["scope"] } },
        "then": { "properties": { "when": refer("condition.any"), "unless": refer("condition.any") } },
    })
}

/// The fields that triage and cost rules share.
fn step_fields() -> Vec<super::shape::Field> {
    vec![
        may("band", refer("name.band"), "放在先办次序的哪一档；有 actions 就必写", "the band of the act-first list"),
        may("today", text(), "进入最上面的三行提示", "a line for the box at the top"),
        may("actions", list(&refer("planned")), "要办的事，最急的写在前面", "what to do, the first step first"),
        may("avoid", one_or_more(&refer("name.avoid")), "不要做的事", "what not to do"),
        may("referrals", one_or_more(&refer("name.referral")), "转介去处", "whom to turn to"),
        may("letters", one_or_more(&refer("name.letter")), "信函", "letters besides those of the actions"),
        may(
            "payment",
            refer("name.payment"),
            "付款次序里排在哪一档，或者 hold",
            "where the debt stands in the pay-first list",
        ),
    ]
}

fn steps() -> Value {
    let mut fields = vec![need("because", text(), BECAUSE.0, BECAUSE.1)];
    fields.extend(step_fields());
    let mut schema = mapping(("要办的事", "steps to take"), fields);
    put(&mut schema, "dependencies", json!({ "actions": ["band"] }));
    // Offered here, because whoever writes it turns the rule into one on cost.
    let hidden = described(refer("yardstick"), both("写了它就是比较成本的规则", "makes it a rule on cost"));
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("yardstick".to_owned(), hidden);
    }
    schema
}

fn cost() -> Value {
    let mut fields = vec![
        need("yardstick", refer("yardstick"), "和哪条成本线比", "the line the cost is held against"),
        need("because", text(), "为什么用这条线", "why this line"),
        need("above", text(), "高于线时怎么说", "what to say above the line"),
        may("at_line", text(), "差在取整、算在线上时怎么说", "what to say at the line"),
        may("not_above", text(), "不高于线时怎么说", "what to say when not above it"),
    ];
    fields.extend(step_fields());
    let mut schema = mapping(("成本和对照线", "a yardstick for the cost of a debt"), fields);
    put(&mut schema, "dependencies", json!({ "actions": ["band"] }));
    schema
}

fn reads() -> Value {
    let fields = vec![
        need("sentence", text(), "签字时读出来的句子，一字不改", "the sentence as it read then"),
        need("by", text(), "复核人的缩写", "the reviewer's initials"),
        need("on", date(), "复核的日子", "the day of the review"),
    ];
    mapping(("复核人签过的句子", "the sentence as signed"), fields)
}

/// What a yardstick can be for.
pub(super) fn roles() -> Value {
    words(
        &ROLES,
        [
            ("对照线：第一条适用的说了算", "the debt is measured by it"),
            ("只列在旁边，不起作用", "shown beside; decides nothing"),
        ],
    )
}

fn yardstick() -> Value {
    let fields = vec![
        need("value", refer("name.rate_value"), "数值编号，单位是利率", "the value that is the line: a rate"),
        need("role", roles(), "作用", "what it is for"),
    ];
    mapping(("对照线", "a yardstick"), fields)
}

fn conduct() -> Value {
    let fields = vec![
        need("behaviour", refer("name.behaviour"), "哪一种催收行为", "which behaviour"),
        need("severity", refer("name.severity"), "严重程度", "how severe"),
        need(
            "because",
            text(),
            "看到了什么；{{ count }}、{{ limit }}、{{ day }} 在数联系的规则里可用",
            "what was seen",
        ),
        may("evidence", one_or_more(&refer("evidence")), "留下什么证据", "what to keep"),
        may("report_to", one_or_more(&refer("name.channel")), "向谁投诉，按先后排列", "where to report it, in order"),
        may("avoid", one_or_more(&refer("name.avoid")), "不要做的事", "what not to do"),
        may(
            "overlap",
            refer("overlap"),
            "答复要说这次联系有多少秒落在哪一段钟点里",
            "hours of which an answer says how long it lasted inside",
        ),
    ];
    mapping(("一种催收行为", "a behaviour of collectors"), fields)
}

fn overlap() -> Value {
    let two = |zh: &str, en: &str| {
        let time = any_of(vec![refer("name.value"), text()]);
        let list = json!({ "type": "array", "items": time, "minItems": 2, "maxItems": 2 });
        described(list, both(zh, en))
    };
    let fields = vec![
        need("between", two("起止钟点，含头不含尾，可以跨午夜", "from when until when"), "哪一段钟点", "which hours"),
        may(
            "agreed",
            two("约定可以联系的起止钟点", "the hours agreed"),
            "其中约定过的，不算在内",
            "those agreed, cut out",
        ),
    ];
    mapping(("重合的时段", "hours of the day"), fields)
}

fn planned() -> Value {
    let fields = vec![
        need("action", refer("name.action"), "哪一项行动", "which action"),
        may("due", refer("due"), "哪天以前；没有日子就不写", "by when; left out where there is no date"),
    ];
    mapping(("安排的行动", "a planned action"), fields)
}

fn count() -> Value {
    let keys = words(
        &GROUP_KEYS,
        [
            ("同一债权人(含其委托机构)", "the creditor with its agencies"),
            ("同一来电号码", "the calling number"),
            ("同一被叫号码(联系方式)", "the number called"),
            ("同一个被联系的人", "the person contacted"),
            ("同一笔债", "the debt"),
        ],
    );
    let fields = vec![
        need("where", refer("condition.contact"), "哪些联系算进来", "which contacts count"),
        need("by", one_or_more(&keys), "什么相同的放在一起数", "what contacts counted together share"),
        need("window", refer("window"), "在多长时间里数", "over which stretch of time"),
        may(
            "conversation",
            refer("condition.contact"),
            "哪些联系算通话；window 从通话算起时必写",
            "which contacts are conversations; needed where the window begins with one",
        ),
    ];
    mapping(("怎么数联系；次数写在 when 的 count 里", "how contacts are counted"), fields)
}

fn window() -> Value {
    let fields = vec![
        may("rolling_hours", whole_number(), "任意连续这么多小时", "any so many hours"),
        may("consecutive_days", whole_number(), "连续这么多天", "so many days in a row"),
        may(
            "days_after_conversation",
            whole_number(),
            "通话以后的这么多天，通话当天是第 1 天",
            "so many days after a conversation, whose own day is the first",
        ),
    ];
    let mut length = mapping(("一段时间", "a stretch of time"), fields);
    put(&mut length, "minProperties", json!(1));
    put(&mut length, "maxProperties", json!(1));
    let day = closed(WINDOWS.iter().map(|(word, _)| (*word, "北京时间的一天 / one day in Beijing".to_owned())));
    any_of(vec![day, length])
}

fn due(all: &Definitions) -> Value {
    let fact = || refer("date_fact");
    let mut fields = vec![
        may("on", fact(), "就是这一天，不顺延", "on that very day; it is not moved"),
        may("before", fact(), "这一天的前一天", "the day before"),
    ];
    for (word, unit) in DUE_UNITS {
        let (unit, zh, en) = match unit {
            LengthUnit::Days => (Unit::Days, "多少天", "so many days"),
            LengthUnit::WorkingDays => (Unit::Days, "多少个工作日", "so many working days"),
            LengthUnit::Months => (Unit::Months, "多少个月", "so many months"),
            LengthUnit::Years => (Unit::Years, "多少年", "so many years"),
        };
        fields.push(may(word, quantity(all, unit), zh, en));
    }
    let today_itself = json!({ "const": "as_of", "description": "计算日 / the day the answer is for" });
    fields.push(may(
        "after",
        any_of(vec![today_itself, fact()]),
        "从哪天算起，当天不算",
        "counted from this day, which is not counted",
    ));
    fields.push(may(
        "roll",
        yes_no(),
        "最后一天休息时是否顺延，不写就是 true",
        "whether a last day off moves; `true` unless written",
    ));
    let mut counted = mapping(("哪天以前", "by when"), fields);
    let lengths: Vec<Value> = DUE_UNITS.iter().map(|(word, _)| json!({ "required": [word, "after"] })).collect();
    let whole = [json!({ "required": ["on"] }), json!({ "required": ["before"] })].into_iter().chain(lengths);
    put(&mut counted, "oneOf", Value::Array(whole.collect()));
    described(any_of(vec![json!({ "const": TODAY }), counted]), both("哪天以前", "by when"))
}
