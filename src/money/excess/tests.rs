// Expected figures were computed day by day in exact fractions, apart from this code.
use proptest::prelude::*;

use super::*;
use crate::money::Rate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    Rate::new(text.parse().unwrap())
}

// Some values of the one-year prime rate, each from the day it was published.
fn cap_on(on: NaiveDate) -> Option<Cap> {
    let published =
        [("2019-08-20", "0.0425"), ("2020-04-20", "0.0385"), ("2024-10-21", "0.031"), ("2025-05-20", "0.03")];
    let last = published.iter().rfind(|(from, _)| day(from) <= on)?;
    Some(Cap { lpr: rate(last.1), times: 4, published_on: day(last.0) })
}

fn run(terms: &ExcessTerms) -> Result<Excess, Refusals> {
    let lines = CapLines { switch: day("2020-08-20"), old_line: Some(rate("0.24")), cap_on: &cap_on };
    excess(terms, &lines, terms.lender == "private")
}

// "received received_on as_of contract_rate", the contract formed on the day of receipt.
fn terms(text: &str) -> ExcessTerms {
    let words: Vec<&str> = text.split(' ').collect();
    ExcessTerms {
        lender: "private".to_owned(),
        contract_date: day(words[1]),
        filed_on: None,
        as_of: day(words[2]),
        received: yuan(words[0]),
        received_on: day(words[1]),
        face_principal: None,
        contract_rate: rate(words[3]),
        other_rates: None,
        payments: None,
        requested_line: None,
    }
}

fn paid(payments: &[(&str, &str)]) -> Vec<DatedPayment> {
    payments.iter().map(|(on, amount)| DatedPayment { on: day(on), amount: yuan(amount) }).collect()
}

// "interest by contract, interest under the line, excess, difference in what is owed, overpaid"
fn figures(found: &Excess) -> String {
    let (contract, capped) = (found.contract.as_ref().unwrap(), found.capped.as_ref().unwrap());
    let [excess, difference, overpaid] =
        [found.excess_interest, found.owed_difference, found.overpaid].map(Option::unwrap);
    format!("{} {} {excess} {difference} {overpaid}", contract.interest_accrued, capped.interest_accrued)
}

fn check(terms: &ExcessTerms, want: &str) {
    assert_eq!(figures(&run(terms).unwrap()), want, "{terms:?}");
}

// "to principal interest payment to_interest to_principal principal_after interest_due" of each row.
fn rows(ledger: &Ledger) -> Vec<String> {
    let row = |row: &LedgerRow| {
        let LedgerRow {
            to,
            principal,
            interest,
            payment,
            to_interest,
            to_principal,
            principal_after,
            interest_due,
            ..
        } = row;
        format!("{to} {principal} {interest} {payment} {to_interest} {to_principal} {principal_after} {interest_due}")
    };
    ledger.rows.iter().map(row).collect()
}

fn texts(found: &Excess) -> Vec<&str> {
    found.steps.iter().map(|step| step.text.as_str()).collect()
}

fn refused(terms: &ExcessTerms) -> Vec<(String, &'static str)> {
    run(terms).unwrap_err().0.into_iter().map(|refusal| (refusal.pointer, refusal.code)).collect()
}

#[test]
fn the_reference_loans() {
    check(&terms("100000 2025-06-01 2026-06-01 0.24"), "24000.00 12000.00 12000.00 12000.00 0.00");
    check(&terms("100000 2025-05-19 2026-05-19 0.24"), "24000.00 12400.00 11600.00 11600.00 0.00");
    check(&terms("100000 2025-05-20 2026-05-20 0.24"), "24000.00 12000.00 12000.00 12000.00 0.00");
}

