//! Formatting rule files: nothing but the layout changes, whatever the layout was.

use ashore::diagnostic::Diagnostic;
use ashore::format::{LeftAlone, format};
use ashore::source::read_folder;
use proptest::prelude::*;

fn formatted(text: &str) -> String {
    formatted_as("test.yaml", text)
}

fn formatted_as(path: &str, text: &str) -> String {
    match format(path, text) {
        Ok(formatted) => formatted,
        Err(LeftAlone::Mistakes(notes, _)) => panic!("{notes:?}\n{text}"),
        Err(LeftAlone::Unsure(why)) => panic!("{}\n{text}", why.en),
    }
}

/// Every shipped file with its formatted text.
fn shipped() -> Vec<(String, String)> {
    let sources = read_folder("rules".as_ref()).unwrap();
    sources.iter().map(|(_, f)| (f.path.clone(), formatted_as(&f.path, &f.text))).collect()
}

#[test]
fn comments_stay_with_what_they_are_about_and_everything_else_finds_its_place() {
    let written = "\
# yaml-language-server: $schema=../x.json
# top

rules:   # c1
- title: 多行
    继续 word   # c3
  # above id
  id: a  # c2
  scope:    debt       # 判断谁
  # head of then
  then:
      # why
      because: |   # header
        kept # not a comment  

          further in
        end
      band: >-
        x
      # tail of then
  when: { debt.x:   [a,b] , is: z}     # w1
  cite: [a, \"b # c\",
     c # inner
     ]
  not_modelled: 'it''s
    two'
  # tail of a
# head of second
-
  id: b

  title: \"x\"
  # commented: out
values:
    -   id: v
        series:
        - {value: 1, from: 2024-01-01}
        -   from: 2025-01-01   # aa
            value: 2   # 中文
# end
";
    let expected = "\
# yaml-language-server: $schema=../x.json
# top

rules:  # c1
  # above id
  - id: a  # c2
    title: 多行
      继续 word                      # c3
    scope: debt                      # 判断谁
    when: { debt.x: [a, b], is: z }  # w1
    # head of then
    then:
      band: >-
        x
      # why
      because: |  # header
        kept # not a comment  

          further in
        end
      # tail of then
    cite: [a, \"b # c\",
       c # inner
       ]
    not_modelled: 'it''s
      two'
    # tail of a
  # head of second
  - id: b

    title: \"x\"
    # commented: out

values:
  - id: v
    series:
      - { from: 2024-01-01, value: 1 }
      - from: 2025-01-01  # aa
        value: 2          # 中文
# end
";
    let once = formatted(written);
    assert_eq!(once, expected);
    assert_eq!(formatted(&once), once, "formatting twice is formatting once");
}

#[test]
fn comments_line_up_under_chinese_and_lines_end_plainly() {
    let written =
        "terms:\r\n  - id: a # 编号\r\n    title: 还没有结清的债务 # 名称\r\n    when: { debt.x: 1 }   \r\n\r\n\r\n";
    let expected = "\
terms:
  - id: a                    # 编号
    title: 还没有结清的债务  # 名称
    when: { debt.x: 1 }
";
    assert_eq!(formatted(written), expected);
}

#[test]
fn entries_stand_apart_where_most_of_them_do() {
    let apart = "bands:\n  - id: a\n    title: a\n\n  - id: b\n    title: b\n  - id: c\n    title: c\n";
    assert_eq!(formatted(apart), apart.replace("title: b\n", "title: b\n\n"));
    let close = "bands:\n  - id: a\n    title: a\n  - id: b\n    title: b\n  - id: c\n    title: c\n";
    assert_eq!(formatted(close), close);
}

