//! The OpenAPI document: the committed copies are what the code says, and the examples fit the schemas.

use std::path::Path;

use ashore::api::document;
use ashore::check::check;
use ashore::engine::Engine;
use ashore::fact::from_json;
use ashore::figures::CALLS;
use ashore::source::read_folder;
use serde_json::{Value, json};

fn engine() -> Engine {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
}

#[test]
fn the_committed_copies_are_fresh() {
    let document = document(&engine());
    let remedy = "run `cargo run -- openapi > openapi/openapi.json` and `cargo run -- openapi --format yaml > openapi/openapi.yaml`";
    assert!(
        std::fs::read_to_string("openapi/openapi.json").unwrap() == document.json,
        "openapi.json is stale: {remedy}"
    );
    assert!(
        std::fs::read_to_string("openapi/openapi.yaml").unwrap() == document.yaml,
        "openapi.yaml is stale: {remedy}"
    );
}

#[test]
fn requests_and_answers_fit_their_schemas() {
    let engine = engine();
    let document: Value = serde_json::from_str(&document(&engine).json).unwrap();
    let schema =
        |name: &str| json!({ "$ref": format!("#/components/schemas/{name}"), "components": document["components"] });
    let portfolio = jsonschema::validator_for(&schema("Portfolio")).unwrap();
    let answer = jsonschema::validator_for(&schema("Answer")).unwrap();
    for name in ["three-loans", "mild", "deficit"] {
        let bytes = std::fs::read(format!("openapi/examples/{name}.json")).unwrap();
        let request: Value = serde_json::from_slice(&bytes).unwrap();
        let problems: Vec<String> =
            portfolio.iter_errors(&request).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(problems, Vec::<String>::new(), "{name}");
        let input = from_json(&bytes).unwrap();
        let read = engine.read(&input, &ashore::fact::LIMITS).unwrap();
        let sent = serde_json::to_value(engine.answer(read, ashore::engine::Explain::Full)).unwrap();
        let problems: Vec<String> = answer.iter_errors(&sent).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(problems, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_field_of_a_request_is_described_in_both_languages() {
    let document: Value = serde_json::from_str(&document(&engine()).json).unwrap();
    for name in ["Household", "Debt", "Contact"] {
        for (field, schema) in document["components"]["schemas"][name]["properties"].as_object().unwrap() {
            let description = schema["description"].as_str().unwrap_or_default();
            let latin = description.chars().any(|c| c.is_ascii_alphabetic());
            let han = description.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(latin && han, "{name}.{field}: {description}");
        }
    }
}

#[test]
fn every_figure_has_examples_that_fit_their_schema_and_are_answered() {
    let engine = engine();
    let document: Value = serde_json::from_str(&document(&engine).json).unwrap();
    let at = |reference: &Value| -> &Value {
        document.pointer(reference["$ref"].as_str().unwrap().strip_prefix('#').unwrap()).unwrap()
    };
    let fits = |schema: &Value, value: &Value| -> Vec<String> {
        let schema = json!({ "$ref": schema["$ref"], "components": document["components"] });
        let validator = jsonschema::validator_for(&schema).unwrap();
        validator.iter_errors(value).map(|e| format!("{} {e}", e.instance_path())).collect()
    };
    let routes: Vec<&str> =
        document["paths"].as_object().unwrap().keys().filter_map(|path| path.strip_prefix("/v1/money/")).collect();
    assert_eq!(routes.len(), CALLS.len(), "a route for each computation: {routes:?}");
    for (name, compute) in CALLS {
        let post = &document["paths"][format!("/v1/money/{name}")]["post"];
        let request = &post["requestBody"]["content"]["application/json"];
        // `/docs` offers the examples of the request, and where there are none, that of the schema.
        let examples: Vec<&Value> = match request["examples"].as_object() {
            Some(examples) => examples.values().map(|example| &example["value"]).collect(),
            None => vec![&at(&request["schema"])["example"]],
        };
        let answer = &post["responses"]["200"]["content"]["application/json"]["schema"];
        for example in examples {
            assert!(example.is_object(), "{name} has an example");
            assert_eq!(fits(&request["schema"], example), Vec::<String>::new(), "{name}: terms");
            let input = from_json(example.to_string().as_bytes()).unwrap();
            let given = compute(&engine, &input).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
            let given: Value = serde_json::from_str(&given).unwrap();
            assert_eq!(fits(answer, &given), Vec::<String>::new(), "{name}: answer");
        }
    }
}