#[test]
fn the_steps_can_be_followed() {
    let found = run(&ExcessTerms {
        other_rates: Some(vec![rate("0.04"), rate("0.02")]),
        face_principal: Some(yuan("110000")),
        ..terms("100000 2025-06-01 2026-06-01 0.18")
    })
    .unwrap();
    assert_eq!(found.head_cut, Some(yuan("10000")));
    assert_eq!(
        texts(&found),
        [
            "上限：合同 2025-06-01 成立，不早于 2020-08-20，全程按合同成立时的一年期 LPR：3%（2025-05-20 公布）× 4 = 12%",
            "合同的各项利率合计：18% + 4% + 2% = 24%",
            "从 2025-06-01 起：24% 高于 12%，按 12% 计算",
            "合同账，2025-06-01 到 2026-06-01 共 365 天（算头不算尾）的利息：100000.00 × 24% × 365 ÷ 365 = 24000.00",
            "合同账，还欠：本金 100000.00 + 利息 24000.00 = 124000.00",
            "上限账，2025-06-01 到 2026-06-01 共 365 天（算头不算尾）的利息：100000.00 × 12% × 365 ÷ 365 = 12000.00",
            "上限账，还欠：本金 100000.00 + 利息 12000.00 = 112000.00",
            "超出上限的利息：24000.00 − 12000.00 = 12000.00",
            "欠款的差额：124000.00 − 112000.00 = 12000.00",
            "预先扣下的：110000.00 − 100000.00 = 10000.00；本金按实际到手的 100000.00 计算",
        ]
    );
}

#[test]
fn a_rate_not_above_the_line_has_no_excess() {
    for rate in ["0", "0.1199", "0.12"] {
        let found = run(&terms(&format!("1000 2025-06-01 2026-06-01 {rate}"))).unwrap();
        assert_eq!(found.excess_interest, Some(Money::ZERO), "{rate}");
        assert_eq!(found.contract, found.capped, "{rate}");
    }
    let added = ExcessTerms { other_rates: Some(vec![rate("0.05")]), ..terms("10000 2025-06-01 2025-12-01 0.12") };
    check(&added, "852.33 601.64 250.69 250.69 0.00");
}

#[test]
fn an_older_contract_has_two_lines_and_payments_on_the_switch_day_are_one() {
    let found = run(&ExcessTerms {
        filed_on: Some(day("2021-01-04")),
        payments: Some(paid(&[
            ("2021-01-05", "77777.77"),
            ("2020-08-20", "3000.01"),
            ("2020-03-01", "5000"),
            ("2020-08-20", "1999.99"),
        ])),
        ..terms("80000 2019-10-01 2021-03-15 0.36")
    })
    .unwrap();
    assert_eq!(figures(&found), "38405.23 22106.61 16298.62 16298.62 0.00");
    assert_eq!(found.basis, Some(ExcessBasis::Transition));
    let segment = |from, until: Option<&str>, line| ExcessSegment {
        from: day(from),
        until: until.map(day),
        line: rate(line),
        contract_rate: rate("0.36"),
        capped_rate: rate(line),
    };
    assert_eq!(
        found.segments,
        [segment("2019-10-01", Some("2020-08-19"), "0.24"), segment("2020-08-20", None, "0.154")]
    );
    assert_eq!(
        rows(found.contract.as_ref().unwrap()),
        [
            "2020-03-01 80000.00 11993.42 5000.00 5000.00 0.00 80000.00 6993.42",
            "2020-08-20 80000.00 13571.51 5000.00 5000.00 0.00 80000.00 15564.93",
            "2021-01-05 80000.00 10888.77 77777.77 26453.70 51324.07 28675.93 0.00",
            "2021-03-15 28675.93 1951.53 0.00 0.00 0.00 28675.93 1951.53",
        ]
    );
    assert_eq!(
        rows(found.capped.as_ref().unwrap()),
        [
            "2020-03-01 80000.00 7995.62 5000.00 5000.00 0.00 80000.00 2995.62",
            "2020-08-20 80000.00 9047.67 5000.00 5000.00 0.00 80000.00 7043.29",
            "2021-01-05 80000.00 4657.97 77777.77 11701.26 66076.51 13923.49 0.00",
            "2021-03-15 13923.49 405.35 0.00 0.00 0.00 13923.49 405.35",
        ]
    );
}

