//! Telephone numbers: one number in one way, matched against those that were selected, and masked.

use crate::rule::Mask;

/// What a cell says of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    /// A number; `true` where other words stood beside it and are left out.
    Number(String, bool),
    /// A spreadsheet turned it into a figure: `1.38E+10`. Its digits are lost.
    Figure,
    /// Something else: a name.
    NoNumber,
    /// Nothing.
    Empty,
}

/// The number in a cell that was made plain.
pub(super) fn read(cell: &str, drop_prefixes: &[String]) -> Read {
    if cell.is_empty() {
        return Read::Empty;
    }
    if is_figure(cell) {
        return Read::Figure;
    }
    let kept = |c: char| c.is_ascii_digit() || matches!(c, '*' | '+');
    let between = |c: char| matches!(c, ' ' | '-' | '(' | ')' | '.' | '/');
    let joined: String = cell.chars().filter(|c| !between(*c)).collect();
    if joined.chars().all(kept) && joined.chars().any(|c| c.is_ascii_digit()) {
        return Read::Number(without_prefix(&joined, drop_prefixes), false);
    }
    let mut runs = joined.split(|c| !kept(c)).filter(|run| run.chars().filter(char::is_ascii_digit).count() >= 3);
    match (runs.next(), runs.next()) {
        (Some(run), None) => Read::Number(without_prefix(run, drop_prefixes), true),
        _ => Read::NoNumber,
    }
}

fn is_figure(cell: &str) -> bool {
    let Some((mantissa, power)) = cell.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    digits(mantissa) && digits(power.strip_prefix('+').unwrap_or(power))
}

fn without_prefix(number: &str, drop_prefixes: &[String]) -> String {
    let stripped = drop_prefixes.iter().find_map(|p| number.strip_prefix(p.as_str()).filter(|rest| !rest.is_empty()));
    stripped.unwrap_or(number).to_owned()
}

/// Whether a number is one of those selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selected {
    Yes,
    /// Some of its digits are masked already; the others fit.
    Perhaps,
    No,
}

/// Holds a number against a list of numbers, each whole or with `*` at the end for all that begin so.
pub(super) fn selected(number: &str, only: &[String]) -> Selected {
    let fits = |pattern: &str| {
        let (wanted, open) = match pattern.strip_suffix('*') {
            Some(head) => (head, true),
            None => (pattern, false),
        };
        if number == pattern || open && number.starts_with(wanted) {
            return Selected::Yes;
        }
        let same_length = number.chars().count() == wanted.chars().count();
        let alike = number.chars().zip(wanted.chars()).all(|(a, b)| a == b || a == '*' || b == '*');
        let long_enough = open && number.chars().count() >= wanted.chars().count();
        if alike && number.contains('*') && (same_length || long_enough) { Selected::Perhaps } else { Selected::No }
    };
    let mut best = Selected::No;
    for pattern in only {
        match fits(pattern) {
            Selected::Yes => return Selected::Yes,
            Selected::Perhaps => best = Selected::Perhaps,
            Selected::No => {}
        }
    }
    best
}

/// A number with its middle hidden. Every hidden digit leaves a star, so that numbers of another length stay apart.
pub(super) fn masked(number: &str, mask: Mask) -> String {
    let length = number.chars().count();
    if length <= mask.whole_up_to {
        return number.to_owned();
    }
    let from = length.saturating_sub(mask.last);
    number.chars().enumerate().map(|(i, c)| if i < mask.first || i >= from { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_read_in_one_way() {
        let prefixes = ["+86".to_owned(), "0086".to_owned()];
        let number = |n: &str| Read::Number(n.to_owned(), false);
        for (cell, expected) in [
            ("13812345678", number("13812345678")),
            ("+86 138-1234-5678", number("13812345678")),
            ("0086(755)83001234", number("75583001234")),
            ("138****5678", number("138****5678")),
            ("95588", number("95588")),
            ("某甲 13812345678", Read::Number("13812345678".to_owned(), true)),
            ("某甲", Read::NoNumber),
            ("1.38123E+10", Read::Figure),
            ("", Read::Empty),
        ] {
            assert_eq!(read(cell, &prefixes), expected, "{cell}");
        }
    }

    #[test]
    fn a_mask_leaves_both_ends_and_services_whole() {
        let mask = Mask { first: 3, last: 4, whole_up_to: 6 };
        assert_eq!(masked("13812345678", mask), "138****5678");
        assert_eq!(masked("4001234567", mask), "400***4567");
        assert_eq!(masked("95588", mask), "95588");
    }

    #[test]
    fn selected_numbers_are_whole_or_begin_so() {
        let only = ["4001234567".to_owned(), "0755*".to_owned()];
        for (number, expected) in [
            ("4001234567", Selected::Yes),
            ("075583001234", Selected::Yes),
            ("400***4567", Selected::Perhaps),
            ("400***4568", Selected::No),
            ("13812345678", Selected::No),
        ] {
            assert_eq!(selected(number, &only), expected, "{number}");
        }
    }
}
