//! What is to be checked: read from JSON or from a file as it is, with every bad field named.

use actix_web::web::Query;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::error::Failure;
use crate::diagnostic::Text;
use crate::fact::{Input, LIMITS, Problem as BadField, from_json as input_from_json};
use crate::source::{MAX_FILE_BYTES, MAX_FILES, path_problem};

/// Files to be checked.
#[derive(Debug, PartialEq, Eq, ToSchema)]
#[schema(example = json!({
    "files": [{ "path": "cn/triage/court.yaml", "text": "rules:\n  - id: complaint-served\n" }],
    "base": "running", "render": false
}))]
pub(in super::super) struct CheckRequest {
    /// The files, at most 2,000.
    pub(super) files: Vec<FileText>,
    /// What they are laid over; `running` where nothing is said.
    #[schema(required = false)]
    pub(super) base: Base,
    /// Whether to give the mistakes as text as well.
    #[schema(required = false)]
    pub(super) render: bool,
}

/// A file that need not be saved.
#[derive(Debug, PartialEq, Eq, ToSchema)]
pub(in super::super) struct FileText {
    /// Its path from the rule folder on; it ends in `.yaml`.
    #[schema(example = "cn/triage/court.yaml", max_length = 255)]
    pub(super) path: String,
    /// Its text, at most 1,048,576 bytes; `null` to check without this file.
    #[schema(required = true)]
    pub(super) text: Option<String>,
}

/// What files are laid over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in super::super) enum Base {
    /// The rules in use.
    #[default]
    Running,
    /// Nothing.
    None,
}

/// Whether a body is a rule file as it is.
pub(super) fn is_yaml(media: &str) -> bool {
    ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"].contains(&media)
}

/// Reads a request in JSON.
pub(super) fn from_json(body: &[u8], query: &str) -> Result<CheckRequest, Failure> {
    if let Some((name, _)) = pairs(query).into_iter().next() {
        let remedy = Text::new("用 JSON 时，写在正文里", "with JSON, say it in the body");
        return Err(Failure::BadQuery { name, remedy });
    }
    let input = input_from_json(body).map_err(Failure::NotJson)?;
    let mut reader = Reader::default();
    let request = reader.request(input);
    reader.done(request)
}

/// Reads a file as it is, with the rest in the query.
pub(super) fn from_yaml(body: &[u8], query: &str) -> Result<CheckRequest, Failure> {
    let (mut path, mut base, mut render) = (None, Base::default(), false);
    for (name, value) in pairs(query) {
        match (name.as_str(), value.as_str()) {
            ("path", _) => path = Some(value),
            ("base", "running") => base = Base::Running,
            ("base", "none") => base = Base::None,
            ("render", "true") => render = true,
            ("render", "false") => render = false,
            _ => {
                let remedy = Text::new(
                    "可用 `path=cn/x.yaml`、`base=running`、`base=none`、`render=true`",
                    "use `path=cn/x.yaml`, `base=running`, `base=none`, `render=true`",
                );
                return Err(Failure::BadQuery { name, remedy });
            }
        }
    }
    let path = path.unwrap_or_default();
    if let Some(remedy) = path_problem(&path) {
        return Err(Failure::BadQuery { name: "path".into(), remedy });
    }
    // As in the folder: a file in another encoding is shown to its author with the mistake marked.
    let text = String::from_utf8_lossy(body).into_owned();
    let mut reader = Reader::default();
    reader.size("", &text);
    reader.done(CheckRequest { files: vec![FileText { path, text: Some(text) }], base, render })
}

/// The names and values of a query, decoded.
fn pairs(query: &str) -> Vec<(String, String)> {
    Query::from_query(query).map(Query::into_inner).unwrap_or_default()
}

#[derive(Default)]
struct Reader {
    bad: Vec<BadField>,
}

impl Reader {
    fn done(self, request: CheckRequest) -> Result<CheckRequest, Failure> {
        if self.bad.is_empty() { Ok(request) } else { Err(Failure::BadFiles(self.bad)) }
    }

    fn bad(&mut self, pointer: String, code: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        if self.bad.len() < LIMITS.problems {
            self.bad.push(BadField { pointer, code, message: Text::new(zh, en) });
        }
    }

    fn wrong_type(&mut self, pointer: String, wanted: (&str, &str), got: &Input) {
        let (zh, en) = got.describe();
        let (wanted_zh, wanted_en) = wanted;
        self.bad(
            pointer,
            "wrong-type",
            format!("应当是{wanted_zh}，却是{zh}"),
            format!("this is {en}, {wanted_en} is wanted"),
        );
    }

