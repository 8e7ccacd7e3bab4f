//! The usual order of keys: the one the shipped rules are written in. Conditions, facts given and articles stay in the
//! order of their author, as does every key that is not listed.

/// The keys of a kind of mapping, in order, with the kind of mapping below each; `other` is below keys not listed.
#[derive(Debug)]
pub(super) struct Shape {
    keys: &'static [(&'static str, &'static Shape)],
    other: Option<&'static Shape>,
}

impl Shape {
    /// Where a key stands; keys that are not listed come after the others.
    pub(super) fn rank(&self, key: &str) -> usize {
        self.keys.iter().position(|(k, _)| *k == key).unwrap_or(self.keys.len())
    }

    /// The kind of mapping below a key.
    pub(super) fn below(&self, key: &str) -> &'static Shape {
        let listed = self.keys.iter().find(|(k, _)| *k == key).map(|(_, shape)| *shape);
        listed.or(self.other).unwrap_or(&FREE)
    }
}

/// A mapping in its author's order.
pub(super) static FREE: Shape = Shape { keys: &[], other: None };

macro_rules! shapes {
    ($($name:ident: $($key:literal $(=> $below:ident)?),+;)+) => {
        $(static $name: Shape = Shape { keys: &[$(($key, shapes!(@ $($below)?))),+], other: None };)+
    };
    (@ $below:ident) => { &$below };
    (@) => { &FREE };
}

/// The kind of mapping a section of a file holds.
pub(super) fn section(name: &str) -> &'static Shape {
    match name {
        "pack" => &PACK,
        "facts" => &FACT,
        "terms" => &TERM,
        "laws" => &LAW,
        "values" => &VALUE,
        "calendar" => &YEAR,
        "phrases" => &PHRASE,
        "words" => &WORD_LIST,
        "contexts" => &CONTEXT,
        "disguises" => &DISGUISE,
        "marks" => &MARK,
        "messages" => &MESSAGE,
        "bands" => &BAND,
        "payment_tiers" => &TIER,
        "actions" => &ACTION,
        "avoid" => &AVOID,
        "referrals" => &REFERRAL,
        "behaviours" => &BEHAVIOUR,
        "severities" => &SEVERITY,
        "forces" => &FORCE,
        "strengths" | "evidence_ladder" => &STRENGTH,
        "channels" => &CHANNEL,
        "letters" => &LETTER,
        "errata" => &ERRATUM,
        "imports" => &IMPORT,
        "rules" => &RULE,
        "cases" => &CASE,
        _ => &FREE,
    }
}

static ARTICLES: Shape = Shape { keys: &[], other: Some(&ARTICLE) };
static IMPORT_FACTS: Shape = Shape { keys: &[], other: Some(&IMPORT_FACT) };
static OPTIONS: Shape = Shape { keys: &[], other: Some(&OPTION) };

