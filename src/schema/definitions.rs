//! The fields of what is defined in a file and stands by itself: facts, laws, values, the calendar, phrases and all that
//! rules point to. Which fields there are is for the readers in `syntax` to say; a test holds the two together.

use serde_json::{Map, Value, json};

use super::facts::{literal, quantity};
use super::shape::{
    any_of, both, date, described, figure, form, id, label, list, mapping, may, need, one_or_more, put, refer, text,
    whole_number, words, yes_no,
};
use crate::rule::{LengthUnit, Unit};
use crate::syntax::Definitions;
use crate::syntax::words::{
    ACTORS, CHANGEABLE, DUE_UNITS, HOW, METHODS, PHASES, RESERVED, TIME_ZONE, TODAY, TYPES, UNITS,
};

const FROM: (&str, &str) = ("第一天", "the first day");
const UNTIL: (&str, &str) = ("最后一天，当天仍有效", "the last day, inclusive");
const TITLE: (&str, &str) = ("给人看的名字", "the name people see");
const ID: (&str, &str) = ("编号：小写英文，定了就不要改", "its id: lower-case, never changed once given");
const CHECKED: (&str, &str) = ("哪天核对的、怎么核对的", "when and how it was checked");
const STRENGTH: (&str, &str) = ("依据强度：法律、监管要求、经验……", "how binding it is");
const CITE: (&str, &str) =
    ("依据：法律编号/条号，引最新的条号", "the law it rests on: law-id/article, by the newest number");

/// Puts the definitions.
pub(super) fn definitions(all: &Definitions, into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("label", bilingual());
    put("checked", checked());
    put("cite", one_or_more(&refer("name.citation")));
    put("pack", pack());
    put("fact", fact());
    put("fact.field", record_field());
    put("options", options());
    put("term", term());
    put("law", law());
    put("version", version());
    put("article", article());
    put("value", value());
    put("entry", entry());
    put("derivation", derivation());
    put("year", year());
    put("holiday", holiday());
    put("phrase", phrase());
    put("pattern", pattern());
    put("context", context());
    put("band", band());
    put("tier", tier());
    put("action", action());
    put("avoid", avoid());
    put("referral", referral());
    put("behaviour", behaviour());
    put("severity", severity());
    put("force", force());
    put("strength", strength());
    put("channel", channel());
    put("letter", letter());
    put("due", due(all));
}

fn bilingual() -> Value {
    let fields = vec![need("zh", text(), "中文", "in Chinese"), need("en", text(), "英文", "in English")];
    mapping(("中英文名称", "a label in both languages"), fields)
}

fn checked() -> Value {
    let how = words(
        &HOW,
        [
            ("读过原文", "read in the full text"),
            ("两份二手资料一致", "two secondary sources agree"),
            ("一份二手资料", "one secondary source"),
            ("一份不太可靠的资料", "one weak source"),
            ("凭记忆", "from memory"),
        ],
    );
    let fields = vec![
        need("on", date(), "核对的日期", "the day it was checked"),
        need("how", how, "怎么核对的，如实写，答复会带上", "how; answers repeat it"),
    ];
    mapping(CHECKED, fields)
}

fn pack() -> Value {
    let zone = json!({ "const": TIME_ZONE });
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("version", text(), "版本，每次改动往上加", "its version; raise it with every change"),
        need("jurisdiction", text(), "适用地区", "where it applies"),
        need("time_zone", zone, "时区，全国只有一个", "the time zone: there is one"),
        need("languages", one_or_more(&text()), "文字用的语言", "the languages of its texts"),
        need("limits", one_or_more(&text()), "限制说明：每份答复都会印出来", "its limits, printed with every answer"),
    ];
    mapping(("规则包的说明", "what the pack says of itself"), fields)
}

/// The field `type` with what belongs to each type.
fn kind() -> Value {
    words(
        &TYPES,
        [
            ("是或否", "yes or no"),
            ("选项之一，要写 options", "one of several; needs `options`"),
            ("可多选，要写 options", "any number of several; needs `options`"),
            ("金额(元)", "yuan"),
            ("年利率", "a rate per year"),
            ("个数", "a whole number"),
            ("日期", "a date"),
            ("时刻", "a point in time"),
            ("钟点", "a time of day"),
            ("文字", "a text"),
            ("条目列表，要写 fields；规则不能直接比较", "a list of entries; needs `fields`; no rule can test it"),
        ],
    )
}

