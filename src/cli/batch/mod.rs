//! `ashore evaluate --ndjson`: the lines of a file or a pipe answered on all cores, in order and in bounded memory. What a
//! line says is made in [`crate::batch`], the same bytes as over HTTP; where lines go is in `output`.

mod output;
mod settings;

use std::fs::File;
use std::io::{ErrorKind, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::available_parallelism;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::{ThreadPool, ThreadPoolBuilder};

pub(super) use settings::ServiceArgs;

use super::{Context, Ended, complain};
use crate::batch::{Answered, Batch, Framing, LINE_BYTES, Line};
use crate::diagnostic::Language;
use crate::engine::Explain;
use crate::fact::LIMITS;
use output::{Output, Refused};

/// How many lines are read ahead for each thread.
const AHEAD: usize = 4;

/// How much is read in one go.
const CHUNK: usize = 65_536;

/// How many bad lines are named.
const NAMED: usize = 5;

/// After how many lines the text beside the bar is written anew.
const LINES_BETWEEN_WORDS: u64 = 16;

#[derive(Debug, clap::Args)]
#[group(id = "lines")]
pub(super) struct Args {
    /// Answer many portfolios, one on each line, each with one line: {"line":1,"answer":{…}}, or {"line":2,"problem":{…}}
    #[arg(long, conflicts_with = "format")]
    ndjson: bool,
    /// With --ndjson: write to this file, which is new or empty
    #[arg(long, value_name = "FILE", requires = "ndjson")]
    output: Option<PathBuf>,
    /// Go on where the output file ends; a last line that was cut off is written anew
    #[arg(long, requires = "output", conflicts_with = "from_line")]
    resume: bool,
    /// With --ndjson: threads; all cores when left out
    #[arg(long, requires = "ndjson", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// With --ndjson: the line to begin with, from 1
    #[arg(long, value_name = "N", requires = "ndjson", value_parser = clap::value_parser!(u64).range(1..))]
    from_line: Option<u64>,
    /// With --ndjson: the longest line that is read, in bytes
    #[arg(long, value_name = "BYTES", requires = "ndjson", value_parser = line_bytes)]
    max_line_bytes: Option<usize>,
}

fn line_bytes(text: &str) -> Result<usize, String> {
    let bytes = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if (1_024..=67_108_864).contains(&bytes) { Ok(bytes) } else { Err("it is between 1 KiB and 64 MiB".to_owned()) }
}

impl Args {
    /// Whether lines are asked for.
    pub(super) fn asked_for(&self) -> bool {
        self.ndjson
    }
}

pub(super) fn run(context: &Context, file: Option<&Path>, explain: Explain, args: &Args) -> Ended {
    let input = match Source::open(file) {
        Ok(input) => input,
        Err(message) => {
            complain(&message);
            return Ended::Outside;
        }
    };
    let engine = match context.engine() {
        Ok(engine) => Arc::new(engine),
        Err(ended) => return ended,
    };
    let (mut output, from_line) = match output(args, &engine.rules().digest) {
        Ok(output) => output,
        Err(Refused::Misused(why)) => {
            complain(why.in_language(context.language));
            return Ended::Misused;
        }
        Err(Refused::Outside(error)) => {
            let path = args.output.as_deref().unwrap_or_else(|| Path::new("-"));
            complain(&format!("{}: {error}", path.display()));
            return Ended::Outside;
        }
    };
    let jobs = args.jobs.map_or_else(|| available_parallelism().map_or(1, NonZeroUsize::get), usize::from);
    let pool = match ThreadPoolBuilder::new().num_threads(jobs).build() {
        Ok(pool) => pool,
        Err(error) => {
            complain(&error.to_string());
            return Ended::Outside;
        }
    };
    let batch = Arc::new(Batch { engine, limits: LIMITS, explain, language: context.language });
    let bar = bar(input.size, args.output.is_some());
    let framing = Framing::new(args.max_line_bytes.unwrap_or(LINE_BYTES));
    let (tickets, lines) = sync_channel(jobs.saturating_mul(AHEAD));
    let reading = Reading { input, framing, from_line, tickets, bar: bar.clone() };
    // Not waited for: where the output is closed, nobody needs what is still to be read.
    std::thread::spawn(move || reading.run(&pool, &batch));
    let (tally, stopped) = write(&lines, &mut output, context.language, &bar);
    bar.finish_and_clear();
    ended(context, args, &tally, &output, stopped)
}

/// Where lines go, and the first of them.
fn output(args: &Args, digest: &str) -> Result<(Output, u64), Refused> {
    let from_line = args.from_line.unwrap_or(1);
    match &args.output {
        None => Ok((Output::stdout(from_line), from_line)),
        Some(path) if args.resume => {
            let (file, from_line) = output::resumed(path, digest)?;
            Ok((Output::file(file, from_line), from_line))
        }
        Some(path) => Ok((Output::file(output::new_file(path)?, from_line), from_line)),
    }
}

/// What is read.
struct Source {
    bytes: Box<dyn Read + Send>,
    /// Its size, where it is a file.
    size: Option<u64>,
}

impl Source {
    fn open(file: Option<&Path>) -> Result<Self, String> {
        let Some(path) = file.filter(|f| f.as_os_str() != "-") else {
            return Ok(Self { bytes: Box::new(std::io::stdin()), size: None });
        };
        let opened = File::open(path).and_then(|file| file.metadata().map(|about| (file, about)));
        let (file, about) = opened.map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Self { bytes: Box::new(file), size: about.is_file().then_some(about.len()) })
    }
}

