//! What is owed along each road, as a line chart in SVG: the same text for the same roads, to be printed in black and
//! white. Every line has its own dashes and a label with its end; the words stand in the description too.

use std::fmt::Write;

use crate::money::Money;
use crate::money::paths::{Path, PathKind, PathStatus};

mod scale;

use scale::{Scale, Ticks};

// The picture, in whole pixels. Labels of lines that end at the right edge need the room beside the plot.
const WIDTH: i128 = 900;
const LEFT: i128 = 90;
const RIGHT: i128 = 630;
const TOP: i128 = 64;
const BOTTOM: i128 = 404;
const FIRST_FLAG: i128 = 466;
const FLAG_HEIGHT: i128 = 26;
const SAMPLE: i128 = 34;

/// The dashes of each line in turn, so that they differ without colour.
const DASHES: [&str; 9] = ["", "9 5", "2 4", "14 5 2 5", "5 3", "14 5", "2 8", "9 4 2 4 2 4", "20 6"];

/// The chart of the roads that are gone: those that end, and those that do not. A road that cannot be carried, or is not
/// known, has no line.
pub fn chart(paths: &[Path]) -> String {
    let lines: Vec<Line> = paths
        .iter()
        .filter(|path| path.balances.len() > 1)
        .filter(|path| matches!(path.status, PathStatus::Clears | PathStatus::DoesNotClear))
        .zip(DASHES.iter().cycle())
        .map(|(path, dashes)| Line::of(path, dashes))
        .collect();
    if lines.is_empty() {
        return empty();
    }
    let scale = Scale::of(lines.iter().map(|line| line.balances));
    let flags = flags(&lines, &scale);
    let rows = flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
    let height = FIRST_FLAG + FLAG_HEIGHT * rows;

    let mut svg = open(height, &lines);
    axes(&mut svg, &scale);
    for line in &lines {
        polyline(&mut svg, line, &scale);
    }
    for flag in &flags {
        flag_of(&mut svg, flag);
    }
    open_ends(&mut svg, &lines, &scale);
    svg.push_str("</svg>\n");
    svg
}

struct Line<'a> {
    name: String,
    balances: &'a [Money],
    dashes: &'static str,
    clears: bool,
    // What a settlement takes a month: two of the same term differ only in it.
    monthly: Option<Money>,
}

impl<'a> Line<'a> {
    fn of(path: &'a Path, dashes: &'static str) -> Line<'a> {
        let name = match (path.kind, path.periods) {
            (PathKind::Contract, _) => "按合同（含利息）".to_owned(),
            (PathKind::Proposed, Some(periods)) => format!("协商 {periods} 期"),
            (PathKind::Proposed, None) => "协商".to_owned(),
            (PathKind::NothingChanges, _) => "一切照旧".to_owned(),
        };
        let monthly = path.monthly.filter(|_| path.kind == PathKind::Proposed);
        Line { name, balances: &path.balances, dashes, clears: path.status == PathStatus::Clears, monthly }
    }

    fn months(&self) -> i128 {
        whole(self.balances.len()) - 1
    }

    fn last(&self) -> Money {
        self.balances.last().copied().unwrap_or_default()
    }

    // Beside the line there is room for so much: a settlement by its instalment, for its term says when it ends.
    fn label(&self) -> String {
        let short = self.monthly.map(|monthly| monthly.to_string()).filter(|monthly| monthly.len() <= 9);
        match short {
            Some(monthly) => format!("{}：每月 {monthly}", self.name),
            None => format!("{}：{}", self.name, self.end()),
        }
    }

    fn end(&self) -> String {
        let months = self.months();
        if self.clears {
            format!("{months} 个月还清")
        } else {
            format!("{months} 个月后还欠 {} 元", self.last())
        }
    }
}

// A label under the axis, at the month its line reaches it.
struct Flag<'a> {
    line: &'a Line<'a>,
    // In tenths of a pixel.
    x: i128,
    row: i128,
    text: String,
}

// From right to left: a label that does not fit before the one to its right goes a row lower. Its own stroke then stands
// left of every label above it, and later labels keep clear of the stroke.
fn flags<'a>(lines: &'a [Line<'a>], scale: &Scale) -> Vec<Flag<'a>> {
    let mut clearing: Vec<&Line> = lines.iter().filter(|line| line.clears).collect();
    clearing.sort_by_key(|line| std::cmp::Reverse(line.months()));
    let mut taken_from: Vec<i128> = Vec::new();
    let mut flags = Vec::new();
    for line in clearing {
        let text = line.label();
        let x = scale.x(line.months());
        let end = x + (SAMPLE + 14 + width(&text) + 12) * 10;
        let row = taken_from.iter().position(|taken| end <= *taken).unwrap_or(taken_from.len());
        taken_from.resize(taken_from.len().max(row + 1), x);
        for taken in taken_from.iter_mut().take(row + 1) {
            *taken = x;
        }
        flags.push(Flag { line, x, row: whole(row), text });
    }
    flags
}

// About how wide a text is in whole pixels at 14 pixels: half a square for what is not Chinese.
fn width(text: &str) -> i128 {
    text.chars().map(|letter| if letter.is_ascii() { 8 } else { 14 }).sum()
}

fn open(height: i128, lines: &[Line]) -> String {
    let said: Vec<String> = lines.iter().map(|line| format!("{}：{}", line.name, line.end())).collect();
    let mut svg = head(height);
    line(&mut svg, format_args!("<title id=\"title\">{TITLE}</title>"));
    line(
        &mut svg,
        format_args!("<desc id=\"desc\">横轴是从现在起的月数，纵轴是还要还的钱。{}。</desc>", said.join("；")),
    );
    line(&mut svg, format_args!("<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>"));
    line(&mut svg, format_args!("<text x=\"{LEFT}\" y=\"28\" font-size=\"18\" font-weight=\"bold\">{TITLE}</text>"));
    svg
}

const TITLE: &str = "几条路：还要还多少，要多久";

fn head(height: i128) -> String {
    let mut svg = String::new();
    line(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\" lang=\"zh\" font-family=\"'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif\" font-size=\"14\" fill=\"#111\">"
        ),
    );
    svg
}

