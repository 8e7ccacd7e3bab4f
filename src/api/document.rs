//! The OpenAPI document: routes and responses from the code, the request from the vocabulary of the rules in use.

use actix_web::{App, HttpResponse, get, web};
use indexmap::IndexMap;
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::{Components, RefOr, Schema};
use utoipa_actix_web::AppExt;

use super::{State, routes};
use crate::engine::Engine;
use crate::fact::{Fact, FactKind, FactScope, Field, LIMITS, Vocabulary};

/// The document in both of its forms.
#[derive(Debug, Clone)]
pub struct Document {
    /// As JSON.
    pub json: String,
    /// As YAML.
    pub yaml: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ashore 上岸",
        description = "A rules engine for debt counselling in mainland China. Post a household's portfolio; the answer says what to do first and by which \
                       date, what can be paid, what each debt really costs, which collection conduct breaks which rule, and what to ask next. Every line \
                       leads back to a rule, its law and the facts it used.\n\n\
                       **Not known is a value.** Leave a field out, or send `null` or `\"unknown\"`: it is never taken for no or zero.\n\n\
                       **Amounts** are yuan with at most two decimals, as JSON numbers or strings; in answers they are strings with two decimals. \
                       **Dates** are civil dates in Beijing. **Rates** in answers are percent a year.\n\n\
                       **Nothing personal is needed or stored**: no names, no identity numbers.\n\n\
                       **Errors** are `application/problem+json` (RFC 9457), in Chinese, or in English with `Accept-Language: en`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Ashore founders")
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "evaluations", description = "Portfolios in, answers out"),
        (name = "rulebook", description = "The rules in use, readable by a person"),
        (name = "operations", description = "Whether the service is well")
    ),
    security(())
)]
struct Base;

/// The document for the rules in use.
pub fn document(engine: &Engine) -> Document {
    let (_, mut api) = App::new().into_utoipa_app().openapi(Base::openapi()).configure(routes).split_for_parts();
    let components = api.components.get_or_insert_with(Components::new);
    for (name, schema) in request_schemas(&engine.rules().vocabulary) {
        if let Ok(schema) = serde_json::from_value::<RefOr<Schema>>(schema) {
            components.schemas.insert(name, schema);
        }
    }
    let json = serde_json::to_string_pretty(&api).map(|mut text| {
        text.push('\n');
        text
    });
    Document { json: json.unwrap_or_default(), yaml: api.to_yaml().unwrap_or_default() }
}

/// The document as served.
#[get("/openapi.json")]
pub(super) async fn openapi_json(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(state.document.json.clone())
}

/// The shapes of a request, from the vocabulary.
fn request_schemas(vocabulary: &Vocabulary) -> IndexMap<String, Value> {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut all = IndexMap::new();
    all.insert(
        "Portfolio".to_owned(),
        json!({
            "type": "object",
            "description": "What is known of a household, its debts and the contacts of collectors. 一户人家的情况、债务和催收联系。",
            "required": ["as_of"],
            "additionalProperties": false,
            "properties": {
                "as_of": { "type": "string", "format": "date", "description": "The day the answer is for. 计算基准日。", "example": "2026-11-22" },
                "case_ref": { "type": "string", "maxLength": LIMITS.id_chars, "description": "A reference without meaning, given back as it came. 个案编号,不含个人信息。" },
                "household": reference("Household"),
                "debts": { "type": "array", "maxItems": LIMITS.debts, "items": reference("Debt"), "description": "The debts. 债务。" },
                "contacts": { "type": "array", "maxItems": LIMITS.contacts, "items": reference("Contact"), "description": "What collectors did. 催收联系。" }
            }
        }),
    );
    all.insert("Household".to_owned(), subject(vocabulary, FactScope::Household, "The household. 家庭。", &[]));
    let id = (
        "id",
        json!({ "type": "string", "minLength": 1, "maxLength": LIMITS.id_chars, "description": "An id without personal data. 编号,不用姓名和证件号。", "example": "a" }),
    );
    all.insert(
        "Debt".to_owned(),
        subject(vocabulary, FactScope::Debt, "One debt. 一笔债务。", std::slice::from_ref(&id)),
    );
    let debt = (
        "debt",
        json!({ "type": "string", "description": "The id of the debt it is about; left out where that is not known. 所说的债务编号。", "example": "a" }),
    );
    all.insert(
        "Contact".to_owned(),
        subject(vocabulary, FactScope::Contact, "One contact by a collector. 一次催收联系。", &[id, debt]),
    );
    all
}

