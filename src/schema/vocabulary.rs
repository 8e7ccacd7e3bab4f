//! The fields of facts and terms: the vocabulary that everything else is written in.

use serde_json::{Map, Value, json};

use super::shape::{any_of, form, id, label, list, mapping, may, need, one_or_more, put, refer, text, words, yes_no};
use super::told::{ID, TITLE};
use crate::syntax::words::{CHANGEABLE, PHASES, RESERVED, TYPES};

/// Puts the definitions.
pub(super) fn vocabulary(into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("label", bilingual());
    put("fact", fact());
    put("fact.field", record_field());
    put("fact.exhaustive", exhaustive());
    put("option", option());
    put("options", options());
    put("term", term());
}

fn bilingual() -> Value {
    let fields = vec![need("zh", text(), "中文", "in Chinese"), need("en", text(), "英文", "in English")];
    mapping(("中英文名称", "a label in both languages"), fields)
}

fn fact() -> Value {
    let changeable = words(
        &CHANGEABLE,
        [
            ("本人能改变", "the person can act on it"),
            ("证据能说明并非如此", "evidence can show otherwise"),
            ("谁也改不了", "nobody can"),
        ],
    );
    let phases =
        words(&PHASES, [("催收行为判断之后", "after conduct is judged"), ("成本比较之后", "after cost is compared")]);
    let name = form(
        "^(household|debt|contact)\\.[a-z0-9._-]+$",
        ("以 household.、debt. 或 contact. 开头", "starts with household., debt. or contact."),
    );
    let fields = vec![
        need("name", name, "名字：household.、debt. 或 contact. 开头", "its name, with whose fact it is"),
        need("label", label(), "给人看的名称", "its name for people"),
        need("type", kind(), "类型，决定能怎么比较", "its type, which decides the tests that fit"),
        may("options", refer("options"), "选项：英文名: { zh: …, en: … }", "the choices, each with a label"),
        may("fields", list(&refer("fact.field")), "每个条目的字段", "the fields of each entry"),
        may("question", text(), "不知道时怎么问当事人", "what to ask to learn it"),
        may("about", text(), "该填什么，补充说明", "more about what belongs in it"),
        may("settled_by", one_or_more(&refer("evidence")), "看什么材料能定下来", "the papers that settle it"),
        may("changeable_by", changeable, "谁能改变它；改不了的不会当出路提出来", "who can change it"),
        may(
            "may_become",
            one_or_more(&any_of(vec![yes_no(), text()])),
            "可以建议改成的值；本人能改变的必须写，只写正当做得到的",
            "the only values that may be proposed; needed where the person can change it",
        ),
        may("if_true", label(), "“是”怎么说，成句；也是答案的名称", "the sentence that says yes"),
        may("if_false", label(), "“否”怎么说，成句；也是答案的名称", "the sentence that says no"),
        may("derived", text(), "由程序怎么算出来；写了就不能填", "how it is computed; it cannot be given then"),
        may("phase", phases, "算出来的事实，到哪一步才知道", "when a computed fact is known"),
        may(
            "exhaustive",
            any_of(vec![yes_no(), refer("fact.exhaustive")]),
            "每个选项都要有规则安排行动；except 列出不用的选项",
            "rules must plan steps for each option, but those under `except`",
        ),
        may("may_be_future", yes_no(), "日期可不可以在计算日以后", "whether a date may lie ahead"),
        may("may_be_never", yes_no(), "日期可不可以填 never(从来没有过)", "whether a date may be `never`"),
    ];
    let mut schema = mapping(("一个事实", "a fact of the vocabulary"), fields);
    needs_of_type(&mut schema);
    schema
}

fn exhaustive() -> Value {
    let fields = vec![need("except", one_or_more(&text()), "不用规则的选项", "options that need no rule")];
    mapping(("穷尽要求", "which options need a rule"), fields)
}

fn record_field() -> Value {
    let fields = vec![
        need("name", text(), "字段名", "the name of the field"),
        need("label", label(), "给人看的名称", "its name for people"),
        need("type", kind(), "类型", "its type"),
        may("options", refer("options"), "选项：英文名: { zh: …, en: … }", "the choices, each with a label"),
        may("fields", list(&refer("fact.field")), "每个条目的字段", "the fields of each entry"),
    ];
    let mut schema = mapping(("条目的一个字段", "a field of an entry"), fields);
    needs_of_type(&mut schema);
    schema
}

/// What a type needs beside it.
fn needs_of_type(schema: &mut Value) {
    let when = |types: &str, field: &str| {
        json!({
            "if": { "required": ["type"], "properties": { "type": { "pattern": format!("^({types})$") } } },
            "then": { "required": [field] },
        })
    };
    put(schema, "allOf", json!([when("choice|choices", "options"), when("records", "fields")]));
}

fn options() -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "additionalProperties": refer("option"),
        "propertyNames": { "not": { "enum": RESERVED } },
    })
}

fn option() -> Value {
    let fields = vec![
        need("zh", text(), "中文", "in Chinese"),
        need("en", text(), "英文", "in English"),
        may("about", label(), "这一项是什么意思、不是什么意思", "what it means, and what it does not mean"),
        may("rung", refer("name.rung"), "证据在证据阶梯的哪一级", "for evidence: its rung of the ladder"),
        may("keep", label(), "证据怎么保管，打印出来交给当事人", "for evidence: how to keep it, for the client"),
    ];
    mapping(("一个选项", "an option"), fields)
}

/// The field `type` with what belongs to each type.
fn kind() -> Value {
    words(
        &TYPES,
        [
            ("是或否", "yes or no"),
            ("选项之一，要写 options", "one of several; needs `options`"),
            ("可多选，要写 options", "any number of several; needs `options`"),
            ("金额(元)", "yuan"),
            ("年利率", "a rate per year"),
            ("个数", "a whole number"),
            ("日期", "a date"),
            ("时刻", "a point in time"),
            ("钟点", "a time of day"),
            ("文字", "a text"),
            ("条目列表，要写 fields；规则不能直接比较", "a list of entries; needs `fields`; no rule can test it"),
        ],
    )
}

fn term() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("when", refer("condition.any"), "它代表的条件：每一行都要满足", "the condition it stands for"),
    ];
    mapping(("术语：给一组条件起的名字", "a term: a name for a condition"), fields)
}
