//! Ashore.
pub mod api;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod engine;
pub mod evaluate;
pub mod fact;
pub mod finding;
pub mod message;
pub mod money;
pub mod plan;
pub mod program;
pub mod rule;
pub mod source;
mod syntax;
pub mod trial;
