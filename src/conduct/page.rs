//! The report as a page to print and take to the police or a regulator. Nothing is loaded from elsewhere. Contacts hold
//! what strangers wrote: every text is escaped, and characters that change how others are read are shown by number.

use std::collections::BTreeMap;

use minijinja::UndefinedBehavior;
use serde::Serialize;

use super::ConductReport;
use super::picture::{DAYS_DRAWN, KINDS, Picture, picture};
use crate::finding::ConductFinding;
use crate::readback;
use crate::rule::How;
use crate::sheet::lay_out::{environment, filled, visible};

const TEMPLATE: &str = include_str!("page.html");

/// How many characters of what was said are printed; the JSON answer has all of it.
const WORDS_SHOWN: usize = 120;
/// How many contacts of one occurrence are named.
const CONTACTS_SHOWN: usize = 40;

/// What is on the page besides the report itself.
#[derive(Debug, Serialize)]
struct Page<'r> {
    report: &'r ConductReport,
    as_of: String,
    digest: String,
    contacts: usize,
    first_day: Option<String>,
    last_day: Option<String>,
    without_day: usize,
    tally: Vec<(&'static str, usize)>,
    severities: Vec<(String, usize)>,
    how: BTreeMap<String, String>,
    /// Each kind of evidence once, with the findings that ask for it.
    evidence: Vec<EvidenceLine>,
    /// Each place to report to once, with the findings that lead there.
    doors: Vec<DoorLine>,
    kinds: [(&'static str, &'static str); 6],
    picture: Picture,
    days_drawn: usize,
    words_shown: usize,
    contacts_shown: usize,
}

/// A kind of evidence, with the codes of the findings that ask for it.
#[derive(Debug, Serialize)]
pub(crate) struct EvidenceLine {
    label: String,
    rung: String,
    held: &'static str,
    how: String,
    codes: Vec<String>,
}

/// A place to report to, with the codes of the findings that lead there.
#[derive(Debug, Serialize)]
pub(crate) struct DoorLine {
    title: String,
    how: String,
    takes: String,
    takes_unknown: bool,
    unverified: bool,
    codes: Vec<String>,
    /// What is said of the time limit, with the findings it is said of.
    limits: Vec<(String, Vec<String>)>,
}

/// The report as a page.
pub fn page(report: &ConductReport) -> Result<String, minijinja::Error> {
    filled(&mut environment(UndefinedBehavior::Lenient), TEMPLATE, visible(&laid_out(report))?)
}

fn laid_out(report: &ConductReport) -> Page<'_> {
    let calendar = &report.calendar;
    let total = &calendar.total;
    let all = [total.connected, total.not_connected, total.unclear, total.texts, total.visits, total.other];
    let mut severities: Vec<(String, usize)> = Vec::new();
    for finding in &report.findings {
        match severities.iter_mut().find(|(label, _)| *label == finding.severity_label) {
            Some((_, n)) => *n += 1,
            None => severities.push((finding.severity_label.clone(), 1)),
        }
    }
    let mut days = report.timeline.iter().filter_map(|t| t.date);
    let first_day = days.next();
    Page {
        as_of: readback::date(report.as_of),
        digest: report.basis.ruleset_digest.chars().take(12).collect(),
        contacts: report.timeline.len(),
        first_day: first_day.map(readback::date),
        last_day: days.next_back().or(first_day).map(readback::date),
        without_day: report.timeline.iter().filter(|t| t.date.is_none()).count(),
        tally: KINDS.into_iter().zip(all).map(|((_, name), n)| (name, n)).filter(|(_, n)| *n > 0).collect(),
        severities,
        how: ways_of_checking(),
        evidence: evidence(&report.findings),
        doors: doors(&report.findings),
        kinds: KINDS,
        picture: picture(calendar),
        days_drawn: DAYS_DRAWN,
        words_shown: WORDS_SHOWN,
        contacts_shown: CONTACTS_SHOWN,
        report,
    }
}

/// The ways in which something was checked, for people, by the word in the report.
pub(crate) fn ways_of_checking() -> BTreeMap<String, String> {
    let all = [How::FullText, How::TwoSecondary, How::Secondary, How::WeakSecondary, How::Memory];
    all.into_iter().filter_map(|h| Some((word(h)?, h.label().zh))).collect()
}

/// The word for how something was checked, as it stands in the report.
fn word(how: How) -> Option<String> {
    serde_json::to_value(how).ok()?.as_str().map(str::to_owned)
}

fn add<T: PartialEq>(to: &mut Vec<T>, item: T) {
    if !to.contains(&item) {
        to.push(item);
    }
}

/// Each kind of evidence once. The ladder orders the evidence of one finding; merged, those of one rung stay together.
pub(crate) fn evidence(findings: &[ConductFinding]) -> Vec<EvidenceLine> {
    let mut lines: Vec<EvidenceLine> = Vec::new();
    let mut rungs: Vec<String> = Vec::new();
    for finding in findings {
        for e in &finding.evidence {
            if let Some(line) = lines.iter_mut().find(|l| l.label == e.label) {
                add(&mut line.codes, finding.code.clone());
                continue;
            }
            let rung = e.rung_label.clone().unwrap_or_default();
            lines.push(EvidenceLine {
                label: e.label.clone(),
                held: match e.held {
                    Some(true) => "有",
                    Some(false) => "没有",
                    None => "没有说",
                },
                how: e.how.clone().unwrap_or_default(),
                codes: vec![finding.code.clone()],
                rung,
            });
        }
        in_order(&mut rungs, finding.evidence.iter().filter_map(|e| e.rung_label.clone()));
    }
    lines.sort_by_key(|l| rungs.iter().position(|r| *r == l.rung).unwrap_or(rungs.len()));
    lines
}

/// Each place once, in the order the findings give: a place comes after those that a finding puts before it.
pub(crate) fn doors(findings: &[ConductFinding]) -> Vec<DoorLine> {
    let mut order: Vec<String> = Vec::new();
    let mut lines: Vec<DoorLine> = Vec::new();
    for finding in findings {
        in_order(&mut order, finding.report_to.iter().map(|d| d.title.clone()));
        for door in &finding.report_to {
            if !lines.iter().any(|l| l.title == door.title) {
                lines.push(DoorLine {
                    title: door.title.clone(),
                    how: door.how.clone(),
                    takes: door.takes.clone().unwrap_or_default(),
                    takes_unknown: door.takes_unknown,
                    unverified: door.checked.is_none_or(How::is_unverified),
                    codes: Vec::new(),
                    limits: Vec::new(),
                });
            }
            let Some(line) = lines.iter_mut().find(|l| l.title == door.title) else { continue };
            add(&mut line.codes, finding.code.clone());
            if let Some(limit) = &door.limit {
                match line.limits.iter_mut().find(|(said, _)| said == limit) {
                    Some((_, codes)) => add(codes, finding.code.clone()),
                    None => line.limits.push((limit.clone(), vec![finding.code.clone()])),
                }
            }
        }
    }
    lines.sort_by_key(|l| order.iter().position(|t| *t == l.title));
    lines
}

/// Puts names into an order that is there already: a new one comes before the first known one that follows it, else at
/// the end.
fn in_order(order: &mut Vec<String>, names: impl Iterator<Item = String>) {
    let names: Vec<String> = names.collect();
    for (at, name) in names.iter().enumerate() {
        if order.contains(name) {
            continue;
        }
        let mut following = names.iter().skip(at + 1);
        let before = following.find_map(|next| order.iter().position(|n| n == next));
        order.insert(before.unwrap_or(order.len()), name.clone());
    }
}
