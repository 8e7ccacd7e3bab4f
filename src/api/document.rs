//! The OpenAPI document: routes and responses from the code, the request from the vocabulary of the rules in use.

use actix_web::{App, HttpResponse, get, web};
use indexmap::IndexMap;
use serde_json::{Value, json};
use utoipa::Number;
use utoipa::OpenApi;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::schema::ArrayItems;
use utoipa::openapi::{Components, KnownFormat, PathItem, RefOr, Required, Schema, SchemaFormat};
use utoipa_actix_web::AppExt;

use super::bounds::add_responses;
use super::{State, etag, gate, routes};
use crate::conduct::top_facts;
use crate::engine::Engine;
use crate::fact::{Fact, FactKind, FactScope, Field, LIMITS, MAX_TEXT_CHARS, Vocabulary};
use crate::rule::RuleSet;

/// The document in both of its forms.
#[derive(Debug, Clone)]
pub struct Document {
    /// As JSON.
    pub json: String,
    /// As YAML.
    pub yaml: String,
    /// The methods each path takes, for telling a wrong method from a wrong path.
    pub(crate) methods: Vec<(String, String)>,
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
                       **Dates** are civil dates in Beijing. **Rates** in answers are percent a year; in the figures of `/v1/money` they are exact fractions.\n\n\
                       **Nothing personal is needed or stored**: no names, no identity numbers.\n\n\
                       **Errors** are `application/problem+json` (RFC 9457), in Chinese, or in English with `Accept-Language: en`. \
                       Every answer carries `X-Request-Id`: the caller's, where it is 1 to 64 letters, digits, `.`, `_` or `-`, else a new one; a problem repeats it in `instance`.\n\n\
                       **Asking again** is safe: an evaluation changes nothing and a reload of the same rules changes nothing, so no `Idempotency-Key` is needed.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(name = "Ashore founders")
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "evaluations", description = "Portfolios in, answers out"),
        (name = "conduct", description = "Contacts of collectors in, what they show out"),
        (name = "money", description = "One figure at a time: schedules, cost, ledgers, shares, paths, each with the steps to it"),
        (name = "letters", description = "One letter, to read, to copy or to print"),
        (name = "rulebook", description = "The rules in use, readable by a person"),
        (name = "operations", description = "Whether the service is well")
    ),
    // No body is one line; the lines are described by their name.
    components(schemas(super::batch::BatchLine)),
    security(())
)]
struct Base;

/// The document for the rules in use.
pub fn document(engine: &Engine) -> Document {
    let (_, mut api) = App::new().into_utoipa_app().openapi(Base::openapi()).configure(routes).split_for_parts();
    let components = api.components.get_or_insert_with(Components::new);
    for (name, schema) in request_schemas(engine.rules()) {
        if let Ok(schema) = serde_json::from_value::<RefOr<Schema>>(schema) {
            components.schemas.insert(name, schema);
        }
    }
    components.schemas.values_mut().for_each(whole_numbers);
    for operation in api.paths.paths.values_mut().flat_map(|item| [&mut item.get, &mut item.post]).flatten() {
        // No route takes a body that may be left out; an empty one is refused, but for a batch of no lines.
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            let lines = body.content.contains_key("application/x-ndjson");
            body.required = Some(if lines { Required::False } else { Required::True });
        }
    }
    add_examples(&mut api);
    gate::describe(&mut api);
    etag::document(&mut api);
    add_responses(&mut api);
    let json = serde_json::to_string_pretty(&api).map(|mut text| {
        text.push('\n');
        text
    });
    let methods = api.paths.paths.iter().map(|(path, item)| (path.clone(), taken(item))).collect();
    Document { json: json.unwrap_or_default(), yaml: api.to_yaml().unwrap_or_default(), methods }
}

/// The largest number in 32 bits without a sign.
const LARGEST_OF_32_BITS: usize = 4_294_967_295;

