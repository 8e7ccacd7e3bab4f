//! The fields of what rules point to: the pack and its degrees, phrases, actions and lists, channels, letters.

use serde_json::{Map, Value, json};

use super::conditions::name_of;
use super::english;
use super::facts::quantity;
use super::shape::{
    any_of, date, id, label, mapping, may, need, one_or_more, put, refer, text, whole_number, words, yes_no,
};
use super::told::{CHECKED, CITE, FROM, ID, STRENGTH, TITLE, UNTIL};
use crate::check::Sight;
use crate::money::Word;
use crate::money::cascade::Order;
use crate::rule::Unit;
use crate::syntax::Definitions;
use crate::syntax::words::{ACTORS, LETTER_KINDS, METHODS, REPORT_FROM, TIME_ZONE};

/// Puts the definitions.
pub(super) fn catalogue(all: &Definitions, into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("pack", pack());
    put("first_questions", first_questions());
    for (name, sight, _, _) in FIRST_OF {
        put(&format!("first_question.{name}"), first_question(name, sight));
    }
    put("wording", wording());
    put("sentence", sentence());
    put("left_out", left_out());
    put("band", band());
    put("tier", tier());
    put("action", action());
    put("avoid", avoid());
    put("referral", referral());
    put("behaviour", behaviour());
    put("severity", severity());
    put("force", force());
    put("strength", strength());
    put("rung", rung());
    put("report_limit", report_limit(all));
    put("channel", channel());
    put("letter", letter());
    put("letter.limit", letter_limit(all));
}

fn pack() -> Value {
    let zone = json!({ "const": TIME_ZONE });
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("version", text(), "版本，每次改动往上加", "its version; raise it with every change"),
        need("jurisdiction", text(), "适用地区", "where it applies"),
        need("time_zone", zone, "时区，全国只有一个", "the time zone: there is one"),
        need(
            "languages",
            one_or_more(&text()),
            "文字用的语言；写了 en，缺英文的检查会提醒",
            "the languages of its texts; with `en`, English is wanted",
        ),
        need("limits", one_or_more(&text()), "限制说明：每份答复都会印出来", "its limits, printed with every answer"),
        may("wording", refer("wording"), "期限是怎么数的，答复怎么说", "how answers say how a day was counted"),
        may("first_questions", refer("first_questions"), "面谈先问什么", "what an interview asks first"),
    ];
    mapping(("规则包的说明", "what the pack says of itself"), fields)
}

/// Whom the first questions are about, with what their conditions see.
const FIRST_OF: [(&str, Sight, &str, &str); 3] = [
    ("debt", Sight::DEBT, "每笔债先问这些，一笔一笔问", "asked of each debt, debt by debt"),
    ("household", Sight::HOUSEHOLD, "债说完以后问家里的情况", "asked of the household when the debts are told"),
    ("contact", Sight::CONTACT, "每次联系先问这些", "asked of each contact"),
];

fn first_questions() -> Value {
    let asked = |name: &str| one_or_more(&refer(&format!("first_question.{name}")));
    let mut fields = vec![need("danger", asked("household"), "最先问：人身危险", "asked before anything else")];
    fields.extend(FIRST_OF.iter().map(|(name, _, zh, en)| need(name, asked(name), zh, en)));
    fields.extend([
        need("contacts", whole_number(), "先说最要紧的几次联系", "how many contacts are told first"),
        need("add_debt", label(), "问还有没有别的债", "asks for one more debt"),
        need("add_contact", label(), "问还有没有别的联系", "asks for one more contact"),
        need("which_debt", label(), "问一次联系说的是哪笔债", "asks which debt a contact is about"),
    ]);
    mapping(("面谈先问什么，照写的次序问", "what an interview asks first, in this order"), fields)
}

/// A fact by its name, or with the condition it is asked under.
fn first_question(name: &str, sight: Sight) -> Value {
    let fields = vec![
        need("fact", refer(&format!("fact_to_ask.{name}")), "问哪个事实", "the fact that is asked"),
        may("when", refer(name_of(sight)), "成立才问；不知道成不成立，不问", "asked only where this holds"),
    ];
    any_of(vec![refer(&format!("fact_to_ask.{name}")), mapping(("有条件才问的", "asked under a condition"), fields)])
}

