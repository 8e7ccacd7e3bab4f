use super::*;

// A debt is "id balance rate instalment periods"; a dash is what is not known.
fn terms(available: &str, debts: &[&str]) -> PathTerms {
    let debt = |text: &&str| {
        let words: Vec<&str> = text.split(' ').collect();
        let word = |at: usize| words.get(at).copied().filter(|word| *word != "-");
        PathDebt {
            id: words[0].to_owned(),
            balance: words[1].parse().unwrap(),
            annual_rate: word(2).map(|word| Rate::new(word.parse().unwrap())),
            instalment: word(3).map(|word| word.parse().unwrap()),
            periods_left: word(4).map(|word| word.parse().unwrap()),
        }
    };
    PathTerms {
        as_of: NaiveDate::from_ymd_opt(2026, 8, 31).unwrap(),
        available: available.parse().unwrap(),
        debts: debts.iter().map(debt).collect(),
        terms: Some(vec![24]),
        order: None,
    }
}

// A path reads "monthly months paid cost day status"; a dash is what is not given. They are the contract, the settlement
// over 24, what the budget gives, and nothing changes.
fn check(terms: &PathTerms, expected: [&str; 4]) -> Paths {
    fn text<T: ToString>(value: Option<&T>) -> String {
        value.map_or("-".to_owned(), T::to_string)
    }
    let got = paths(terms).unwrap();
    let read: Vec<String> = got
        .paths
        .iter()
        .map(|p| {
            let (paid, cost, day) =
                (text(p.total_paid.as_ref()), text(p.total_cost.as_ref()), text(p.debt_free_on.as_ref()));
            format!("{} {} {paid} {cost} {day} {:?}", text(p.monthly.as_ref()), text(p.months.as_ref()), p.status)
        })
        .collect();
    assert_eq!(read, expected);
    got
}

const FOUNDING: [&str; 3] = ["A 12000.00 0.1825 600", "B 8500.00 0.219 500", "C 23456.78 0.2399 1000"];

#[test]
fn the_reference_portfolio() {
    // By contract 14 415.73 in 25 months, 10 269.80 in 21 and 31 972.84 in 32.
    let got = check(
        &terms("3000", &FOUNDING),
        [
            "2100.00 32 56658.37 12701.59 2029-04-30 Clears",
            "1831.53 24 43956.78 0.00 2028-08-31 Clears",
            "3000.00 15 43956.78 0.00 2027-11-30 Clears",
            "3000.00 18 51506.49 7549.71 2028-02-29 Clears",
        ],
    );
    let first: Vec<String> = got.paths.iter().map(|path| path.balances[0].to_string()).collect();
    assert_eq!(first, ["56658.37", "43956.78", "43956.78", "43956.78"]);
    assert!(got.paths.iter().all(|path| path.balances.last() == Some(&Money::ZERO)));
    check(
        &terms("1200", &FOUNDING),
        [
            "2100.00 32 56658.37 12701.59 - CannotBeCarried",
            "1831.53 24 43956.78 0.00 - CannotBeCarried",
            "1200.00 37 43956.78 0.00 2029-09-30 Clears",
            "1200.00 59 70370.18 26413.40 2031-07-31 Clears",
        ],
    );
}

#[test]
fn without_money_the_debts_grow_and_nothing_is_said_to_end() {
    let got = check(
        &terms("-5", &FOUNDING),
        [
            "2100.00 32 56658.37 12701.59 - CannotBeCarried",
            "1831.53 24 43956.78 0.00 - CannotBeCarried",
            "- - - - - DoesNotClear",
            "- - - - - DoesNotClear",
        ],
    );
    let balances = &got.paths[3].balances;
    assert_eq!(
        (balances.len(), balances[1].to_string(), balances[120].to_string()),
        (121, "44763.35".into(), "400151.14".into())
    );
}