fn options() -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "additionalProperties": label(),
        "propertyNames": { "not": { "enum": RESERVED } },
    })
}

/// What a type needs beside it.
fn needs_of_type(schema: &mut Value) {
    let when = |types: &str, field: &str| {
        json!({
            "if": { "required": ["type"], "properties": { "type": { "pattern": format!("^({types})$") } } },
            "then": { "required": [field] },
        })
    };
    put(schema, "allOf", json!([when("choice|choices", "options"), when("records", "fields")]));
}

fn fact() -> Value {
    let changeable = words(
        &CHANGEABLE,
        [
            ("本人能改变", "the person can act on it"),
            ("证据能说明并非如此", "evidence can show otherwise"),
            ("谁也改不了", "nobody can"),
        ],
    );
    let phases =
        words(&PHASES, [("催收行为判断之后", "after conduct is judged"), ("成本比较之后", "after cost is compared")]);
    let name = form(
        "^(household|debt|contact)\\.[a-z0-9._-]+$",
        ("以 household.、debt. 或 contact. 开头", "starts with household., debt. or contact."),
    );
    let fields = vec![
        need("name", name, "名字：household.、debt. 或 contact. 开头", "its name, with whose fact it is"),
        need("label", label(), "给人看的名称", "its name for people"),
        need("type", kind(), "类型，决定能怎么比较", "its type, which decides the tests that fit"),
        may("options", refer("options"), "选项：英文名: { zh: …, en: … }", "the choices, each with a label"),
        may("fields", list(&refer("fact.field")), "每个条目的字段", "the fields of each entry"),
        may("question", text(), "不知道时怎么问当事人", "what to ask to learn it"),
        may("about", text(), "该填什么，补充说明", "more about what belongs in it"),
        may("settled_by", one_or_more(&refer("evidence")), "看什么材料能定下来", "the papers that settle it"),
        may("changeable_by", changeable, "谁能改变它；改不了的不会当出路提出来", "who can change it"),
        may("derived", text(), "由程序怎么算出来；写了就不能填", "how it is computed; it cannot be given then"),
        may("phase", phases, "算出来的事实，到哪一步才知道", "when a computed fact is known"),
        may("may_be_future", yes_no(), "日期可不可以在计算日以后", "whether a date may lie ahead"),
        may("may_be_never", yes_no(), "日期可不可以填 never(从来没有过)", "whether a date may be `never`"),
    ];
    let mut schema = mapping(("一个事实", "a fact of the vocabulary"), fields);
    needs_of_type(&mut schema);
    schema
}

fn record_field() -> Value {
    let fields = vec![
        need("name", text(), "字段名", "the name of the field"),
        need("label", label(), "给人看的名称", "its name for people"),
        need("type", kind(), "类型", "its type"),
        may("options", refer("options"), "选项：英文名: { zh: …, en: … }", "the choices, each with a label"),
        may("fields", list(&refer("fact.field")), "每个条目的字段", "the fields of each entry"),
    ];
    let mut schema = mapping(("条目的一个字段", "a field of an entry"), fields);
    needs_of_type(&mut schema);
    schema
}

fn term() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("when", refer("condition.any"), "它代表的条件：每一行都要满足", "the condition it stands for"),
    ];
    mapping(("术语：给一组条件起的名字", "a term: a name for a condition"), fields)
}

fn law() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), "法律文件的名称", "the title of the instrument"),
        need("issuer", text(), "制定机关", "who issued it"),
        need("force", refer("name.force"), "效力层级", "its level of force"),
        may(
            "applies_when",
            refer("condition.debt"),
            "只约束一部分机构时，约束谁",
            "whom it binds, where not everybody",
        ),
        may("note", text(), "备注", "a remark"),
        need("versions", list(&refer("version")), "各个版本，按施行时间排列", "its versions, in order of time"),
    ];
    mapping(("一部法律文件", "an instrument of law"), fields)
}

