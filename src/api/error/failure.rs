//! What can go wrong with a request, and which status each failure gets.

use std::sync::Arc;

use actix_web::http::StatusCode;

use crate::api::reload::{Refusal, Reload};
use crate::diagnostic::Text;
use crate::fact::{NotJson, Problem as BadField};
use crate::import::ImportError;
use crate::plan::{LetterLine, NoLetter};

/// What can go wrong with a request.
#[derive(Debug)]
pub(in crate::api) enum Failure {
    /// The portfolio cannot be read; every bad field is listed.
    BadPortfolio(Vec<BadField>),
    /// The files to be checked cannot be read from the request; every bad field is listed.
    BadFiles(Vec<BadField>),
    /// The terms of a computation cannot be read or computed; every bad field is listed.
    BadTerms(Vec<BadField>),
    /// The rules of the folder were not taken up.
    Refused(Arc<Reload>),
    /// Checking rules broke down.
    CheckFailed,
    /// The body is not JSON.
    NotJson(NotJson),
    /// The body is declared to be something else.
    NotJsonType {
        /// As declared.
        given: String,
    },
    /// The body is declared to be no list.
    NotCsvType {
        /// As declared.
        given: String,
    },
    /// The body is declared to be no lines of JSON.
    NotNdjsonType {
        /// As declared.
        given: String,
    },
    /// As many batches as there is room for are under way.
    TooManyBatches {
        /// How many that are.
        limit: usize,
    },
    /// The list cannot be read.
    BadList(ImportError),
    /// There is no such kind of list.
    NoSuchImport {
        /// As asked for.
        name: String,
        /// The closest there is.
        close: Option<String>,
        /// All there are.
        known: Vec<String>,
    },
    /// The body is larger than allowed.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body broke off.
    BrokenBody,
    /// A query parameter is unknown or has a value that it cannot have.
    BadQuery {
        /// Which.
        name: String,
        /// What may be written instead.
        remedy: Text,
    },
    /// There is no such rule.
    NoSuchRule {
        /// As asked for.
        id: String,
        /// The closest rule there is.
        close: Option<String>,
    },
    /// Nobody can say which letter is meant.
    NoLetter {
        /// The letter as asked for.
        id: String,
        /// The debt as asked for.
        debt: String,
        /// Why not.
        why: NoLetter,
    },
    /// The letter cannot be printed, or must not be sent for this debt.
    LetterNotReady(Box<LetterLine>),
    /// A page could not be laid out.
    PageFailed,
    /// There is no such stage.
    NoSuchStage {
        /// As asked for.
        name: String,
        /// The closest stage there is.
        close: Option<String>,
    },
    /// There is nothing at this path.
    NotFound,
    /// The service is stopping and takes no more work.
    Stopping,
    /// The path is there, but takes other methods.
    WrongMethod {
        /// The methods it takes.
        allow: String,
    },
}

impl Failure {
    /// The status it is sent with.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchRule { .. }
            | Self::NoSuchStage { .. }
            | Self::NoSuchImport { .. }
            | Self::NotFound
            | Self::NoLetter { why: NoLetter::NoSuchLetter { .. }, .. } => StatusCode::NOT_FOUND,
            Self::BadPortfolio(_)
            | Self::BadFiles(_)
            | Self::BadTerms(_)
            | Self::BadList(_)
            | Self::NoLetter { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::LetterNotReady(_) => StatusCode::CONFLICT,
            Self::CheckFailed | Self::PageFailed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Refused(reload) => match reload.refusal() {
                Some(Refusal::Unreadable(_)) => StatusCode::CONFLICT,
                Some(Refusal::Failed) => StatusCode::INTERNAL_SERVER_ERROR,
                Some(Refusal::Mistakes) | None => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::NotJson(_) | Self::BrokenBody | Self::BadQuery { .. } => StatusCode::BAD_REQUEST,
            Self::NotJsonType { .. } | Self::NotCsvType { .. } | Self::NotNdjsonType { .. } => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Stopping | Self::TooManyBatches { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
