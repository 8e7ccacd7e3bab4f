//! Every failure in words: a name that never changes, what is wrong, and what to do about it.

use super::failure::Failure;
use crate::access::Scope;
use crate::api::bounds::TooSlow;
use crate::api::gate::{Counted, TooFast};
use crate::api::letters::{no_letter, not_ready};
use crate::api::reload::Refusal;
use crate::diagnostic::Text;
use crate::record::RecordError;

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
            Self::NoSuchDecision { id } => (
                "no-such-decision",
                Text::new(format!("没有编号为 `{id}` 的决定"), format!("there is no decision `{id}`")),
                Some(Text::new(
                    "编号在答复的 `Ashore-Decision` 头里",
                    "its id stands in the header `Ashore-Decision` of the answer",
                )),
            ),
            Self::DecisionDeleted { id, at } => {
                let day = at.format("%Y-%m-%d");
                (
                    "decision-deleted",
                    Text::new(format!("决定 `{id}` 已经删除"), format!("the decision `{id}` was deleted")),
                    Some(Text::new(format!("删除于 {day}(UTC)"), format!("deleted on {day} (UTC)"))),
                )
            }
            Self::NoRecord => (
                "no-record",
                Text::new("本服务不保存决定", "this service keeps no record of decisions"),
                Some(Text::new("运维人员用 `--record` 打开", "the operator switches it on with `--record`")),
            ),
            // What the database said stands in the log of the service: it may name hosts and files.
            Self::RecordUnavailable(error) => {
                let why = match error {
                    RecordError::Full { .. } | RecordError::TooSlow { .. } => error.text(),
                    _ => Text::new("原因见服务日志", "the log of the service says why"),
                };
                (
                    "record-unavailable",
                    Text::new(
                        "决定的记录现在写不进或读不出，所以没有答复",
                        "the record of decisions cannot be written or read, so there is no answer",
                    ),
                    Some(Text::new(format!("请稍后重试；{}", why.zh), format!("try again in a moment; {}", why.en))),
                )
            }
            Self::Stopping => (
                "stopping",
                Text::new("服务正在停止", "the service is stopping"),
                Some(Text::new("请稍后重试", "try again in a moment")),
            ),
            Self::SlowBody(TooSlow { received, limit_ms, idle }) => (
                "body-too-slow",
                if *idle {
                    Text::new(
                        format!("正文收到 {received} 字节后停了 {limit_ms} 毫秒，这是上限"),
                        format!("nothing came for {limit_ms} ms after {received} bytes of the body, that is the limit"),
                    )
                } else {
                    Text::new(
                        format!("正文 {limit_ms} 毫秒内没有传完，只收到 {received} 字节"),
                        format!("the body was not there within {limit_ms} ms, only {received} bytes had come"),
                    )
                },
                Some(Text::new("换更快的网络再试", "try again over a quicker network")),
            ),
            Self::Overloaded { working, waiting, limit } => (
                "overloaded",
                Text::new(
                    format!("服务正忙：{working} 个请求在处理，{waiting} 个在排队，排队上限 {limit}"),
                    format!(
                        "the service is busy: {working} requests are worked on and {waiting} wait, the limit is {limit}"
                    ),
                ),
                Some(Text::new("请稍后重试", "try again in a moment")),
            ),
            Self::QueuedTooLong { limit_ms, working } => (
                "queued-too-long",
                Text::new(
                    format!("服务正忙：排队超过 {limit_ms} 毫秒，同时处理 {working} 个请求"),
                    format!(
                        "the service is busy: the request waited for {limit_ms} ms, {working} are worked on at a time"
                    ),
                ),
                Some(Text::new("请稍后重试", "try again in a moment")),
            ),
            Self::TookTooLong { limit_ms } => (
                "took-too-long",
                Text::new(
                    format!("{limit_ms} 毫秒内没有算完，这是上限"),
                    format!("the answer was not there within {limit_ms} ms, that is the limit"),
                ),
                Some(Text::new(
                    "减少债务和催收联系的条数，或请运维人员调高上限",
                    "send fewer debts and contacts, or ask the operator to raise the limit",
                )),
            ),
            Self::BrokeDown => (
                "broke-down",
                Text::new("服务内部出错，请求没有被处理", "something failed inside; the request was not served"),
                Some(Text::new("请告诉运维人员", "tell the operator")),
            ),
            Self::NoKey => (
                "no-key",
                Text::new("请求没有带密钥", "no key came with the request"),
                Some(Text::new(
                    "请求头写 `Authorization: Bearer ashore_…`；密钥向运维人员要",
                    "send `Authorization: Bearer ashore_…`; the operator gives out keys",
                )),
            ),
            Self::BadKey => (
                "bad-key",
                Text::new("密钥无效", "the key is not good"),
                Some(Text::new(
                    "检查是否抄全；也可能已经过期、更换或收回，请问运维人员",
                    "see whether it was copied whole; it may have expired, or been replaced or revoked: ask the operator",
                )),
            ),
            Self::ScopeMissing { needed, has } => {
                let has = has.iter().map(|scope: &Scope| scope.word()).collect::<Vec<_>>();
                (
                    "scope-missing",
                    Text::new(format!("密钥没有 `{needed}` 权限"), format!("the key lacks the scope `{needed}`")),
                    Some(Text::new(
                        format!("它有：{}；请运维人员另建密钥", has.join("、")),
                        format!("it has {}: ask the operator for another key", has.join(", ")),
                    )),
                )
            }
            Self::TooFast(TooFast { of, per_minute, at_once, wait_seconds }) => {
                let what = match of {
                    Counted::Key => Text::new("这个密钥的请求太多", "too many requests with this key"),
                    Counted::Peer => Text::new("这个地址的请求太多", "too many requests from this address"),
                    Counted::BadKeys => {
                        Text::new("这个地址的无效密钥太多", "too many missing or bad keys from this address")
                    }
                };
                (
                    "too-many-requests",
                    Text::new(
                        format!("{}：上限每分钟 {per_minute} 次，一次最多连续 {at_once} 次", what.zh),
                        format!("{}: the limit is {per_minute} in a minute, {at_once} at once", what.en),
                    ),
                    Some(Text::new(format!("请过 {wait_seconds} 秒再试"), format!("try again in {wait_seconds} s"))),
                )
            }
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
