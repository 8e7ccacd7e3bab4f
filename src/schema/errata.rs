//! The fields of errata: what popular advice gets wrong.

use serde_json::{Map, Value};

use super::shape::{Field, id, mapping, may, need, one_or_more, refer, text};
use super::told::{CHECKED, CITE, ID, STRENGTH};

/// Puts the definitions.
pub(super) fn errata(into: &mut Map<String, Value>) {
    into.insert("erratum".to_owned(), erratum());
    into.insert("erratum.en".to_owned(), mapping(("英文", "in English"), words()));
}

fn erratum() -> Value {
    let mut fields = vec![need("id", id(), ID.0, ID.1)];
    fields.extend(words());
    fields.extend([
        may("strength", refer("name.strength"), STRENGTH.0, STRENGTH.1),
        may("checked", refer("checked"), CHECKED.0, CHECKED.1),
        may("cite", refer("cite"), CITE.0, CITE.1),
        may("rules", one_or_more(&refer("name.rule")), "按正确说法办的规则", "the rules that hold the right answer"),
        may("en", refer("erratum.en"), "英文的说法、错处和正确说法", "the same in English"),
    ]);
    mapping(("一条流传的错误说法", "a saying that people in debt are told, set right"), fields)
}

fn words() -> Vec<Field> {
    vec![
        need("says", text(), "流传的说法", "what people are told"),
        need("wrong", text(), "错在哪里，一两句", "what is wrong with it"),
        need("right", text(), "正确的说法", "what is right"),
    ]
}
