//! Holds what tests send and get against the OpenAPI document: the status, the media type and the body of every answer,
//! and the request of every answer that is not a refusal. The tests of the HTTP shell and of the running service include
//! this file; which document they hold things against is for them to say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

/// The document, with the schemas that were needed so far ready for use.
pub(crate) struct Contract {
    document: Value,
    ready: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One request and what was answered.
pub(crate) struct Exchange<'e> {
    pub(crate) method: &'e str,
    /// The path, with its query.
    pub(crate) uri: &'e str,
    /// Empty where none was sent.
    pub(crate) request_type: &'e str,
    pub(crate) request: &'e [u8],
    pub(crate) status: u16,
    /// Empty where none was sent.
    pub(crate) answer_type: &'e str,
    pub(crate) answer: &'e [u8],
}

/// What every failure is sent as, those of no documented route as well.
const PROBLEM: &str = "application/problem+json";

impl Contract {
    pub(crate) fn new(document: &str) -> Self {
        Self { document: serde_json::from_str(document).unwrap(), ready: Mutex::default() }
    }

    /// Stops the test where the exchange is not what the document says.
    pub(crate) fn hold(&self, exchange: &Exchange<'_>) {
        let problems = self.problems(exchange);
        let Exchange { method, uri, status, answer, .. } = exchange;
        let answer: String = String::from_utf8_lossy(answer).chars().take(500).collect();
        assert!(problems.is_empty(), "{method} {uri}, answered {status}: {problems:#?}\n{answer}");
    }

    /// Where the exchange is not what the document says.
    pub(crate) fn problems(&self, exchange: &Exchange<'_>) -> Vec<String> {
        let (path, query) = exchange.uri.split_once('?').unwrap_or((exchange.uri, ""));
        let Some((template, item)) = self.route(path) else {
            return self.no_route(exchange);
        };
        let method = exchange.method.to_ascii_lowercase();
        let Some(operation) = item.get(&method) else {
            return self.no_route(exchange);
        };
        let at = format!("{method} {template}");
        let mut problems = self.answer_problems(&at, operation, exchange);
        if (200..300).contains(&exchange.status) {
            problems.extend(self.request_problems(&at, item, operation, query, exchange));
        }
        problems
    }

    /// The route of a path: as it is written, else by its template.
    fn route(&self, path: &str) -> Option<(&str, &Value)> {
        let paths = self.document["paths"].as_object().unwrap();
        let fits = |template: &str| {
            let (wanted, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
            wanted.len() == given.len() && wanted.iter().zip(given).all(|(w, g)| w.starts_with('{') || *w == g)
        };
        let found = paths.get_key_value(path).or_else(|| paths.iter().find(|(template, _)| fits(template)));
        found.map(|(template, item)| (template.as_str(), item))
    }

    /// A path or a method that is not documented is refused like everything else; pages for people are not documented.
    fn no_route(&self, exchange: &Exchange<'_>) -> Vec<String> {
        if exchange.status < 400 {
            return Vec::new();
        }
        match media(exchange.answer_type) {
            PROBLEM => self.misfits("Problem", &json!({ "$ref": "#/components/schemas/Problem" }), exchange.answer),
            _ if exchange.method == "HEAD" => Vec::new(),
            other => vec![format!("a failure is sent as `{other}`")],
        }
    }

    fn answer_problems(&self, at: &str, operation: &Value, exchange: &Exchange<'_>) -> Vec<String> {
        let status = exchange.status.to_string();
        let responses = &operation["responses"];
        let Some(response) = responses.get(&status).or_else(|| responses.get("default")) else {
            return vec![format!("the status {status} is not documented")];
        };
        let shared = response["$ref"].as_str().and_then(|at| self.document.pointer(at.trim_start_matches('#')));
        let response = shared.unwrap_or(response);
        let Some(content) = response.get("content").and_then(Value::as_object) else {
            let nothing = exchange.answer.is_empty();
            return if nothing { Vec::new() } else { vec![format!("no body is documented for {status}")] };
        };
        self.content_problems(&format!("{at} {status}"), content, exchange.answer_type, exchange.answer)
    }

    fn request_problems(
        &self,
        at: &str,
        item: &Value,
        operation: &Value,
        query: &str,
        exchange: &Exchange<'_>,
    ) -> Vec<String> {
        let listed = |of: &Value| of["parameters"].as_array().cloned().unwrap_or_default();
        let known: Vec<Value> = listed(item).into_iter().chain(listed(operation)).collect();
        let documented = |name: &str| known.iter().any(|p| p["in"] == "query" && p["name"] == name);
        // A word without a value is no parameter; a route that takes none looks at none.
        let names = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, _)| name);
        let mut problems: Vec<String> = names
            .filter(|name| !documented(name))
            .map(|name| format!("the query parameter `{name}` is not documented"))
            .collect();
        match operation["requestBody"]["content"].as_object() {
            Some(content) => {
                // What is not declared is taken as what the route takes first.
                let declared = match exchange.request_type {
                    "" => content.keys().next().map_or("", String::as_str),
                    declared => declared,
                };
                problems.extend(self.content_problems(&format!("{at} request"), content, declared, exchange.request));
            }
            None if exchange.request.is_empty() => {}
            None => problems.push("no body of a request is documented".to_owned()),
        }
        problems
    }

    fn content_problems(
        &self,
        at: &str,
        content: &serde_json::Map<String, Value>,
        declared: &str,
        body: &[u8],
    ) -> Vec<String> {
        let declared = media(declared);
        let Some(documented) = content.get(declared) else {
            let known: Vec<&String> = content.keys().collect();
            return vec![format!("{at}: the media type `{declared}` is not documented, but {known:?}")];
        };
        let json = declared == "application/json" || declared.ends_with("+json");
        match documented.get("schema") {
            Some(schema) if json => self.misfits(&format!("{at} {declared}"), schema, body),
            _ => Vec::new(),
        }
    }

    /// Where a JSON body does not fit a schema; `name` is what the schema is kept under.
    fn misfits(&self, name: &str, schema: &Value, body: &[u8]) -> Vec<String> {
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return vec![format!("{name}: this is no JSON")];
        };
        let validator = self.ready.lock().unwrap().get(name).cloned();
        let validator = validator.unwrap_or_else(|| {
            let mut whole = schema.clone();
            whole["components"] = self.document["components"].clone();
            let made = Arc::new(jsonschema::options().should_validate_formats(true).build(&whole).unwrap());
            self.ready.lock().unwrap().insert(name.to_owned(), made.clone());
            made
        });
        validator.iter_errors(&body).take(5).map(|e| format!("{name}: {} {e}", e.instance_path())).collect()
    }
}

/// A media type without its parameters.
fn media(declared: &str) -> &str {
    declared.split(';').next().unwrap_or_default().trim()
}