shapes! {
    LABEL: "zh", "en";
    OPTION: "zh", "en", "about" => LABEL, "rung", "keep" => LABEL;
    CHECKED: "on", "how";
    PACK: "id", "title", "version", "jurisdiction", "time_zone", "languages", "limits", "wording" => WORDING,
        "first_questions" => FIRST;
    FIRST: "danger" => FIRST_FACT, "debt" => FIRST_FACT, "household" => FIRST_FACT, "contact" => FIRST_FACT, "contacts",
        "add_debt" => LABEL, "add_contact" => LABEL, "which_debt" => LABEL;
    FIRST_FACT: "fact", "when";
    WORDING: "counting" => LABEL, "ends" => LABEL, "moved" => LABEL, "no_calendar" => LABEL,
        "calendar_unverified" => LABEL, "by_post" => LABEL, "by_post_for",
        "left_out" => LEFT_OUT;
    LEFT_OUT: "duplicate" => LABEL, "same_instant" => LABEL, "inbound" => LABEL;
    FACT: "name", "label" => LABEL, "type", "options" => OPTIONS, "fields" => FIELD, "may_be_future", "may_be_never",
        "derived", "phase", "about", "question", "settled_by", "changeable_by",
        "may_become", "if_true" => LABEL, "if_false" => LABEL, "exhaustive";
    FIELD: "name", "label" => LABEL, "type", "options" => OPTIONS, "fields";
    TERM: "id", "title", "when";
    LAW: "id", "title", "issuer", "force", "note", "applies_when", "versions" => VERSION;
    VERSION: "from", "until", "date_unverified", "articles" => ARTICLES;
    ARTICLE: "gist", "checked" => CHECKED, "number_unverified", "advisory", "succeeded_by";
    VALUE: "id", "title", "unit", "by", "series" => STRETCH, "derived_from" => DERIVED, "stale_after", "source", "strength",
        "cite";
    STRETCH: "from", "until", "value", "bands" => PART, "checked" => CHECKED;
    PART: "up_to", "fixed", "rate";
    DERIVED: "value", "times";
    YEAR: "year", "checked" => CHECKED, "source", "holidays" => HOLIDAY, "workdays";
    HOLIDAY: "name", "from", "until";
    PHRASE: "id", "title", "act", "says", "not_when", "labelled", "despite", "examples", "near_misses";
    WORD_LIST: "id", "title", "any";
    CONTEXT: "id", "title" => LABEL, "side", "reach", "within", "makes", "says";
    DISGUISE: "means", "written";
    MESSAGE: "say", "shows", "may", "unclear", "disguised", "near_miss", "given";
    MARK: "id", "tells", "title" => LABEL, "says";
    BAND: "id", "title", "horizon_days", "otherwise", "en" => ENGLISH;
    TIER: "id", "title", "method", "reads", "default", "because", "extra", "extra_because", "en" => ENGLISH;
    ACTION: "id", "title", "who", "steps", "proof", "if_missed", "letters", "scripts", "en" => ENGLISH;
    AVOID: "id", "title", "because", "cite", "en" => ENGLISH;
    REFERRAL: "id", "title", "to", "bring", "free_first", "en" => ENGLISH;
    BEHAVIOUR: "id", "code", "title", "about", "en" => ENGLISH;
    SEVERITY: "id", "label" => LABEL, "severe", "band";
    FORCE: "id", "label" => LABEL, "wording", "advisory", "strength";
    STRENGTH: "id", "label" => LABEL;
    CHANNEL: "id", "title", "how", "takes", "takes_when", "within" => WITHIN, "from", "until", "checked" => CHECKED,
        "en" => ENGLISH;
    WITHIN: "days", "months", "years", "counted_from", "before" => LABEL, "today" => LABEL, "passed" => LABEL,
        "day_unknown" => LABEL;
    LETTER: "id", "title", "kind", "to", "needs", "needs_proof", "attach", "do_not_claim", "not_when", "not_because",
        "instead", "en" => ENGLISH, "body";
    ERRATUM: "id", "says", "wrong", "right", "strength", "checked" => CHECKED, "cite", "rules", "en" => ERRATUM_WORDS;
    ERRATUM_WORDS: "says", "wrong", "right";
    IMPORT: "id", "title" => LABEL, "always", "at" => IMPORT_AT, "number" => IMPORT_NUMBER,
        "duration" => IMPORT_DURATION, "facts" => IMPORT_FACTS, "totals";
    IMPORT_AT: "columns", "date_columns", "formats";
    IMPORT_NUMBER: "columns", "own_columns", "drop_prefixes", "mask" => IMPORT_MASK;
    IMPORT_MASK: "first", "last", "whole_up_to";
    IMPORT_DURATION: "columns", "formats", "connected_from_seconds", "at_most_seconds";
    IMPORT_FACT: "columns", "words", "with";
    RULE: "id", "title", "scope", "status", "from", "until", "judge_by", "strength", "count" => COUNT, "when", "unless",
        "unless_because", "then" => THEN, "yields_to", "cite", "not_modelled", "en" => ENGLISH, "reads" => READS;
    ENGLISH: "title", "unless_because", "because", "above", "at_line", "not_above", "today", "to", "bring", "free_first",
        "how", "takes", "steps", "proof", "if_missed", "not_modelled";
    READS: "sentence", "by", "on";
    COUNT: "where", "conversation", "by", "window";
    OVERLAP: "between", "agreed";
    THEN: "yardstick" => YARDSTICK, "behaviour", "severity", "band", "because", "above", "at_line", "not_above",
        "today", "actions" => PLANNED, "payment", "overlap" => OVERLAP, "evidence", "report_to", "avoid", "referrals",
        "letters";
    YARDSTICK: "value", "role";
    PLANNED: "action", "due" => DUE;
    DUE: "days", "working_days", "months", "years", "on", "before", "after", "roll";
    CASE: "name", "as_of", "given", "expect" => EXPECT;
    EXPECT: "rules" => EXPECTED, "actions" => EXPECTED_ACTION, "order", "payments" => EXPECTED_PAYMENT,
        "conduct" => EXPECTED_CONDUCT, "cost" => EXPECTED_COST, "surplus", "avoid" => EXPECTED_AVOID, "referrals" => EXPECTED_REFERRAL,
        "letters" => EXPECTED_LETTER, "today",
        "questions", "not";
    EXPECTED: "rule", "debt", "contact", "is", "cite";
    EXPECTED_ACTION: "debt", "action", "due", "rule", "band";
    EXPECTED_PAYMENT: "debt", "amount", "tier", "rule";
    EXPECTED_CONDUCT: "behaviour", "verdict", "contacts", "count", "rule", "severity", "report_to";
    EXPECTED_COST: "debt", "yardstick", "position", "rate", "role";
    EXPECTED_AVOID: "avoid", "rule";
    EXPECTED_REFERRAL: "referral", "rule";
    EXPECTED_LETTER: "letter", "debt", "ready", "forbidden", "missing", "check_first", "instead";
}
