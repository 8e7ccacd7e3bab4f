//! Ashore.
pub mod check;
pub mod diagnostic;
pub mod evaluate;
pub mod fact;
pub mod finding;
pub mod message;
pub mod money;
pub mod program;
pub mod rule;
pub mod source;
mod syntax;
