//! Pages to print: nothing is loaded from elsewhere, no script, every text escaped.
//!
//! | file | what it holds |
//! | --- | --- |
//! | [`calendar`] | deadlines and the days on which an answer changes by itself, for a calendar program |
//! | [`letter`] | one letter as text and as a page: a cover note, then the letter on a sheet that can be sent as it is |
//! | [`plan`] | a whole answer for the counsellor and the client together at a desk |
//! | `lay_out` | what pages share: filling a template, showing what nobody sees |
//!
//! The page for the police or a regulator stands beside its report, in [`crate::conduct`].

pub mod calendar;
pub(crate) mod lay_out;
pub mod letter;
pub mod plan;