/// A line that is being answered, or the reason why no more is read.
enum Ticket {
    Line(u64, Receiver<Answered>),
    Unreadable(std::io::Error),
}

/// Reads lines and has them answered, as far ahead as there are tickets.
struct Reading {
    input: Source,
    framing: Framing,
    from_line: u64,
    tickets: SyncSender<Ticket>,
    bar: ProgressBar,
}

impl Reading {
    /// Reads to the end, or until nobody takes answers any more.
    fn run(mut self, pool: &ThreadPool, batch: &Arc<Batch>) {
        let mut chunk = vec![0; CHUNK];
        loop {
            let mut read = match self.input.bytes.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) => chunk.get(..n).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    let _ = self.tickets.send(Ticket::Unreadable(error));
                    return;
                }
            };
            self.bar.inc(u64::try_from(read.len()).unwrap_or_default());
            while let Some(line) = self.framing.next(&mut read) {
                if self.give(line, pool, batch).is_none() {
                    return;
                }
            }
        }
        if let Some(line) = self.framing.end() {
            self.give(line, pool, batch);
        }
    }

    fn give(&self, line: Line, pool: &ThreadPool, batch: &Arc<Batch>) -> Option<()> {
        if line.number < self.from_line {
            return Some(());
        }
        let (reply, answer) = sync_channel(1);
        // The place in the order comes first: it waits while as many lines as may be are ahead.
        self.tickets.send(Ticket::Line(line.number, answer)).ok()?;
        let batch = batch.clone();
        pool.spawn(move || {
            let _ = reply.send(batch.answer(&line));
        });
        Some(())
    }
}

/// What was written.
#[derive(Default)]
struct Tally {
    lines: u64,
    bad: u64,
    /// The first bad lines.
    named: Vec<String>,
}

/// Why not everything was written.
enum Stop {
    Unreadable(std::io::Error),
    Unwritable(std::io::Error),
}

