//! The fields of laws, dated values and the calendar: what changes with time.

use serde_json::{Map, Value, json};

use super::facts::literal;
use super::shape::{date, id, list, mapping, may, need, one_or_more, put, refer, text, whole_number, words, yes_no};
use super::told::{CHECKED, CITE, FROM, ID, STRENGTH, TITLE, UNTIL};
use crate::fact::FactKind;
use crate::rule::Unit;
use crate::syntax::words::{HOW, UNITS};

/// Puts the definitions.
pub(super) fn laws(into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("checked", checked());
    put("cite", one_or_more(&refer("name.citation")));
    put("law", law());
    put("version", version());
    put("article", article());
    put("value", value());
    put("entry", entry());
    put("band_of_value", band());
    put("derivation", derivation());
    put("year", year());
    put("holiday", holiday());
}

fn law() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), "法律文件的名称", "the title of the instrument"),
        need("issuer", text(), "制定机关", "who issued it"),
        need("force", refer("name.force"), "效力层级", "its level of force"),
        may(
            "applies_when",
            refer("condition.debt"),
            "只约束一部分机构时，约束谁",
            "whom it binds, where not everybody",
        ),
        may("note", text(), "备注", "a remark"),
        need("versions", list(&refer("version")), "各个版本，按施行时间排列", "its versions, in order of time"),
    ];
    mapping(("一部法律文件", "an instrument of law"), fields)
}

fn version() -> Value {
    let articles = json!({ "type": "object", "additionalProperties": refer("article") });
    let fields = vec![
        need("from", date(), "施行日", "the day it came into force"),
        may("until", date(), UNTIL.0, UNTIL.1),
        may("date_unverified", yes_no(), "施行日没有核到", "the first day could not be verified"),
        need("articles", articles, "条文：\"条号\": { gist: …, checked: … }", "its articles by number"),
    ];
    mapping(("法律的一个版本", "a version of a law"), fields)
}

fn article() -> Value {
    let fields = vec![
        need("gist", text(), "要点，用自己的话写", "what it says, in our own words"),
        need("checked", refer("checked"), CHECKED.0, CHECKED.1),
        may("number_unverified", yes_no(), "条号没有核到，键是一个英文词", "its number could not be verified"),
        may("advisory", yes_no(), "只说“不宜”的条文：只能作提示", "it only advises: a notice at most"),
        may("succeeded_by", text(), "下一版里的条号，加引号", "its number in the next version"),
    ];
    mapping(("一条条文", "an article"), fields)
}

fn checked() -> Value {
    let how = words(
        &HOW,
        [
            ("读过原文", "read in the full text"),
            ("两份二手资料一致", "two secondary sources agree"),
            ("一份二手资料", "one secondary source"),
            ("一份不太可靠的资料", "one weak source"),
            ("凭记忆", "from memory"),
        ],
    );
    let fields = vec![
        need("on", date(), "核对的日期", "the day it was checked"),
        need("how", how, "怎么核对的，如实写，答复会带上", "how; answers repeat it"),
    ];
    mapping(CHECKED, fields)
}

