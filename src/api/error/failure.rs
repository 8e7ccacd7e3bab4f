//! What can go wrong with a request, and which status each failure gets.

use std::sync::Arc;

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};

use crate::access::Scope;
use crate::api::bounds::TooSlow;
use crate::api::gate::TooFast;
use crate::api::reload::{Refusal, Reload};
use crate::diagnostic::Text;
use crate::fact::{NotJson, Problem as BadField};
use crate::import::ImportError;
use crate::plan::{LetterLine, NoLetter};
use crate::record::RecordError;

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
    /// There is no such decision on record, or none this caller may see.
    NoSuchDecision {
        /// As asked for.
        id: String,
    },
    /// The decision was on record and was deleted.
    DecisionDeleted {
        /// Which.
        id: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// No record of decisions is kept.
    NoRecord,
    /// The record of decisions cannot be written or read; an answer that cannot be put on record is not given.
    RecordUnavailable(RecordError),
    /// No key came with the request.
    NoKey,
    /// The key is not good. Why is for the log.
    BadKey,
    /// The key does not open this.
    ScopeMissing {
        /// What it would have to open.
        needed: Scope,
        /// What it opens.
        has: Vec<Scope>,
    },
    /// Too many requests in a short time.
    TooFast(TooFast),
    /// There is nothing at this path.
    NotFound,
    /// The service is stopping and takes no more work.
    Stopping,
    /// The body came too slowly.
    SlowBody(TooSlow),
    /// Too many requests wait for their turn already.
    Overloaded {
        /// How many are worked on.
        working: usize,
        /// How many wait.
        waiting: usize,
        /// How many may wait.
        limit: usize,
    },
    /// The turn of the request did not come in time.
    QueuedTooLong {
        /// How long it may wait.
        limit_ms: u64,
        /// How many are worked on at the same time.
        working: usize,
    },
    /// The answer was not there in time.
    TookTooLong {
        /// How long a request may take.
        limit_ms: u64,
    },
    /// Answering broke down inside.
    BrokeDown,
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
            | Self::NoSuchDecision { .. }
            | Self::NoRecord
            | Self::NotFound
            | Self::NoLetter { why: NoLetter::NoSuchLetter { .. }, .. } => StatusCode::NOT_FOUND,
            Self::BadPortfolio(_)
            | Self::BadFiles(_)
            | Self::BadTerms(_)
            | Self::BadList(_)
            | Self::NoLetter { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::LetterNotReady(_) => StatusCode::CONFLICT,
            Self::CheckFailed | Self::PageFailed | Self::BrokeDown => StatusCode::INTERNAL_SERVER_ERROR,
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
            Self::NoKey | Self::BadKey => StatusCode::UNAUTHORIZED,
            Self::ScopeMissing { .. } => StatusCode::FORBIDDEN,
            Self::TooFast(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::DecisionDeleted { .. } => StatusCode::GONE,
            Self::Stopping
            | Self::RecordUnavailable(_)
            | Self::Overloaded { .. }
            | Self::QueuedTooLong { .. }
            | Self::TooManyBatches { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::SlowBody(_) => StatusCode::REQUEST_TIMEOUT,
            // Not 503: a gateway may try that elsewhere, where the same request takes as long.
            Self::TookTooLong { .. } => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    /// After how many seconds the same request may do better, where it may.
    pub(super) fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Overloaded { .. } | Self::QueuedTooLong { .. } | Self::RecordUnavailable(_) | Self::Stopping => {
                Some(1)
            }
            // A batch takes a while.
            Self::TooManyBatches { .. } => Some(10),
            Self::TooFast(too_fast) => Some(too_fast.wait_seconds),
            _ => None,
        }
    }
}
