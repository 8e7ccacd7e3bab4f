//! `did you mean`: the known name closest to what was written, if one is close enough to be worth saying.

/// How alike two names must be (1 is the same). Below this a guess would mislead more often than help.
const CLOSE_ENOUGH_PERCENT: u32 = 80;

/// No name is longer than this, in characters.
const LONGEST_NAME: usize = 80;

/// The known name closest to `written`, or nothing when none is close.
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(u32, &str)> = None;
    for name in known {
        let score = likeness(written, name);
        if score >= CLOSE_ENOUGH_PERCENT && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Likeness in percent, by edits against the longer of the two, so that no float is compared.
fn likeness(a: &str, b: &str) -> u32 {
    if a.eq_ignore_ascii_case(b) {
        return 100;
    }
    let (first, second) = (a.chars().count(), b.chars().count());
    let long = first.max(second);
    // Names that differ by a fifth in length alone are not close; a long text is never held against a name.
    if first.abs_diff(second) * 5 > long.max(5) || long > LONGEST_NAME {
        return 0;
    }
    let edits = strsim::osa_distance(a, b);
    let kept = long.saturating_sub(edits);
    // Short Chinese names and long snake_case names share this rule: at most one edit in five characters,
    // or a single edit in a name of three or four.
    if edits == 1 && long >= 3 {
        return 90;
    }
    u32::try_from(kept * 100 / long.max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_name_with_one_letter_missing_is_recognised() {
        assert_eq!(closest("debt.anual_rate", ["debt.annual_rate", "debt.amount"]), Some("debt.annual_rate"));
        assert_eq!(closest("titel", ["title", "scope"]), Some("title"), "two letters swapped are one slip");
        assert_eq!(closest("severty", ["severity"]), Some("severity"));
    }

    #[test]
    fn a_far_name_is_not_suggested() {
        assert_eq!(closest("weather", ["debt.legal_stage", "debt.served_on"]), None);
    }
}
