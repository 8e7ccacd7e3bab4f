//! The fields of `en`: the English beside the Chinese of a definition.

use serde_json::{Map, Value};

use super::shape::{Field, mapping, may, one_or_more, refer, text};

/// Puts the definitions.
pub(super) fn english(into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("english.rule", rule());
    put("english.action", action());
    put(
        "english.avoid",
        mapping(ABOUT, vec![said("title", "不要做什么", "what not to do"), said("because", "为什么", "why")]),
    );
    put("english.referral", referral());
    put("english.channel", channel());
    put(
        "english.tier",
        mapping(
            ABOUT,
            vec![
                title(),
                said("because", "为什么这样分", "why the money is shared so"),
                said("extra_because", "多出来的钱为什么先还那笔", "why money beyond the contracts goes there"),
            ],
        ),
    );
    put("english.title", mapping(ABOUT, vec![title()]));
}

/// The field itself, with the definition of what stands below it.
pub(super) fn field(definition: &str) -> Field {
    may("en", refer(definition), "英文，写在中文旁边；以中文为准", "the same in English; the Chinese counts")
}

const ABOUT: (&str, &str) = ("英文，和中文一句对一句", "the English, a sentence for each Chinese one");

fn said(key: &'static str, zh: &str, en: &str) -> Field {
    may(key, text(), &format!("英文：{zh}"), &format!("in English: {en}"))
}

fn listed(key: &'static str, zh: &str, en: &str) -> Field {
    let about = (format!("英文：{zh}，和中文一条对一条"), format!("in English: {en}, one for one"));
    may(key, one_or_more(&text()), &about.0, &about.1)
}

fn title() -> Field {
    said("title", "给人看的名字", "the name people see")
}

fn rule() -> Value {
    let fields = vec![
        title(),
        said("because", "对当事人说的话；填的内容要和中文一样", "the reason; its slots are those of the Chinese"),
        said("today", "最上面的提示", "the line for the box at the top"),
        said("above", "高于线时怎么说", "what to say above the line"),
        said("at_line", "算在线上时怎么说", "what to say at the line"),
        said("not_above", "不高于线时怎么说", "what to say when not above it"),
        said("unless_because", "例外是什么", "the exception in words"),
        said("not_modelled", "没有判断的部分", "what it leaves out"),
    ];
    mapping(ABOUT, fields)
}

fn action() -> Value {
    let fields = vec![
        title(),
        listed("steps", "怎么办", "how"),
        listed("proof", "留下什么凭证", "what proof to keep"),
        said("if_missed", "没办会怎样", "what happens if it is missed"),
    ];
    mapping(ABOUT, fields)
}

fn referral() -> Value {
    let fields = vec![
        title(),
        said("to", "找谁", "to whom"),
        listed("bring", "带什么材料", "what to bring"),
        said("free_first", "先用哪些免费的", "what is free and comes first"),
    ];
    mapping(ABOUT, fields)
}

fn channel() -> Value {
    let fields = vec![title(), said("how", "怎么联系", "how to reach it"), said("takes", "受理什么", "what it takes")];
    mapping(ABOUT, fields)
}