fn left_out() -> Value {
    let fields = vec![
        need("duplicate", label(), "填明与另一条重复的", "where it was said to repeat another one"),
        need(
            "same_instant",
            label(),
            "同一秒、同渠道、同号码又没有新内容的",
            "where it is of the same second and adds nothing",
        ),
        need("inbound", label(), "本人打出的", "where the debtor began it"),
    ];
    mapping(("不计数的原因", "reasons for leaving out"), fields)
}

fn wording() -> Value {
    let say = |key: &'static str, zh: &str, en: &str| need(key, refer("sentence"), zh, en);
    let fields = vec![
        say("counting", "从哪天起数多久，可填 from、length", "from which day how long; fills in `from`, `length`"),
        say("ends", "末日不用顺延时，可填 on", "where the last day stays; fills in `on`"),
        say("moved", "末日顺延时，可填 last、on", "where the last day is moved; fills in `last`, `on`"),
        say("no_calendar", "没有那一年的日历时，可填 year", "where there is no calendar; fills in `year`"),
        say(
            "calendar_unverified",
            "那一年的日历凭记忆时，可填 year",
            "where the calendar is from memory; fills in `year`",
        ),
        say("by_post", "期满前交邮就算按时", "that posting in time is enough"),
        may("by_post_for", one_or_more(&refer("name.action")), "哪些行动交邮就算按时", "for which actions it is"),
        may("left_out", refer("left_out"), "有的联系为什么不计数", "why a contact is in no count"),
    ];
    mapping(("期限的说法", "the wording of days"), fields)
}

fn sentence() -> Value {
    let fields = vec![need("zh", text(), "中文", "in Chinese"), need("en", text(), "英文", "in English")];
    mapping(("中英文句子", "a sentence in both languages"), fields)
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
        english::field("english.title"),
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
    let orders = words(
        Order::WORDS,
        [("利率最高的先还", "the dearest rate first"), ("余额最小的先还", "the smallest balance first")],
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
        may("because", text(), "为什么这样分，写给来访者看", "why the money is shared so"),
        may("extra", orders, "每笔合同的月供都付得起以后，多出来的钱先还哪笔", "where money beyond the contracts goes"),
        may("extra_because", text(), "为什么先还那笔；写了 extra 就要写", "why it goes there; needed beside extra"),
        english::field("english.tier"),
    ];
    let mut schema = mapping(("付款次序的一档；排在前面的先付", "a tier of the pay-first list"), fields);
    let in_full = json!({
        "if": { "required": ["method"], "properties": { "method": { "pattern": "^in_full$" } } },
        "then": { "required": ["reads"] },
    });
    put(&mut schema, "allOf", json!([in_full]));
    put(&mut schema, "dependencies", json!({ "extra": ["extra_because"] }));
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
        english::field("english.action"),
    ];
    mapping(("一项行动", "an action"), fields)
}

fn avoid() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), "不要做什么", "what not to do"),
        need("because", text(), "为什么", "why"),
        may("cite", refer("cite"), CITE.0, CITE.1),
        english::field("english.avoid"),
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
        english::field("english.referral"),
    ];
    mapping(("一个转介去处", "a referral"), fields)
}

fn behaviour() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("code", text(), "名录里的代码", "its code in the taxonomy"),
        need("title", text(), TITLE.0, TITLE.1),
        may("about", text(), "说明", "what it is"),
        english::field("english.title"),
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
        may(
            "advisory",
            text(),
            "只说“不宜”的条文怎么说，{{ law }} 处填法律和条号",
            "how to speak of an article that only advises; {{ law }} is filled in",
        ),
        need("strength", refer("name.strength"), STRENGTH.0, STRENGTH.1),
    ];
    mapping(("一级效力；从高到低排列", "a level of force, strongest first"), fields)
}

fn strength() -> Value {
    let fields = vec![need("id", id(), ID.0, ID.1), need("label", label(), "给人看的名称", "its name for people")];
    mapping(("一级依据强度；从强到弱排列", "a degree of strength, most binding first"), fields)
}

