use indexmap::IndexMap;

use super::*;
use crate::diagnostic::Text;
use crate::rule::{
    Context, Disguise, Effect, Lexicon, Phrase, PhraseContext, PhraseId, PhrasePattern, Reach, Side, WordList,
};
use crate::source::{FileId, Place, Placed, Span};

fn here<T>(it: T) -> Placed<T> {
    Placed { it, place: Place { file: FileId(0), span: Span::default() } }
}

fn all(words: &[&str]) -> Vec<Placed<String>> {
    words.iter().map(|w| here((*w).to_owned())).collect()
}

struct Book {
    lexicon: Lexicon,
    not_when: Vec<PhraseContext>,
}

fn book() -> Book {
    Book { lexicon: Lexicon::default(), not_when: Vec::new() }
}

impl Book {
    fn words(mut self, id: &str, any: &[&str]) -> Self {
        let list = WordList { id: id.into(), title: String::new(), any: all(any), place: here(()).place };
        self.lexicon.words.insert(list.id.clone(), list);
        self
    }

    fn disguise(mut self, means: &str, written: &[&str]) -> Self {
        self.lexicon.disguises.push(Disguise { means: here(means.to_owned()), written: all(written) });
        self
    }

    fn context(mut self, side: Side, reach: Reach, within: Option<u32>, makes: Effect, says: &[&str]) -> Self {
        let id = format!("context_{}", self.lexicon.contexts.len());
        let (title, place) = (Text::default(), here(()).place);
        let context = Context { id: id.as_str().into(), title, says: all(says), side, reach, within, makes, place };
        self.lexicon.contexts.insert(context.id.clone(), context);
        self
    }

    fn not_when(mut self, side: Side, says: &str) -> Self {
        self.not_when.push(PhraseContext { says: here(says.to_owned()), side });
        self
    }

    fn reader(&self, says: &[&[&str]]) -> Reader {
        let phrase = Phrase {
            id: PhraseId::from("test"),
            title: String::new(),
            act: None,
            says: says.iter().map(|p| PhrasePattern(all(p))).collect(),
            not_when: self.not_when.clone(),
            despite: Vec::new(),
            examples: Vec::new(),
            near_misses: Vec::new(),
            place: here(()).place,
        };
        Reader::new(&self.lexicon, &IndexMap::from([(phrase.id.clone(), phrase)]))
    }

    /// What is found of these patterns in a text.
    fn finds(&self, says: &[&[&str]], text: &str) -> Said {
        self.reader(says).read(text).says(0)
    }
}

fn said(words: &str) -> Said {
    Said::Said(words.to_owned())
}

#[test]
fn inserted_symbols_and_width_do_not_hide_a_phrase_and_the_original_is_quoted() {
    let found = |text: &str| book().finds(&[&["马上抓人"]], text);
    assert_eq!(found("再不还，马 上*抓\u{200b}人!"), said("马 上*抓\u{200b}人"));
    assert_eq!(found("馬上抓人"), said("馬上抓人"));
    assert_eq!(found("马。上。抓。人。"), said("马。上。抓。人"));
    assert_eq!(found("马上还款，有人会来谈"), Said::NotSaid);
}

#[test]
fn words_of_a_pattern_stand_in_order_at_the_distance_it_allows() {
    let near = |text: &str| book().finds(&[&["打断…腿"]], text);
    assert_eq!(near("小心打断你的狗腿"), said("打断你的狗腿"));
    assert_eq!(near("打断他讲一二三四五六腿"), said("打断他讲一二三四五六腿"), "eight letters");
    assert_eq!(near("打断他讲一二三四五六七腿"), Said::NotSaid, "nine letters");
    assert_eq!(near("腿要打断"), Said::NotSaid, "the other way round");
    let far = |text: &str| book().finds(&[&["去你家……砸"]], text);
    assert_eq!(far("去你家，把能看见的所有东西全部都砸"), said("去你家，把能看见的所有东西全部都砸"));
    assert_eq!(far("去你家。今天砸"), Said::NotSaid, "another sentence");
}

#[test]
fn a_list_stands_for_any_of_its_words_and_a_bracket_for_either() {
    let family = book().words("family", &["你爸", "你爸妈", "你老婆"]);
    let found = |text: &str| family.finds(&[&["(打|联系)(给|){family}"]], text);
    assert_eq!(found("马上打给你爸妈"), said("打给你爸妈"));
    assert_eq!(found("联系你老婆"), said("联系你老婆"));
    assert_eq!(found("联系本人"), Said::NotSaid);
}

