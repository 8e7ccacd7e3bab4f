//! The `ashore` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ashore::cli::run()
}