fn value() -> Value {
    let units = words(
        &UNITS,
        [
            ("年利率", "a rate per year"),
            ("金额(元)", "yuan"),
            ("个数", "a number of things"),
            ("天", "days"),
            ("月", "months"),
            ("年", "years"),
            ("钟点", "a time of day"),
            ("分段的表", "a progressive table"),
        ],
    );
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("unit", units, "单位", "its unit"),
        may(
            "by",
            text(),
            "按家庭的哪一个单选事实分别列数；写了它，series 下面每个选项一行",
            "the choice of the household that has a figure for each option; `series` then holds them by option",
        ),
        may(
            "series",
            json!({ "type": ["array", "object"] }),
            "各段的数，按时间排列；新的加在后面",
            "its values over time; add new ones below",
        ),
        may(
            "derived_from",
            refer("derivation"),
            "由另一个数值推算，代替 series",
            "a multiple of another value, in place of `series`",
        ),
        may(
            "stale_after",
            date(),
            "过了这天，答复提示可能过时",
            "past this day answers say that it may be out of date",
        ),
        may("source", text(), "公布机构或出处", "who publishes it"),
        may("strength", refer("name.strength"), STRENGTH.0, STRENGTH.1),
        may("cite", refer("cite"), CITE.0, CITE.1),
    ];
    let mut schema = mapping(("会随日期变的数", "a dated value"), fields);
    put(&mut schema, "oneOf", json!([{ "required": ["series"] }, { "required": ["derived_from"] }]));
    let mut all: Vec<Value> = UNITS.iter().map(|(word, unit)| of_unit(word, *unit)).collect();
    let by_option = json!({ "type": "object", "additionalProperties": list(&refer("entry")) });
    all.push(json!({
        "if": { "required": ["by"] },
        "then": { "properties": { "series": by_option } },
        "else": { "properties": { "series": list(&refer("entry")) } },
    }));
    put(&mut schema, "allOf", Value::Array(all));
    schema
}

/// How values in one unit are written.
fn of_unit(word: &str, unit: Unit) -> Value {
    let entry = match unit {
        Unit::Bands => json!({ "required": ["bands"] }),
        _ => json!({ "required": ["value"], "properties": { "value": literal(&unit.kind()) } }),
    };
    let of_option = json!({ "items": entry });
    json!({
        "if": { "required": ["unit"], "properties": { "unit": { "pattern": format!("^{word}$") } } },
        "then": { "properties": { "series": { "items": entry, "additionalProperties": of_option } } },
    })
}

fn entry() -> Value {
    let fields = vec![
        need("from", date(), "从哪天起", "from which day"),
        may("until", date(), UNTIL.0, UNTIL.1),
        may("value", text(), "数：利率带 %，钟点加引号", "the value: a rate with %, a time in quotes"),
        may(
            "bands",
            list(&refer("band_of_value")),
            "unit 是 bands 时的各段，从低到高",
            "the bands of a table, from low to high",
        ),
        may("checked", refer("checked"), CHECKED.0, CHECKED.1),
    ];
    mapping(("一段时间里的数", "a value and the time it holds"), fields)
}

fn band() -> Value {
    let fields = vec![
        may(
            "up_to",
            literal(&FactKind::Amount),
            "到多少元为止；最后一段不写",
            "up to how many yuan; the last has none",
        ),
        may("fixed", literal(&FactKind::Amount), "这一段固定多少元", "a fixed amount for this part"),
        may("rate", literal(&FactKind::Rate), "这一段按几成", "a part of what lies in it"),
    ];
    let mut schema = mapping(("表的一段", "a band of a table"), fields);
    put(&mut schema, "oneOf", json!([{ "required": ["fixed"] }, { "required": ["rate"] }]));
    schema
}

fn derivation() -> Value {
    let fields = vec![
        need("value", refer("name.value"), "哪个数值", "of which value"),
        need("times", whole_number(), "几倍", "how many times"),
    ];
    mapping(("几倍于另一个数值", "a multiple of another value"), fields)
}

fn year() -> Value {
    let fields = vec![
        need("year", whole_number(), "哪一年", "which year"),
        may("checked", refer("checked"), CHECKED.0, CHECKED.1),
        may("source", text(), "出处", "where it comes from"),
        need("holidays", json!({ "type": "array", "items": refer("holiday") }), "放假的日子", "the holidays"),
        need("workdays", json!({ "type": "array", "items": date() }), "调休上班的周末", "weekend days that are worked"),
    ];
    mapping(("一年的节假日和调休", "the holidays of a year"), fields)
}

fn holiday() -> Value {
    let fields = vec![
        need("name", text(), "节日", "its name"),
        need("from", date(), FROM.0, FROM.1),
        may("until", date(), UNTIL.0, UNTIL.1),
    ];
    mapping(("一个假期", "a holiday"), fields)
}
