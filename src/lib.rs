//! Ashore (上岸): what to do first about a household's overdue debts, by which date and by which law; what can be paid;
//! which conduct of collectors breaks which rule. Everything a lawyer may want to change is YAML in `rules/`; this
//! crate knows operators and dates, never articles, limits, phrases or wordings.
//!
//! ```no_run
//! use ashore::{check::check, engine::{Engine, Explain}, fact::{LIMITS, from_json}, source::read_folder};
//!
//! let checked = check(read_folder("rules".as_ref())?);
//! let engine = Engine::new(checked.rules.ok_or("the rules have mistakes")?);
//! let input = from_json(br#"{ "as_of": "2026-11-22", "debts": [{ "id": "a", "legal_stage": "served",
//!     "proof_seen": "original", "served_on": "2026-11-10" }] }"#)?;
//! let portfolio = engine.read(&input, &LIMITS).map_err(|problems| format!("{problems:?}"))?;
//! let answer = engine.answer(portfolio, Explain::Findings);
//! assert_eq!(answer.actions[0].next_step.due.as_ref().and_then(|d| d.on).unwrap().to_string(), "2026-11-25");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The way of a rule, and of a request
//!
//! ```text
//! rules/*.yaml -> source -> syntax -> check -> program --.
//!                                                        +-> evaluate -> finding -> plan -> outlook -> api | cli
//!                 request -> fact (known or not known) --'
//! ```
//!
//! | folder | what it does | what it leaves to others |
//! | --- | --- | --- |
//! | [`source`] | reads the rule folder; names places in it | YAML |
//! | `syntax` | text to tree to definitions, every piece with its place; look-alikes and traps | whether names stand for anything |
//! | [`check`] | names, types, units, periods, citations, phrases against their near misses: every mistake at once | running rules |
//! | [`program`] | distinct tests, formulas over them, the indexes from test to rules and from fact to whatever reads it | values |
//! | [`evaluate`] | one pass by stages: contacts, counted contacts, cost, debts, household; due dates; the same again with a few facts otherwise | words |
//! | [`finding`] | outcomes in words, with facts, and the articles in force on the day | order |
//! | [`plan`] | the two lists, budget, letters, why and why before: the answer as things stand | transport |
//! | [`outlook`] | what is not known and could change the answer: questions with their answers, where debts may stand, the nearest changes; each tried by the rules | what the answer is today (`plan`) |
//! | [`timeline`] | the days on which an answer will change by itself, from the finite set of days tests, steps, values and laws name | what the answer is today (`plan`) |
//! | [`prove`] | beside the way of a request: rules held against each other, what repeats, collides, never holds or is not covered | one definition by itself (`check`), cases (`trial`) |
//! | [`readback`], [`book`] | a rule as a sentence, from its conditions; the rulebook as a page and in parts | texts for clients |
//! | [`conduct`] | contacts alone: findings, every contact in order of time, a calendar, the page for the police or a regulator | what was found (`finding`) |
//! | [`corpus`] | labelled messages held against what the rules read in them, in figures | how messages are read (`message`) |
//! | [`figures`] | one figure at a time: the JSON of a call to its terms, what the law sets for it looked up in the rules | computing (`money`) |
//! | [`sheet`] | pages to print: a whole answer for the desk, a letter | what is said, which letter, and whether it may be sent (`plan`) |
//! | [`interview`] | what to ask next: the first ten minutes as the pack lists them, then the questions of the answer one by one; whether the first step is certain | what a question decides (`outlook`), asking (`api`, `cli`) |
//! | [`import`] | a list of a carrier or a phone to contacts, every dropped or doubtful line reported | reading files, printing |
//! | [`compare`] | two engines over the same portfolios: changed lines, by the rule that caused them | reading folders, printing |
//! | [`mod@format`], [`schema`] | a rule file with its keys in order and its comments kept; JSON Schemas of rule files, from the vocabulary and the readers' own tables | what a file means |
//! | [`reply`] | one request as its bytes, and the bytes it is answered with: the same for a caller and for a replay | where requests come from (`api`, `cli`), what is kept (`record`) |
//! | [`batch`] | many portfolios, one on each line: framing lines out of chunks, answering one line | reading, threads and order (`api`, `cli`) |
//! | [`record`] | decisions kept before they are sent, their inputs sealed, rule sets by digest, replays, deletion with proof | which request is a decision (`api`), the answer (`reply`) |
//! | [`access`] | keys: what they open, until when, the file they are kept in, telling a good one from a bad one | HTTP (`api/gate`) |
//! | [`telemetry`] | what a service tells those who run it: the log, W3C trace context, spans for a collector, panics by place only | what is told of a request (`api/watch`), what is counted (`api/metrics`) |
//! | [`api`], [`cli`] | the shells: a request to a call, an answer to a response. In `api`: `listen` (addresses, TLS, slow clients), `bounds` (turns, queue, times), `gate` (keys, rates, origins), `lifecycle` (signals, draining) | everything else |
//!
//! Shared by the stages: [`rule`] (what rules are made of), [`fact`] (the vocabulary, portfolios, computed facts),
//! [`message`] (reading what collectors wrote, by the lawyers' patterns and by what labelled messages teach), [`money`] (exact figures, pure functions), [`diagnostic`] (mistakes and
//! how they are shown), [`clock`] and [`stamp`] (the time and whether a file changed, for the shells). [`engine`] is the door for the shells; [`trial`] holds the lawyers' test cases against answers, says
//! why one fails, what the cases cover, and which small changes to the rules they would not notice.
//!
//! # Invariants
//!
//! - A [`rule::RuleSet`] exists only if checking found no error; a [`program::Program`] never changes.
//! - Evaluation is pure: program, facts and `as_of` in, outcomes out. No clock, no input or output, no hash order.
//! - An unknown fact reads as not known and names itself, through every stage. It is never false and never zero. What
//!   cannot be worked out has failed, with its reason; that is a third thing, and none of the three is ever dropped.
//! - A line that speaks to a client carries its rule, the place of that rule, the facts it used and the law behind it.
//! - Amounts are whole fen in exact decimals; there is no binary float near one, only in the durations of requests.
//! - What labelled messages teach is worked out in whole numbers and in a fixed order: the same messages, the same reading.
//! - No secret of a key is kept, logged or sent back; a token has no `Debug`.
//! - No input panics: slices, unwraps and arithmetic on floats are denied by lint outside tests.
//! - What is said to change an answer was tried: by the same rules, over the facts as they would be.
//! - Nothing of a portfolio is logged. Nothing of it is stored, but where the operator has switched on the record of
//!   decisions with inputs: then sealed, and only there.
//!
//! # Where to change what
//!
//! A new rule, value, law, phrase, labelled message, letter, channel, plain fact or case, English beside a text: YAML
//! only. A new check of one definition: a file in `check`, its page in `check/pages`; of rules against each other: a file
//! in `prove`. A new computed fact: a formula in `fact/derive`, its entry in `rules/…/facts`, and, for questions to see
//! through it, its inverse in `fact/derive/backwards`. A new test in conditions: `syntax/condition`, `check/condition`,
//! `evaluate/matcher`. A new figure: a pure function with its terms in `money`, a line in `figures/calls.rs` and one in
//! `api/money.rs`, cases in `tests/money`. A new part of the answer: `plan`; of what lies ahead of it: `outlook`. What
//! comes first among questions: `outlook/questions/open` and `weight`. A new route or command: a file in `api` or
//! `cli`, one line in its list, and for a route a line in `api/gate/needs.rs` (which scope it needs).

pub mod access;
pub mod api;
pub mod batch;
pub mod book;
pub mod check;
pub mod cli;
pub mod clock;
pub mod compare;
pub mod conduct;
pub mod corpus;
pub mod diagnostic;
pub mod engine;
pub mod evaluate;
pub mod fact;
pub mod figures;
pub mod finding;
pub mod format;
mod hex;
mod ids;
pub mod import;
pub mod interview;
pub mod message;
pub mod money;
pub mod outlook;
pub mod plan;
pub mod program;
pub mod prove;
pub mod readback;
pub mod record;
pub mod reply;
pub mod rule;
pub mod schema;
pub mod sheet;
pub mod source;
pub mod stamp;
mod syntax;
pub mod telemetry;
pub mod timeline;
pub mod trial;
