//! Letters: which there are, whether they can be printed, and what stands in their way.

use super::Found;
use crate::diagnostic::Text;
use crate::finding::NamedFact;
use crate::plan::{Answer, LetterLine};
use crate::rule::Expected;
use crate::source::Placed;

pub(super) fn look(answer: &Answer, expected: &Expected) -> Found {
    let Expected::Letter { letter, debt, .. } = expected else { return (false, Text::default()) };
    let there = answer.letters.iter().any(|line| is_so(line, expected));
    // Of the letter in question everything is shown; where it is not there, which there are.
    let about = |l: &&LetterLine| l.letter.as_str() == letter.it && (debt.is_none() || l.debt == *debt);
    let same: Vec<Text> = answer.letters.iter().filter(about).map(shown).collect();
    if same.is_empty() {
        let ids: Vec<Text> = answer.letters.iter().map(|l| Text::same(l.letter.as_str())).collect();
        return (there, Text::join(&ids, "、", ", "));
    }
    (there, Text::join(&same, "；", "; "))
}

fn is_so(line: &LetterLine, expected: &Expected) -> bool {
    let Expected::Letter { letter, debt, ready, forbidden, missing, check_first, instead } = expected else {
        return false;
    };
    line.letter.as_str() == letter.it
        && (debt.is_none() || line.debt == *debt)
        && ready.is_none_or(|r| line.ready == r)
        && forbidden.is_none_or(|f| line.forbidden.is_some() == f)
        && all_among(missing, &line.missing)
        && all_among(check_first, &line.check_first)
        && instead.as_ref().is_none_or(|i| line.instead.as_ref().is_some_and(|l| l.as_str() == i.it))
}

fn all_among(wanted: &[Placed<String>], facts: &[NamedFact]) -> bool {
    wanted.iter().all(|w| facts.iter().any(|f| f.fact == w.it))
}

fn shown(line: &LetterLine) -> Text {
    let state = match (line.ready, &line.forbidden) {
        (true, _) => Text::new("可以打印", "ready"),
        (false, None) => Text::new("还不能打印", "not ready"),
        (false, Some(_)) => Text::new("不能发", "forbidden"),
    };
    let names = |facts: &[NamedFact]| facts.iter().map(|f| f.fact.as_str()).collect::<Vec<_>>().join("、");
    let mut zh = format!("{} {} {}", line.letter, line.debt.as_deref().unwrap_or("家庭"), state.zh);
    let mut en = format!("{} {} {}", line.letter, line.debt.as_deref().unwrap_or("household"), state.en);
    let mut add = |zh_name: &str, en_name: &str, value: &str| {
        if !value.is_empty() {
            zh = format!("{zh} {zh_name}={value}");
            en = format!("{en} {en_name}={value}");
        }
    };
    add("缺", "missing", &names(&line.missing));
    add("先弄清", "check first", &names(&line.check_first));
    add("改用", "instead", line.instead.as_ref().map_or("", |i| i.as_str()));
    Text::new(zh, en)
}
