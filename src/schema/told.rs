//! What fields are for that many mappings have: Chinese, English.

/// Of `from`.
pub(super) const FROM: (&str, &str) = ("第一天", "the first day");

/// Of `until`.
pub(super) const UNTIL: (&str, &str) = ("最后一天，当天仍有效", "the last day, inclusive");

/// Of `title`.
pub(super) const TITLE: (&str, &str) = ("给人看的名字", "the name people see");

/// Of `id`.
pub(super) const ID: (&str, &str) = ("编号：小写英文，定了就不要改", "its id: lower-case, never changed once given");

/// Of `checked`.
pub(super) const CHECKED: (&str, &str) = ("哪天核对的、怎么核对的", "when and how it was checked");

/// Of `strength`.
pub(super) const STRENGTH: (&str, &str) = ("依据强度：法律、监管要求、经验……", "how binding it is");

/// Of `cite`.
pub(super) const CITE: (&str, &str) =
    ("依据：法律编号/条号，引最新的条号", "the law it rests on: law-id/article, by the newest number");
