//! Every failure in words: a name that never changes, what is wrong, and what to do about it.

use super::failure::Failure;
use crate::api::letters::{no_letter, not_ready};
use crate::api::reload::Refusal;
use crate::diagnostic::Text;

impl Failure {
    /// The stable name, what is wrong, and what to do.
    pub(super) fn words(&self) -> (&'static str, Text, Option<Text>) {
        match self {
            Self::BadPortfolio(fields) | Self::BadFiles(fields) | Self::BadTerms(fields) => {
                let n = fields.len();
                let code = match self {
                    Self::BadFiles(_) => "bad-files",
                    Self::BadTerms(_) => "bad-terms",
                    _ => "bad-portfolio",
                };
                (code, Text::new(format!("请求里有 {n} 处问题"), format!("the request has {n} problems")), None)
            }
            Self::Refused(reload) => {
                let code = match reload.refusal() {
                    Some(Refusal::Unreadable(_)) => "rules-unreadable",
                    Some(Refusal::Failed) => "check-failed",
                    Some(Refusal::Mistakes) | None => "rules-refused",
                };
                let what = reload.problem().unwrap_or_else(|| Text::new("规则没有启用", "the rules were not taken up"));
                (code, what, Some(Text::new("原来的规则继续使用", "the old rules stay in use")))
            }
            Self::CheckFailed => (
                "check-failed",
                Text::new("检查这些规则时程序出错", "checking these rules failed inside"),
                Some(Text::new("请把规则文件发给开发者", "send the files to the developers")),
            ),
            Self::NotJson(error) => (
                "not-json",
                Text::new(
                    format!("正文不是 JSON(第 {} 行第 {} 列)", error.line, error.column),
                    format!("the body is not JSON (line {}, column {}): {}", error.line, error.column, error.reason),
                ),
                Some(Text::new(
                    "检查逗号、引号和括号；日期和文字要加双引号",
                    "look at commas, quotes and brackets; dates and texts stand in double quotes",
                )),
            ),
            Self::NotJsonType { given } => (
                "not-json-type",
                Text::new(format!("正文声明为 `{given}`"), format!("the body is declared as `{given}`")),
                Some(Text::new("请求头写 `Content-Type: application/json`", "send `Content-Type: application/json`")),
            ),
            Self::NotCsvType { given } => (
                "not-csv-type",
                Text::new(format!("正文声明为 `{given}`"), format!("the body is declared as `{given}`")),
                Some(Text::new("请求头写 `Content-Type: text/csv`", "send `Content-Type: text/csv`")),
            ),
            Self::NotNdjsonType { given } => (
                "not-ndjson-type",
                Text::new(format!("正文声明为 `{given}`"), format!("the body is declared as `{given}`")),
                Some(Text::new(
                    "请求头写 `Content-Type: application/x-ndjson`",
                    "send `Content-Type: application/x-ndjson`",
                )),
            ),
            Self::TooManyBatches { limit } => (
                "too-many-batches",
                Text::new(
                    format!("已有 {limit} 个批次在处理，上限 {limit}"),
                    format!("{limit} batches are under way, the limit is {limit}"),
                ),
                Some(Text::new(
                    "稍后重试；单份材料可以用 POST /v1/evaluations",
                    "try again later; single portfolios can be sent to POST /v1/evaluations",
                )),
            ),
            Self::BadList(error) => (error.code(), error.text(), Some(error.remedy())),
            Self::NoSuchImport { name, close, known } => (
                "no-such-import",
                Text::new(format!("没有 `{name}` 这种表格"), format!("there is no kind of list `{name}`")),
                Some(match close {
                    Some(c) => Text::new(format!("是不是 `{c}`？"), format!("did you mean `{c}`?")),
                    None => {
                        Text::new(format!("可用的有：{}", known.join("、")), format!("use one of {}", known.join(", ")))
                    }
                }),
            ),
            Self::TooLarge { limit } => (
                "body-too-large",
                Text::new(format!("正文超过 {limit} 字节"), format!("the body is larger than {limit} bytes")),
                Some(Text::new(
                    "分成几次提交，或请运维人员调高上限",
                    "send it in parts, or ask the operator to raise the limit",
                )),
            ),
            Self::BrokenBody => {
                ("broken-body", Text::new("正文没有传完", "the body broke off"), Some(Text::new("请重试", "try again")))
            }
            Self::BadQuery { name, remedy } => (
                "bad-query",
                Text::new(format!("查询参数 `{name}` 不对"), format!("the query parameter `{name}` is wrong")),
                Some(remedy.clone()),
            ),
            Self::NoSuchRule { id, close } => (
                "no-such-rule",
                Text::new(format!("没有编号为 `{id}` 的规则"), format!("there is no rule `{id}`")),
                close.as_ref().map(|c| Text::new(format!("是不是 `{c}`?"), format!("did you mean `{c}`?"))),
            ),
            Self::NoLetter { id, debt, why } => no_letter(id, debt, why),
            Self::LetterNotReady(letter) => not_ready(letter),
            Self::PageFailed => (
                "page-failed",
                Text::new("页面排不出来", "the page could not be laid out"),
                Some(Text::new("可以先用 `format=json`", "`format=json` still works")),
            ),
            Self::NoSuchStage { name, close } => (
                "no-such-stage",
                Text::new(format!("没有名为 `{name}` 的阶段"), format!("there is no stage `{name}`")),
                close.as_ref().map(|c| Text::new(format!("是不是 `{c}`?"), format!("did you mean `{c}`?"))),
            ),
            Self::Stopping => (
                "stopping",
                Text::new("服务正在停止", "the service is stopping"),
                Some(Text::new("请稍后重试", "try again in a moment")),
            ),
            Self::WrongMethod { allow } => (
                "method-not-allowed",
                Text::new("这个地址不接受这种方法", "this address does not take that method"),
                Some(Text::new(format!("请用 {allow}"), format!("use {allow}"))),
            ),
            Self::NotFound => (
                "not-found",
                Text::new("这个地址下没有内容", "there is nothing at this address"),
                Some(Text::new("接口说明见 /docs", "see /docs")),
            ),
        }
    }
}