fn empty() -> String {
    let mut svg = head(120);
    line(&mut svg, format_args!("<title id=\"title\">{TITLE}</title>"));
    line(&mut svg, format_args!("<desc id=\"desc\">没有可画的线：没有欠款，或者要知道的还不够。</desc>"));
    line(&mut svg, format_args!("<rect width=\"{WIDTH}\" height=\"120\" fill=\"#fff\"/>"));
    line(
        &mut svg,
        format_args!(
            "<text x=\"450\" y=\"66\" text-anchor=\"middle\">没有可画的线：没有欠款，或者要知道的还不够</text>"
        ),
    );
    svg.push_str("</svg>\n");
    svg
}

fn axes(svg: &mut String, scale: &Scale) {
    line(
        svg,
        format_args!("<text x=\"{LEFT}\" y=\"{}\" text-anchor=\"end\" fill=\"#444\">{}</text>", TOP - 16, scale.unit()),
    );
    let Ticks { months, amounts } = scale.ticks();
    for (y, label) in amounts {
        let at = tenths(y);
        line(svg, format_args!("<path d=\"M{LEFT} {at}H{RIGHT}\" stroke=\"#ddd\"/>"));
        line(
            svg,
            format_args!("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text>", LEFT - 10, tenths(y + 50)),
        );
    }
    for (x, label) in months {
        let at = tenths(x);
        line(svg, format_args!("<path d=\"M{at} {BOTTOM}v6\" stroke=\"#111\"/>"));
        line(svg, format_args!("<text x=\"{at}\" y=\"{}\" text-anchor=\"middle\">{label}</text>", BOTTOM + 22));
    }
    line(svg, format_args!("<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"#111\"/>"));
    line(svg, format_args!("<text x=\"{}\" y=\"{}\" fill=\"#444\">月后</text>", RIGHT + 24, BOTTOM + 22));
}

fn polyline(svg: &mut String, drawn: &Line, scale: &Scale) {
    let points: Vec<String> = drawn
        .balances
        .iter()
        .enumerate()
        .map(|(month, balance)| format!("{},{}", tenths(scale.x(whole(month))), tenths(scale.y(*balance))))
        .collect();
    line(
        svg,
        format_args!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#111\" stroke-width=\"2\"{}/>",
            points.join(" "),
            dashes(drawn)
        ),
    );
    let (x, y) = (tenths(scale.x(drawn.months())), tenths(scale.y(drawn.last())));
    line(svg, format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"));
}

fn flag_of(svg: &mut String, flag: &Flag) {
    let y = FIRST_FLAG + FLAG_HEIGHT * flag.row - 12;
    let at = tenths(flag.x);
    line(svg, format_args!("<path d=\"M{at} {}V{y}h8\" fill=\"none\" stroke=\"#888\"/>", BOTTOM + 30));
    let sample = flag.x + 120;
    line(
        svg,
        format_args!(
            "<path d=\"M{} {y}h{SAMPLE}\" stroke=\"#111\" stroke-width=\"2\"{}/>",
            tenths(sample),
            dashes(flag.line)
        ),
    );
    line(svg, format_args!("<text x=\"{}\" y=\"{}\">{}</text>", tenths(sample + (SAMPLE + 6) * 10), y + 5, flag.text));
}

// Labels of lines that do not end, beside their last point, and none on another. The white rim keeps a line that passes
// behind from crossing the words.
fn open_ends(svg: &mut String, lines: &[Line], scale: &Scale) {
    let mut ends: Vec<&Line> = lines.iter().filter(|line| !line.clears).collect();
    ends.sort_by_key(|line| scale.y(line.last()));
    let mut free_from = TOP * 10 - 100;
    for drawn in ends {
        let y = (scale.y(drawn.last()) - 150).max(free_from);
        let x = tenths(scale.x(drawn.months()) + 120);
        let words = [drawn.name.clone(), format!("{} 个月后还欠", drawn.months()), format!("{} 元", drawn.last())];
        for (number, words) in words.iter().enumerate() {
            let y = tenths(y + 200 * whole(number));
            line(
                svg,
                format_args!(
                    "<text x=\"{x}\" y=\"{y}\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">{words}</text>"
                ),
            );
        }
        free_from = y + 680;
    }
}

fn dashes(drawn: &Line) -> String {
    if drawn.dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{}\"", drawn.dashes) }
}

// Tenths of a pixel as pixels.
fn tenths(tenths: i128) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

fn whole(number: usize) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

fn line(svg: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(svg, "{words}");
}

#[cfg(test)]
mod tests;