#[test]
fn a_file_that_cannot_be_read_is_left_alone_with_its_mistake() {
    for (text, code) in [
        ("rules:\n\t- id: a\n", "tab"),
        ("rules:\n  - id: a\n    id: b\n", "duplicate-key"),
        ("rules:\n  - id：a\n", "full-width-punctuation"),
        ("rules: [a\n", "yaml-syntax"),
    ] {
        match format("test.yaml", text) {
            Err(LeftAlone::Mistakes(notes, _)) => {
                assert!(notes.iter().any(|n: &Diagnostic| n.code == code), "{text}: {notes:?}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn a_file_with_nothing_in_it_stays_as_it_is() {
    assert_eq!(formatted("# only a comment\n"), "# only a comment\n");
    assert_eq!(formatted(""), "");
}

#[test]
fn the_shipped_files_format_to_themselves_once_formatted() {
    for (path, text) in shipped() {
        assert_eq!(formatted_as(&path, &text), text, "{path}");
    }
}

/// Small numbers from a seed, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Blanks at the ends of lines, and blank lines several times over.
fn with_blanks(text: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let copies = if line.is_empty() { 1 + dice.roll(3) } else { 1 };
        for _ in 0..copies {
            out.push_str(line);
            out.push_str(&" ".repeat(dice.roll(3)));
            out.push('\n');
        }
    }
    out
}

/// Four columns a level instead of two.
fn widely_indented(text: &str) -> String {
    let wide = |line: &str| {
        let rest = line.trim_start_matches(' ');
        let rest = rest.strip_prefix("- ").map_or_else(|| rest.to_owned(), |r| format!("-   {r}"));
        format!("{}{rest}\n", " ".repeat(indent(line) * 2))
    };
    text.lines().map(wide).collect()
}

/// Dashes at the column of the key above.
fn dedented(text: &str) -> String {
    text.split_inclusive('\n').map(|l| l.strip_prefix("  ").unwrap_or(l)).collect()
}

/// The keys of every entry of a section in another order, comments above them included.
fn shuffled(text: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("  - ").filter(|l| !l.starts_with(['{', '\'', '"'])) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let mut entry = vec![format!("    {first}")];
        while let Some(line) = lines.next_if(|l| indent(l) >= 4 || l.is_empty()) {
            entry.push(line.to_owned());
        }
        let mut blanks = 0;
        while entry.last().is_some_and(String::is_empty) {
            entry.pop();
            blanks += 1;
        }
        // A key with the comments above it and everything below it.
        let mut keys: Vec<Vec<String>> = Vec::new();
        let mut above = Vec::new();
        for line in entry {
            let own = indent(&line) == 4 && !line.is_empty();
            if own && line.trim_start().starts_with('#') {
                above.push(line);
            } else if own {
                above.push(line);
                keys.push(std::mem::take(&mut above));
            } else if above.is_empty() {
                keys.last_mut().unwrap().push(line);
            } else {
                above.push(line);
            }
        }
        assert!(above.is_empty() || keys.is_empty(), "{above:?}");
        for i in (1..keys.len()).rev() {
            keys.swap(i, dice.roll(i + 1));
        }
        // The first line carries the dash: it cannot be a comment.
        if let Some(plain) = keys.iter().position(|k| !k[0].trim_start().starts_with('#')) {
            keys.swap(0, plain);
        }
        let block = keys.concat().join("\n");
        out.push_str("  - ");
        out.push_str(block.strip_prefix("    ").unwrap());
        out.push_str(&"\n".repeat(blanks + 1));
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_a_shipped_file_was_laid_out_it_formats_to_the_same(which in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let all = SHIPPED.with(Clone::clone);
        let (path, text) = which.get(&all);
        let mut dice = Dice(seed);
        let mut other = text.clone();
        // Blanks, blank lines and columns inside a block text are what it says.
        let block_text = text.contains(": |\n");
        if dice.roll(2) == 0 && path != "cn/pack.yaml" {
            other = shuffled(&other, &mut dice);
        }
        if dice.roll(2) == 0 && path != "cn/pack.yaml" {
            other = dedented(&other);
        }
        if dice.roll(2) == 0 && !block_text {
            other = widely_indented(&other);
        }
        if dice.roll(2) == 0 && !block_text {
            other = with_blanks(&other, &mut dice);
        }
        if dice.roll(4) == 0 {
            other = other.replace('\n', "\r\n");
        }
        prop_assert_eq!(formatted_as(path, &other), text.clone(), "{}", path);
    }

    #[test]
    fn any_text_formats_to_the_same_rules_or_is_left_alone(text in "([ a-c:#'|>\\[\\]{},\\-\n]|rules:\n|  - |: |\n    |# x\n){0,40}") {
        if let Ok(once) = format("test.yaml", &text) {
            prop_assert_eq!(format("test.yaml", &once).ok(), Some(once));
        }
    }
}

thread_local! {
    // Labelled messages are all of one form: one file of them is enough.
    static SHIPPED: std::rc::Rc<Vec<(String, String)>> = std::rc::Rc::new(
        shipped().into_iter().filter(|(path, _)| !path.contains("/messages/") || path.ends_with("N0.yaml")).collect(),
    );
}