    /// The fields of an object, each known and there once.
    fn fields(&mut self, given: Input, at: &str, known: &[&str]) -> Vec<(String, Input)> {
        let Input::Map(entries) = given else {
            self.wrong_type(at.to_owned(), ("对象", "an object"), &given);
            return Vec::new();
        };
        let mut fields: Vec<(String, Input)> = Vec::new();
        for (key, value) in entries {
            let name: String = key.chars().take(LIMITS.field_chars).collect();
            let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            if !known.contains(&key.as_str()) {
                let list: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
                self.bad(
                    pointer,
                    "unknown-field",
                    format!("没有 `{name}` 这个字段；可用的有：{}", list.join("、")),
                    format!("there is no field `{name}`; use {}", list.join(", ")),
                );
            } else if fields.iter().any(|(k, _)| *k == key) {
                self.bad(pointer, "duplicate-field", "这个字段填了两次", "this field is there twice");
            } else {
                fields.push((key, value));
            }
        }
        fields
    }

    fn missing(&mut self, pointer: String) {
        self.bad(pointer, "missing-field", "缺少这个字段", "this field is missing");
    }

    fn request(&mut self, input: Input) -> CheckRequest {
        let is_object = matches!(input, Input::Map(_));
        let mut request = CheckRequest { files: Vec::new(), base: Base::default(), render: false };
        let mut files = None;
        for (key, value) in self.fields(input, "", &["files", "base", "render"]) {
            match (key.as_str(), value) {
                ("files", value) => files = Some(value),
                ("base", Input::Text(word)) if word == "running" => request.base = Base::Running,
                ("base", Input::Text(word)) if word == "none" => request.base = Base::None,
                ("base", _) => self.bad(
                    "/base".into(),
                    "unknown-choice",
                    "`base` 写 `running` 或 `none`",
                    "`base` is `running` or `none`",
                ),
                ("render", Input::YesNo(render)) => request.render = render,
                (_, other) => self.wrong_type("/render".into(), ("true 或 false", "true or false"), &other),
            }
        }
        match files {
            None if is_object => self.missing("/files".into()),
            None => {}
            Some(Input::List(items)) if items.is_empty() => {
                self.bad("/files".into(), "missing-field", "至少要有一个文件", "there must be a file");
            }
            Some(Input::List(items)) if items.len() > MAX_FILES => {
                let n = items.len();
                self.bad(
                    "/files".into(),
                    "too-many",
                    format!("有 {n} 个文件，上限 {MAX_FILES}"),
                    format!("there are {n} files, the limit is {MAX_FILES}"),
                );
            }
            Some(Input::List(items)) => request.files = self.files(items),
            Some(other) => self.wrong_type("/files".into(), ("列表", "a list"), &other),
        }
        request
    }

    fn files(&mut self, items: Vec<Input>) -> Vec<FileText> {
        let mut seen = std::collections::BTreeMap::new();
        let mut files = Vec::with_capacity(items.len());
        for (i, item) in items.into_iter().enumerate() {
            let at = format!("/files/{i}");
            let Some(file) = self.file(item, &at) else { continue };
            if let Some(first) = seen.insert(file.path.clone(), i) {
                self.bad(
                    format!("{at}/path"),
                    "duplicate-path",
                    format!("第 {} 项和第 {} 项是同一个文件", first + 1, i + 1),
                    format!("items {} and {} are the same file", first + 1, i + 1),
                );
            }
            files.push(file);
        }
        files
    }

    fn file(&mut self, item: Input, at: &str) -> Option<FileText> {
        let is_object = matches!(item, Input::Map(_));
        let (mut path, mut text) = (None, None);
        for (key, value) in self.fields(item, at, &["path", "text"]) {
            let pointer = format!("{at}/{key}");
            match (key.as_str(), value) {
                ("path", Input::Text(given)) => {
                    if let Some(Text { zh, en }) = path_problem(&given) {
                        self.bad(pointer, "bad-path", zh, en);
                    }
                    path = Some(given);
                }
                ("text", Input::Text(given)) => {
                    self.size(&pointer, &given);
                    text = Some(Some(given));
                }
                ("text", Input::Null) => text = Some(None),
                (_, other) => {
                    self.wrong_type(pointer, ("文字", "a text"), &other);
                    return None;
                }
            }
        }
        for (name, missing) in [("path", path.is_none()), ("text", text.is_none())] {
            if missing && is_object {
                self.missing(format!("{at}/{name}"));
            }
        }
        Some(FileText { path: path?, text: text? })
    }

    fn size(&mut self, pointer: &str, text: &str) {
        let bytes = text.len();
        if bytes > MAX_FILE_BYTES {
            self.bad(
                pointer.to_owned(),
                "file-too-large",
                format!("文件有 {bytes} 字节，上限 {MAX_FILE_BYTES}"),
                format!("the file has {bytes} bytes, the limit is {MAX_FILE_BYTES}"),
            );
        }
    }
}
