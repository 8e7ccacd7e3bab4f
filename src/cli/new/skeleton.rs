//! The skeletons. Each line says in a comment what belongs there; what the pack offers (bands, units, levels of force) is
//! read from the pack, never written here.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::book::{Book, Definition};
use super::{Scope, Unit, What, word};
use crate::format::format;
use crate::syntax::{BLANK, Kind, Node};

/// The lines of a new definition, indented as in a section.
pub(super) fn skeleton(book: &Book, what: &What, file: &str) -> String {
    let lines = match what {
        What::Rule { id, scope } => rule(book, id, *scope),
        What::Value { id, unit } => value(book, id, *unit),
        What::Law { id } => law(book, id),
        What::Case { rule } => cases(book, rule, file),
        What::Phrase { id } => phrase(id),
        What::Action { id } => action(id),
        What::Term { id } => term(id),
        What::Fact { name } => fact(book, name),
        What::Behaviour { id } => behaviour(id),
        What::Erratum { id } => erratum(book, id),
    };
    aligned(what.section(), &lines)
}

/// The lines with their comments aligned, as `ashore fmt` would.
fn aligned(section: &str, lines: &str) -> String {
    let head = format!("{section}:\n");
    let text = format!("{head}{lines}");
    let formatted = format("skeleton", &text).unwrap_or(text);
    formatted.strip_prefix(&head).unwrap_or(&formatted).to_owned()
}

/// The ids of a section, as a comment lists them.
fn offered(book: &Book, section: &str) -> String {
    book.all(section).map(|d| d.id.as_str()).collect::<Vec<_>>().join("、")
}

fn rule(book: &Book, id: &str, scope: Scope) -> String {
    let (who, facts) = match scope {
        Scope::Debt => ("每一笔债", "debt."),
        Scope::Household => ("整个家庭", "household."),
        Scope::Contact => ("每一次催收联系", "contact."),
        Scope::Contacts => ("放在一起数的多次联系", "debt."),
    };
    let scope_word = word(&scope);
    let mut text = format!(
        "  - id: {id} # 编号：小写英文和连字符，定了就不要改
    title: {BLANK} # 给人看的名字：什么情况
    scope: {scope_word} # 判断谁：{who}
    status: draft # 草稿：照常计算、可以写案例，不对当事人说话；案例够了删去这一行
    # from: 2026-01-01 起始日，until: 最后一天(含)；不写，就看所引条文在不在有效期
    # strength: 没有条文可引时写依据强度：{}
",
        offered(book, "strengths")
    );
    if scope == Scope::Contacts {
        let _ = write!(
            text,
            "    count: # 怎么数
      where: # 哪些联系算数
        contact.channel: {BLANK} # 事实见 facts/ 里 contact. 开头的
      by: [{BLANK}] # 按谁合起来数：creditor_group、from_number、recipient、debt
      window: calendar_day # 一个自然日；或 {{ rolling_hours: 24 }}、{{ consecutive_days: 7 }}、{{ days_after_conversation: 7 }}
"
        );
    }
    let fact = match scope {
        Scope::Contact => "contact.content_text: { says: … }",
        Scope::Contacts => "count: { more_than: … }",
        Scope::Debt => "debt.legal_stage: …",
        Scope::Household => "household.surplus: { less_than: … }",
    };
    let _ = write!(
        text,
        "    when: # 什么时候适用：每行一个“事实: 要求”，都要满足
      {fact} # 换成要判断的事实，名字见 facts/ 里 {facts} 开头的；术语写 is: 术语编号
    # unless: 例外，写法和 when 一样；再用 unless_because: 说明例外是什么
    then: # 那么
"
    );
    let _ = match scope {
        Scope::Debt | Scope::Household => write!(
            text,
            "      band: {BLANK} # 档位：{}
      because: {BLANK} # 对当事人说的话：为什么；有花括号、冒号加空格的，整句加单引号
      # today: 特别急的，写一句放进最上面的三行提示
      actions: # 要办的事，最急的写在前面
        - action: {BLANK} # 行动编号，见 actions/
          due: {BLANK} # 期限：today、{{ days: 15, after: 事实 }}、{{ on: 事实 }}、{{ before: 事实 }}；没有就删去
      # avoid: [不要做的事]、referrals: [转介]、letters: [信函]、payment: 付款顺位或 hold，按需要写
",
            offered(book, "bands")
        ),
        Scope::Contact | Scope::Contacts => write!(
            text,
            "      behaviour: {BLANK} # 行为编号，见 conduct/behaviours.yaml
      severity: {BLANK} # 轻重：{}
      because: {BLANK} # 看到了什么；标准和自律规范不是法律，不写“违法”
      evidence: [{BLANK}] # 要留的证据：household.evidence 的选项
      report_to: [{BLANK}] # 去哪里投诉，按先后：channels/ 里的编号
",
            offered(book, "severities")
        ),
    };
    let _ = write!(
        text,
        "    cite: [{BLANK}] # 依据：法律编号/条号，引最新条号；没有条文就删去，改写 strength
    # not_modelled: 条文里这条规则没有判断的部分，答复会照印
    # en: 英文：title 和 then 里写给人看的话，写在中文旁边，以中文为准
"
    );
    text
}

