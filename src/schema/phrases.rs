//! The fields of what collectors say, and of what phrases lean on.

use serde_json::{Map, Value, json};

use super::shape::{
    ID as ID_FORM, ID_HINT, any_of, closed, id, label, mapping, may, need, one_or_more, open, put, refer, text,
    whole_number, words, yes_no,
};
use super::told::{ID, TITLE};
use crate::rule::{Effect, Reach, SpeechAct, Tells};
use crate::syntax::Definitions;
use crate::syntax::words::SIDES;

/// Puts the definitions.
pub(super) fn phrases(all: &Definitions, into: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| into.insert(name.to_owned(), schema);
    put("phrase", phrase(all));
    put("pattern", pattern());
    put("context", own_context());
    put("words", word_list());
    put("disguise", disguise());
    put("shared_context", shared_context());
    put("mark", mark());
    put("message", message(all));
}

fn phrase(all: &Definitions) -> Value {
    let messages = one_or_more(&text());
    let acts = words(
        &SpeechAct::WORDS,
        [
            ("告知", "telling"),
            ("要求", "demanding"),
            ("威胁", "threatening"),
            ("侮辱", "insulting"),
            ("冒充", "posing as somebody"),
            ("向他人透露", "disclosing to others"),
            ("索取", "asking for money, a loan, a contact"),
        ],
    );
    let contexts: Vec<(String, String)> = all.contexts.iter().map(|c| (c.id.to_string(), c.title.zh.clone())).collect();
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        may("act", acts, "说这话是在做什么", "what is done by saying it"),
        need("says", one_or_more(&refer("pattern")), "说了其中任何一句就算", "any of these"),
        may(
            "not_when",
            one_or_more(&refer("context")),
            "同一句里有这些词就不算",
            "not when one of these stands in the same sentence",
        ),
        may(
            "despite",
            one_or_more(&open(&contexts, ID_FORM, ID_HINT)),
            "这些语境不影响它",
            "contexts that do not matter to it",
        ),
        may(
            "labelled",
            text(),
            "照着显示这一行为的标注消息认：行为编号",
            "learn from the labelled messages that show the behaviour of this code",
        ),
        need("examples", messages.clone(), "必须认出来的话", "messages it must match"),
        need("near_misses", messages, "像、但不能认的话", "messages it must not match"),
    ];
    mapping(("一组催收话术", "a list of phrases"), fields)
}

fn pattern() -> Value {
    let fields = vec![
        need("all", one_or_more(&text()), "这些词都有才算，不分先后", "all of these, in any order"),
        may("none", one_or_more(&text()), "有其中任何一个就不算", "and none of these with them"),
        may(
            "reach",
            reaches(),
            "都在哪里才算；不写就是同一句",
            "where they stand together; without it, in one sentence",
        ),
    ];
    any_of(vec![text(), mapping(("几个词都要有", "all of several words"), fields)])
}

fn own_context() -> Value {
    let fields = vec![
        may("before", text(), "在话术前面出现才算例外", "only before the phrase"),
        may("after", text(), "在话术后面出现才算例外", "only after the phrase"),
    ];
    let mut one_side = mapping(("只看前面或后面", "on one side only"), fields);
    put(&mut one_side, "minProperties", json!(1));
    put(&mut one_side, "maxProperties", json!(1));
    any_of(vec![text(), one_side])
}

fn word_list() -> Value {
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", text(), TITLE.0, TITLE.1),
        need("any", one_or_more(&text()), "可以互换的词", "words that stand for one another"),
    ];
    mapping(("词组：话术里写 {编号} 引用", "words that patterns name as {id}"), fields)
}

fn disguise() -> Value {
    let fields = vec![
        need("means", text(), "真正的意思", "what is meant"),
        need("written", one_or_more(&text()), "躲避识别的写法", "how it is written to slip past a reader"),
    ];
    mapping(("伪装写法", "a disguise"), fields)
}

fn shared_context() -> Value {
    let sides = words(&SIDES, [("前后都算", "on either side"), ("只在前面", "before it"), ("只在后面", "after it")]);
    let makes = words(
        &Effect::WORDS,
        [("等于没说", "it is not said"), ("看不出是谁的话，不能判断", "whose words they are cannot be told")],
    );
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("title", label(), TITLE.0, TITLE.1),
        need("says", one_or_more(&text()), "出现其中任何一个", "any of these"),
        may("side", sides, "在话术的哪一边", "on which side of the phrase"),
        need("reach", reaches(), "管到哪里", "how far it reaches"),
        may("within", whole_number(), "与话术最多隔几个字", "at most so many letters from the phrase"),
        need("makes", makes, "有它时话术怎么算", "what it makes of the phrase"),
    ];
    mapping(("语境：让话术不算数", "a context that takes a phrase's meaning away"), fields)
}

fn reaches() -> Value {
    let told = [
        ("到逗号为止", "to the next comma"),
        ("到句末", "to the end of the sentence"),
        ("整条消息", "through the whole message"),
    ];
    words(&Reach::WORDS, told)
}

fn mark() -> Value {
    let tells = words(
        &Tells::WORDS,
        [
            ("针对谁", "who is meant"),
            ("什么条件下，还是已经做了", "on which condition, or done already"),
            ("什么时候以前", "by when"),
            ("自称是谁", "as whom somebody speaks"),
        ],
    );
    let fields = vec![
        need("id", id(), ID.0, ID.1),
        need("tells", tells, "说明句子的哪一面", "what it tells of a sentence"),
        need("title", label(), TITLE.0, TITLE.1),
        need("says", one_or_more(&text()), "出现其中任何一个", "any of these"),
    ];
    mapping(("句子标记", "a mark of sentences"), fields)
}

fn message(all: &Definitions) -> Value {
    let codes: Vec<(&str, String)> = all.behaviours.iter().map(|b| (b.code.as_str(), b.title.clone())).collect();
    let labels = one_or_more(&closed(codes));
    let fields = vec![
        need("say", text(), "消息原文", "the message"),
        may("shows", labels.clone(), "显示了这些行为", "the behaviours it shows"),
        may("may", labels.clone(), "说显示也行、说不显示也行的行为", "behaviours it may or may not show"),
        may("unclear", labels, "单看文字谁也分不清的行为", "behaviours nobody can tell from the words alone"),
        may("near_miss", yes_no(), "合法或者无关，词却相近", "lawful or innocent, with words like those of a breach"),
        may("disguised", yes_no(), "为躲避识别而改写过", "written to slip past a reader"),
        may(
            "given",
            json!({ "type": "object" }),
            "对谁说的等事实，只供阅读",
            "to whom it was said, and the like; for people to read",
        ),
    ];
    mapping(("一条有标注的消息", "a labelled message"), fields)
}