fn version() -> Value {
    let articles = json!({ "type": "object", "additionalProperties": refer("article") });
    let fields = vec![
        need("from", date(), "施行日", "the day it came into force"),
        may("until", date(), UNTIL.0, UNTIL.1),
        may("date_unverified", yes_no(), "施行日没有核到", "the first day could not be verified"),
        need("articles", articles, "条文：\"条号\": { gist: …, checked: … }", "its articles by number"),
    ];
    mapping(("法律的一个版本", "a version of a law"), fields)
}

fn article() -> Value {
    let fields = vec![
        need("gist", text(), "要点，用自己的话写", "what it says, in our own words"),
        need("checked", refer("checked"), CHECKED.0, CHECKED.1),
        may("number_unverified", yes_no(), "条号没有核到，键是一个英文词", "its number could not be verified"),
        may("succeeded_by", text(), "下一版里的条号，加引号", "its number in the next version"),
    ];
    mapping(("一条条文", "an article"), fields)
}

fn value() -> Value {
    let units = words(
        &UNITS,
        [
            ("年利率", "a rate per year"),
            ("金额(元)", "yuan"),
            ("个数", "a number of things"),
            ("天", "days"),
            ("月", "months"),
            ("年", "years"),
            ("钟点", "a time of day"),
        ],
    );
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("unit", units, "单位", "its unit"),
        may(
            "series",
            list(&refer("entry")),
            "各段的数，按时间排列；新的加在后面",
            "its values over time; add new ones below",
        ),
        may(
            "derived_from",
            refer("derivation"),
            "由另一个数值推算，代替 series",
            "a multiple of another value, in place of `series`",
        ),
        may(
            "stale_after",
            date(),
            "过了这天，答复提示可能过时",
            "past this day answers say that it may be out of date",
        ),
        may("source", text(), "公布机构或出处", "who publishes it"),
        may("strength", refer("name.strength"), STRENGTH.0, STRENGTH.1),
        may("cite", refer("cite"), CITE.0, CITE.1),
    ];
    let mut schema = mapping(("会随日期变的数", "a dated value"), fields);
    put(&mut schema, "oneOf", json!([{ "required": ["series"] }, { "required": ["derived_from"] }]));
    put(&mut schema, "allOf", Value::Array(UNITS.iter().map(|(word, unit)| of_unit(word, *unit)).collect()));
    schema
}

/// How values in one unit are written.
fn of_unit(word: &str, unit: Unit) -> Value {
    let entry = json!({ "properties": { "value": literal(&unit.kind()) } });
    json!({
        "if": { "required": ["unit"], "properties": { "unit": { "pattern": format!("^{word}$") } } },
        "then": { "properties": { "series": { "items": entry } } },
    })
}

fn entry() -> Value {
    let fields = vec![
        need("from", date(), "从哪天起", "from which day"),
        may("until", date(), UNTIL.0, UNTIL.1),
        need("value", text(), "数：利率带 %，钟点加引号", "the value: a rate with %, a time in quotes"),
        may("checked", refer("checked"), CHECKED.0, CHECKED.1),
    ];
    mapping(("一段时间里的数", "a value and the time it holds"), fields)
}

fn derivation() -> Value {
    let fields = vec![
        need("value", refer("name.value"), "哪个数值", "of which value"),
        need("times", whole_number(), "几倍", "how many times"),
    ];
    mapping(("几倍于另一个数值", "a multiple of another value"), fields)
}

fn year() -> Value {
    let fields = vec![
        need("year", whole_number(), "哪一年", "which year"),
        may("checked", refer("checked"), CHECKED.0, CHECKED.1),
        may("source", text(), "出处", "where it comes from"),
        need("holidays", json!({ "type": "array", "items": refer("holiday") }), "放假的日子", "the holidays"),
        need("workdays", json!({ "type": "array", "items": date() }), "调休上班的周末", "weekend days that are worked"),
    ];
    mapping(("一年的节假日和调休", "the holidays of a year"), fields)
}

fn holiday() -> Value {
    let fields = vec![
        need("name", text(), "节日", "its name"),
        need("from", date(), FROM.0, FROM.1),
        may("until", date(), UNTIL.0, UNTIL.1),
    ];
    mapping(("一个假期", "a holiday"), fields)
}

