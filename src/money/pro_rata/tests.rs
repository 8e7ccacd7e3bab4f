use proptest::prelude::*;

use super::*;

fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

// One creditor is "balance", "balance cap" or "balance cap floor"; a dash is the cap not named.
fn claim(text: &str) -> Claim {
    let mut words = text.split_whitespace();
    let balance = yuan(words.next().unwrap());
    let cap = words.next().filter(|word| *word != "-").map(yuan);
    Claim { balance, cap, floor: words.next().map_or(Money::ZERO, yuan) }
}

fn check(available: &str, claims: &[&str], shares: &[&str], left: &str, floors: Floors) {
    let claims: Vec<Claim> = claims.iter().map(|text| claim(text)).collect();
    let got = pro_rata(yuan(available), &claims);
    let want = Shares { amounts: shares.iter().map(|s| yuan(s)).collect(), unallocated: yuan(left), floors };
    assert_eq!(got, want, "{available} over {claims:?}");
}

#[test]
fn the_reference_sharing() {
    let plain = |available, claims: &[&str], shares: &[&str], left| {
        check(available, claims, shares, left, Floors::None);
    };
    plain("1500.00", &["12000.00", "8500.00", "23456.78"], &["409.49", "290.06", "800.45"], "0");
    plain("100.00", &["5000", "5000", "5000"], &["33.34", "33.33", "33.33"], "0");
    // The tie between equal remainders goes to the larger balance although it comes later.
    plain("0.01", &["1", "1"], &["0.01", "0"], "0");
    plain("0.02", &["0.01", "0.03"], &["0", "0.02"], "0");
    plain("10", &["3"], &["3"], "7");
    plain("2", &["3"], &["2"], "0");
    plain("6", &["1", "2", "3"], &["1", "2", "3"], "0");
    plain("7", &[], &[], "7");
}

#[test]
fn nothing_is_shared_when_there_is_nothing() {
    check("0", &["5", "6"], &["0", "0"], "0", Floors::None);
    check("-0.01", &["5", "6"], &["0", "0"], "0", Floors::None);
    check("-5", &["5 - 1"], &["0"], "0", Floors::NotAffordable);
    check("5", &["0", "-3"], &["0", "0"], "5", Floors::None);
}

#[test]
fn a_creditor_over_the_cap_leaves_and_the_rest_is_shared_again() {
    check("90", &["100 10", "100", "100"], &["10", "40", "40"], "0", Floors::None);
    // The second cap is reached only after the first creditor has left.
    check("90", &["100 10", "100 35", "100"], &["10", "35", "45"], "0", Floors::None);
    check("90", &["100 0", "100", "50"], &["0", "60", "30"], "0", Floors::None);
    check("90", &["100 0", "100 -1"], &["0", "0"], "90", Floors::None);
    check("90", &["100 10", "100 20"], &["10", "20"], "60", Floors::None);
    check("900", &["100 200"], &["100"], "800", Floors::None);
    check("30", &["100 10", "100 10", "100 10"], &["10", "10", "10"], "0", Floors::None);
}

#[test]
fn floors_come_first_when_all_can_be_met() {
    check("100", &["100 - 50", "300"], &["57.14", "42.86"], "0", Floors::Given);
    check("50", &["100 - 50", "300"], &["50", "0"], "0", Floors::Given);
    check("49.99", &["100 - 50", "300"], &["12.50", "37.49"], "0", Floors::NotAffordable);
    // A floor above the cap counts as the cap.
    check("100", &["100 20 50", "300"], &["20", "80"], "0", Floors::Given);
    // A creditor left out by a cap of zero has no floor either.
    check("100", &["100 0 50", "300"], &["0", "100"], "0", Floors::None);
    check("100", &["100 - 500", "300"], &["100", "0"], "0", Floors::Given);
}

#[test]
fn ten_thousand_of_the_largest_balances_do_not_overflow() {
    let most = yuan("1000000000000000");
    let claims = vec![Claim { balance: most, cap: None, floor: Money::ZERO }; 10_000];
    let shares = pro_rata(most, &claims);
    assert!(shares.amounts.iter().all(|share| *share == yuan("100000000000")));
    let shares = pro_rata(yuan("999999999999999.99"), &claims);
    assert_eq!(Money::sum(shares.amounts), Some(yuan("999999999999999.99")));
}

fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let fen = |most: i64| (0..=most).prop_map(|fen| Money::from_fen(fen).unwrap());
    let size = prop_oneof![Just(5_i64), Just(10_000), Just(100_000_000_000_000_000)];
    let one = size.prop_flat_map(move |most| {
        (fen(most), proptest::option::of(fen(most)), prop_oneof![Just(Money::ZERO), fen(most / 4)])
            .prop_map(|(balance, cap, floor)| Claim { balance, cap, floor })
    });
    proptest::collection::vec(one, 0..12)
}

proptest! {
    #[test]
    fn the_shares_add_up_to_the_money_or_the_caps(
        available in prop_oneof![-5..200_i64, 0..1_000_000_i64, 0..100_000_000_000_000_000_i64],
        claims in claims(),
    ) {
        let shares = pro_rata(Money::from_fen(available).unwrap(), &claims);
        let caps = claims.iter().map(|c| c.cap.map_or(c.balance, |cap| cap.min(c.balance)));
        let shared: i128 = shares.amounts.iter().map(|m| m.fen()).sum();
        let money = i128::from(available.max(0));
        prop_assert_eq!(shared, money.min(caps.clone().map(Money::fen).sum()));
        prop_assert_eq!(shares.unallocated.fen(), money - shared);
        for ((share, cap), claim) in shares.amounts.iter().zip(caps).zip(&claims) {
            prop_assert!(!share.is_negative() && *share <= cap);
            if shares.floors == Floors::Given {
                prop_assert!(*share >= claim.floor.min(cap));
            }
        }
    }

    #[test]
    fn without_caps_a_share_is_within_a_fen_of_the_quota(
        available in 1..100_000_i64,
        balances in proptest::collection::vec(1..1_000_000_i64, 1..8),
    ) {
        let total: i64 = balances.iter().sum();
        prop_assume!(available <= total);
        let claims: Vec<Claim> = balances.iter()
            .map(|b| Claim { balance: Money::from_fen(*b).unwrap(), cap: None, floor: Money::ZERO })
            .collect();
        let shares = pro_rata(Money::from_fen(available).unwrap(), &claims);
        for (share, balance) in shares.amounts.iter().zip(balances) {
            let quota = i128::from(available) * i128::from(balance);
            prop_assert!((share.fen() * i128::from(total) - quota).abs() < i128::from(total));
        }
    }
}
