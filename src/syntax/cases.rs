//! Definitions of test cases.

use chrono::NaiveDate;

use super::head_of;
use super::outcome::ROLES;
use super::read::{Fields, Name, Notes, count, date, items, name, names, text, texts, word, yes_no};
use super::tree::{Kind, Node};
use crate::diagnostic::Diagnostic;
use crate::fact::Input;
use crate::rule::{Case, Expectation, Expected};
use crate::source::Placed;

/// How a rule can end.
pub(crate) const RESULTS: [(&str, &str); 4] =
    [("met", "met"), ("not_met", "not_met"), ("not_known", "not_known"), ("failed", "failed")];

/// What can be said of a behaviour.
pub(crate) const VERDICTS: [(&str, &str); 2] = [("shown", "shown"), ("cannot_tell", "cannot_tell")];

/// How a cost can stand against its yardstick.
pub(crate) const POSITIONS: [(&str, &str); 4] =
    [("above", "above"), ("at_line", "at_line"), ("not_above", "not_above"), ("cannot_tell", "cannot_tell")];

/// A case, with its portfolio as it is written: every fact with its place.
#[derive(Debug)]
pub(crate) struct CaseDraft {
    pub(crate) case: Case,
    pub(crate) given: Node,
}

pub(super) fn case(node: &Node, notes: &mut Notes) -> Option<CaseDraft> {
    let mut f = Fields::open(node, ("案例", "case"), notes)?;
    let case_name = f.required("name", notes).and_then(|n| name(n, notes));
    let as_of: Option<NaiveDate> = f.required("as_of", notes).and_then(|n| date(n, notes));
    let given = f.required("given", notes);
    let expect = f.required("expect", notes).map(|n| expectations(n, notes));
    f.close(notes);
    let (case_name, given) = (case_name?, given?);
    let place = case_name.place;
    let case = Case { name: case_name.it, as_of: as_of?, given: input(given), expect: expect?, place };
    Some(CaseDraft { case, given: given.clone() })
}

/// A tree as what was given, by the rules of JSON: plain `true`, `false`, `null` and numbers are what they look like.
pub(super) fn input(node: &Node) -> Input {
    match &node.kind {
        Kind::Map(entries) => Input::Map(entries.iter().map(|e| (e.key.clone(), input(&e.value))).collect()),
        Kind::List(list) => Input::List(list.iter().map(input).collect()),
        Kind::Scalar { text, quoted: true } => Input::Text(text.clone()),
        Kind::Scalar { text, quoted: false } => match text.as_str() {
            "true" => Input::YesNo(true),
            "false" => Input::YesNo(false),
            "" | "null" | "~" => Input::Null,
            number if looks_like_number(number) => Input::Number(number.replace('_', "")),
            other => Input::Text(other.to_owned()),
        },
    }
}

fn looks_like_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '_')
        && digits.matches('.').count() <= 1
}

fn expectations(node: &Node, notes: &mut Notes) -> Vec<Expectation> {
    let Some(mut f) = Fields::open(node, ("预期(expect)", "expectation"), notes) else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |node: Option<&Node>, read: fn(&Node, &mut Notes) -> Option<Expected>, notes: &mut Notes| {
        for item in node.map(items).unwrap_or_default() {
            if let Some(expected) = read(item, notes) {
                all.push(Expectation { absent: false, expected, place: head_of(item) });
            }
        }
    };
    add(f.optional("rules", notes), rule, notes);
    add(f.optional("actions", notes), action, notes);
    add(f.optional("conduct", notes), conduct, notes);
    add(f.optional("cost", notes), cost, notes);
    add(f.optional("payments", notes), payment, notes);
    add(f.optional("surplus", notes), |n, notes| name(n, notes).map(Expected::Surplus), notes);
    add(f.optional("avoid", notes), avoid, notes);
    add(f.optional("referrals", notes), referral, notes);
    add(f.optional("today", notes), |n, notes| name(n, notes).map(Expected::Today), notes);
    add(f.optional("questions", notes), |n, notes| name(n, notes).map(Expected::Question), notes);
    add(f.optional("letters", notes), letter, notes);
    if let Some(node) = f.optional("order", notes) {
        let order = names(node, notes);
        all.push(Expectation { absent: false, expected: Expected::Order(order), place: node.place });
    }
    for item in f.optional("not", notes).map(items).unwrap_or_default() {
        if let Some(expected) = absent(item, notes) {
            all.push(Expectation { absent: true, expected, place: head_of(item) });
        }
    }
    f.close(notes);
    if matches!(&node.kind, Kind::Map(entries) if entries.is_empty()) {
        notes.push(
            Diagnostic::error(
                "empty-field",
                node.place,
                "案例没有写预期，什么结果都算通过",
                "the case expects nothing: any answer would pass",
            )
            .help(
                "至少写一项，如 `rules: [ { rule: …, debt: a, is: met } ]`",
                "write at least one, such as `rules: [ { rule: …, debt: a, is: met } ]`",
            ),
        );
    }
    all
}

