use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

fn account<'a>(rates: &'a [RateFrom], payments: &'a [DatedPayment], meets: Meets) -> Account<'a> {
    Account {
        front: yuan("10"),
        principal: yuan("1000"),
        starts_on: day("2026-01-01"),
        as_of: day("2026-01-11"),
        rates,
        payments,
        meets,
    }
}

fn hundredth_from(from: &str) -> RateFrom {
    RateFrom { from: day(from), per_day: Exact::ratio(1, 100) }
}

// One yuan in a hundred a day: 100.00 in ten days.
#[test]
fn a_payment_meets_the_front_and_then_what_it_should() {
    let rates = [hundredth_from("2026-01-01")];
    let payments = [DatedPayment { on: day("2026-01-11"), amount: yuan("160") }];
    let first = run(&account(&rates, &payments, Meets::InterestFirst)).unwrap();
    assert_eq!((first.front, first.principal, first.interest_due), (yuan("0"), yuan("950"), yuan("0")));
    let last = run(&account(&rates, &payments, Meets::PrincipalFirst)).unwrap();
    assert_eq!((last.front, last.principal, last.interest_due), (yuan("0"), yuan("850"), yuan("100")));
    assert_eq!(last.postings.len(), 1);
}

#[test]
fn days_fall_to_the_rate_that_holds_on_them() {
    let rates = [hundredth_from("2026-01-03"), RateFrom { from: day("2026-01-05"), per_day: Exact::ratio(1, 10) }];
    let days = |from: &str, to: &str| parts(&rates, day(from), day(to)).map(|(days, _)| days).collect::<Vec<_>>();
    assert_eq!(days("2026-01-01", "2026-01-11"), [2, 6]);
    assert_eq!(days("2026-01-03", "2026-01-05"), [2]);
    assert_eq!(days("2026-01-05", "2026-01-06"), [1]);
    assert_eq!(days("2026-01-04", "2026-01-04"), [0_i64; 0]);
    // Two days of 10.00 and six of 100.00; the two before any rate earn nothing.
    assert_eq!(run(&account(&rates, &[], Meets::InterestFirst)).unwrap().interest_due, yuan("620"));
}
