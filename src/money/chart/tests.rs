use super::*;

fn path(kind: PathKind, periods: Option<u32>, status: PathStatus, balances: &[&str]) -> Path {
    Path {
        kind,
        periods,
        monthly: None,
        affordable: None,
        status,
        months: None,
        total_paid: None,
        total_cost: None,
        debt_free_on: None,
        missing: Vec::new(),
        reason: String::new(),
        reason_en: String::new(),
        balances: balances.iter().map(|amount| amount.parse().unwrap()).collect(),
    }
}

#[test]
fn a_line_that_ends_and_one_that_does_not() {
    let svg = chart(&[
        path(PathKind::Proposed, Some(2), PathStatus::Clears, &["100", "50", "0"]),
        path(PathKind::NothingChanges, None, PathStatus::DoesNotClear, &["100", "102", "104.04"]),
    ]);
    assert!(svg.contains("role=\"img\" aria-labelledby=\"title desc\""));
    assert!(svg.contains("<desc id=\"desc\">横轴是从现在起的月数，纵轴是还要还的钱。协商 2 期：2 个月还清；一切照旧：2 个月后还欠 104.04 元。</desc>"));
    // 120 yuan at the top (y 64), nothing at the bottom (y 404), two months from x 90 to x 630.
    assert!(
        svg.contains(
            "<polyline points=\"90,120.7 360,262.4 630,404\" fill=\"none\" stroke=\"#111\" stroke-width=\"2\"/>"
        ),
        "{svg}"
    );
    assert!(svg.contains("stroke-dasharray=\"9 5\""));
    // Nothing runs and nothing is fetched: the only address is the name of the format.
    assert!(!svg.contains("<script") && !svg.contains("href") && svg.matches("http").count() == 1);
}

#[test]
fn labels_of_lines_that_end_together_stand_under_each_other() {
    let line = || path(PathKind::Proposed, Some(2), PathStatus::Clears, &["100", "50", "0"]);
    let svg = chart(&[line(), line(), line()]);
    let places: Vec<&str> = svg.lines().filter(|line| line.contains("协商 2 期：2 个月还清</text>")).collect();
    assert_eq!(places.len(), 3);
    assert!(
        places[0].contains("y=\"459\"") && places[1].contains("y=\"485\"") && places[2].contains("y=\"511\""),
        "{places:?}"
    );
}

#[test]
fn two_settlements_of_one_term_differ_in_their_label() {
    let line = |monthly: &str| Path {
        monthly: Some(monthly.parse().unwrap()),
        ..path(PathKind::Proposed, Some(2), PathStatus::Clears, &["100", "50", "0"])
    };
    let svg = chart(&[line("50"), line("60")]);
    assert!(svg.contains("协商 2 期：每月 50.00</text>") && svg.contains("协商 2 期：每月 60.00</text>"), "{svg}");
}

#[test]
fn a_road_that_cannot_be_carried_has_no_line() {
    let carried = path(PathKind::Contract, None, PathStatus::CannotBeCarried, &["100", "0"]);
    let none = chart(&[carried, path(PathKind::NothingChanges, None, PathStatus::Clears, &["0"])]);
    assert!(none.contains("没有可画的线") && !none.contains("polyline"));
    assert_eq!(chart(&[]), none);
}

#[test]
fn amounts_at_the_axis_are_round_whatever_their_size() {
    let labels = |most: &str| {
        let svg = chart(&[path(PathKind::Contract, None, PathStatus::DoesNotClear, &["0", most])]);
        let at_axis = svg
            .lines()
            .filter(|line| line.contains("text-anchor=\"end\""))
            .map(|line| line.split('>').nth(1).unwrap().trim_end_matches("</text").to_owned());
        at_axis.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(labels("0.01"), "元 0 1");
    assert_eq!(labels("6"), "元 0 1 2 3 4 5 6");
    assert_eq!(labels("6.01"), "元 0 2 4 6 8");
    assert_eq!(labels("43956.78"), "元 0 10,000 20,000 30,000 40,000 50,000");
    assert_eq!(labels("9999999"), "元 0 2,000,000 4,000,000 6,000,000 8,000,000 10,000,000");
    assert_eq!(labels("10000000"), "万元 0 200 400 600 800 1,000");
    assert_eq!(labels("1000000000000000"), "万亿元 0 200 400 600 800 1,000");
}