fn subject(vocabulary: &Vocabulary, scope: FactScope, description: &str, more: &[(&str, Value)]) -> Value {
    let mut properties = serde_json::Map::new();
    for (name, schema) in more {
        properties.insert((*name).to_owned(), schema.clone());
    }
    for (_, fact) in vocabulary.iter().filter(|(_, f)| f.scope == scope && f.derived.is_none()) {
        let name = fact.name.as_str().split_once('.').map_or(fact.name.as_str(), |(_, n)| n);
        properties.insert(name.to_owned(), given(fact));
    }
    properties.insert("facts".to_owned(), json!({ "type": "object", "description": "The same facts may stand here. 也可以写在这里。", "additionalProperties": true }));
    let required: Vec<&str> = more.iter().map(|(n, _)| *n).filter(|n| *n == "id").collect();
    let mut schema = json!({ "type": "object", "description": description, "additionalProperties": false, "properties": properties });
    if let (Some(map), false) = (schema.as_object_mut(), required.is_empty()) {
        map.insert("required".to_owned(), json!(required));
    }
    schema
}

/// A fact as a field of a request, with its label, its question and its words.
fn given(fact: &Fact) -> Value {
    let mut description = format!("{} {}", fact.label.en, fact.label.zh);
    for more in [&fact.about, &fact.question].into_iter().flatten() {
        description.push('\n');
        description.push_str(more);
    }
    typed(&fact.kind, &description, fact.may_be_never)
}

fn typed(kind: &FactKind, description: &str, may_be_never: bool) -> Value {
    let words = || kind.choices().iter().map(|c| c.name.as_str()).chain(std::iter::once("unknown")).collect::<Vec<_>>();
    let meanings = || {
        kind.choices()
            .iter()
            .map(|c| format!("- `{}` {} {}", c.name, c.label.en, c.label.zh))
            .collect::<Vec<_>>()
            .join("\n")
    };
    match kind {
        FactKind::YesNo => json!({ "description": description, "oneOf": [{ "type": ["boolean", "null"] }, unknown()] }),
        FactKind::Choice(_) => {
            json!({ "type": "string", "description": format!("{description}\n\n{}", meanings()), "enum": words() })
        }
        FactKind::Choices(_) => json!({
            "description": format!("{description}\n\n{}", meanings()),
            "oneOf": [{ "type": "array", "items": { "type": "string", "enum": words() } }, { "type": "string", "enum": words() }]
        }),
        FactKind::Amount => json!({
            "description": format!("{description}\n\nYuan, at most two decimals. 元,最多两位小数。"),
            "oneOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "pattern": "^([0-9]+(\\.[0-9]{1,2}0*)?|unknown)$" }], "example": "1234.50"
        }),
        FactKind::Rate => json!({
            "description": format!("{description}\n\nA fraction such as 0.24, or a text such as `24%`. 小数,或带百分号的文字。"),
            "oneOf": [{ "type": "number", "minimum": 0, "maximum": 100 }, { "type": "string" }], "example": "24%"
        }),
        FactKind::Count => {
            json!({ "description": description, "oneOf": [{ "type": "integer", "minimum": 0 }, unknown()] })
        }
        FactKind::Date => {
            let words: &[&str] = if may_be_never { &["unknown", "never"] } else { &["unknown"] };
            json!({ "description": description, "oneOf": [{ "type": "string", "format": "date" }, { "type": "string", "enum": words }], "example": "2026-11-10" })
        }
        FactKind::Instant => {
            json!({ "type": "string", "description": description, "example": "2026-11-12T22:40:00+08:00" })
        }
        FactKind::Time => json!({ "type": "string", "description": description, "example": "22:40" }),
        FactKind::Text => json!({ "type": "string", "description": description }),
        FactKind::Records(fields) => json!({
            "description": description,
            "oneOf": [{ "type": "array", "maxItems": LIMITS.records, "items": entry(fields) }, unknown()]
        }),
    }
}

fn unknown() -> Value {
    json!({ "type": "string", "enum": ["unknown"] })
}

fn entry(fields: &[Field]) -> Value {
    let properties: serde_json::Map<String, Value> = fields
        .iter()
        .map(|f| (f.name.clone(), typed(&f.kind, &format!("{} {}", f.label.en, f.label.zh), false)))
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}