fn phrase() -> Value {
    let messages = one_or_more(&text());
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("says", one_or_more(&refer("pattern")), "说了其中任何一句就算", "any of these"),
        may(
            "not_when",
            one_or_more(&refer("context")),
            "同一句里有这些词就不算",
            "not when one of these stands in the same sentence",
        ),
        need("examples", messages.clone(), "必须认出来的话", "messages it must match"),
        need("near_misses", messages, "像、但不能认的话", "messages it must not match"),
    ];
    mapping(("一组催收话术", "a list of phrases"), fields)
}

fn pattern() -> Value {
    let fields = vec![need("all", one_or_more(&text()), "这些词都在同一句里才算", "all of these in one sentence")];
    any_of(vec![text(), mapping(("几个词都要有", "all of several words"), fields)])
}

fn context() -> Value {
    let fields = vec![
        may("before", text(), "在话术前面出现才算例外", "only before the phrase"),
        may("after", text(), "在话术后面出现才算例外", "only after the phrase"),
    ];
    let mut one_side = mapping(("只看前面或后面", "on one side only"), fields);
    put(&mut one_side, "minProperties", json!(1));
    put(&mut one_side, "maxProperties", json!(1));
    any_of(vec![text(), one_side])
}

fn band() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        may(
            "horizon_days",
            whole_number(),
            "只收这么多天以内到期的事，要写 otherwise",
            "only what is due within so many days",
        ),
        may("otherwise", refer("name.band"), "更晚到期的放到哪一档", "the band for what is due later"),
    ];
    let mut schema = mapping(("先办次序的一档；排在前面的更急", "a band of the act-first list"), fields);
    put(&mut schema, "dependencies", json!({ "horizon_days": ["otherwise"] }));
    schema
}

fn tier() -> Value {
    let methods = words(
        &METHODS,
        [("每笔足额付", "each its full monthly amount"), ("按余额比例分", "in proportion to the balances")],
    );
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("method", methods, "怎么分钱", "how its debts are paid"),
        may(
            "reads",
            refer("amount_fact"),
            "每月应付看哪个事实；in_full 必写",
            "the fact that holds the monthly amount",
        ),
        may("default", yes_no(), "没有规则安排的债务排在这里；只能有一个", "debts that no rule places stand here"),
    ];
    let mut schema = mapping(("付款次序的一档；排在前面的先付", "a tier of the pay-first list"), fields);
    let in_full = json!({
        "if": { "required": ["method"], "properties": { "method": { "pattern": "^in_full$" } } },
        "then": { "required": ["reads"] },
    });
    put(&mut schema, "allOf", json!([in_full]));
    schema
}

fn action() -> Value {
    let actors = words(
        &ACTORS,
        [("本人", "the person"), ("咨询员", "the counsellor"), ("律师", "a lawyer"), ("家人", "the family")],
    );
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("who", actors, "谁来办", "who does it"),
        need("steps", one_or_more(&text()), "怎么办，一步一行", "how, a step a line"),
        may("proof", one_or_more(&text()), "留下什么凭证", "what proof to keep"),
        may("if_missed", text(), "没办会怎样", "what happens if it is missed"),
        may("scripts", one_or_more(&text()), "可以照着说的话", "words to say"),
        may("letters", one_or_more(&refer("name.letter")), "用到的信函", "letters that belong to it"),
    ];
    mapping(("一项行动", "an action"), fields)
}

fn avoid() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), "不要做什么", "what not to do"),
        need("because", text(), "为什么", "why"),
        may("cite", refer("cite"), CITE.0, CITE.1),
    ];
    mapping(("一件不要做的事", "a line of the do-not list"), fields)
}

fn referral() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("to", text(), "找谁", "to whom"),
        may("bring", one_or_more(&text()), "带什么材料", "what to bring"),
        may("free_first", text(), "先用哪些免费的", "what is free and comes first"),
    ];
    mapping(("一个转介去处", "a referral"), fields)
}

fn behaviour() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("code", text(), "名录里的代码", "its code in the taxonomy"),
        need("title", text(), TITLE.0, TITLE.1),
        may("about", text(), "说明", "what it is"),
    ];
    mapping(("一种催收行为", "a behaviour of collectors"), fields)
}