/// Says of numbers that are never negative how large they may be: 32 bits without a sign hold more than with one, and a
/// client in another language keeps them in what is large enough.
fn whole_numbers(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            // As they are written: in the document there is one zero, in memory there are three.
            let without_sign =
                serde_json::to_value(&object.minimum).is_ok_and(|least| least == json!(0) || least == json!(0.0));
            if without_sign && object.format == Some(SchemaFormat::KnownFormat(KnownFormat::Int32)) {
                object.format = Some(SchemaFormat::KnownFormat(KnownFormat::Int64));
                object.maximum.get_or_insert(Number::UInt(LARGEST_OF_32_BITS));
            }
            object.properties.values_mut().for_each(whole_numbers);
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                whole_numbers(items);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(whole_numbers),
        Schema::AllOf(all) => all.items.iter_mut().for_each(whole_numbers),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// An example of a request: its name, what it is, its text.
type Example = (&'static str, &'static str, &'static str);

/// The examples of portfolios that stand beside the document.
const EXAMPLES: [Example; 3] = [
    (
        "three-loans",
        "Three loans overdue at once, one of them sued",
        include_str!("../../openapi/examples/three-loans.json"),
    ),
    ("mild", "Two debts, one in its grace period, polite reminders", include_str!("../../openapi/examples/mild.json")),
    ("deficit", "Essentials exceed income, enforcement under way", include_str!("../../openapi/examples/deficit.json")),
];

/// The examples of contacts alone.
const OF_CONTACTS: [Example; 1] = [(
    "one-lender",
    "Calls, messages and a visit for one consumer finance company",
    include_str!("../../openapi/examples/conduct/one-lender.json"),
)];

/// The examples of interviews.
const OF_INTERVIEWS: [Example; 2] = [
    ("begun", "An interview that begins", include_str!("../../openapi/examples/interviews/begun.json")),
    (
        "half-way",
        "One debt told so far; what the client cannot say",
        include_str!("../../openapi/examples/interviews/half-way.json"),
    ),
];

fn add_examples(api: &mut utoipa::openapi::OpenApi) {
    for path in ["/v1/evaluations", "/v1/letters/{id}", "/v1/money/deadlines"] {
        add_examples_to(api, path, &EXAMPLES);
    }
    add_examples_to(api, "/v1/interviews", &OF_INTERVIEWS);
    add_examples_to(api, "/v1/conduct", &OF_CONTACTS);
}

fn add_examples_to(api: &mut utoipa::openapi::OpenApi, path: &str, examples: &[Example]) {
    let post = api.paths.paths.get_mut(path).and_then(|p| p.post.as_mut());
    let body = match post.and_then(|p| p.request_body.as_mut()) {
        Some(RefOr::T(body)) => body.content.get_mut("application/json"),
        Some(RefOr::Ref(_)) | None => None,
    };
    let Some(RefOr::T(body)) = body else { return };
    for (name, summary, text) in examples {
        let value: Option<Value> = serde_json::from_str(text).ok();
        let example = ExampleBuilder::new().summary(*summary).value(value).build();
        body.examples.insert((*name).to_owned(), RefOr::T(example));
    }
}

/// The methods a path takes.
fn taken(item: &PathItem) -> String {
    let methods = [("GET", item.get.is_some()), ("POST", item.post.is_some())];
    methods.iter().filter(|(_, there)| *there).map(|(method, _)| *method).collect::<Vec<_>>().join(", ")
}

/// The document as served.
#[get("/openapi.json")]
pub(super) async fn openapi_json(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(state.running.now().document.json.clone())
}

/// The shapes of a request, from the vocabulary.
fn request_schemas(set: &RuleSet) -> IndexMap<String, Value> {
    let vocabulary = &set.vocabulary;
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
                "case_ref": { "type": ["string", "null"], "maxLength": LIMITS.id_chars, "description": "A reference without meaning, given back as it came. 个案编号，不含个人信息。" },
                "household": { "anyOf": [reference("Household"), { "type": "null" }], "description": "The household. 家庭。" },
                "debts": { "type": ["array", "null"], "maxItems": LIMITS.debts, "items": reference("Debt"), "description": "The debts. 债务。" },
                "contacts": { "type": ["array", "null"], "maxItems": LIMITS.contacts, "items": reference("Contact"), "description": "What collectors did. 催收联系。" }
            }
        }),
    );
    all.insert("InterviewRequest".to_owned(), interview(vocabulary));
    all.insert("ContactLog".to_owned(), contact_log(set));
    all.insert("Household".to_owned(), subject(vocabulary, FactScope::Household, "The household. 家庭。", &[]));
    let id = (
        "id",
        json!({ "type": "string", "minLength": 1, "maxLength": LIMITS.id_chars, "description": "An id without personal data. 编号，不用姓名和证件号。", "example": "a" }),
    );
    all.insert(
        "Debt".to_owned(),
        subject(vocabulary, FactScope::Debt, "One debt. 一笔债务。", std::slice::from_ref(&id)),
    );
    let debt = (
        "debt",
        json!({ "type": ["string", "null"], "description": "The id of the debt it is about; left out where that is not known. 所说的债务编号。", "example": "a" }),
    );
    all.insert(
        "Contact".to_owned(),
        subject(vocabulary, FactScope::Contact, "One contact by a collector. 一次催收联系。", &[id, debt]),
    );
    all
}

/// An interview: a portfolio that may have just begun, what the client cannot say, what is complete.
fn interview(vocabulary: &Vocabulary) -> Value {
    let asked = vocabulary.iter().filter(|(_, f)| f.derived.is_none()).map(|(_, f)| f.name.as_str());
    let facts: Vec<&str> = asked.chain(["contact.debt"]).collect();
    let id = |of: &str| json!({ "type": ["string", "null"], "maxLength": LIMITS.id_chars, "description": of });
    let said = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["fact"],
        "properties": {
            "fact": { "type": "string", "enum": facts, "description": "The fact, as the question names it. 问题里写的事实名。", "example": "debt.creditor_type" },
            "debt": id("The id of the debt, for a fact of a debt. 债务编号。"),
            "contact": id("The id of the contact, for a fact of a contact. 联系编号。")
        }
    });
    let lists = json!({ "type": "string", "enum": ["debts", "contacts"] });
    json!({
        "type": "object",
        "description": "What is known so far. 到现在为止知道的。",
        "required": ["portfolio"],
        "additionalProperties": false,
        "properties": {
            "portfolio": { "$ref": "#/components/schemas/Portfolio" },
            "not_known": { "type": ["array", "null"], "maxItems": 10_000, "items": said, "description": "What was asked and the client cannot say. The same may be said in the portfolio with `unknown`. 问过、当事人说不知道的；也可以在材料里写 unknown。" },
            "complete": { "type": ["array", "null"], "maxItems": 2, "items": lists, "description": "Of which there is no more to tell. 哪一种没有更多要说的。", "example": ["debts"] }
        }
    })
}

