//! Conditions: which facts can be seen from where, and how lines are put together.

use serde_json::{Map, Value, json};

use super::shape::{both, described, one_or_more, refer};
use crate::check::{Sight, fits};
use crate::fact::{FactKind, Vocabulary};
use crate::syntax::words::{LIMITS, MATCHERS};

/// From where a condition looks, with the name of its definition.
const SIGHTS: [(&str, Sight); 5] = [
    ("condition.household", Sight::HOUSEHOLD),
    ("condition.debt", Sight::DEBT),
    ("condition.cost", Sight::COST),
    ("condition.contact", Sight::CONTACT),
    ("condition.any", Sight::ALL),
];

/// Puts a definition for conditions of each sight.
pub(super) fn conditions(vocabulary: &Vocabulary, into: &mut Map<String, Value>) {
    for (name, sight) in SIGHTS {
        into.insert(name.to_owned(), condition(name, sight, vocabulary, Map::new()));
    }
    let mut count = Map::new();
    count.insert(
        "count".to_owned(),
        described(limit(), both("次数要怎样，如 { more_than: 3 }", "what the count must be")),
    );
    into.insert("condition.counted".to_owned(), condition("condition.debt", Sight::DEBT, vocabulary, count));
}

/// The name of the definition of conditions of one sight.
pub(super) fn name_of(sight: Sight) -> &'static str {
    SIGHTS.iter().find(|(_, s)| *s == sight).map_or("condition.any", |(name, _)| name)
}

fn condition(name: &str, sight: Sight, vocabulary: &Vocabulary, first: Map<String, Value>) -> Value {
    let several = json!({ "type": "array", "items": refer(name), "minItems": 1 });
    let mut lines = first;
    let mut put = |key: &str, schema: Value, zh: &str, en: &str| {
        lines.insert(key.to_owned(), described(schema, both(zh, en)));
    };
    put(
        "is",
        one_or_more(&refer("name.term")),
        "符合术语；写几个就是几个都要符合",
        "matches a term, or each of several",
    );
    put("all_of", several.clone(), "都要满足", "all of these hold");
    put("any_of", several.clone(), "满足一个就行", "at least one of these holds");
    put("none_of", several, "一个都不能满足", "none of these holds");
    put("any_debt", refer("condition.debt"), "至少有一笔债满足", "at least one debt is like this");
    put("no_debt", refer("condition.debt"), "没有一笔债满足", "no debt is like this");
    for (_, fact) in vocabulary.iter().filter(|(_, fact)| sight.can_test(fact)) {
        lines.insert(fact.name.as_str().to_owned(), refer(&format!("fact.{}", fact.name)));
    }
    json!({
        "type": "object",
        "properties": lines,
        "additionalProperties": false,
        "minProperties": 1,
        "errorMessage": WRONG_LINE,
    })
}

/// What is said of a line that is no fact to be seen from here.
const WRONG_LINE: &str = "这里没有这个名字：或者写错了，或者从这里看不到它；刚加的事实，先运行 ashore schema --write / \
                          no such name here: misspelt, or out of sight; for a new fact run ashore schema --write first";

/// `{ more_than: 3 }`: what a count is held against.
fn limit() -> Value {
    let operand = refer("operand.count.household");
    let words = MATCHERS.iter().filter(|(_, key)| LIMITS.contains(key) && fits(*key, &FactKind::Count));
    let properties: Map<String, Value> = words.map(|(word, _)| ((*word).to_owned(), operand.clone())).collect();
    json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    })
}