#[test]
fn a_posting_over_the_switch_is_rounded_once_and_shown_in_parts() {
    let filed =
        |text| ExcessTerms { filed_on: Some(day("2021-01-04")), contract_date: day("2019-01-01"), ..terms(text) };
    let found = run(&filed("33333.33 2020-07-01 2020-10-01 0.30")).unwrap();
    assert_eq!(figures(&found), "2520.55 1686.58 833.97 833.97 0.00");
    let spelled = "上限账，2020-07-01 到 2020-10-01 共 92 天（算头不算尾）的利息：33333.33 × (24% × 50 + 15.4% × 42) ÷ 365 = 1686.58";
    assert!(texts(&found).contains(&spelled), "{:?}", texts(&found));
    check(&filed("10000 2020-08-19 2020-08-20 0.36"), "9.86 6.58 3.28 3.28 0.00");
    check(&filed("10000 2020-08-19 2020-08-21 0.36"), "19.73 10.79 8.94 8.94 0.00");
    check(&filed("10000 2020-08-20 2020-08-21 0.36"), "9.86 4.22 5.64 5.64 0.00");
}

#[test]
fn the_day_of_the_contract_decides_the_rule() {
    let last_old = terms("10000 2020-08-19 2021-08-19 0.24");
    let first_new = terms("10000 2020-08-20 2021-08-20 0.24");
    let found = run(&last_old).unwrap();
    assert_eq!((found.status, found.contract.is_none()), (ExcessStatus::FilingDateNeeded, true));
    let reason =
        "合同 2020-08-19 成立，早于 2020-08-20，从 2020-08-20 起的上限看起诉时的一年期 LPR；还没有起诉日，算不出来";
    assert_eq!(found.reason.as_deref(), Some(reason));
    assert_eq!(run(&first_new).unwrap().basis, Some(ExcessBasis::ContractDate));
    // Every day that bears interest is before the new rule: the figures do not depend on the day of filing.
    let all_old = run(&ExcessTerms { as_of: day("2020-08-20"), ..last_old.clone() }).unwrap();
    assert_eq!((all_old.status, all_old.reason.is_some()), (ExcessStatus::Computed, true));
    let one_new = run(&ExcessTerms { as_of: day("2020-08-21"), ..last_old.clone() }).unwrap();
    assert_eq!(one_new.status, ExcessStatus::FilingDateNeeded);
    let early = ExcessTerms { filed_on: Some(day("2020-08-19")), ..last_old.clone() };
    assert_eq!(refused(&early), [("/filed_on".to_owned(), "filed-before-new-rule")]);
    let first_day = ExcessTerms { filed_on: Some(day("2020-08-20")), ..last_old };
    assert_eq!(run(&first_day).unwrap().status, ExcessStatus::Computed);
}

#[test]
fn a_day_without_a_line_is_refused() {
    let lines = CapLines { switch: day("2020-08-20"), old_line: None, cap_on: &|_| None };
    let codes = |terms: &ExcessTerms| {
        let refused = excess(terms, &lines, true).unwrap_err().0;
        refused.into_iter().map(|refusal| (refusal.pointer, refusal.code)).collect::<Vec<_>>()
    };
    assert_eq!(codes(&terms("1000 2025-06-01 2026-06-01 0.24")), [("/contract_date".to_owned(), "lpr-not-known")]);
    let older = ExcessTerms {
        contract_date: day("2020-01-01"),
        filed_on: Some(day("2021-01-04")),
        ..terms("1000 2020-09-01 2021-06-01 0.24")
    };
    assert_eq!(codes(&older), [("/filed_on".to_owned(), "lpr-not-known")]);
    let oldest = ExcessTerms { received_on: day("2020-01-01"), ..older };
    assert_eq!(codes(&oldest), [("/contract_date".to_owned(), "line-not-known")]);
}

