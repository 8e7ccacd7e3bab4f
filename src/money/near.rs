//! About where a polynomial has its root, in whole numbers: a dozen digits for a fraction of what a decimal's cost.
//! From there a decimal needs two steps where it needs eight from the beginning.

use rust_decimal::Decimal;

use crate::money::Money;

/// How many bits lie behind the point.
const BITS: u32 = 40;
const ONE: i128 = 1 << BITS;
/// How many digits are handed on: as many as the bits hold.
const DIGITS: u32 = 12;
/// Newton needs fewer than ten; halving alone forty.
const MAX_ROUNDS: u32 = 64;

/// Near the root in (0, 1) of a polynomial that is above zero at 0 and below it at 1; the highest power first. Nothing
/// where the figures are too large for whole numbers.
pub(super) fn near(terms: &[(u32, Money)]) -> Option<Decimal> {
    let fixed = |(power, amount): &(u32, Money)| Some((*power, amount.fen().checked_mul(ONE)?));
    let terms: Vec<(u32, i128)> = terms.iter().map(fixed).collect::<Option<_>>()?;
    let (mut low, mut high, mut x) = (0, ONE, ONE);
    for _ in 0..MAX_ROUNDS {
        let (value, slope) = at(&terms, x)?;
        if value.is_negative() {
            high = x;
        } else {
            low = x;
        }
        let newton = value.checked_mul(ONE)?.checked_div(slope).and_then(|step| x.checked_sub(step));
        let next = newton
            .filter(|next| (low..high).contains(next) && *next != low)
            .unwrap_or_else(|| i128::midpoint(low, high));
        let step = next.abs_diff(x);
        x = next;
        if step <= 1 {
            break;
        }
    }
    let digits = x.checked_mul(10_i128.checked_pow(DIGITS)?)? >> BITS;
    Decimal::try_from_i128_with_scale(digits, DIGITS).ok().filter(|x| !x.is_zero())
}

fn times(a: i128, b: i128) -> Option<i128> {
    a.checked_mul(b).map(|product| product >> BITS)
}

fn power(base: i128, exponent: u32) -> Option<i128> {
    let (mut result, mut square, mut exponent) = (ONE, base, exponent);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = times(result, square)?;
        }
        square = times(square, square)?;
        exponent /= 2;
    }
    Some(result)
}

/// The value and the slope at x.
fn at(terms: &[(u32, i128)], x: i128) -> Option<(i128, i128)> {
    let (mut value, mut slope) = (0_i128, 0_i128);
    let mut above = None;
    for (exponent, amount) in terms {
        if let Some(gap) = above.and_then(|above: u32| above.checked_sub(*exponent)) {
            let less_one = power(x, gap.checked_sub(1)?)?;
            let whole = times(less_one, x)?;
            let inner = times(value, less_one)?.checked_mul(i128::from(gap))?;
            slope = times(slope, whole)?.checked_add(inner)?;
            value = times(value, whole)?;
        }
        value = value.checked_add(*amount)?;
        above = Some(*exponent);
    }
    Some((value, slope))
}