#[test]
fn all_patterns_must_stand_in_one_sentence_in_any_order() {
    let found = |text: &str| book().finds(&[&["派出所", "自首"]], text);
    assert_eq!(found("自首吧，派出所见"), said("自首吧，派出所"));
    assert_eq!(found("派出所在路口。自首吧"), Said::NotSaid);
}

#[test]
fn a_disguise_is_read_as_what_it_means_and_quoted_as_it_stands() {
    let book = book().disguise("刀", &["🔪"]).disguise("死", &["4", "歹匕"]);
    assert_eq!(book.finds(&[&["拿刀砍你"]], "今晚拿🔪砍你"), said("拿🔪砍你"));
    assert_eq!(book.finds(&[&["打死你"]], "打歹 匕你"), said("打歹 匕你"));
    assert!(book.reader(&[&["打死你"]]).read("打4你").labels[0].disguised);
    assert!(!book.reader(&[&["打死你"]]).read("打死你").labels[0].disguised);
}

#[test]
fn other_letters_of_the_same_sound_are_heard() {
    let found = |says: &str, text: &str| book().finds(&[&[says]], text);
    assert_eq!(found("通讯录", "爆你通迅录"), said("通迅录"));
    assert_eq!(found("坐牢", "等着做牢"), said("做牢"));
    assert_eq!(found("打死你", "打si你"), said("打si你"));
    assert_eq!(found("通讯录", "tong xun lu"), said("tong xun lu"));
    assert_eq!(found("死人", "私人账户"), Said::NotSaid, "another tone");
    assert_eq!(found("行拘", "型居"), Said::NotSaid, "two letters that share neither");
}

#[test]
fn a_context_counts_only_as_far_as_it_reaches() {
    let no = |reach, within| book().context(Side::Before, reach, within, Effect::NotSaid, &["不会"]);
    let arrest: &[&[&str]] = &[&["抓人"]];
    assert_eq!(no(Reach::Clause, None).finds(arrest, "单纯逾期不会有人来抓人"), Said::NotSaid);
    assert_eq!(no(Reach::Clause, None).finds(arrest, "我不会等了，今天抓人"), said("抓人"));
    assert_eq!(no(Reach::Sentence, None).finds(arrest, "我不会等了，今天抓人"), Said::NotSaid);
    assert_eq!(no(Reach::Sentence, None).finds(arrest, "我不会等了。今天抓人"), said("抓人"));
    assert_eq!(no(Reach::Message, None).finds(arrest, "我不会等了。今天抓人"), Said::NotSaid);
    assert_eq!(no(Reach::Clause, Some(2)).finds(arrest, "不会再去抓人"), Said::NotSaid, "two letters");
    assert_eq!(no(Reach::Clause, Some(2)).finds(arrest, "不会再派去抓人"), said("抓人"), "three letters");
    assert_eq!(no(Reach::Clause, None).finds(arrest, "抓人，不会"), said("抓人"), "on the other side");
    assert_eq!(no(Reach::Clause, None).finds(&[&["不会放过"]], "不会放过你"), said("不会放过"), "its own words");
}

#[test]
fn words_of_a_list_that_take_its_meaning_away_stand_on_their_side() {
    let before = book().not_when(Side::Before, "诈骗分子");
    assert_eq!(before.finds(&[&["抓人"]], "诈骗分子会说要抓人"), Said::NotSaid);
    assert_eq!(before.finds(&[&["抓人"]], "来抓人了，诈骗分子"), said("抓人"));
}

#[test]
fn a_quotation_or_a_retelling_is_unclear() {
    let found = |text: &str| book().finds(&[&["抓人"]], text);
    assert_eq!(found("有人冒充我们说“抓人”"), Said::Unclear("抓人".into()));
    assert_eq!(found("他说“抓人”，真的要抓人"), said("抓人"));
    assert_eq!(book().finds(&[&["马上来抓…了"]], "说“马上来抓你”了"), Said::Unclear("马上来抓你”了".into()), "most of it");
    assert_eq!(found("“某公司通知，今天抓人"), said("抓人"), "a mark without a partner");
    assert_eq!(found("【\"某公司\"】抓人"), said("抓人"));
    let told = book().context(Side::Before, Reach::Sentence, None, Effect::Unclear, &["他们说"]);
    assert_eq!(told.finds(&[&["抓人"]], "他们说今天来抓人"), Said::Unclear("抓人".into()));
}

#[test]
fn a_long_message_of_one_word_is_read_without_trouble() {
    let text = "打你".repeat(50_000);
    assert_eq!(book().finds(&[&["打……腿"], &["打…你"]], &text), said("打你"));
    assert_eq!(book().finds(&[&["打……腿"]], &text), Said::NotSaid);
}