fn rule(node: &Node, notes: &mut Notes) -> Option<Expected> {
    let mut f = Fields::open(node, ("规则预期", "expected rule"), notes)?;
    let rule = f.required("rule", notes).and_then(|n| name(n, notes));
    let debt = f.optional("debt", notes).and_then(|n| text(n, notes));
    let contact = f.optional("contact", notes).and_then(|n| text(n, notes));
    let is = f.required("is", notes).and_then(|n| placed_word(n, &RESULTS, notes));
    let cite = f.optional("cite", notes).map(|n| names(n, notes)).unwrap_or_default();
    f.close(notes);
    let is = is?;
    if let (Some(first), true) = (cite.first(), is.it != "met") {
        notes.push(
            Diagnostic::error(
                "cite-without-met",
                first.place,
                "规则不适用时没有引用",
                "a rule that is not met cites nothing",
            )
            .help("`cite` 只和 `is: met` 一起写", "write `cite` only together with `is: met`"),
        );
    }
    Some(Expected::Rule { rule: rule?, debt, contact, is, cite })
}

/// Something read from a node, with its place.
fn at<T>(node: &Node, it: Option<T>) -> Option<Placed<T>> {
    it.map(|it| Placed { it, place: node.place })
}

/// One of a fixed list of words, with its place.
fn placed_word<T: Copy>(node: &Node, words: &[(&str, T)], notes: &mut Notes) -> Option<Placed<T>> {
    at(node, word(node, words, notes))
}

/// That a rule is met, said of the place where the rule is named.
fn rule_met(rule: Name, debt: Option<String>, contact: Option<String>) -> Expected {
    let is = Placed { it: "met", place: rule.place };
    Expected::Rule { rule, debt, contact, is, cite: Vec::new() }
}

fn action(node: &Node, notes: &mut Notes) -> Option<Expected> {
    let mut f = Fields::open(node, ("行动预期", "expected action"), notes)?;
    let action = f.optional("action", notes).and_then(|n| name(n, notes));
    let debt = f.optional("debt", notes).and_then(|n| text(n, notes));
    let due = f.optional("due", notes).and_then(|n| at(n, date(n, notes)));
    let rule = f.optional("rule", notes).and_then(|n| name(n, notes));
    let band = f.optional("band", notes).and_then(|n| name(n, notes));
    f.close(notes);
    Some(Expected::Action { action, debt, due, rule, band })
}

fn conduct(node: &Node, notes: &mut Notes) -> Option<Expected> {
    let mut f = Fields::open(node, ("行为预期", "expected behaviour"), notes)?;
    let behaviour = f.required("behaviour", notes).and_then(|n| name(n, notes));
    let verdict =
        f.optional("verdict", notes).and_then(|n| placed_word(n, &VERDICTS, notes)).map(|w| w.map(str::to_owned));
    let contacts = f.optional("contacts", notes).map(|n| texts(n, notes)).unwrap_or_default();
    let counted = f.optional("count", notes).and_then(|n| at(n, count(n, notes)));
    let rule = f.optional("rule", notes).and_then(|n| name(n, notes));
    let severity = f.optional("severity", notes).and_then(|n| name(n, notes));
    let report_to = f.optional("report_to", notes).map(|n| names(n, notes)).unwrap_or_default();
    f.close(notes);
    Some(Expected::Conduct { behaviour: behaviour?, verdict, contacts, count: counted, rule, severity, report_to })
}

fn cost(node: &Node, notes: &mut Notes) -> Option<Expected> {
    let mut f = Fields::open(node, ("成本预期", "expected cost"), notes)?;
    let debt = f.required("debt", notes).and_then(|n| text(n, notes));
    let yardstick = f.optional("yardstick", notes).and_then(|n| name(n, notes));
    let position =
        f.optional("position", notes).and_then(|n| placed_word(n, &POSITIONS, notes)).map(|w| w.map(str::to_owned));
    let rate = f.optional("rate", notes).and_then(|n| name(n, notes));
    let role = f.optional("role", notes).and_then(|n| placed_word(n, &ROLES, notes));
    f.close(notes);
    Some(Expected::Cost { debt: debt?, yardstick, position, rate, role })
}

fn payment(node: &Node, notes: &mut Notes) -> Option<Expected> {
    let mut f = Fields::open(node, ("付款预期", "expected payment"), notes)?;
    let debt = f.required("debt", notes).and_then(|n| text(n, notes));
    let amount = f.optional("amount", notes).and_then(|n| name(n, notes));
    let tier = f.optional("tier", notes).and_then(|n| name(n, notes));
    let rule = f.optional("rule", notes).and_then(|n| name(n, notes));
    f.close(notes);
    if amount.is_none() && tier.is_none() && rule.is_none() {
        notes.push(super::read::expected(node, ("`amount`、`tier` 或 `rule`", "`amount`, `tier` or `rule`")));
    }
    Some(Expected::Payment { debt: debt?, amount, tier, rule })
}

