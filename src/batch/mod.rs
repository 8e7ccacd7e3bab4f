//! Many portfolios, one on each line (NDJSON): framing lines out of whatever chunks come, and answering one line. Reading,
//! threads and order are left to the shells, which send the same bytes for the same line.
//!
//! A line in is a portfolio. A line out says the number of the line it answers, counted from 1, blank lines included, and
//! holds the answer or a problem:
//!
//! ```text
//! {"line":1,"case_ref":"K-17","answer":{…}}
//! {"line":2,"problem":{"type":"urn:ashore:problem:not-json","title":"…","status":400,"code":"not-json","detail":"…"}}
//! ```
//!
//! `case_ref` comes back where the line has one; `decision` names the decision where a record of them is kept. A problem has the shape and the codes of `POST /v1/evaluations`. What ends
//! a whole batch early is a last line whose number is `null`.

mod answer;
mod framing;
mod problem;

pub use answer::{Answered, Batch};
pub use framing::{Content, Framing, Line};
pub use problem::Trouble;

/// The longest line that is read unless the operator sets another limit: that of one request.
pub const LINE_BYTES: usize = 4_194_304;

#[cfg(test)]
mod tests;