#[test]
fn a_licensed_lender_has_another_yardstick_unless_a_line_is_asked_for() {
    let bank = ExcessTerms { lender: "bank".to_owned(), ..terms("10000 2025-06-01 2025-12-01 0.36") };
    let found = run(&bank).unwrap();
    assert_eq!((found.status, found.excess_interest), (ExcessStatus::NotApplicable, None));
    let asked =
        ExcessTerms { requested_line: Some(rate("0.24")), payments: Some(paid(&[("2025-09-01", "2000")])), ..bank };
    check(&asked, "1706.87 1119.81 587.06 587.06 0.00");
    assert_eq!(run(&asked).unwrap().basis, Some(ExcessBasis::Requested));
    let private = ExcessTerms { lender: "private".to_owned(), ..asked };
    assert_eq!(refused(&private), [("/requested_line".to_owned(), "line-set-by-law")]);
}

#[test]
fn payments_beyond_everything_owed_are_overpaid() {
    let year = terms("1000 2025-06-01 2026-06-01 0.24");
    let more = ExcessTerms { payments: Some(paid(&[("2025-12-01", "1100")])), ..year.clone() };
    check(&more, "122.76 60.16 62.60 22.76 39.84");
    assert_eq!(
        texts(&run(&more).unwrap())[2..],
        [
            "合同账，2025-06-01 到 2025-12-01 共 183 天（算头不算尾）的利息：1000.00 × 24% × 183 ÷ 365 = 120.33",
            "合同账，2025-12-01 付 1100.00：先还利息 120.33，再还本金 979.67，剩余本金 20.33",
            "合同账，以后各行同样算，利息合计：120.33 + 2.43 = 122.76",
            "合同账，还欠：本金 20.33 + 利息 2.43 = 22.76",
            "上限账，2025-06-01 到 2025-12-01 共 183 天（算头不算尾）的利息：1000.00 × 12% × 183 ÷ 365 = 60.16",
            "上限账，2025-12-01 付 1100.00：先还利息 60.16，再还本金 1000.00，剩余本金 0.00，多付 39.84",
            "上限账，以后各行同样算，利息合计：60.16 + 0.00 = 60.16",
            "上限账，还欠：本金 0.00 + 利息 0.00 = 0.00",
            "超出上限的利息：122.76 − 60.16 = 62.60",
            "欠款的差额：22.76 − 0.00 = 22.76",
            "按上限算，本息付清后多付 39.84",
        ]
    );
    let fens = ExcessTerms { payments: Some(paid(&[("2025-06-02", "0.01"), ("2025-06-03", "0.01")])), ..year };
    check(&fens, "240.00 120.00 120.00 120.00 0.00");
}

#[test]
fn large_and_small_and_long() {
    let most = ExcessTerms {
        payments: Some(paid(&[("2025-07-01", "1")])),
        ..terms("1000000000000 2025-06-01 2026-06-01 0.24")
    };
    check(&most, "240000000000.00 120000000000.00 120000000000.00 120000000000.00 0.00");
    check(&terms("1000 2025-06-01 2026-06-01 100"), "100000.00 120.00 99880.00 99880.00 0.00");
    check(&terms("1000 2025-06-01 2025-06-01 0.24"), "0.00 0.00 0.00 0.00 0.00");
    let same_day =
        ExcessTerms { payments: Some(paid(&[("2025-06-01", "400")])), ..terms("1000 2025-06-01 2025-06-01 0.24") };
    check(&same_day, "0.00 0.00 0.00 0.00 0.00");
    let long = ExcessTerms {
        filed_on: Some(day("2021-01-04")),
        payments: Some(paid(&[("2000-02-29", "9999.99"), ("2099-02-28", "0.01")])),
        ..terms("12345.67 1990-01-01 2100-12-31 0.365")
    };
    check(&long, "500505.80 243719.35 256786.45 256786.45 0.00");
    // 29 February is a day like others, and the year still has 365.
    let leap = ExcessTerms {
        lender: "bank".to_owned(),
        requested_line: Some(rate("0.138")),
        ..terms("10000 2024-02-28 2024-03-01 0.36")
    };
    check(&leap, "19.73 7.56 12.17 12.17 0.00");
    let over = terms("1000000000000000 2025-06-01 2026-06-01 100");
    assert_eq!(refused(&over), [(String::new(), "out-of-range")]);
}