fn rung() -> Value {
    let fields = vec![need("id", id(), ID.0, ID.1), need("label", label(), "给人看的名称", "its name for people")];
    mapping(("证据阶梯的一级；从强到弱排列", "a rung of the ladder of evidence, strongest first"), fields)
}

fn report_limit(all: &Definitions) -> Value {
    let from = words(
        &REPORT_FROM,
        [("最后一天：连续的行为从终了那天起算", "the last day, for conduct that went on"), ("第一天", "the first day")],
    );
    let say = |key: &'static str, zh: &str, en: &str| need(key, refer("sentence"), zh, en);
    let fields = vec![
        may("days", quantity(all, Unit::Days), "多少天，写数或数值编号", "so many days"),
        may("months", quantity(all, Unit::Months), "多少个月，写数或数值编号", "so many months"),
        may("years", quantity(all, Unit::Years), "多少年，写数或数值编号", "so many years"),
        need("counted_from", from, "从哪天起算", "from which day it runs"),
        say("before", "还来得及时，可填 from、length、on", "while there is time; fills in `from`, `length`, `on`"),
        say("today", "就是这一天时，可填 from、length、on", "on the day itself; fills in `from`, `length`, `on`"),
        say("passed", "已经过了时，可填 from、length、on", "afterwards; fills in `from`, `length`, `on`"),
        say("day_unknown", "不知道发生在哪天时，可填 length", "where the day is not known; fills in `length`"),
    ];
    mapping(("在多久以内要去报", "within which time it has to be told"), fields)
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
        may("within", refer("report_limit"), "有时限的，在多久以内", "within which time it has to be told"),
        may("from", date(), FROM.0, FROM.1),
        may("until", date(), UNTIL.0, UNTIL.1),
        may("checked", refer("checked"), CHECKED.0, CHECKED.1),
        english::field("english.channel"),
    ];
    mapping(("一个投诉、报警、咨询的去处", "a place to complain to"), fields)
}

fn letter() -> Value {
    let months = need("plan.months", refer("letter.limit"), "方案的期数", "the months of the plan");
    let limited = mapping(("带上限的内容", "what is needed, and how large it may be"), vec![months]);
    let kinds = words(
        &LETTER_KINDS,
        [
            ("信函，填好空就能发", "sent as it is"),
            ("话术，照着说", "spoken"),
            ("提纲，要律师补完才能用", "a frame that a lawyer completes"),
        ],
    );
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        may("kind", kinds, "信函、话术还是提纲；不写就是信函", "what it is for; a letter where nothing is said"),
        need("to", text(), "写给谁", "to whom"),
        may(
            "needs",
            one_or_more(&any_of(vec![text(), limited])),
            "哪些事实知道了才生成，如 debt.balance、plan.amount；期数可以写上限",
            "what must be known before it is printed",
        ),
        may(
            "needs_proof",
            one_or_more(&refer("evidence")),
            "手上至少有其中一样证明才生成",
            "proof of which one piece must be in hand",
        ),
        may("attach", one_or_more(&refer("evidence")), "要附上的证明", "proof to attach"),
        may("do_not_claim", one_or_more(&text()), "信里不要写什么，一句一行", "what not to claim in it"),
        may(
            "not_when",
            refer("condition.debt"),
            "哪些债不能发这封信，要写 not_because",
            "when it must not be sent; say why in not_because",
        ),
        may("not_because", text(), "为什么不能发，对当事人说", "why it must not be sent, said to the client"),
        may("instead", refer("name.letter"), "不能发的时候改用哪封", "what to send instead"),
        need("body", text(), "正文；{{ debt.balance }} 处由程序填写", "its text; slots in double braces are filled in"),
        english::field("english.title"),
    ];
    let mut schema = mapping(("一封信函、话术或文书提纲", "a letter, a script or an outline"), fields);
    put(&mut schema, "dependencies", json!({ "not_when": ["not_because"], "not_because": ["not_when"] }));
    schema
}

fn letter_limit(all: &Definitions) -> Value {
    let fields =
        vec![need("at_most", quantity(all, Unit::Months), "最多几期，写数或数值编号", "at most so many months")];
    mapping(("上限", "the limit"), fields)
}