fn value(book: &Book, id: &str, unit: Unit) -> String {
    let how = match unit {
        Unit::Rate => "带百分号，如 3.00%",
        Unit::Amount => "元，只写数字",
        Unit::Count => "个数，只写数字",
        Unit::Days | Unit::Months | Unit::Years => "只写数字，单位由 unit 说明",
        Unit::Time => "钟点，加引号，如 \"22:00\"",
        Unit::Bands => return bands(book, id),
    };
    let unit = word(&unit);
    format!(
        "  - id: {id} # 编号，规则里用它
    title: {BLANK} # 给人看的名字
    unit: {unit} # 单位
    series: # 一段一行，按日期先后；改数时加一行，不改旧的。推算的数改写 derived_from: {{ value: 编号, times: 4 }}
      # from 是这一段的第一天；value {how}；checked 记哪天核的、怎么核的：full_text 原文、two_secondary、secondary、weak_secondary、memory
      - {{ from: {BLANK}, value: {BLANK}, checked: {{ on: {BLANK}, how: {BLANK} }} }}
    # stale_after: 过了这天，答复提示可能过时
    source: {BLANK} # 出处
    # strength: 自定的数写 heuristic，行业做法写 practice：{}
    cite: [{BLANK}] # 依据的条文；没有就删去
",
        offered(book, "strengths")
    )
}

fn bands(book: &Book, id: &str) -> String {
    format!(
        "  - id: {id} # 编号，算式里用它
    title: {BLANK} # 给人看的名字
    unit: bands # 分段的表，按段累计
    series: # 改数时在下面加一段 from，不改旧的
      - from: {BLANK} # 这张表的第一天
        bands: # 从低到高；每段写 fixed(固定多少元)或 rate(按几成，带百分号)；最后一段不写 up_to
          - {{ up_to: {BLANK}, fixed: {BLANK} }}
          - {{ rate: {BLANK} }}
        checked: {{ on: {BLANK}, how: {BLANK} }} # 哪天核的、怎么核的：full_text 原文、two_secondary、secondary、weak_secondary、memory
    source: {BLANK} # 出处
    # strength: 自定的数写 heuristic，行业做法写 practice：{}
    cite: [{BLANK}] # 依据的条文；没有就删去
",
        offered(book, "strengths")
    )
}