fn severity() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("label", label(), "给人看的名称", "its name for people"),
        need("severe", yes_no(), "算不算严重行为", "whether it counts as severe"),
        may("band", refer("name.band"), "关于它的提问算哪一档", "the band its questions count as"),
    ];
    mapping(("一级严重程度；从轻到重排列", "a degree of severity, weakest first"), fields)
}

fn force() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("label", label(), "给人看的名称", "its name for people"),
        need(
            "wording",
            text(),
            "违反它时怎么说，{{ law }} 处填法律和条号",
            "how a breach may be spoken of; {{ law }} is filled in",
        ),
        need("strength", refer("name.strength"), STRENGTH.0, STRENGTH.1),
    ];
    mapping(("一级效力；从高到低排列", "a level of force, strongest first"), fields)
}

fn strength() -> Value {
    let fields = vec![need("id", id(), ID.0, ID.1), need("label", label(), "给人看的名称", "its name for people")];
    mapping(("一级依据强度；从强到弱排列", "a degree of strength, most binding first"), fields)
}

fn channel() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("how", text(), "怎么联系", "how to reach it"),
        may("takes", text(), "受理什么", "what it takes"),
        may(
            "takes_when",
            refer("condition.debt"),
            "只管一部分债务时，管哪些",
            "whose cases it takes, where not everybody's",
        ),
        may("from", date(), FROM.0, FROM.1),
        may("until", date(), UNTIL.0, UNTIL.1),
        may("checked", refer("checked"), CHECKED.0, CHECKED.1),
    ];
    mapping(("一个投诉、报警、咨询的去处", "a place to complain to"), fields)
}

fn letter() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("to", text(), "写给谁", "to whom"),
        may(
            "needs",
            one_or_more(&text()),
            "哪些事实知道了才生成，如 debt.balance、plan.amount",
            "what must be known before it is printed",
        ),
        may("instead", refer("name.letter"), "在那以前先用哪封", "what to send until then"),
        need("body", text(), "正文；{{ debt.balance }} 处由程序填写", "its text; slots in double braces are filled in"),
    ];
    mapping(("一封信函或文书底稿", "a letter"), fields)
}

fn due(all: &Definitions) -> Value {
    let fact = || refer("date_fact");
    let mut fields = vec![
        may("on", fact(), "就是这一天，不顺延", "on that very day; it is not moved"),
        may("before", fact(), "这一天的前一天", "the day before"),
    ];
    for (word, unit) in DUE_UNITS {
        let (unit, zh, en) = match unit {
            LengthUnit::Days => (Unit::Days, "多少天", "so many days"),
            LengthUnit::WorkingDays => (Unit::Days, "多少个工作日", "so many working days"),
            LengthUnit::Months => (Unit::Months, "多少个月", "so many months"),
            LengthUnit::Years => (Unit::Years, "多少年", "so many years"),
        };
        fields.push(may(word, quantity(all, unit), zh, en));
    }
    let today_itself = json!({ "const": "as_of", "description": "计算日 / the day the answer is for" });
    fields.push(may(
        "after",
        any_of(vec![today_itself, fact()]),
        "从哪天算起，当天不算",
        "counted from this day, which is not counted",
    ));
    fields.push(may(
        "roll",
        yes_no(),
        "最后一天休息时是否顺延，不写就是 true",
        "whether a last day off moves; `true` unless written",
    ));
    let mut counted = mapping(("哪天以前", "by when"), fields);
    let lengths: Vec<Value> = DUE_UNITS.iter().map(|(word, _)| json!({ "required": [word, "after"] })).collect();
    let whole = [json!({ "required": ["on"] }), json!({ "required": ["before"] })].into_iter().chain(lengths);
    put(&mut counted, "oneOf", Value::Array(whole.collect()));
    described(any_of(vec![json!({ "const": TODAY }), counted]), both("哪天以前", "by when"))
}

/// A money amount as shown in answers, in cases.
pub(super) fn shown_amount() -> Value {
    figure("^-?[0-9]+(\\.[0-9]+)?$", ("金额写成 409.49", "an amount such as 409.49"))
}
