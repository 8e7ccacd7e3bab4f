//! `POST /v1/contacts/import`: a list of a carrier or a phone in, contacts out. Nothing is stored, no number is logged.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::error::{Failure, Problem};
use super::{State, body, language};
use crate::diagnostic::{Text, closest};
use crate::import::{Imported, Options, import};
use crate::rule::ImportId;

/// What a list may be declared as.
const MEDIA: [&str; 3] = ["text/csv", "text/tab-separated-values", "text/plain"];

/// Turn a call list or exported messages into contacts
///
/// Send the file as it is, in UTF-8 or GB18030, with commas, tabs or semicolons. The contacts of the answer can be put
/// into a portfolio as they stand. Every line that was dropped, or that is doubtful, is named with its reason; what
/// cannot be read is not known. Which headers, formats and words are understood stands in the rules, under `imports`.
///
/// A call list holds private calls as well: with `only`, lines from other numbers are left out and counted. Without it
/// all lines become contacts, and whose they are is not known. Numbers are masked unless `mask=false`; two numbers may
/// then look the same, which is said of the second. Nothing is stored.
#[utoipa::path(
    tag = "evaluations",
    params(("as" = String, Query, min_length = 1, description = "The kind of list: an id under `imports`, such as `call_list`, `phone_call_log`, `sms_export`, `sms_list`", example = "call_list"),
           ("debt" = Option<String>, Query, description = "The id of the debt that all contacts are about, where that is known", example = "a"),
           ("only" = Option<String>, Query, description = "Numbers to take, separated by commas, each whole or with `*` at the end", example = "4001234567,0755*"),
           ("mask" = Option<bool>, Query, description = "Hide the middle of numbers (default `true`)", example = true),
           ("prefix" = Option<String>, Query, description = "What ids begin with (default `line`, for `line-12`); use another for each file", example = "line"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    request_body(description = "The list", content((String = "text/csv"), (String = "text/tab-separated-values"), (String = "text/plain"))),
    responses(
        (status = 200, description = "The contacts, and what became of every other line", body = Imported),
        (status = 400, description = "A query parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such kind of list", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is declared as something else", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The list cannot be read: no header, another encoding, too many lines", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/contacts/import")]
pub(super) async fn import_contacts(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    match imported(&request, payload, &state).await {
        Ok(imported) => HttpResponse::Ok().json(imported),
        Err(failure) => failure.response(language::of(&request)),
    }
}

async fn imported(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<Imported, Failure> {
    let (kind, options) = query(request, state.settings.limits.contacts)?;
    let media = body::media(request);
    if !MEDIA.contains(&media.as_str()) {
        return Err(Failure::NotCsvType { given: media });
    }
    let body = body::bytes(payload, state.settings.body_limit_bytes).await?;
    let engine = state.running.engine();
    let read = web::block(move || {
        let set = engine.rules();
        let definition = set.imports.get(kind.as_str()).ok_or_else(|| Failure::NoSuchImport {
            close: closest(&kind, set.imports.keys().map(ImportId::as_str)).map(str::to_owned),
            known: set.imports.keys().map(ToString::to_string).collect(),
            name: kind.chars().take(80).collect(),
        })?;
        import(&body, definition, &set.vocabulary, &options).map_err(Failure::BadList)
    });
    read.await.unwrap_or(Err(Failure::Stopping))
}

/// The kind of list, and what the caller chose.
fn query(request: &HttpRequest, contacts: usize) -> Result<(String, Options), Failure> {
    let wrong = |name: &str| Failure::BadQuery {
        name: name.chars().take(80).collect(),
        remedy: Text::new(
            "必须写 `as=表格种类`(如 `as=call_list`)；还可用 `debt=债务编号`、`only=号码,号码`、`mask=true` 或 `false`、`prefix=编号开头`",
            "say `as=kind of list` (such as `as=call_list`); also `debt=id of a debt`, `only=number,number`, `mask=true` or `false`, `prefix=beginning of ids`",
        ),
    };
    let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string()).map_err(|_| wrong(""))?;
    let (mut kind, mut options) = (None, Options { contacts, ..Options::default() });
    for (name, value) in pairs.into_inner() {
        match (name.as_str(), value.as_str()) {
            ("as", given) if !given.is_empty() => kind = Some(given.to_owned()),
            ("debt", debt) => options.debt = Some(debt.to_owned()),
            ("only", numbers) => options.only = numbers.split([',', '，']).map(|n| n.trim().to_owned()).collect(),
            ("mask", "true") => options.mask = true,
            ("mask", "false") => options.mask = false,
            ("prefix", prefix) => prefix.clone_into(&mut options.prefix),
            (other, _) => return Err(wrong(other)),
        }
    }
    Ok((kind.ok_or_else(|| wrong("as"))?, options))
}