fn law(book: &Book, id: &str) -> String {
    let forces = book.all("forces").map(|d| d.id.as_str()).collect::<Vec<_>>().join("、");
    format!(
        "  - id: {id} # 编号，规则里写 {id}/条号
    title: {BLANK} # 名称，不加书名号
    issuer: {BLANK} # 制定机关
    force: {BLANK} # 效力层级：{forces}
    # applies_when: 只约束一部分放款人的，写条件
    versions: # 每次修订一段；改号的条文在旧版本里写 succeeded_by: \"新条号\"
      - from: {BLANK} # 施行日；没核到的，另写 date_unverified: true。旧版本写 until:最后一天
        articles: # 条号加引号；没核到条号的用一个英文词，并写 number_unverified: true
          \"1\": {{ gist: {BLANK}, checked: {{ on: {BLANK}, how: {BLANK} }} }} # gist 用自己的话写要点
"
    )
}

/// Two cases: the facts the rule looks at, once as it wants them and once otherwise.
fn cases(book: &Book, rule: &str, file: &str) -> String {
    let Some(definition) = book.find("rules", rule) else { return String::new() };
    let as_of = book.all("cases").filter(|c| c.file == file).filter_map(|c| c.node.get("as_of")?.text()).last();
    let as_of = as_of.unwrap_or(BLANK);
    let scope = definition.node.get("scope").and_then(Node::text).unwrap_or("debt");
    let given = given(book, definition, scope);
    let about = match scope {
        "debt" => ", debt: a",
        "contact" | "contacts" => ", contact: c1",
        _ => "",
    };
    let one = |which: &str, is: &str, more: &str| {
        format!(
            "  - name: {BLANK} # 一句话：考什么。{which}
    as_of: {as_of} # 计算日
    given: # 只写用得着的事实；{more}
{given}    expect:
      rules:
        - {{ rule: {rule}{about}, is: {is} }}
"
        )
    };
    let fires = one("这一个应当适用，取正好到界线的数", "met", "不写就是不知道");
    let not = one("这一个差一点，不应当适用", "not_met", "和上一个只差一处");
    format!("{fires}\n{not}")
}

/// The facts of a rule's conditions, by whom they are about, each left blank.
fn given(book: &Book, rule: &Definition, scope: &str) -> String {
    let mut names = BTreeSet::new();
    for part in ["when", "unless", "count"] {
        if let Some(node) = rule.node.get(part) {
            facts(book, node, 0, &mut names);
        }
    }
    let derived = |name: &str| book.find("facts", name).is_none_or(|f| f.node.get("derived").is_some());
    let list = |prefix: &str, skip: &[&str]| -> String {
        let own = names.iter().filter(|n| !derived(n)).filter_map(|n| n.strip_prefix(prefix));
        own.filter(|n| !skip.contains(n)).map(|n| format!(", {n}: {BLANK}")).collect::<Vec<_>>().concat()
    };
    let mut text = String::new();
    let household = list("household.", &[]);
    if scope == "household" || !household.is_empty() {
        let household = household.strip_prefix(", ").map_or_else(|| format!("members: {BLANK}"), str::to_owned);
        let _ = writeln!(text, "      household: {{ {household} }}");
    }
    let debt = list("debt.", &["id"]);
    if scope != "household" || !debt.is_empty() {
        let _ = writeln!(text, "      debts:\n        - {{ id: a{debt} }}");
    }
    if scope.starts_with("contact") {
        let contact = list("contact.", &["id", "debt", "at"]);
        let _ = writeln!(text, "      contacts:\n        - {{ id: c1, debt: a, at: \"{BLANK}\"{contact} }}");
    }
    text
}

/// The facts a condition names, through the terms it uses.
fn facts(book: &Book, node: &Node, depth: usize, into: &mut BTreeSet<String>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                if ["household.", "debt.", "contact."].iter().any(|p| entry.key.starts_with(p)) {
                    into.insert(entry.key.clone());
                } else if entry.key == "is" && depth < 8 {
                    for term in crate::syntax::items(&entry.value).into_iter().filter_map(Node::text) {
                        let when = book.find("terms", term).and_then(|t| t.node.get("when"));
                        if let Some(when) = when {
                            facts(book, when, depth + 1, into);
                        }
                    }
                } else {
                    facts(book, &entry.value, depth, into);
                }
            }
        }
        Kind::List(items) => items.iter().for_each(|i| facts(book, i, depth, into)),
        Kind::Scalar { .. } => {}
    }
}

