//! A session at the desk: one question after another, over any reader and any writer.

use std::io::{BufRead, Result, Write};

use super::entries::{self, Line};
use super::progress;
use super::understand::{Command, Taken, command, label, value, yes_no};
use crate::diagnostic::{Language, Text};
use crate::engine::Engine;
use crate::fact::{FactKind, Input, LIMITS, Problem};
use crate::interview::{InterviewReply, InterviewStage, NextKind, NextQuestion, Request, put, reply};

/// What is known at one moment of a session.
#[derive(Debug, Clone)]
struct Told {
    portfolio: Input,
    debts_complete: bool,
    contacts_complete: bool,
}

/// How a question ended.
enum Reaction {
    /// Something was told.
    Told(Told),
    /// Ask the one before.
    Back,
    /// No more questions.
    Enough,
}

/// Somebody at the desk.
pub(super) struct Session<'s, R, W> {
    pub(super) engine: &'s Engine,
    pub(super) language: Language,
    pub(super) from: R,
    pub(super) to: W,
    /// Whether to stop after the first ten minutes.
    pub(super) minimum_only: bool,
}

impl<R: BufRead, W: Write> Session<'_, R, W> {
    /// Asks until nothing is left that matters, somebody has had enough, or the input ends. Gives back the portfolio as
    /// far as it was told; or what is wrong with the one it began with.
    pub(super) fn run(&mut self, portfolio: Input) -> Result<std::result::Result<Input, Vec<Problem>>> {
        let mut now = Told { portfolio, debts_complete: false, contacts_complete: false };
        let mut before: Vec<Told> = Vec::new();
        let (mut said, mut minimum_over, mut certain) = (String::new(), false, false);
        self.say(
            "一问一答。写号码、写字都行；? 是为什么问，空行或“不知道”是说不上来，“返回”改上一问，“够了”就停。",
            "Answer with a number or in words; ? asks why, an empty line says that it is not known, `back` goes back, `enough` stops.",
        )?;
        loop {
            let reply = match self.reply(&now) {
                Ok(reply) => reply,
                Err(problems) => return Ok(Err(problems)),
            };
            let urgent = progress::urgent(&reply, self.language);
            let Some(next) = reply.next.as_ref() else {
                self.say("\n没有会改变结果的问题了。", "\nNothing is left that would change the answer.")?;
                progress::so_far(&reply, self.language, &mut self.to)?;
                return Ok(Ok(now.portfolio));
            };
            if next.stage == InterviewStage::Decisive && !minimum_over {
                minimum_over = true;
                self.say("\n必问的问完了。到现在为止：", "\nThe first questions are done. So far:")?;
                progress::so_far(&reply, self.language, &mut self.to)?;
                if self.minimum_only {
                    return Ok(Ok(now.portfolio));
                }
                self.say("\n接着问最能改变结果的：", "\nNow what decides most:")?;
            } else if !urgent.is_empty() && urgent != said {
                writeln!(self.to, "\n{urgent}")?;
            }
            said = urgent;
            if reply.first_step_certain != certain {
                certain = reply.first_step_certain;
                progress::certain(&reply, self.language, &mut self.to)?;
            }
            match self.question(&now, next, &reply)? {
                Reaction::Told(then) => before.push(std::mem::replace(&mut now, then)),
                Reaction::Back => match before.pop() {
                    Some(then) => now = then,
                    None => self.say("已经是第一问了。", "This is the first question.")?,
                },
                Reaction::Enough => {
                    self.say("\n到此为止。现在的结果：", "\nStopped. The answer so far:")?;
                    progress::so_far(&reply, self.language, &mut self.to)?;
                    return Ok(Ok(now.portfolio));
                }
            }
        }
    }

    fn reply(&self, now: &Told) -> std::result::Result<InterviewReply, Vec<Problem>> {
        let request = Request::of(self.engine, &now.portfolio, &LIMITS, now.debts_complete, now.contacts_complete)?;
        Ok(reply(self.engine, &request))
    }

    /// Asks until the answer fits.
    fn question(&mut self, now: &Told, next: &NextQuestion, reply: &InterviewReply) -> Result<Reaction> {
        progress::question(next, reply, self.language, &mut self.to)?;
        if matches!(next.kind, NextKind::AddDebt | NextKind::AddContact) {
            return self.one_more(now, next);
        }
        let kind = next.fact.as_ref().and_then(|f| self.engine.rules().vocabulary.find(f)).map(|(_, f)| f.kind.clone());
        let mut again: Option<String> = None;
        loop {
            let typed = match again.take() {
                Some(typed) => typed,
                None => match self.line()? {
                    Some(typed) => typed,
                    None => return Ok(Reaction::Enough),
                },
            };
            match command(&typed) {
                Some(Command::NotKnown) => return Ok(told(now, next, Input::Text("unknown".to_owned()))),
                Some(Command::Back) => return Ok(Reaction::Back),
                Some(Command::Enough) => return Ok(Reaction::Enough),
                Some(Command::Explain) => progress::why(next, self.language, &mut self.to)?,
                None => {
                    let taken = match &kind {
                        Some(FactKind::Records(fields)) => match self.entries(fields, next, typed)? {
                            Some(list) => Taken::Value(list),
                            None => return Ok(Reaction::Enough),
                        },
                        kind => value(kind.as_ref(), &next.answers, &typed, self.language),
                    };
                    let answer = match taken {
                        Taken::Value(answer) => answer,
                        Taken::Perhaps(answer, shown) => match self.meant(&shown)? {
                            Meant::Yes => answer,
                            Meant::No => {
                                self.say("  请再写一次：", "  Once more, please:")?;
                                continue;
                            }
                            Meant::Other(typed) => {
                                again = Some(typed);
                                continue;
                            }
                            Meant::End => return Ok(Reaction::Enough),
                        },
                        Taken::Wrong(why) => {
                            self.refuse(&why)?;
                            continue;
                        }
                    };
                    let Reaction::Told(then) = told(now, next, answer) else { continue };
                    match self.engine.read_begun(&then.portfolio, &LIMITS) {
                        Ok(_) => return Ok(Reaction::Told(then)),
                        Err(problems) => {
                            for problem in &problems {
                                self.refuse(&problem.message)?;
                            }
                        }
                    }
                }
            }
        }
    }

    /// Asks for one more debt or contact.
    fn one_more(&mut self, now: &Told, next: &NextQuestion) -> Result<Reaction> {
        loop {
            let Some(typed) = self.line()? else { return Ok(Reaction::Enough) };
            let more = match command(&typed) {
                Some(Command::NotKnown) => Some(false),
                Some(Command::Back) => return Ok(Reaction::Back),
                Some(Command::Enough) => return Ok(Reaction::Enough),
                Some(Command::Explain) => {
                    progress::why(next, self.language, &mut self.to)?;
                    continue;
                }
                None => yes_no(&typed),
            };
            let mut then = now.clone();
            match (more, next.kind) {
                (Some(true), _) => {
                    let id = next.debt.as_ref().or(next.contact.as_ref()).cloned().unwrap_or_default();
                    put(&mut then.portfolio, &next.pointer, Input::Map(vec![("id".to_owned(), Input::Text(id))]));
                }
                (Some(false), NextKind::AddDebt) => then.debts_complete = true,
                (Some(false), _) => then.contacts_complete = true,
                (None, _) => {
                    self.refuse(&Text::new("有写“有”，没有写“没有”", "write yes or no"))?;
                    continue;
                }
            }
            return Ok(Reaction::Told(then));
        }
    }

    /// Reads a list, an entry a line; the first line is there already. Nothing when the input ends before the list does:
    /// half of what a household must spend would promise the other half to its creditors.
    fn entries(&mut self, fields: &[crate::fact::Field], next: &NextQuestion, first: String) -> Result<Option<Input>> {
        let mut list = Vec::new();
        let mut typed = first;
        loop {
            if list.is_empty() && yes_no(&typed) == Some(false) && typed != "2" {
                return Ok(Some(Input::List(list)));
            }
            match command(&typed) {
                Some(Command::NotKnown) => return Ok(Some(Input::List(list))),
                Some(Command::Back) => {
                    list.pop();
                    self.say("  上一行去掉了。", "  The line before is gone.")?;
                }
                Some(Command::Enough) => return self.unfinished(),
                Some(Command::Explain) => progress::why(next, self.language, &mut self.to)?,
                None => match entries::line(fields, &next.fields, &typed, self.language) {
                    Line::Wrong(why) => self.refuse(&why)?,
                    Line::Entry { entry, shown, sure: true } => {
                        writeln!(self.to, "  + {shown}")?;
                        list.push(entry);
                    }
                    Line::Entry { entry, shown, sure: false } => match self.meant(&shown)? {
                        Meant::Yes => list.push(entry),
                        Meant::No => {}
                        Meant::Other(other) => {
                            typed = other;
                            continue;
                        }
                        Meant::End => return self.unfinished(),
                    },
                },
            }
            typed = match self.line()? {
                Some(typed) => typed,
                None => return self.unfinished(),
            };
        }
    }

    fn unfinished(&mut self) -> Result<Option<Input>> {
        self.say("这一项没有写完，没有记下。", "This list was not finished and is not kept.")?;
        Ok(None)
    }

    /// Offers back what was probably meant.
    fn meant(&mut self, shown: &str) -> Result<Meant> {
        self.say(
            &format!("  是 {shown} 吗？(回车就是；不对写“不是”，或者重新写)"),
            &format!("  {shown}? (enter for yes; `no`, or write it again)"),
        )?;
        let Some(typed) = self.line()? else { return Ok(Meant::End) };
        Ok(match yes_no(&typed) {
            Some(true) => Meant::Yes,
            Some(false) => Meant::No,
            None if typed.is_empty() => Meant::Yes,
            None => Meant::Other(typed),
        })
    }

    fn refuse(&mut self, why: &Text) -> Result<()> {
        let again = match self.language {
            Language::Zh => "请再写一次",
            Language::En => "once more, please",
        };
        writeln!(self.to, "  {}。{again}：", why.in_language(self.language))
    }

    fn say(&mut self, zh: &str, en: &str) -> Result<()> {
        let text = match self.language {
            Language::Zh => zh,
            Language::En => en,
        };
        writeln!(self.to, "{text}")
    }

    /// A line without the spaces round it; nothing at the end of the input.
    fn line(&mut self) -> Result<Option<String>> {
        write!(self.to, "> ")?;
        self.to.flush()?;
        let mut line = Vec::new();
        if self.from.read_until(b'\n', &mut line)? == 0 {
            writeln!(self.to)?;
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned()))
    }
}

/// What somebody says to a proposal.
enum Meant {
    Yes,
    No,
    Other(String),
    End,
}

fn told(now: &Told, next: &NextQuestion, answer: Input) -> Reaction {
    let mut then = now.clone();
    put(&mut then.portfolio, &next.pointer, answer);
    Reaction::Told(then)
}

/// The label of an answer, for lists of options.
pub(super) fn numbered(next: &[crate::interview::FittingAnswer], language: Language) -> Vec<String> {
    next.iter().enumerate().map(|(i, a)| format!("{}) {}", i + 1, label(a, language))).collect()
}
