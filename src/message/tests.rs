use super::*;
use crate::diagnostic::Text;
use crate::rule::{
    Context, Disguise, Effect, LabelledMessage, Lexicon, Phrase, PhraseContext, PhraseId, PhrasePattern, Reach, Side,
    WordList,
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
        let phrase = Phrase { not_when: self.not_when.clone(), ..phrase("test", patterns(says), None) };
        reader_of(&self.lexicon, vec![phrase])
    }

    /// What is found of these patterns in a text.
    fn finds(&self, says: &[&[&str]], text: &str) -> Said {
        self.reader(says).read(text).says(0)
    }
}

fn patterns(says: &[&[&str]]) -> Vec<PhrasePattern> {
    says.iter().map(|p| PhrasePattern::of(all(p))).collect()
}

fn phrase(id: &str, says: Vec<PhrasePattern>, labelled: Option<&str>) -> Phrase {
    Phrase {
        id: PhraseId::from(id),
        title: String::new(),
        act: None,
        says,
        not_when: Vec::new(),
        labelled: labelled.map(|code| here(code.to_owned())),
        despite: Vec::new(),
        examples: Vec::new(),
        near_misses: Vec::new(),
        place: here(()).place,
    }
}

fn reader_of(lexicon: &Lexicon, phrases: Vec<Phrase>) -> Reader {
    Reader::new(lexicon, &phrases.into_iter().map(|p| (p.id.clone(), p)).collect())
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
fn a_context_between_the_words_of_a_phrase_stands_before_those_that_follow() {
    let no = || book().context(Side::Before, Reach::Clause, Some(2), Effect::NotSaid, &["不会"]);
    let found = |text: &str| no().finds(&[&["(我们|叫人)…打断……腿"]], text);
    assert_eq!(found("我们会打断你的腿"), said("我们会打断你的腿"));
    assert_eq!(found("我们不会打断你的腿"), Said::NotSaid);
    assert_eq!(found("我们不会再过去打断你的腿"), said("我们不会再过去打断你的腿"), "too far");
    assert_eq!(found("叫人打断，不会轻饶，你的腿"), said("叫人打断，不会轻饶，你的腿"), "another clause");
    let all_of = no().finds(&[&["我们", "打断"]], "我们不会打断");
    assert_eq!(all_of, Said::NotSaid, "between words in any order");
    let own_words = no().finds(&[&["不会放过…你"]], "不会放过你");
    assert_eq!(own_words, said("不会放过你"));
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
    assert_eq!(
        book().finds(&[&["马上来抓…了"]], "说“马上来抓你”了"),
        Said::Unclear("马上来抓你”了".into()),
        "most of it"
    );
    assert_eq!(found("“某公司通知，今天抓人"), said("抓人"), "a mark without a partner");
    assert_eq!(found("【\"某公司\"】抓人"), said("抓人"));
    let told = book().context(Side::Before, Reach::Sentence, None, Effect::Unclear, &["他们说"]);
    assert_eq!(told.finds(&[&["抓人"]], "他们说今天来抓人"), Said::Unclear("抓人".into()));
}

#[test]
fn a_long_message_of_one_word_is_read_without_trouble() {
    let text = "打你".repeat(50_000);
    assert_eq!(book().finds(&[&["打……腿"], &["打…你"]], &text), said(&text));
    assert_eq!(book().finds(&[&["打……腿"]], &text), Said::NotSaid);
}

/// What is found of patterns that stand together so, in a text.
fn together(all_of: &[&str], none: &[&str], reach: Reach, text: &str) -> Said {
    let pattern = PhrasePattern { all: all(all_of), none: all(none), reach };
    reader_of(&Lexicon::default(), vec![phrase("test", vec![pattern], None)]).read(text).says(0)
}

#[test]
fn words_that_stand_together_are_quoted_from_the_first_to_the_last_where_they_are_nearest() {
    let found = |text: &str| together(&["总行", "外包"], &[], Reach::Sentence, text);
    assert_eq!(found("总行说，我们总行的外包组"), said("总行的外包"));
    assert_eq!(found("外包公司，不是总行"), said("外包公司，不是总行"), "in any order");
    assert_eq!(found("我们是总行。工资由外包公司发"), Said::NotSaid, "another sentence");
}

#[test]
fn words_may_be_asked_to_stand_in_one_clause_or_anywhere_in_the_message() {
    let clause = |text: &str| together(&["总行", "外包"], &[], Reach::Clause, text);
    assert_eq!(clause("我们总行的外包组，来问一声"), said("总行的外包"));
    assert_eq!(clause("我们是总行，不是外包"), Said::NotSaid);
    let message = |text: &str| together(&["总行", "外包"], &[], Reach::Message, text);
    assert_eq!(message("我们是总行。别问客服。工资由外包公司发"), said("总行。别问客服。工资由外包"));
    assert_eq!(message("我们是总行。别问客服。"), Said::NotSaid);
    let no = book().context(Side::Before, Reach::Clause, None, Effect::NotSaid, &["不是"]);
    let pattern = PhrasePattern { all: all(&["总行", "外包"]), none: Vec::new(), reach: Reach::Message };
    let reader = reader_of(&no.lexicon, vec![phrase("test", vec![pattern], None)]);
    assert_eq!(reader.read("我们是总行。不是外包公司").says(0), Said::NotSaid, "one part is denied");
    assert_eq!(reader.read("我们不是外包。总行的外包组").says(0), said("总行的外包"), "and said elsewhere");
}

#[test]
fn words_that_must_not_stand_there_take_the_pattern_away() {
    let found = |reach, text: &str| together(&["(打|砍)你"], &["电话"], reach, text);
    assert_eq!(found(Reach::Sentence, "明天打你"), said("打你"));
    assert_eq!(found(Reach::Sentence, "明天打你电话"), Said::NotSaid);
    assert_eq!(found(Reach::Sentence, "不接电话。明天打你"), said("打你"), "in another sentence");
    assert_eq!(found(Reach::Message, "不接电话。明天打你"), Said::NotSaid, "nowhere in the message");
}

#[test]
fn many_options_of_several_parts_are_all_looked_for() {
    let part = "(甲|乙|)(丙|丁|)(戊|己|)(庚|辛|)寻";
    let found = |text: &str| together(&[part, "(子|丑|)(寅|卯|)(辰|巳|)(午|未|)见"], &[], Reach::Sentence, text);
    assert_eq!(found("辛寻未见"), said("辛寻未见"));
    assert_eq!(found("甲丙戊庚寻，子寅辰午见"), said("甲丙戊庚寻，子寅辰午见"));
}

#[test]
fn one_syllable_of_pinyin_between_chinese_letters_stands_for_a_letter() {
    let found = |says: &str, text: &str| book().finds(&[&[says]], text);
    assert_eq!(found("(还|清)……钱", "再不huan我qian"), said("huan我qian"));
    assert_eq!(found("还钱", "再不环钱"), said("环钱"), "a word of two letters with one that sounds alike");
    assert_eq!(found("(还|清)了", "换了"), Said::NotSaid, "but no single Chinese letter for another");
}

fn labelled(say: &str, shows: &[&str]) -> LabelledMessage {
    LabelledMessage { say: here(say.to_owned()), shows: all(shows), unsure: Vec::new() }
}

/// Enough messages of two kinds that a third kind of words stands for nothing.
fn lessons() -> Lexicon {
    let mut lexicon = Lexicon::default();
    for (place, thing) in [("楼下", "钱"), ("门口", "款"), ("单元门", "账"), ("车库", "债")] {
        lexicon.messages.push(labelled(&format!("我在你家{place}守着，{thing}不到不走"), &["F2"]));
        lexicon.messages.push(labelled(&format!("今晚蹲你{place}，看你出不出来"), &["F2"]));
        lexicon.messages.push(labelled(&format!("快递放在{place}了，请取件，{thing}已付"), &[]));
        lexicon.messages.push(labelled(&format!("我在{place}等你一起吃饭，不着急"), &[]));
    }
    lexicon
}

#[test]
fn what_no_pattern_was_written_for_is_learned_from_labelled_messages() {
    let lexicon = lessons();
    let reader = reader_of(&lexicon, vec![phrase("siege", patterns(&[&["堵你家门"]]), Some("F2"))]);
    let read = reader.read("收到请回复。今晚我在你家车库守着，不走");
    assert_eq!(read.says(0), said("今晚我在你家车库守着，不走"), "the sentence that shows it");
    let like = &lexicon.messages[read.labels[0].like.unwrap()];
    assert_eq!(like.say.it, "我在你家车库守着，债不到不走", "and the message it is like");
    assert_eq!(reader.read("快递放在楼下了，请取件").says(0), Said::NotSaid);
    assert_eq!(reader.read("完全另当别论").says(0), Said::NotSaid, "words nobody has labelled");
    let by_pattern = reader.read("明天堵你家门");
    assert_eq!((by_pattern.says(0), by_pattern.labels[0].like), (said("堵你家门"), None));
}

#[test]
fn what_reads_like_a_lawful_message_is_not_said_though_a_pattern_stands_there() {
    let lexicon = lessons();
    let reader = reader_of(&lexicon, vec![phrase("siege", patterns(&[&["等你"]]), Some("F2"))]);
    let lawful = "快递放在楼下了，请取件。我在楼下等你一起吃饭，不着急";
    let read = reader.read(lawful);
    assert_eq!((read.says(0), read.labels[0].counts), (Said::NotSaid, Counts::Not(Because::Unlike)));
    let untaught = reader_of(&lexicon, vec![phrase("siege", patterns(&[&["等你"]]), None)]);
    assert_eq!(untaught.read(lawful).says(0), said("等你"), "a list that does not learn");
}

#[test]
fn what_is_said_in_the_midst_of_a_long_talk_is_heard() {
    let reader = reader_of(&lessons(), vec![phrase("siege", patterns(&[&["堵你家门"]]), Some("F2"))]);
    let small_talk = "您好，欢迎致电客服中心，以下内容会被录音。".repeat(20);
    let threat = "今晚我在你家车库守着，不走";
    let read = reader.read(&format!("{small_talk}{threat}。{small_talk}"));
    assert_eq!(read.says(0), said(threat));
    let by_pattern = reader.read(&format!("{small_talk}明天堵你家门。{small_talk}"));
    assert_eq!(by_pattern.says(0), said("堵你家门"), "the talk around does not make it doubtful");
    assert_eq!(reader.read(&small_talk).says(0), Said::NotSaid);
    // One breath without an end: the part that was heard is quoted.
    let breath = |text: &str| text.replace(['。', '，'], "");
    let read = reader.read(&breath(&format!("{small_talk}{threat}{small_talk}")));
    let Said::Said(words) = read.says(0) else { panic!("{read:?}") };
    assert!(words.contains("车库守着") && words.chars().count() <= 60, "{words}");
}

#[test]
fn learned_words_between_quotation_marks_are_unclear() {
    let reader = reader_of(&lessons(), vec![phrase("siege", patterns(&[&["堵你家门"]]), Some("F2"))]);
    let quoted = "“我在你家楼下守着，钱不到不走”";
    assert!(matches!(reader.read(quoted).says(0), Said::Unclear(_)));
}

#[test]
fn learned_words_that_somebody_retells_are_unclear() {
    let told = lessons();
    let context = book().context(Side::Before, Reach::Sentence, None, Effect::Unclear, &["他们说"]).lexicon.contexts;
    let lexicon = Lexicon { contexts: context, ..told };
    let reader = reader_of(&lexicon, vec![phrase("siege", patterns(&[&["堵你家门"]]), Some("F2"))]);
    assert!(matches!(reader.read("他们说我在你家楼下守着，钱不到不走").says(0), Said::Unclear(_)));
    assert!(matches!(reader.read("我在你家楼下守着，钱不到不走").says(0), Said::Said(_)));
}

#[test]
fn the_same_lessons_teach_the_same_in_every_run() {
    let read = |text: &str| reader_of(&lessons(), vec![phrase("siege", patterns(&[&["等你"]]), Some("F2"))]).read(text);
    for text in ["今晚我在你家车库守着", "我在楼下等你一起吃饭", "钱不到不走", "请取件，我在你家门口"]
    {
        assert_eq!(read(text), read(text));
    }
}
