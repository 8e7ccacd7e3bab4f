use proptest::prelude::*;

use super::*;

// A claim is "balance", "balance cap" or "balance cap floor"; a dash is a cap that is not named. Ids are A, B, C …
fn terms(available: &str, claims: &[&str]) -> PaymentTerms {
    let claim = |(text, id): (&&str, char)| {
        let words: Vec<&str> = text.split(' ').collect();
        let amount = |at: usize| words.get(at).filter(|word| **word != "-").map(|word| word.parse().unwrap());
        PaymentClaim { id: id.to_string(), balance: amount(0).unwrap(), cap: amount(1), floor: amount(2) }
    };
    PaymentTerms { available: available.parse().unwrap(), claims: claims.iter().zip('A'..).map(claim).collect() }
}

// The outcome reads "A amount/left …".
fn check(available: &str, claims: &[&str], status: PaymentStatus, outcome: &str, unallocated: &str) {
    let got = shares(&terms(available, claims)).unwrap();
    let read: Vec<String> = got.shares.iter().map(|s| format!("{} {}/{}", s.id, s.amount, s.left)).collect();
    assert_eq!((got.status, read.join(" "), got.unallocated.to_string()), (status, outcome.into(), unallocated.into()));
}

#[test]
fn every_outcome() {
    use PaymentStatus::{FloorNotAffordable, NothingAvailable, Shared};
    check(
        "1500",
        &["12000", "8500", "23456.78"],
        Shared,
        "A 409.49/11590.51 B 290.06/8209.94 C 800.45/22656.33",
        "0.00",
    );
    check("100", &["5000", "5000", "5000"], Shared, "A 33.34/4966.66 B 33.33/4966.67 C 33.33/4966.67", "0.00");
    check("90", &["100 10", "100", "100"], Shared, "A 10.00/90.00 B 40.00/60.00 C 40.00/60.00", "0.00");
    check("100", &["100 - 50", "300"], Shared, "A 57.14/42.86 B 42.86/257.14", "0.00");
    check("49.99", &["100 - 50", "300"], FloorNotAffordable, "A 12.50/87.50 B 37.49/262.51", "0.00");
    check("10", &["3"], Shared, "A 3.00/0.00", "7.00");
    check("0", &["3 - 1"], NothingAvailable, "A 0.00/3.00", "0.00");
    check("-5", &["3"], NothingAvailable, "A 0.00/3.00", "0.00");
    check("7", &[], Shared, "", "7.00");
    check(
        "0.01",
        &["1000000000000", "1000000000000"],
        Shared,
        "A 0.01/999999999999.99 B 0.00/1000000000000.00",
        "0.00",
    );
}

#[test]
fn the_steps_show_every_exact_share_and_where_the_last_fen_go() {
    let steps = |available, claims: &[&str]| -> Vec<String> {
        shares(&terms(available, claims)).unwrap().steps.into_iter().map(|step| step.text).collect()
    };
    assert_eq!(
        steps("1500", &["12000", "8500", "23456.78"]),
        [
            "可分的是 1500.00，按余额比例分",
            "第 1 轮：分 1500.00，比例的分母是 43956.78；各家先取到整分，余下 2 分，给余数最大的 2 家各 1 分",
            "A：1500.00 × 12000.00 ÷ 43956.78 = 409.493143…，取 409.49",
            "B：1500.00 × 8500.00 ÷ 43956.78 = 290.057642…，取 290.05，加 1 分得 290.06",
            "C：1500.00 × 23456.78 ÷ 43956.78 = 800.449213…，取 800.44，加 1 分得 800.45",
            "合计：409.49 + 290.06 + 800.45 = 1500.00，没有分出去的 0.00",
        ]
    );
    let capped = steps("90", &["100 10", "100", "100"]);
    assert_eq!(capped[2], "A：90.00 × 100.00 ÷ 300.00 = 30.00，超过还能给的 10.00，给 10.00 后退出，余下重分");
    assert_eq!(capped[5], "第 2 轮：分 80.00，比例的分母是 200.00；各家先取到整分，正好分完");
    assert_eq!(
        steps("100", &["100 - 50", "300"])[0],
        "可分的是 100.00，先付足各家的最低额：A 50.00；余下的按余额减最低额的比例分"
    );
}

#[test]
fn bad_terms_are_refused() {
    let code = |terms: PaymentTerms| {
        shares(&terms).unwrap_err().0.into_iter().map(|r| format!("{} {}", r.pointer, r.code)).collect::<Vec<_>>()
    };
    assert_eq!(
        code(terms("1", &["-1", "1 -1"])),
        ["/claims/0/balance negative-amount", "/claims/1/cap negative-amount"]
    );
    let mut twice = terms("1", &["1", "1"]);
    twice.claims[1].id = "A".into();
    assert_eq!(code(twice), ["/claims/1/id duplicate-id"]);
    let mut many = terms("1", &["1"]);
    many.claims = (0..201).map(|id: u32| PaymentClaim { id: id.to_string(), ..many.claims[0].clone() }).collect();
    assert_eq!(code(many), ["/claims too-many"]);
}

proptest! {
    // Distinct balances whose remainders differ: who is named first does not matter.
    #[test]
    fn turning_the_claims_round_turns_the_shares_round(
        available in 1..1_000_000_i64,
        balances in proptest::collection::btree_set(1..10_000_000_i64, 1..8),
        caps in proptest::collection::vec(proptest::option::of(0..100_000_i64), 8),
    ) {
        let mut terms = PaymentTerms {
            available: Money::from_fen(available).unwrap(),
            claims: balances.iter().zip(caps).map(|(balance, cap)| PaymentClaim {
                id: balance.to_string(), balance: Money::from_fen(*balance).unwrap(), cap: cap.and_then(Money::from_fen), floor: None,
            }).collect(),
        };
        let mut forth = shares(&terms).unwrap().shares;
        terms.claims.reverse();
        let back = shares(&terms).unwrap().shares;
        forth.reverse();
        prop_assert_eq!(&forth, &back);
        let caps = terms.claims.iter().map(|claim| claim.balance.min(claim.cap.unwrap_or(claim.balance)).fen());
        prop_assert_eq!(back.iter().map(|share| share.amount.fen()).sum::<i128>(), caps.sum::<i128>().min(i128::from(available)));
        for (share, claim) in back.iter().zip(&terms.claims) {
            prop_assert!(share.amount <= claim.balance && !share.left.is_negative());
        }
    }
}
