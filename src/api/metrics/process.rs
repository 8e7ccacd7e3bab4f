//! What the system says of this process, by the names every Prometheus client library uses. Read from `/proc` when
//! somebody asks; where there is none, nothing is said.

use std::fmt::Write;

/// Linux counts time for programs in hundredths of a second, whatever it does inside.
const TICKS_PER_SECOND: u64 = 100;

/// The lines, as far as they can be had.
pub(super) fn write(text: &mut String) {
    let stat = stat();
    let lines = [
        (
            "process_cpu_seconds_total",
            "counter",
            "Time on processors, in seconds",
            stat.as_ref().map(|s| seconds(s.cpu)),
        ),
        ("process_resident_memory_bytes", "gauge", "Memory in use", resident().map(|n| n.to_string())),
        ("process_open_fds", "gauge", "Open files and connections", open_files().map(|n| n.to_string())),
        (
            "process_max_fds",
            "gauge",
            "The most files and connections that may be open",
            max_files().map(|n| n.to_string()),
        ),
        ("process_threads", "gauge", "Threads", stat.as_ref().map(|s| s.threads.to_string())),
        (
            "process_start_time_seconds",
            "gauge",
            "When the process began, in seconds since 1970",
            stat.and_then(|s| Some(seconds(booted()?.checked_mul(TICKS_PER_SECOND)?.checked_add(s.started)?))),
        ),
    ];
    for (name, kind, help, value) in lines {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
        }
    }
}

/// What `/proc/self/stat` says, in ticks.
struct Stat {
    cpu: u64,
    threads: u64,
    started: u64,
}

fn stat() -> Option<Stat> {
    let text = read("/proc/self/stat")?;
    // The name of the program stands in brackets and may hold anything.
    let (_, rest) = text.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    // Counted from the third field on: 14 and 15 are time on processors, 20 threads, 22 the start.
    let number = |field: usize| fields.get(field.checked_sub(3)?)?.parse::<u64>().ok();
    Some(Stat { cpu: number(14)?.checked_add(number(15)?)?, threads: number(20)?, started: number(22)? })
}

fn resident() -> Option<u64> {
    let kilobytes: u64 = named("/proc/self/status", "VmRSS:")?;
    kilobytes.checked_mul(1_024)
}

fn booted() -> Option<u64> {
    named("/proc/stat", "btime")
}

fn max_files() -> Option<u64> {
    named("/proc/self/limits", "Max open files")
}

#[expect(clippy::disallowed_methods, reason = "a look at the system, not at rules")]
fn open_files() -> Option<usize> {
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count())
}

/// The first number behind a name at the start of a line.
fn named(file: &str, name: &str) -> Option<u64> {
    let text = read(file)?;
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

#[expect(clippy::disallowed_methods, reason = "a look at the system, not at rules")]
fn read(file: &str) -> Option<String> {
    std::fs::read_to_string(file).ok()
}

fn seconds(ticks: u64) -> String {
    format!("{}.{:02}", ticks / TICKS_PER_SECOND, ticks % TICKS_PER_SECOND)
}