/// `no_new_loans`, or `{ avoid: no_new_loans, rule: … }`.
fn avoid(node: &Node, notes: &mut Notes) -> Option<Expected> {
    let (avoid, rule) = by_rule(node, "avoid", ("不要做的预期", "expected do-not line"), notes)?;
    Some(Expected::Avoid { avoid, rule })
}

/// `legal_aid`, or `{ referral: legal_aid, rule: … }`.
fn referral(node: &Node, notes: &mut Notes) -> Option<Expected> {
    let (referral, rule) = by_rule(node, "referral", ("转介预期", "expected referral"), notes)?;
    Some(Expected::Referral { referral, rule })
}

/// `statement_request`, or `{ letter: hardship_letter, debt: a, ready: false, instead: holding_letter }`.
fn letter(node: &Node, notes: &mut Notes) -> Option<Expected> {
    if !matches!(node.kind, Kind::Map(_)) {
        return name(node, notes).map(plain_letter);
    }
    let mut f = Fields::open(node, ("信函预期", "expected letter"), notes)?;
    let letter = f.required("letter", notes).and_then(|n| name(n, notes));
    let debt = f.optional("debt", notes).and_then(|n| text(n, notes));
    let ready = f.optional("ready", notes).and_then(|n| yes_no(n, notes));
    let forbidden = f.optional("forbidden", notes).and_then(|n| yes_no(n, notes));
    let missing = f.optional("missing", notes).map(|n| names(n, notes)).unwrap_or_default();
    let check_first = f.optional("check_first", notes).map(|n| names(n, notes)).unwrap_or_default();
    let instead = f.optional("instead", notes).and_then(|n| name(n, notes));
    f.close(notes);
    Some(Expected::Letter { letter: letter?, debt, ready, forbidden, missing, check_first, instead })
}

fn plain_letter(letter: Name) -> Expected {
    let (missing, check_first) = (Vec::new(), Vec::new());
    Expected::Letter { letter, debt: None, ready: None, forbidden: None, missing, check_first, instead: None }
}

/// A name alone, or with the rule that raises it.
fn by_rule(
    node: &Node,
    key: &'static str,
    what: (&'static str, &'static str),
    notes: &mut Notes,
) -> Option<(Name, Option<Name>)> {
    if !matches!(node.kind, Kind::Map(_)) {
        return name(node, notes).map(|n| (n, None));
    }
    let mut f = Fields::open(node, what, notes)?;
    let named = f.required(key, notes).and_then(|n| name(n, notes));
    let rule = f.optional("rule", notes).and_then(|n| name(n, notes));
    f.close(notes);
    Some((named?, rule))
}

/// What must not be there: a rule that is not met, or a line that is absent.
fn absent(node: &Node, notes: &mut Notes) -> Option<Expected> {
    let mut f = Fields::open(node, ("不应出现的内容", "what must be absent"), notes)?;
    let debt = f.optional("debt", notes).and_then(|n| text(n, notes));
    let contact = f.optional("contact", notes).and_then(|n| text(n, notes));
    let rule = f.optional("rule", notes).and_then(|n| name(n, notes));
    let action = f.optional("action", notes).and_then(|n| name(n, notes));
    let behaviour = f.optional("behaviour", notes).and_then(|n| name(n, notes));
    let avoid = f.optional("avoid", notes).and_then(|n| name(n, notes));
    let referral = f.optional("referral", notes).and_then(|n| name(n, notes));
    let letter = f.optional("letter", notes).and_then(|n| name(n, notes));
    let question = f.optional("question", notes).and_then(|n| name(n, notes));
    let today = f.optional("today", notes).and_then(|n| name(n, notes));
    f.close(notes);
    let found = if let Some(rule) = rule {
        Some(rule_met(rule, debt, contact))
    } else if let Some(action) = action {
        Some(Expected::Action { action: Some(action), debt, due: None, rule: None, band: None })
    } else if let Some(behaviour) = behaviour {
        Some(Expected::Conduct {
            behaviour,
            verdict: None,
            contacts: Vec::new(),
            count: None,
            rule: None,
            severity: None,
            report_to: Vec::new(),
        })
    } else {
        avoid
            .map(|avoid| Expected::Avoid { avoid, rule: None })
            .or(referral.map(|referral| Expected::Referral { referral, rule: None }))
            .or(letter.map(plain_letter))
            .or(question.map(Expected::Question))
            .or(today.map(Expected::Today))
    };
    if found.is_none() {
        notes.push(super::read::expected(
            node,
            (
                "`{ rule: … }`、`{ action: … }`、`{ behaviour: … }` 之一",
                "one of `{ rule: … }`, `{ action: … }`, `{ behaviour: … }`",
            ),
        ));
    }
    found
}
