//! Where months and amounts lie in the picture, in tenths of a pixel, and the round ones that are written at the axes.

use super::{BOTTOM, LEFT, RIGHT, TOP, whole};
use crate::money::Money;

/// The steps between months: whole years where it can be.
const MONTH_STEPS: [i128; 10] = [1, 2, 3, 6, 12, 24, 36, 60, 120, 240];

pub(super) struct Scale {
    months: i128,
    month_step: i128,
    // In fen; the largest is a whole number of steps.
    largest: i128,
    step: i128,
    unit: &'static Unit,
}

struct Unit {
    name: &'static str,
    fen: i128,
}

// Numbers at the axis have at most seven digits.
static UNITS: [Unit; 3] =
    [Unit { name: "元", fen: 100 }, Unit { name: "万元", fen: 1_000_000 }, Unit { name: "亿元", fen: 10_000_000_000 }];
static LARGEST_UNIT: Unit = Unit { name: "万亿元", fen: 100_000_000_000_000 };

/// What is written at the axes: where, and what.
pub(super) struct Ticks {
    pub(super) months: Vec<(i128, String)>,
    pub(super) amounts: Vec<(i128, String)>,
}

impl Scale {
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a [Money]> + Clone) -> Scale {
        let months = lines.clone().map(|line| whole(line.len()) - 1).max().unwrap_or(1).max(1);
        let month_step = MONTH_STEPS.into_iter().find(|step| months <= step * 11).unwrap_or(240);
        let most = lines.flatten().map(|money| money.fen()).max().unwrap_or(0).max(1);
        let step = round_step(most);
        let unit = UNITS.iter().find(|unit| most < unit.fen * 10_000_000).unwrap_or(&LARGEST_UNIT);
        Scale { months, month_step, largest: (most + step - 1) / step * step, step, unit }
    }

    pub(super) fn x(&self, month: i128) -> i128 {
        LEFT * 10 + (RIGHT - LEFT) * 10 * month / self.months
    }

    pub(super) fn y(&self, amount: Money) -> i128 {
        BOTTOM * 10 - (BOTTOM - TOP) * 10 * amount.fen() / self.largest
    }

    pub(super) fn unit(&self) -> &'static str {
        self.unit.name
    }

    pub(super) fn ticks(&self) -> Ticks {
        let month = |number: i128| (self.x(number * self.month_step), (number * self.month_step).to_string());
        let amount = |number: i128| {
            let fen = number * self.step;
            (BOTTOM * 10 - (BOTTOM - TOP) * 10 * fen / self.largest, grouped(fen / self.unit.fen))
        };
        Ticks {
            months: (0..=self.months / self.month_step).map(month).collect(),
            amounts: (0..=self.largest / self.step).map(amount).collect(),
        }
    }
}

// The smallest of 1, 2, 5, 10, 20, … yuan that reaches the amount in at most six steps.
fn round_step(most: i128) -> i128 {
    let mut power = 100;
    loop {
        for step in [power, power * 2, power * 5] {
            if most <= step * 6 {
                return step;
            }
        }
        power *= 10;
    }
}

// 1234567 as 1,234,567.
fn grouped(number: i128) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}
