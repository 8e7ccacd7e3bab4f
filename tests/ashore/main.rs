//! What somebody sees: the command line, the service, diagnostics as printed, answers and their figures. One program, so
//! that the library is linked once and tests of all files run side by side; a file for each subject.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test may stop at the first surprise and reads the files it needs, and measures are printed"
)]

mod asking;
mod authoring;
mod bad_input;
mod basis;
mod batch;
mod cases;
mod cli;
mod compare;
mod computed;
mod conduct;
#[path = "../conform/contract.rs"]
mod contract;
mod counting;
mod editor;
mod english;
mod evaluation;
mod examples;
mod faults;
mod folders;
mod format;
mod fuzz;
mod import;
mod interview;
mod interview_desk;
mod keys;
mod leak;
mod lifecycle;
mod limits;
mod mistakes;
mod money;
mod money_in_answer;
mod mutation;
mod openapi;
mod outlook;
mod pages;
mod phrases;
mod properties;
mod prove;
mod record;
mod reload;
mod rolling;
mod shell;
mod slow_clients;
mod sound;
mod timeline;
mod tls;
mod watch;
mod why;