/// Contacts by themselves, with what may be known of the one creditor they are for.
fn contact_log(set: &RuleSet) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut schema = json!({
        "type": "object",
        "description": "The contacts of collectors, without the household. Where all of them are for one creditor, say what is known of it at the top; else list `debts` and say `debt` in each contact. 单独的催收联系；都是同一家债权人的，在最外层写它的情况，否则写 debts。",
        "required": ["as_of", "contacts"],
        "additionalProperties": false,
        "properties": {
            "as_of": { "type": "string", "format": "date", "description": "The day the answer is for. 计算基准日。", "example": "2026-11-22" },
            "case_ref": { "type": ["string", "null"], "maxLength": LIMITS.id_chars, "description": "A reference without meaning, given back as it came. 个案编号，不含个人信息。" },
            "contacts": { "type": "array", "minItems": 1, "maxItems": LIMITS.contacts, "items": reference("Contact"), "description": "What collectors did. 催收联系。" },
            "debts": { "type": ["array", "null"], "maxItems": LIMITS.debts, "items": reference("Debt"), "description": "The debts the contacts are about, where there are several. 联系所说的债务。" }
        }
    });
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for fact in top_facts(set).into_iter().filter_map(|id| set.vocabulary.get(id)) {
            let name = fact.name.as_str().split_once('.').map_or(fact.name.as_str(), |(_, n)| n);
            properties.insert(name.to_owned(), given(fact));
        }
    }
    schema
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
    let words = || kind.choices().iter().map(|c| c.name.as_str()).collect::<Vec<_>>();
    let meanings = || {
        kind.choices()
            .iter()
            .map(|c| format!("- `{}` {} {}", c.name, c.label.en, c.label.zh))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let (more, example, mut shapes) = match kind {
        FactKind::YesNo => (String::new(), json!(true), vec![json!({ "type": "boolean" })]),
        FactKind::Choice(_) => (meanings(), json!(words().first()), vec![json!({ "type": "string", "enum": words() })]),
        FactKind::Choices(_) => {
            let word = json!({ "type": "string", "enum": words() });
            (meanings(), json!([words().first()]), vec![json!({ "type": "array", "items": word }), word])
        }
        FactKind::Amount => (
            "Yuan, at most two decimals. 元，最多两位小数。".to_owned(),
            json!("1234.50"),
            vec![
                json!({ "type": "number", "minimum": 0 }),
                json!({ "type": "string", "pattern": "^[0-9]+([.][0-9]{1,2}0*)?$" }),
            ],
        ),
        FactKind::Rate => (
            "A fraction such as 0.24, or a text such as `24%`. 小数，或带百分号的文字。".to_owned(),
            json!("24%"),
            vec![
                json!({ "type": "number", "minimum": 0, "maximum": 100 }),
                json!({ "type": "string", "pattern": "^[0-9.]+ ?%?$" }),
            ],
        ),
        FactKind::Count => (String::new(), json!(3), vec![json!({ "type": "integer", "minimum": 0 })]),
        FactKind::Date => (String::new(), json!("2026-11-10"), vec![json!({ "type": "string", "format": "date" })]),
        FactKind::Instant => (String::new(), json!("2026-11-12T22:40:00+08:00"), vec![json!({ "type": "string" })]),
        FactKind::Time => (String::new(), json!("22:40"), vec![json!({ "type": "string" })]),
        FactKind::Text => (String::new(), Value::Null, vec![json!({ "type": "string", "maxLength": MAX_TEXT_CHARS })]),
        FactKind::Records(fields) => (
            String::new(),
            Value::Null,
            vec![json!({ "type": "array", "maxItems": LIMITS.records, "items": entry(fields) })],
        ),
    };
    if may_be_never {
        shapes.push(json!({ "type": "string", "enum": ["never"] }));
    }
    // Not known is a value of every fact.
    shapes.push(json!({ "type": "string", "enum": ["unknown"] }));
    shapes.push(json!({ "type": "null" }));
    let description = if more.is_empty() { description.to_owned() } else { format!("{description}\n\n{more}") };
    let mut schema = json!({ "description": description, "anyOf": shapes });
    if let (Some(map), false) = (schema.as_object_mut(), example.is_null()) {
        map.insert("example".to_owned(), example);
    }
    schema
}

fn entry(fields: &[Field]) -> Value {
    let properties: serde_json::Map<String, Value> = fields
        .iter()
        .map(|f| (f.name.clone(), typed(&f.kind, &format!("{} {}", f.label.en, f.label.zh), false)))
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}