#[test]
fn what_is_not_known_is_named_and_never_taken_as_nothing() {
    let missing = |debts: &[&str], contract: &[&str], unchanged: &[&str]| {
        let got = paths(&terms("3000", debts)).unwrap();
        let status = |missing: &[&str]| if missing.is_empty() { PathStatus::Clears } else { PathStatus::NotKnown };
        assert_eq!((got.paths[0].status, got.paths[3].status), (status(contract), status(unchanged)));
        assert_eq!(
            (&got.paths[0].missing[..], &got.paths[3].missing[..]),
            (&owned(contract)[..], &owned(unchanged)[..])
        );
    };
    missing(&["A 100 0.1 10", "B 100 - 10 12"], &[], &["/debts/1/annual_rate"]);
    missing(
        &["A 100 0.1 10", "B 100 - 10"],
        &["/debts/1/annual_rate", "/debts/1/periods_left"],
        &["/debts/1/annual_rate"],
    );
    missing(&["A 100 0.1"], &["/debts/0/instalment"], &[]);
    // Nothing has to be known of a debt on which nothing is owed.
    missing(&["A 0", "B 100 0.1 10"], &[], &[]);
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_contract_that_does_not_pay_off_is_not_said_to_end() {
    let contract = |debt: &str| {
        let path = paths(&terms("3000", &[debt])).unwrap().paths.remove(0);
        (path.status, path.total_paid.map(|paid| paid.to_string()))
    };
    assert_eq!(contract("A 10000 0.24 200"), (PathStatus::DoesNotClear, None));
    // 10 000.00 at 24 %, 200.01 a month clears in 505 months.
    assert_eq!(contract("A 10000 0.24 200.01").0, PathStatus::Clears);
    assert_eq!(contract("A 1000 - 50 12"), (PathStatus::DoesNotClear, None));
    // 36 instalments rounded down are 28 fen short, which the last one takes; one of 0.01 a period more is too short.
    assert_eq!(contract("A 10000 - 277.77 36"), (PathStatus::Clears, Some("10000.00".into())));
    assert_eq!(contract("A 10000 - 277.76 36"), (PathStatus::DoesNotClear, None));
    assert_eq!(contract("A 10000 - 300 36"), (PathStatus::Clears, Some("10800.00".into())));
    assert_eq!(contract("A 10000 - 0 36"), (PathStatus::DoesNotClear, None));
}

#[test]
fn the_edges() {
    let nothing = "- 0 0.00 0.00 2026-08-31 Clears";
    check(&terms("0", &[]), [nothing; 4]);
    check(&terms("-1", &["A 0"]), [nothing; 4]);
    check(
        &terms("0.01", &["A 0.01 0 0.01 1"]),
        [
            "0.01 1 0.01 0.00 2026-09-30 Clears",
            "0.00 24 0.01 0.00 2028-08-31 Clears",
            "0.01 1 0.01 0.00 2026-09-30 Clears",
            "0.01 1 0.01 0.00 2026-09-30 Clears",
        ],
    );
    // 10 000 % on 10^12 yuan: after three months it is above every amount, and the months before it are shown.
    let got = check(
        &terms("0", &["A 1000000000000 100 0.01 1"]),
        [
            "0.01 - - - - DoesNotClear",
            "41666666666.67 24 1000000000000.00 0.00 - CannotBeCarried",
            "- - - - - DoesNotClear",
            "- - - - - DoesNotClear",
        ],
    );
    let balances: Vec<String> = got.paths[3].balances.iter().map(ToString::to_string).collect();
    assert_eq!(balances, ["1000000000000.00", "9333333333333.33", "87111111111111.08", "813037037037036.75"]);
    // 1 201 months at what there is are over the horizon.
    check(
        &terms("1", &["A 1201 0 1 1200"]),
        [
            "1.00 1200 1201.00 0.00 2126-08-31 Clears",
            "50.04 24 1201.00 0.00 - CannotBeCarried",
            "- - - - - DoesNotClear",
            "1.00 - - - - DoesNotClear",
        ],
    );
}

#[test]
fn bad_terms_are_refused() {
    let check = |terms: PathTerms, refused: &str| {
        let all: Vec<String> =
            paths(&terms).unwrap_err().0.iter().map(|r| format!("{} {}", r.pointer, r.code)).collect();
        assert_eq!(all.join(" "), refused);
    };
    check(terms("1", &["A 1 0 1 0"]), "/debts/0/periods_left periods-out-of-range");
    check(
        terms("1", &["A -1 -1 -1"]),
        "/debts/0/balance negative-amount /debts/0/instalment negative-amount /debts/0/annual_rate negative-rate",
    );
    check(PathTerms { terms: Some(vec![0]), ..terms("1", &[]) }, "/terms/0 periods-out-of-range");
    check(PathTerms { terms: Some(vec![1; 7]), ..terms("1", &[]) }, "/terms too-many");
}
