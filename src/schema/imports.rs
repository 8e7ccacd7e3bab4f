//! The fields of imports: which columns of a list mean what.

use serde_json::{Map, Value, json};

use super::shape::{described, id, label, mapping, may, need, one_or_more, refer, text, whole_number};
use super::told::{ID, TITLE};
use crate::fact::{FactScope, Vocabulary};

/// Puts the definitions.
pub(super) fn imports(vocabulary: &Vocabulary, into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("import", import());
    put("import.at", at());
    put("import.number", number());
    put("import.mask", mask());
    put("import.duration", duration());
    put("import.fact", fact());
    put("import.facts", by_fact(vocabulary, &|_| refer("import.fact")));
    put("import.given", by_fact(vocabulary, &|name| refer(&format!("given.{name}"))));
}

fn import() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", label(), TITLE.0, TITLE.1),
        may(
            "always",
            refer("import.given"),
            "这种表里每一条都成立的事实",
            "what is true of every contact of such a list",
        ),
        need("at", refer("import.at"), "时间在哪一列、怎么写", "when a contact was"),
        may("number", refer("import.number"), "号码在哪一列、怎么打码", "the numbers on either side"),
        may("duration", refer("import.duration"), "通话时长在哪一列、怎么写", "how long a call took"),
        may("facts", refer("import.facts"), "从列里读出的其他事实", "other facts, by the column they are read from"),
        may("totals", one_or_more(&text()), "合计行以什么词开头", "how lines begin that add up and are no contacts"),
    ];
    mapping(("一种表格怎么读成催收联系", "how a list becomes contacts"), fields)
}

fn at() -> Value {
    let formats = "怎么写日期和时间，如 `年-月-日 时:分:秒`；同一个字第二次出现就是这个字本身，如 `年年月月日日`；`午` 是上午下午，`区` 是时区";
    let fields = vec![
        need("columns", headers(), "时间列的表头", "headers of the column with the time, or with date and time"),
        may("date_columns", headers(), "日期列的表头", "headers of the column with the date"),
        need("formats", one_or_more(&text()), formats, "how dates and times are written"),
    ];
    mapping(("时间的列", "the columns with dates and times"), fields)
}

fn number() -> Value {
    let prefixes = ("去掉的号码前缀，如 '+86'", "what is taken off the front of a number");
    let fields = vec![
        need("columns", headers(), "对方号码的表头", "headers of the column with the other side's number"),
        may("own_columns", headers(), "本机号码的表头", "headers of the column with the person's own number"),
        may("drop_prefixes", one_or_more(&text()), prefixes.0, prefixes.1),
        need("mask", refer("import.mask"), "打码后留下哪几位", "what is left of a number that is masked"),
    ];
    mapping(("号码的列", "the columns with numbers"), fields)
}

fn mask() -> Value {
    let fields = vec![
        need("first", whole_number(), "留下开头几位", "as many digits at the front"),
        need("last", whole_number(), "留下末尾几位", "as many digits at the end"),
        need(
            "whole_up_to",
            whole_number(),
            "不超过几位的服务号码不打码",
            "numbers of at most so many digits stay whole",
        ),
    ];
    mapping(("号码怎么打码", "how numbers are masked"), fields)
}

fn duration() -> Value {
    let fields = vec![
        need("columns", headers(), "时长列的表头", "headers of the column with durations"),
        need(
            "formats",
            one_or_more(&text()),
            "怎么写时长，如 `秒`、`分分秒秒`、`时:分:秒`",
            "how durations are written",
        ),
        may(
            "connected_from_seconds",
            whole_number(),
            "满几秒算接通；不写就不从时长判断",
            "from how many seconds on a call was connected",
        ),
        need("at_most_seconds", whole_number(), "最长几秒；更长的不采信", "no call is longer"),
    ];
    mapping(("通话时长的列", "the column with durations"), fields)
}

fn fact() -> Value {
    let words = json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } });
    let fields = vec![
        need("columns", headers(), "表头", "headers of the column"),
        may("words", words, "表里的词是什么意思，如 `被叫: outbound`", "what the words of the column mean"),
        may(
            "with",
            refer("import.given"),
            "这一列有内容时，还成立的事实",
            "what is true as well where the column holds something",
        ),
    ];
    mapping(("读出一个事实的列", "a column that gives a fact"), fields)
}

fn headers() -> Value {
    one_or_more(&text())
}

/// A mapping with facts of contacts as its keys.
fn by_fact(vocabulary: &Vocabulary, below: &dyn Fn(&str) -> Value) -> Value {
    let facts = vocabulary.iter().map(|(_, f)| f).filter(|f| f.scope == FactScope::Contact && f.derived.is_none());
    let properties: Map<String, Value> = facts
        .map(|f| {
            let told = format!("{}\n{}", f.label.zh, f.label.en);
            (f.name.to_string(), described(below(f.name.as_str()), told))
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
