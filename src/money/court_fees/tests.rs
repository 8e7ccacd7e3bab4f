// Expected figures were computed in exact fractions, apart from this code, from the tables of the Measures on the
// Payment of Litigation Costs, articles 13 and 14.
use super::*;
use crate::money::Rate;
use crate::money::bands::Band;

fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

// "up_to charge", `-` open; the first charge is fixed.
fn table(bands: &[&str]) -> Bands {
    let band = |(i, text): (usize, &&str)| {
        let (up_to, charge) = text.split_once(' ').unwrap();
        let charge =
            if i == 0 { Charge::Fixed(yuan(charge)) } else { Charge::Part(Rate::new(charge.parse().unwrap())) };
        Band { up_to: (up_to != "-").then(|| yuan(up_to)), charge }
    };
    Bands::new(bands.iter().enumerate().map(band).collect()).unwrap()
}

fn run(claim: &str) -> Result<CourtFees, Refusals> {
    let court = table(&[
        "10000 50",
        "100000 0.025",
        "200000 0.02",
        "500000 0.015",
        "1000000 0.01",
        "2000000 0.009",
        "5000000 0.008",
        "10000000 0.007",
        "20000000 0.006",
        "- 0.005",
    ]);
    let enforcement = table(&["10000 50", "500000 0.015", "5000000 0.01", "10000000 0.005", "- 0.001"]);
    let preservation = table(&["1000 30", "100000 0.01", "- 0.005"]);
    court_fees(
        &CourtFeeTerms { claim: yuan(claim), on: "2026-11-23".parse().unwrap() },
        &CourtFeeTables {
            court: &court,
            halved_by: 2,
            payment_order_by: 3,
            enforcement: &enforcement,
            preservation: &preservation,
            preservation_max: yuan("5000"),
        },
    )
}

// "court halved payment_order enforcement preservation"
#[test]
fn claims_on_either_side_of_the_edges() {
    let cases = [
        ("0", "0.00 0.00 0.00 0.00 0.00"),
        ("0.01", "50.00 25.00 16.67 50.00 30.00"),
        ("1000", "50.00 25.00 16.67 50.00 30.00"),
        ("1000.01", "50.00 25.00 16.67 50.00 30.00"),
        ("10000", "50.00 25.00 16.67 50.00 120.00"),
        ("10000.01", "50.00 25.00 16.67 50.00 120.00"),
        ("10000.20", "50.01 25.01 16.67 50.00 120.00"),
        ("50000", "1050.00 525.00 350.00 650.00 520.00"),
        ("100000", "2300.00 1150.00 766.67 1400.00 1020.00"),
        ("123456.78", "2769.14 1384.57 923.05 1751.85 1137.28"),
        ("200000", "4300.00 2150.00 1433.33 2900.00 1520.00"),
        ("500000", "8800.00 4400.00 2933.33 7400.00 3020.00"),
        ("750000", "11300.00 5650.00 3766.67 9900.00 4270.00"),
        ("2000000", "22800.00 11400.00 7600.00 22400.00 5000.00"),
        ("30000000", "191800.00 95900.00 63933.33 97400.00 5000.00"),
        ("1000000000000", "5000041800.00 2500020900.00 1666680600.00 1000067400.00 5000.00"),
    ];
    for (claim, want) in cases {
        let CourtFees { court_fee, court_fee_halved, payment_order_fee, enforcement_fee, preservation_fee, .. } =
            run(claim).unwrap();
        let got = format!("{court_fee} {court_fee_halved} {payment_order_fee} {enforcement_fee} {preservation_fee}");
        assert_eq!(got, want, "{claim}");
    }
}

#[test]
fn every_band_is_a_step() {
    let found = run("2000000.20").unwrap();
    let texts: Vec<&str> = found.steps.iter().map(|step| step.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "按 2026-11-23 的收费标准，请求金额 2000000.20",
            "案件受理费，不超过 10000.00 的部分：50.00",
            "案件受理费，超过 10000.00 至 100000.00 的部分：(100000.00 − 10000.00) × 2.5% = 2250.00",
            "案件受理费，超过 100000.00 至 200000.00 的部分：(200000.00 − 100000.00) × 2% = 2000.00",
            "案件受理费，超过 200000.00 至 500000.00 的部分：(500000.00 − 200000.00) × 1.5% = 4500.00",
            "案件受理费，超过 500000.00 至 1000000.00 的部分：(1000000.00 − 500000.00) × 1% = 5000.00",
            "案件受理费，超过 1000000.00 至 2000000.00 的部分：(2000000.00 − 1000000.00) × 0.9% = 9000.00",
            "案件受理费，超过 2000000.00 至 5000000.00 的部分：(2000000.20 − 2000000.00) × 0.8% = 0.0016",
            "案件受理费：50.00 + 2250.00 + 2000.00 + 4500.00 + 5000.00 + 9000.00 + 0.0016 = 22800.00",
            "减半的受理费：22800.00 ÷ 2 = 11400.00",
            "支付令申请费：22800.00 ÷ 3 = 7600.00",
            "执行申请费，不超过 10000.00 的部分：50.00",
            "执行申请费，超过 10000.00 至 500000.00 的部分：(500000.00 − 10000.00) × 1.5% = 7350.00",
            "执行申请费，超过 500000.00 至 5000000.00 的部分：(2000000.20 − 500000.00) × 1% = 15000.002",
            "执行申请费：50.00 + 7350.00 + 15000.002 = 22400.00",
            "保全申请费，不超过 1000.00 的部分：30.00",
            "保全申请费，超过 1000.00 至 100000.00 的部分：(100000.00 − 1000.00) × 1% = 990.00",
            "保全申请费，超过 100000.00 的部分：(2000000.20 − 100000.00) × 0.5% = 9500.001",
            "保全申请费：30.00 + 990.00 + 9500.001 = 10520.00",
            "保全申请费：10520.00 超过最高额，按 5000.00",
        ]
    );
}

#[test]
fn a_claim_below_zero_is_refused() {
    let refused = run("-0.01").unwrap_err().0;
    assert_eq!(refused.first().map(|refusal| refusal.pointer.as_str()), Some("/claim"));
}
