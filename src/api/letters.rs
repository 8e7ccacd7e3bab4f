//! `POST /v1/letters/{id}`: a portfolio in, one letter out, to read, to copy or to print; or why it is not printed.

use std::fmt::Write;

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::error::{Failure, Problem};
use super::{State, accept, body, language};
use crate::diagnostic::Text;
use crate::engine::Explain;
use crate::fact::from_json;
use crate::plan::{Basis, LetterLine, NoLetter};
use crate::sheet::letter;

/// How a letter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Text,
    Html,
}

/// The media types of the forms; what asks for anything takes the first.
const FORMS: [(&str, Form); 3] =
    [("application/json", Form::Json), ("text/plain", Form::Text), ("text/html", Form::Html)];

/// What was asked for besides the letter.
#[derive(Debug)]
struct Query {
    debt: Option<String>,
    form: Form,
}

/// Print one letter
///
/// Send the same portfolio as for an evaluation. Any letter of the pack can be asked for; which ones fit stands in the
/// answer of an evaluation. A letter is printed only when what it needs is known and in hand, the budget carries its
/// plan, and nothing forbids it for this debt: else the problem says what is missing and which letter to send instead.
/// As `text/html` it is a page to print: a cover note, then the letter on a sheet of its own. Nothing is stored.
#[utoipa::path(
    tag = "letters",
    params(("id" = String, Path, description = "The letter's id", example = "statement_request"),
           ("debt" = Option<String>, Query, min_length = 1, description = "The id of the debt; needed where the letter is about one and several are open", example = "a"),
           ("format" = Option<String>, Query, pattern = "^(json|text|html)$", description = "`json` (default), `text` or `html`; else by `Accept`", example = "json"),
           ("Accept-Language" = Option<String>, Header, description = "Language of error messages: `zh-CN` (default) or `en`")),
    request_body(content = ref("#/components/schemas/Portfolio"), description = "What is known of the household", content_type = "application/json"),
    responses(
        (status = 200, description = "The letter", content(
            (LetterLine = "application/json"), (String = "text/plain"), (String = "text/html"))),
        (status = 400, description = "The body is not JSON, or a query parameter is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such letter", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The letter is not ready, or must not be sent for this debt; `letter` says why, `instead` where to go", body = Problem, content_type = "application/problem+json",
            example = json!({
                "type": "urn:ashore:problem:letter-not-ready", "title": "这封信现在还不能打印", "status": 409, "code": "letter-not-ready",
                "detail": "还缺：所附证明(失业证明、收入证明之一)。先用 `holding_letter`",
                "instead": "/v1/letters/holding_letter?debt=a"
            })),
        (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not declared as JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The portfolio cannot be read, or does not say which debt", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/v1/letters/{id}")]
pub(super) async fn print_letter(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    state: web::Data<State>,
) -> HttpResponse {
    match print(&request, &id, payload, &state).await {
        Ok(response) => response,
        Err(failure) => failure.response(language::of(&request)),
    }
}

async fn print(request: &HttpRequest, id: &str, payload: web::Payload, state: &State) -> Result<HttpResponse, Failure> {
    let query = query(request)?;
    let body = body::json(request, payload, state.settings.body_limit_bytes).await?;
    let (engine, limits) = (state.running.engine(), state.settings.limits);
    let (id, debt) = (id.to_owned(), query.debt);
    let found = web::block(move || {
        let input = from_json(&body).map_err(Failure::NotJson)?;
        let portfolio = engine.read(&input, &limits).map_err(Failure::BadPortfolio)?;
        let outcomes = engine.outcomes(portfolio, Explain::Findings);
        let letter = engine.letter(&outcomes, &id, debt.as_deref()).map_err(|why| {
            let short = |text: &str| text.chars().take(80).collect();
            Failure::NoLetter { id: short(&id), debt: debt.as_deref().map(short).unwrap_or_default(), why }
        })?;
        Ok((letter, engine.basis(&outcomes)))
    });
    let (letter, basis) = found.await.unwrap_or(Err(Failure::Stopping))?;
    if letter.ready { sent(&letter, &basis, query.form) } else { Err(Failure::LetterNotReady(Box::new(letter))) }
}

fn sent(letter: &LetterLine, basis: &Basis, form: Form) -> Result<HttpResponse, Failure> {
    Ok(match form {
        Form::Json => HttpResponse::Ok().json(letter),
        Form::Text => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(letter::text(letter)),
        Form::Html => {
            let page = letter::page(letter, basis).map_err(|_| Failure::PageFailed)?;
            HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page)
        }
    })
}

