//! What a lawyer sees while writing: the real `yaml-language-server`, which is what VS Code runs, driven over its
//! protocol with the schemas that are committed. `ASHORE_YAML_LANGUAGE_SERVER` names its executable; `.ci/run` gets it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// How long the server may take to answer. A loaded machine is slow, a server that hangs is slower.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server.
struct Server {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    settings: Value,
    root: PathBuf,
    id: i64,
    written: u32,
    diagnostics: BTreeMap<String, Vec<Value>>,
}

impl Server {
    /// Starts a server on this folder that never asks the network for a schema.
    fn start() -> Self {
        let path = std::env::var("ASHORE_YAML_LANGUAGE_SERVER")
            .expect("ASHORE_YAML_LANGUAGE_SERVER names the executable of yaml-language-server");
        let mut child = Command::new(path)
            .arg("--stdio")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the language server starts");
        let (send, from) = channel();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut out) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        let root = std::env::current_dir().unwrap();
        let everything = uri(&root.join("rules/schema/all.json"));
        let settings = json!({
            "validate": true, "hover": true, "completion": true,
            "schemaStore": { "enable": false },
            // The corpus of mistakes has no first line of its own: there every line counts.
            "schemas": { everything: ["tests/mistakes/*.yaml"] },
        });
        let to = child.stdin.take().unwrap();
        let mut server = Self { child, to, from, settings, root, id: 0, written: 0, diagnostics: BTreeMap::new() };
        server.greet();
        server
    }

    fn greet(&mut self) {
        let folder = uri(&self.root);
        self.ask(
            "initialize",
            &json!({
                "processId": null,
                "rootUri": folder,
                "workspaceFolders": [{ "uri": folder, "name": "ashore" }],
                "capabilities": {
                    "workspace": { "configuration": true, "workspaceFolders": true },
                    "textDocument": {
                        "completion": { "completionItem": { "snippetSupport": true, "documentationFormat": ["markdown"] } },
                        "hover": { "contentFormat": ["markdown"] },
                        "publishDiagnostics": {},
                    },
                },
            }),
        );
        self.tell("initialized", &json!({}));
        self.tell("workspace/didChangeConfiguration", &json!({ "settings": { "yaml": self.settings } }));
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.to.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.id += 1;
        let id = self.id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.next(method);
            if message.get("method").is_none() && message["id"] == id {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }

    /// The next message; what the server asks of its editor is answered on the way.
    fn next(&mut self, waiting_for: &str) -> Value {
        let message = self.from.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no answer to {waiting_for}"));
        let method = message["method"].as_str().unwrap_or_default();
        if method == "textDocument/publishDiagnostics" {
            let of = message["params"]["uri"].as_str().unwrap().to_owned();
            self.diagnostics.insert(of, message["params"]["diagnostics"].as_array().unwrap().clone());
        } else if let (Some(id), false) = (message.get("id"), method.is_empty()) {
            let result = match method {
                "workspace/configuration" => {
                    let asked = message["params"]["items"].as_array().unwrap();
                    let yaml = |item: &Value| if item["section"] == "yaml" { self.settings.clone() } else { json!({}) };
                    Value::Array(asked.iter().map(yaml).collect())
                }
                _ => Value::Null,
            };
            let answer = json!({ "jsonrpc": "2.0", "id": id, "result": result });
            self.send(&answer);
        }
        message
    }

    /// Opens a text as the file at `path`, which need not be there.
    fn open(&mut self, path: &str, text: &str) -> String {
        let uri = uri(&self.root.join(path));
        self.tell(
            "textDocument/didOpen",
            &json!({ "textDocument": { "uri": uri, "languageId": "yaml", "version": 1, "text": text } }),
        );
        uri
    }

    /// What is underlined in a file that was opened: (line, column, message), from 1, in characters.
    fn underlined(&mut self, uri: &str) -> Vec<(u64, u64, String)> {
        while !self.diagnostics.contains_key(uri) {
            self.next("diagnostics");
        }
        let place = |d: &Value| {
            let start = &d["range"]["start"];
            let message = d["message"].as_str().unwrap().to_owned();
            (start["line"].as_u64().unwrap() + 1, start["character"].as_u64().unwrap() + 1, message)
        };
        self.diagnostics[uri].iter().map(place).collect()
    }

    /// Opens a text as a file of triage rules that nobody has opened before.
    fn write(&mut self, text: &str) -> String {
        self.written += 1;
        self.open(&format!("rules/cn/triage/written-now-{}.yaml", self.written), text)
    }

    /// What is offered at `‸`: label and explanation.
    fn completions(&mut self, text: &str) -> BTreeMap<String, String> {
        let (text, position) = cursor(text);
        let uri = self.write(&text);
        let result =
            self.ask("textDocument/completion", &json!({ "textDocument": { "uri": uri }, "position": position }));
        let items = result.get("items").unwrap_or(&result).as_array().cloned().unwrap_or_default();
        let told = |item: &Value| match &item["documentation"] {
            Value::String(text) => text.clone(),
            other => other["value"].as_str().unwrap_or_default().to_owned(),
        };
        items.iter().map(|i| (i["label"].as_str().unwrap().to_owned(), told(i))).collect()
    }

    /// What is said of the word at `‸`.
    fn hover(&mut self, text: &str) -> String {
        let (text, position) = cursor(text);
        let uri = self.write(&text);
        let result = self.ask("textDocument/hover", &json!({ "textDocument": { "uri": uri }, "position": position }));
        result["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_message(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(": ") {
            Some(("Content-Length", n)) => length = n.parse().ok()?,
            None if line.trim().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A text without its `‸`, and where that stood.
fn cursor(text: &str) -> (String, Value) {
    let (before, _) = text.split_once('‸').expect("the text has a cursor");
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap().chars().count();
    (text.replacen('‸', "", 1), json!({ "line": line, "character": column }))
}

/// A rule file with one rule whose `when` is this.
fn rule(scope: &str, when: &str) -> String {
    let then = match scope {
        "debt" | "household" => "      because: 例\n",
        _ => "      behaviour: night_contact\n      severity: notice\n      because: 例\n",
    };
    format!(
        "# yaml-language-server: $schema=../../schema/rules.json\nrules:\n  - id: extra\n    title: 例\n    scope: {scope}\n    \
         strength: heuristic\n    then:\n{then}    when:\n{when}\n"
    )
}

fn says(map: &BTreeMap<String, String>, label: &str, part: &str) {
    let told =
        map.get(label).unwrap_or_else(|| panic!("`{label}` is not offered: {:?}", map.keys().collect::<Vec<_>>()));
    assert!(told.contains(part), "`{label}` is explained with: {told}");
}

#[test]
#[ignore = "needs yaml-language-server"]
fn a_condition_completes_to_the_facts_that_can_be_seen_from_there() {
    let mut server = Server::start();
    let in_debt = server.completions(&rule("debt", "      ‸"));
    says(&in_debt, "debt.legal_stage", "法律阶段");
    says(&in_debt, "household.surplus", "结余");
    says(&in_debt, "any_of", "满足一个就行");
    assert!(!in_debt.keys().any(|k| k.starts_with("contact.")), "a debt has no contact: {:?}", in_debt.keys());
    let in_household = server.completions(&rule("household", "      ‸"));
    says(&in_household, "household.surplus", "结余");
    says(&in_household, "any_debt", "至少有一笔债满足");
    assert!(!in_household.keys().any(|k| k.starts_with("debt.")), "{:?}", in_household.keys());
    let in_any_debt = server.completions(&rule("household", "      any_debt:\n        ‸"));
    says(&in_any_debt, "debt.legal_stage", "法律阶段");
    let in_contact = server.completions(&rule("contact", "      contact.‸"));
    says(&in_contact, "contact.local_time", "钟点");
    assert!(!in_contact.contains_key("debt.severe_conduct"), "conduct is judged first");
    let nested = server.completions(&rule("debt", "      any_of:\n        - ‸"));
    says(&nested, "debt.legal_stage", "法律阶段");
}

#[test]
#[ignore = "needs yaml-language-server"]
fn a_fact_is_explained_in_chinese() {
    let mut server = Server::start();
    let told = server.hover(&rule("debt", "      debt.leg‸al_stage: served"));
    for part in ["法律阶段", "问：", "legal stage", "已送达"] {
        assert!(told.contains(part), "{part} is missing in: {told}");
    }
    let told = server.hover(&rule("debt", "      debt.overdue_days: { at_l‸east: 3 }"));
    assert!(told.contains("大于等于"), "{told}");
    let told = server.hover(&rule("debt", "      is: court_paper_in_‸hand"));
    assert!(told.contains("文书") && told.contains("debt.proof"), "{told}");
    let told = server.hover(&rule("debt", "      is: open_debt\n    cite: [civil-code/6‸78]"));
    assert!(told.contains("展期") && !told.contains("civil-code/676"), "the article and no other: {told}");
}

#[test]
#[ignore = "needs yaml-language-server"]
fn a_choice_completes_to_its_values_with_their_meaning() {
    let mut server = Server::start();
    let values = server.completions(&rule("debt", "      debt.legal_stage: ‸"));
    says(&values, "served", "已送达");
    says(&values, "unknown", "没填");
    assert!(!values.contains_key("at_least"), "a choice is not compared");
    let values = server.completions(&rule("debt", "      debt.legal_stage: [served, ‸]"));
    says(&values, "hearing_set", "开庭");
    let values = server.completions(&rule("debt", "      is: ‸"));
    says(&values, "court_paper_in_hand", "文书");
}

#[test]
#[ignore = "needs yaml-language-server"]
fn a_number_completes_to_the_tests_that_fit_it() {
    let mut server = Server::start();
    let matchers = server.completions(&rule("debt", "      debt.overdue_days: { a‸ }"));
    says(&matchers, "at_least", "大于等于");
    says(&matchers, "between", "两者之间");
    assert!(!matchers.contains_key("on_or_after"), "days overdue are no date: {:?}", matchers.keys());
    let matchers = server.completions(&rule("debt", "      debt.contract_date: { o‸ }"));
    says(&matchers, "on_or_after", "这天或以后");
    assert!(!matchers.contains_key("at_least"), "{:?}", matchers.keys());
    let at_once = server.completions(&rule("debt", "      debt.overdue_days: ‸"));
    says(&at_once, "at_least: …", "大于等于");
    says(&at_once, "known", "填了");
    let phrases = server.completions(&rule("contact", "      contact.content_text: { says: t‸ }"));
    says(&phrases, "threat_of_arrest", "坐牢");
    let operands = server.completions(&rule("debt", "      debt.hearing_on: { on_or_after: a‸ }"));
    says(&operands, "as_of", "判断日");
    let lengths = server.completions(&rule("debt", "      debt.final_due_on: { older_than: l‸ }"));
    says(&lengths, "limitation_years", "时效");
}

#[test]
#[ignore = "needs yaml-language-server"]
fn what_follows_completes_to_the_names_that_exist() {
    let mut server = Server::start();
    let head = "# yaml-language-server: $schema=../../schema/rules.json\nrules:\n  - id: extra\n    title: 例\n    scope: debt\n    \
                when: { debt.legal_stage: served }\n    cite: [civil-code/678]\n    then:\n      because: 例\n";
    let bands = server.completions(&format!("{head}      band: ‸\n"));
    says(&bands, "legal_deadline", "法律期限");
    let actions = server.completions(&format!("{head}      actions:\n        - action: ‸\n"));
    says(&actions, "file_answer", "答辩");
    let fields = server.completions(&format!("{head}      ‸\n"));
    says(&fields, "today", "提示");
    assert!(!fields.contains_key("behaviour"), "a debt does not misbehave: {:?}", fields.keys());
    let articles = server.completions(&head.replace("civil-code/678", "‸"));
    says(&articles, "civil-code/678", "展期");
}

/// Line 10 is the first line of `when`.
fn underlines(server: &mut Server, text: &str, line: u64, column: u64, part: &str) {
    let uri = server.write(text);
    let found = server.underlined(&uri);
    assert!(
        found.iter().any(|(l, c, message)| (*l, *c) == (line, column) && message.contains(part)),
        "nothing at {line}:{column} with `{part}`: {found:?}\n{text}"
    );
}

#[test]
#[ignore = "needs yaml-language-server"]
fn mistakes_are_underlined_where_they_stand() {
    let mut server = Server::start();
    for (when, column, part) in [
        ("      debt.legal_stage: servd", 25, "served"),
        ("      debt.legal_stage: [served, servd]", 34, "served"),
        ("      debt.legal_stag: served", 7, "没有这个名字"),
        ("      contact.channel: call", 7, "看不到"),
        ("      debt.overdue_days: { at_lest: 90 }", 28, "at_lest"),
        ("      debt.overdue_days: { on_or_after: 2026-01-01 }", 28, "on_or_after"),
        ("      debt.contract_date: { before: 2026-1-1 }", 37, "2026-01-31"),
        ("      debt.small_claims: yes", 26, "true"),
        ("      debt.all_in_rate: { more_than: 24 }", 38, "%"),
    ] {
        underlines(&mut server, &rule("debt", when), 10, column, part);
    }
    let good = rule("debt", "      debt.legal_stage: served");
    underlines(&mut server, &good.replace("strength:", "strengh:"), 6, 5, "strengh");
    underlines(&mut server, &good.replace("scope: debt", "scope: dept"), 5, 12, "debt");
    underlines(&mut server, &good.replace("because: 例", "becaus: 例"), 8, 7, "becaus");
    underlines(
        &mut server,
        &good.replace("because: 例", "because: 例\n      band: legal_deadlin"),
        9,
        13,
        "legal_deadline",
    );
    let added = good.replace("because: 例", "because: 例\n      avoid: [an_entry_added_today]");
    let uri = server.write(&added);
    assert_eq!(server.underlined(&uri), [], "a name added since the schemas were written is let through");
}

#[test]
#[ignore = "needs yaml-language-server"]
fn no_shipped_file_is_underlined() {
    let mut server = Server::start();
    let sources = ashore::source::read_folder(Path::new("rules")).unwrap();
    let opened: Vec<(String, String)> = sources
        .iter()
        .map(|(_, file)| (file.path.clone(), server.open(&format!("rules/{}", file.path), &file.text)))
        .collect();
    assert!(opened.len() > 50, "the pack is there");
    for (path, uri) in opened {
        assert_eq!(server.underlined(&uri), [], "{path}");
    }
}

/// The corpus of mistakes: the server underlines the line that a file's header names if the header says `# schema: yes`,
/// and leaves it alone if it says `# schema: no`.
#[test]
#[ignore = "needs yaml-language-server"]
fn mistakes_of_the_corpus_are_underlined_if_and_only_if_they_say_so() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir("tests/mistakes").unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "yaml"));
    paths.sort();
    let mut server = Server::start();
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        // Some of them are mistakes of encoding.
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let needed = |key| header(&text, key).unwrap_or_else(|| panic!("{name}: has no line `# {key}: …`"));
        let line: u64 = needed("at").split(':').next().unwrap().parse().unwrap();
        let uri = server.open(&name, &text);
        let found = server.underlined(&uri);
        // A field that is missing is marked at the name of its mapping, a line above the first field.
        let hits = |(l, _, told): &(u64, u64, String)| *l == line || (told.starts_with("Missing") && l + 1 == line);
        let seen = if found.iter().any(hits) { "yes" } else { "no" };
        if needed("schema") != seen {
            wrong.push(format!("{name}: `# schema: {seen}` would be true, line {line}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A line `# key: value` at the head of a file.
fn header<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let lines = text.trim_start_matches('\u{feff}').lines().take_while(|line| line.starts_with('#'));
    lines
        .filter_map(|line| line.trim_start_matches(['#', ' ']).split_once(": "))
        .find(|(k, _)| *k == key)
        .map(|(_, v)| v.trim())
}