#[test]
fn terms_that_cannot_be_are_refused_all_at_once() {
    let wrong = ExcessTerms {
        contract_rate: rate("-0.01"),
        other_rates: Some(vec![rate("0"), rate("-1")]),
        face_principal: Some(yuan("-1")),
        filed_on: Some(day("2025-05-31")),
        payments: Some(paid(&[("2025-05-31", "1"), ("2026-06-02", "1"), ("2026-01-01", "0")])),
        ..terms("0 2025-06-01 2026-06-01 0.24")
    };
    let want = [
        ("/received", "amount-not-positive"),
        ("/contract_rate", "negative-rate"),
        ("/other_rates/1", "negative-rate"),
        ("/face_principal", "face-below-received"),
        ("/filed_on", "filed-before-contract"),
        ("/payments/1/on", "payment-after-as-of"),
        ("/payments/2/amount", "amount-not-positive"),
        ("/payments/0/on", "payment-before-received"),
    ];
    assert_eq!(refused(&wrong), want.map(|(pointer, code)| (pointer.to_owned(), code)));
    let payments = |count| Some(vec![DatedPayment { on: day("2025-07-01"), amount: yuan("0.01") }; count]);
    let most = ExcessTerms { payments: payments(2000), ..terms("1000 2025-06-01 2026-06-01 0.24") };
    assert!(run(&most).is_ok());
    assert_eq!(refused(&ExcessTerms { payments: payments(2001), ..most }), [("/payments".to_owned(), "too-many")]);
    let backwards = terms("1000 2025-06-01 2025-05-31 0.24");
    assert_eq!(refused(&backwards), [("/as_of".to_owned(), "as-of-before-received")]);
}

proptest! {
    #[test]
    fn the_line_never_makes_a_debt_larger(
        received in 1_i64..1_000_000_000,
        basis_points in 0_i64..100_000,
        days in 0_u64..4000,
        payments in proptest::collection::vec((0_u64..4000, 1_i64..500_000_000), 0..8),
    ) {
        let start = day("2018-03-01");
        let on = |after: u64| start + chrono::Days::new(after);
        let payments: Vec<DatedPayment> = payments
            .into_iter()
            .filter(|(after, _)| *after <= days)
            .map(|(after, fen)| DatedPayment { on: on(after), amount: Money::from_fen(fen).unwrap() })
            .collect();
        let found = run(&ExcessTerms {
            as_of: on(days),
            received: Money::from_fen(received).unwrap(),
            contract_rate: Rate::new(rust_decimal::Decimal::new(basis_points, 4)),
            filed_on: Some(day("2025-06-01")),
            payments: Some(payments.clone()),
            ..terms("1 2018-03-01 2018-03-01 0")
        }).unwrap();
        let (contract, capped) = (found.contract.unwrap(), found.capped.unwrap());
        prop_assert!(capped.owed <= contract.owed);
        prop_assert!(capped.interest_accrued <= contract.interest_accrued);
        let paid: i128 = payments.iter().map(|payment| payment.amount.fen()).sum();
        for ledger in [&contract, &capped] {
            let parts = ledger.interest_paid.fen() + ledger.principal_paid.fen();
            prop_assert_eq!(paid, parts + ledger.overpaid.fen());
            prop_assert_eq!(ledger.interest_accrued.fen(), ledger.interest_paid.fen() + ledger.interest_due.fen());
            prop_assert_eq!(i128::from(received), ledger.principal_paid.fen() + ledger.principal.fen());
            prop_assert_eq!(ledger.rows.iter().map(|row| row.days).sum::<i64>(), i64::try_from(days).unwrap());
            for row in &ledger.rows {
                prop_assert_eq!(Money::sum([row.to_interest, row.to_principal, row.overpaid]), Some(row.payment));
            }
            prop_assert_eq!(Money::sum(ledger.rows.iter().map(|row| row.overpaid)), Some(ledger.overpaid));
        }
        // Seen from either ledger the same money was paid, so that what the line saves is owed less or overpaid more.
        let saved = found.owed_difference.unwrap().fen() + capped.overpaid.fen() - contract.overpaid.fen();
        prop_assert_eq!(found.excess_interest.unwrap().fen(), saved);
    }
}