fn phrase(id: &str) -> String {
    format!(
        "  - id: {id} # 编号，规则里写 contact.content_text: {{ says: {id} }}
    title: {BLANK} # 给人看的名字
    says: # 说了任何一条就算；同一句里都要出现的写 {{ all: [甲, 乙] }}
      - {BLANK}
    not_when: # 同一句里有这些就不算；只看前面写 {{ before: 词 }}，只看后面写 {{ after: 词 }}；没有就删去
      - {BLANK}
    examples: # 必须认得出的原话
      - {BLANK}
    near_misses: # 像但不算的话，至少两句，必须认不出
      - {BLANK}
      - {BLANK}
"
    )
}

fn action(id: &str) -> String {
    format!(
        "  - id: {id} # 编号，规则里写 action: {id}
    title: {BLANK} # 做什么，一句话
    who: {BLANK} # 谁来做：person 本人、counsellor 辅导员、lawyer 律师、family 家人
    steps: # 怎么做，一步一行
      - {BLANK}
    proof: # 要留的凭证；没有就删去
      - {BLANK}
    if_missed: {BLANK} # 误了会怎样；没有就删去
    # scripts: 可以照着说的话；letters: [信函编号]
    # en: 英文：title、steps、proof、if_missed，写在中文旁边，以中文为准
"
    )
}

fn term(id: &str) -> String {
    format!(
        "  - id: {id} # 编号，条件里写 is: {id}
    title: {BLANK} # 给人看的名字
    when: # 条件，写法和规则的 when 一样
      debt.legal_stage: {BLANK} # 换成要用的事实
"
    )
}

fn fact(book: &Book, name: &str) -> String {
    let known: BTreeSet<&str> = book.all("facts").filter_map(|f| f.node.get("type").and_then(Node::text)).collect();
    let types = known.into_iter().collect::<Vec<_>>().join("、");
    format!(
        "  - name: {name} # 规则和请求里用的名字
    label: {{ zh: {BLANK}, en: {BLANK} }} # 中英文名称
    type: {BLANK} # 类型：{types}；choice 和 choices 另写 options: 选项的中英文名
    question: {BLANK} # 怎么问当事人
    # settled_by: [能证明它的材料]、may_be_future: true(可以晚于计算日)、may_be_never: true(可以填“从来没有”)
    changeable_by: {BLANK} # 谁能改变它：person 本人、evidence 证据、nobody 没人
    # may_become: [可以建议改成的值]，本人能改变的必须写，只写正当做得到的
    # if_true、if_false: “是”和“否”各怎么说，{{ zh: …, en: … }}，是或否的事实才写
"
    )
}

fn behaviour(id: &str) -> String {
    format!(
        "  - {{ id: {id}, code: {BLANK}, title: {BLANK}, about: {BLANK} }} # code 是行为分类表的编号；about 用一句话说清算什么\n"
    )
}

fn erratum(book: &Book, id: &str) -> String {
    format!(
        "  - id: {id} # 编号，定了就不要改
    says: {BLANK} # 流传的说法，照当事人听到的写
    wrong: {BLANK} # 错在哪里，一两句
    right: {BLANK} # 正确的说法：该怎么办
    # strength: 没有条文可引，或者说法超出条文的，写依据强度：{}
    # checked: {{ on: 日期, how: 怎么核对的 }}，说法超出所引条文时写
    cite: [{BLANK}] # 正确说法的依据：法律编号/条号；没有条文就删去，改写 strength
    rules: [{BLANK}] # 按正确说法办的规则编号；没有就删去
",
        offered(book, "strengths")
    )
}