/// Writes answers in order. What is at hand goes out before waiting for more.
fn write(
    lines: &Receiver<Ticket>,
    output: &mut Output,
    language: Language,
    bar: &ProgressBar,
) -> (Tally, Option<Stop>) {
    let mut tally = Tally::default();
    loop {
        let ticket = match lines.try_recv() {
            Ok(ticket) => Some(ticket),
            Err(TryRecvError::Disconnected) => None,
            Err(TryRecvError::Empty) => {
                if let Err(error) = output.write() {
                    return (tally, Some(Stop::Unwritable(error)));
                }
                lines.recv().ok()
            }
        };
        let (number, answer) = match ticket {
            Some(Ticket::Line(number, answer)) => (number, answer),
            ended => {
                let written = output.end().err().map(Stop::Unwritable);
                let read = match ended {
                    Some(Ticket::Unreadable(error)) => Some(Stop::Unreadable(error)),
                    _ => None,
                };
                return (tally, written.or(read));
            }
        };
        let written = match answer.try_recv() {
            Ok(answered) => Ok(answered),
            Err(_) => output.write().and_then(|()| answer.recv().map_err(std::io::Error::other)),
        };
        let taken = written.and_then(|answered| {
            tally.lines += 1;
            if !answered.well {
                tally.bad += 1;
                if tally.named.len() < NAMED {
                    tally.named.push(number.to_string());
                }
            }
            output.take(number, &answered.bytes)
        });
        if let Err(error) = taken {
            return (tally, Some(Stop::Unwritable(error)));
        }
        if !bar.is_hidden() && tally.lines.is_multiple_of(LINES_BETWEEN_WORDS) {
            bar.set_message(counted(&tally, language));
        }
    }
}

fn counted(tally: &Tally, language: Language) -> String {
    let Tally { lines, bad, .. } = tally;
    match language {
        Language::Zh => format!("{lines} 行，其中 {bad} 行有问题"),
        Language::En => format!("{lines} lines, {bad} bad"),
    }
}

/// Says how it ended.
fn ended(context: &Context, args: &Args, tally: &Tally, output: &Output, stopped: Option<Stop>) -> Ended {
    if tally.bad > 0 {
        let (lines, bad) = (tally.lines, tally.bad);
        let more = if tally.named.len() < usize::try_from(bad).unwrap_or(usize::MAX) { " …" } else { "" };
        complain(&match context.language {
            Language::Zh => format!("{lines} 行中有 {bad} 行无法回答：第 {}{more} 行", tally.named.join("、")),
            Language::En => format!("of {lines} lines {bad} could not be answered: {}{more}", tally.named.join(", ")),
        });
    }
    let next = output.unwritten();
    let flag = if args.output.is_some() { "--resume".to_owned() } else { format!("--from-line {next}") };
    match stopped {
        None if tally.bad > 0 => Ended::Unanswerable,
        None => Ended::Well,
        // A reader that went away (`| head`) is no failure of ours.
        Some(Stop::Unwritable(error)) if error.kind() == ErrorKind::BrokenPipe => Ended::Well,
        Some(Stop::Unwritable(error)) => {
            complain(&match context.language {
                Language::Zh => format!("第 {next} 行起写不进去：{error}；解决后用 {flag} 从这一行继续"),
                Language::En => format!("cannot write from line {next} on: {error}; mend that and go on with {flag}"),
            });
            Ended::Outside
        }
        Some(Stop::Unreadable(error)) => {
            complain(&match context.language {
                Language::Zh => format!("第 {next} 行起读不下去：{error}；解决后用 {flag} 从这一行继续"),
                Language::En => format!("cannot read from line {next} on: {error}; mend that and go on with {flag}"),
            });
            Ended::Outside
        }
    }
}

/// A bar on a terminal that nothing else is written to; nothing anywhere else.
fn bar(size: Option<u64>, to_file: bool) -> ProgressBar {
    let shown = std::io::stderr().is_terminal() && (to_file || !std::io::stdout().is_terminal());
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let template =
        if size.is_some() { "{bar:40} {percent}%  {msg}  {elapsed}, {eta}" } else { "{spinner} {msg}  {elapsed}" };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(size, target).with_style(style)
}