fn query(request: &HttpRequest) -> Result<Query, Failure> {
    let wrong = |name: &str| Failure::BadQuery {
        name: name.chars().take(80).collect(),
        remedy: Text::new(
            "可用 `debt=债务编号` 和 `format=json`、`format=text`、`format=html`",
            "use `debt=id of a debt` and `format=json`, `format=text` or `format=html`",
        ),
    };
    let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string()).map_err(|_| wrong(""))?;
    let mut query = Query { debt: None, form: accept::preferred(request, &FORMS).unwrap_or(Form::Json) };
    for (name, value) in pairs.into_inner() {
        match (name.as_str(), value.as_str()) {
            ("debt", debt) if !debt.is_empty() => query.debt = Some(debt.to_owned()),
            ("format", "json") => query.form = Form::Json,
            ("format", "text") => query.form = Form::Text,
            ("format", "html") => query.form = Form::Html,
            (other, _) => return Err(wrong(other)),
        }
    }
    Ok(query)
}

/// The stable name, what is wrong, and what to do, where nobody can say which letter is meant.
pub(super) fn no_letter(id: &str, debt: &str, why: &NoLetter) -> (&'static str, Text, Option<Text>) {
    let one_of = |debts: &[String]| {
        let listed: Vec<&str> = debts.iter().take(20).map(String::as_str).collect();
        Text::new(format!("写上 `debt=编号`：{}", listed.join("、")), format!("say `debt=id`: {}", listed.join(", ")))
    };
    match why {
        NoLetter::NoSuchLetter { close } => (
            "no-such-letter",
            Text::new(format!("没有编号为 `{id}` 的信函"), format!("there is no letter `{id}`")),
            close.as_ref().map(|c| Text::new(format!("是不是 `{c}`？"), format!("did you mean `{c}`?"))),
        ),
        NoLetter::NoSuchDebt { debts } => (
            "no-such-debt",
            Text::new(format!("没有编号为 `{debt}` 的债务"), format!("there is no debt `{debt}`")),
            Some(one_of(debts)),
        ),
        NoLetter::WhichDebt { debts } => (
            "which-debt",
            Text::new("这封信只说一笔债，要指明是哪一笔", "this letter is about one debt: say which"),
            Some(one_of(debts)),
        ),
        NoLetter::NoDebt => (
            "no-open-debt",
            Text::new(
                "这封信要说一笔债，材料里没有还没结清的债",
                "this letter is about a debt, and none of those given is open",
            ),
            Some(Text::new(
                "在 `debts` 里写上这笔债；已经结清的用 `debt=编号` 指明",
                "put the debt into `debts`; name one that is closed with `debt=id`",
            )),
        ),
    }
}

/// The stable name, what is wrong, and what to do, where a letter is not printed.
pub(super) fn not_ready(letter: &LetterLine) -> (&'static str, Text, Option<Text>) {
    let (code, title) = if letter.forbidden.is_some() {
        ("letter-must-not-be-sent", Text::new("这封信不能发给这笔债", "this letter must not be sent for this debt"))
    } else {
        ("letter-not-ready", Text::new("这封信现在还不能打印", "this letter is not ready to be printed"))
    };
    // Reasons are whole sentences or pieces of one; the remedy begins a new one.
    let mut zh = letter.reasons.join("。").trim_end_matches('。').to_owned();
    let missing: Vec<&str> = letter.missing.iter().map(|m| m.fact.as_str()).collect();
    let mut en = match (missing.as_slice(), &letter.forbidden) {
        ([], None) => "the plan takes longer than the letter allows".to_owned(),
        ([], Some(_)) => "see `letter.forbidden`".to_owned(),
        (missing, _) => format!("missing: {}", missing.join(", ")),
    };
    if let Some(instead) = &letter.instead {
        // Writing to a string cannot fail.
        let _ = write!(zh, "。先用 `{instead}`");
        let _ = write!(en, "; use `{instead}` instead");
    }
    (code, title, Some(Text::new(zh, en)))
}

/// Where to ask for the letter to send instead.
pub(super) fn instead_of(letter: &LetterLine) -> Option<String> {
    let instead = letter.instead.as_ref()?;
    // An id may hold anything: what is no plain letter is written in percent.
    let escape = |id: &str| {
        id.bytes().fold(String::new(), |mut all, byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
                all.push(char::from(byte));
            } else {
                let _ = write!(all, "%{byte:02X}");
            }
            all
        })
    };
    let debt = letter.debt.as_deref().map(|d| format!("?debt={}", escape(d))).unwrap_or_default();
    Some(format!("/v1/letters/{instead}{debt}"))
}
