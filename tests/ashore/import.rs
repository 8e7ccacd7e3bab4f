//! Lists of carriers and phones as contacts: what is kept, what is dropped, what is doubtful and why; and that the
//! result is a portfolio's `contacts` as it stands. The sample files are written here.

use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

use crate::shell::{ashore, text};
use ashore::check::check;
use ashore::engine::{Engine, Explain};
use ashore::fact::{LIMITS, from_json};
use ashore::import::{ImportError, Imported, MAX_LINES, Options, RemarkKind, import};
use ashore::source::read_folder;
use serde_json::{Value, json};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(check(read_folder(Path::new("rules")).unwrap()).rules.expect("the shipped rules check"))
});

fn read_with(kind: &str, bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    let set = ENGINE.rules();
    import(bytes, &set.imports[kind], &set.vocabulary, options)
}

fn read(kind: &str, text: &str) -> Imported {
    read_with(kind, text.as_bytes(), &Options::default()).unwrap()
}

fn contacts(imported: &Imported) -> Value {
    serde_json::to_value(&imported.contacts).unwrap()
}

/// The remarks as `line kind: reason`, the line of a summary being 0.
fn remarks(imported: &Imported) -> Vec<String> {
    let kind = |k| if k == RemarkKind::Dropped { "dropped" } else { "doubtful" };
    imported.remarks.iter().map(|r| format!("{} {}: {}", r.line.unwrap_or(0), kind(r.kind), r.because)).collect()
}

fn has(imported: &Imported, start: &str, words: &str) {
    let all = remarks(imported);
    assert!(all.iter().any(|r| r.starts_with(start) && r.contains(words)), "{start} … {words} in {all:#?}");
}

const CALLS: &str = "\
通话详单,,,,,
号码：138****0000,月份：2026年11月,,,,
序号,起始时间,通话时长,呼叫类型,对方号码,通信地点
1,2026-11-12 22:40:05,1分8秒,被叫,4001234567,深圳
2,2026-11-12 09:00:00,0,被叫,4001234567,深圳
3,2026-11-13 10:00:00,00:02:00,主叫,13812345678,深圳
合计,3 次,,,,
";

#[test]
fn a_call_list_becomes_contacts_without_title_and_total() {
    let imported = read("call_list", CALLS);
    assert_eq!(imported.header_line, 3);
    assert_eq!(imported.columns_not_read, ["序号", "通信地点"]);
    let l = imported.lines;
    assert_eq!((l.read, l.kept, l.dropped, l.doubtful), (6, 3, 3, 0), "{:#?}", remarks(&imported));
    let all = contacts(&imported);
    assert_eq!(
        all[0],
        json!({
            "id": "line-4", "at": "2026-11-12T22:40:05+08:00", "direction": "outbound", "channel": "call",
            "connected": true, "duration_seconds": 68, "from_number": "400***4567", "recipient": "self"
        })
    );
    assert_eq!((&all[1]["connected"], &all[1]["duration_seconds"]), (&json!(false), &json!(0)));
    assert_eq!(all[2]["direction"], "inbound");
    assert_eq!(all[2].get("from_number"), None, "the person called, and the number of the phone is not given");
    has(&imported, "1 dropped", "标题行");
    has(&imported, "2 dropped", "标题行");
    has(&imported, "7 dropped", "合计行");
}

#[test]
fn a_night_call_of_a_call_list_is_found_when_the_contacts_are_posted_as_they_stand() {
    let options = Options { debt: Some("a".to_owned()), ..Options::default() };
    let imported = read_with("call_list", CALLS.as_bytes(), &options).unwrap();
    let answer = |contacts: &Value| {
        let portfolio = json!({
            "as_of": "2026-11-22",
            "debts": [{ "id": "a", "creditor_type": "consumer_finance" }],
            "contacts": contacts,
        });
        let input = from_json(portfolio.to_string().as_bytes()).unwrap();
        let portfolio = ENGINE.read(&input, &LIMITS).expect("the contacts are a portfolio's contacts");
        serde_json::to_value(ENGINE.answer(portfolio, Explain::Findings)).unwrap()
    };
    let mut listed = contacts(&imported);
    let open = answer(&listed)["conduct_cannot_tell"].to_string();
    assert!(open.contains("night_contact"), "whether the hour had been agreed no list says: {open}");
    for contact in listed.as_array_mut().unwrap() {
        contact["agreed_window"] = json!(false);
        contact["claimed_identity"] = json!("agency_named");
    }
    let answer = answer(&listed);
    let findings = answer["conduct_findings"].as_array().unwrap();
    let night =
        findings.iter().find(|f| f["behaviour"] == "night_contact").expect("a night call")["occurrences"].to_string();
    assert!(night.contains("line-4"), "{night}");
    assert!(!night.contains("line-5") && !night.contains("line-6"), "by day, and the person's own call: {night}");
}

#[test]
fn the_same_file_in_each_encoding_gives_the_same_contacts() {
    let plain = read("call_list", CALLS);
    assert_eq!(plain.encoding, "UTF-8");
    let (national, _, unmappable) = encoding_rs::GB18030.encode(CALLS);
    assert!(!unmappable);
    let by_national = read_with("call_list", &national, &Options::default()).unwrap();
    assert_eq!(by_national.encoding, "GB18030");
    let marked = read("call_list", &format!("\u{feff}{CALLS}"));
    let windows = read("call_list", &CALLS.replace('\n', "\r\n"));
    let tabs = read("call_list", &CALLS.replace(',', "\t"));
    let semicolons = read("call_list", &CALLS.replace(',', ";"));
    for other in [&by_national, &marked, &windows, &tabs, &semicolons] {
        assert_eq!((contacts(other), &other.remarks), (contacts(&plain), &plain.remarks));
    }
    assert_eq!((tabs.separator, semicolons.separator), ("tab", ";"));
    let rare = "起始时间,对方号码\n2026-11-12 22:40:05,𠮷 4001234567\n";
    let (national, _, _) = encoding_rs::GB18030.encode(rare);
    assert_eq!(
        contacts(&read_with("call_list", &national, &Options::default()).unwrap()),
        contacts(&read("call_list", rare))
    );
}

#[test]
fn utf16_is_refused_with_the_way_out_and_broken_bytes_are_said_with_their_line() {
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(CALLS.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [&utf16[..], &utf16[2..]] {
        let error = read_with("call_list", bytes, &Options::default()).unwrap_err();
        assert_eq!(error, ImportError::Utf16);
        assert!(error.remedy().zh.contains("CSV UTF-8"), "{error:?}");
    }
    let header = "时间,号码,类型,短信内容\n".as_bytes();
    let broken = [
        header,
        b"2026-11-12 22:40:05,10690001,",
        "接收,请尽快".as_bytes(),
        &[0xFF, 0xC0],
        "还款\n".as_bytes(),
        "2026-11-13 08:00:00,10690001,接收,好\n".as_bytes(),
    ]
    .concat();
    let imported = read_with("sms_export", &broken, &Options::default()).unwrap();
    assert_eq!(imported.encoding, "UTF-8", "one bad place does not make it another encoding");
    assert!(contacts(&imported)[0]["content_text"].as_str().unwrap().contains('\u{fffd}'));
    has(&imported, "2 doubtful", "读不出的字符");
    assert_eq!(imported.lines.doubtful, 1, "{:#?}", remarks(&imported));
}

#[test]
fn a_message_keeps_its_words_lines_and_kind() {
    let list = "时间,号码,类型,短信内容\n2026/1/5 22:40,10690001,接收,\"张某，请还款,\n\"\"立即\"\"处理\"\n2026/1/6 08:00,10690001,发送,知道了\n";
    let imported = read("sms_export", list);
    let all = contacts(&imported);
    assert_eq!(
        all[0],
        json!({
            "id": "line-2", "at": "2026-01-05T22:40+08:00", "direction": "outbound", "channel": "sms",
            "from_number": "106*0001", "recipient": "self",
            "content_text": "张某，请还款,\n\"立即\"处理", "content_kind": "verbatim"
        })
    );
    assert_eq!((&all[1]["id"], &all[1]["direction"]), (&json!("line-4"), &json!("inbound")), "the line it begins on");
}

#[test]
fn what_cannot_be_read_is_not_known_and_said_with_line_and_column() {
    let head = "起始时间,通话时长,呼叫类型,对方号码\n";
    let cases = [
        ("no time", ",68,被叫,4001234567", "没有写时间"),
        ("no such day", "2026-02-30 10:00:00,68,被叫,4001234567", "`2026-02-30 10:00:00` 在日历和钟表上没有"),
        ("no such hour", "2026-02-03 24:00:00,68,被叫,4001234567", "在日历和钟表上没有"),
        ("another format", "12/02/2026 10am,68,被叫,4001234567", "不合任何时间格式"),
        ("an unknown word", "2026-02-03 10:00:00,68,呼叫转移,4001234567", "不认识 `呼叫转移`"),
        ("no direction", "2026-02-03 10:00:00,68,,4001234567", "没有写方向"),
        ("a negative duration", "2026-02-03 10:00:00,-5,被叫,4001234567", "`-5` 不是时长"),
        ("an absurd duration", "2026-02-03 10:00:00,90000,被叫,4001234567", "90000 秒，超过上限 86400 秒"),
        ("a figure for a number", "2026-02-03 10:00:00,68,被叫,4.00123E+09", "科学计数"),
        ("a name for a number", "2026-02-03 10:00:00,68,被叫,某甲", "这里不是号码"),
        ("too few cells", "2026-02-03 10:00:00,68,被叫", "这一行有 3 格，表头有 4 格"),
        ("too many cells", "2026-02-03 10:00:00,68,被叫,4001234567,x,y", "这一行有 6 格，表头有 4 格"),
        ("a control character", "2026-02-03 10:00:00,68,被叫,400\u{1}1234567", "控制字符"),
        ("an open quote", "2026-02-03 10:00:00,68,被叫,\"4001234567", "引号没有成对"),
        ("a masked number", "2026-02-03 10:00:00,68,被叫,400****567", "已经打码"),
    ];
    for (name, line, words) in cases {
        let good = "2026-02-04 10:00:00,68,被叫,4001234567";
        let imported = read("call_list", &format!("{head}{line}\n{good}\n"));
        assert_eq!((imported.lines.kept, imported.lines.doubtful), (2, 1), "{name}: {:#?}", remarks(&imported));
        has(&imported, "2 doubtful", words);
        assert!(
            imported
                .remarks
                .iter()
                .all(|r| !r.because_en.is_empty() && r.because_en.is_ascii() || r.because_en.contains('`')),
            "{name}"
        );
    }
    let imported = read("call_list", &format!("{head},68,被叫,4001234567\n"));
    assert_eq!(contacts(&imported)[0].get("at"), None);
    let absurd = read("call_list", &format!("{head}2026-02-03 10:00:00,90000,被叫,4001234567\n"));
    assert_eq!(contacts(&absurd)[0].get("connected"), None, "a duration nobody believes shows nothing");
}

#[test]
fn what_is_written_otherwise_and_means_the_same_is_read() {
    let head = "起始时间,通话时长,呼叫类型,对方号码\n";
    let wanted = contacts(&read("call_list", &format!("{head}2026-02-03 10:00:00,68,被叫,4001234567\n")));
    for line in [
        "2026/2/3 10:00:00,68秒,被叫,=\"4001234567\"",
        "2026年2月3日 10:00:00,1分8秒,被叫,+86 400-123-4567",
        "２０２６-０２-０３ １０：００：００,６８,被叫,４００１２３４５６７",
        "20260203100000,00:01:08,被叫,'4001234567",
        "2026-02-03T02:00:00Z,1:08,被叫,\"4001234567\t\"",
        "2026-02-03 10:00:00.0,68,被 叫,4001234567,,,",
    ] {
        let imported = read("call_list", &format!("{head}{line}\n"));
        assert_eq!((contacts(&imported), remarks(&imported)), (wanted.clone(), Vec::<String>::new()), "{line}");
    }
    let apart = read(
        "call_list",
        "通话日期,通话时间,对方号码,呼叫类型\n2026-02-03,10:00:00,4001234567,被叫\n2026-02-03,,4001234567,被叫\n",
    );
    assert_eq!(contacts(&apart)[0]["at"], "2026-02-03T10:00:00+08:00");
    assert_eq!(contacts(&apart)[1]["at"], "2026-02-03", "a day without an hour stays a day");
}

#[test]
fn a_repeated_line_is_kept_once_only_where_it_surely_repeats() {
    let head = "起始时间,通话时长,呼叫类型,对方号码\n";
    let list = |lines: &[&str]| read("call_list", &format!("{head}{}\n", lines.join("\n")));
    let call = "2026-02-03 10:00:00,68,被叫,4001234567";
    let same = list(&[call, "2026-02-03 10:00:00,68,被叫,+864001234567", "2026-02-03 10:00:01,68,被叫,4001234567"]);
    assert_eq!((same.lines.kept, same.lines.dropped), (2, 1));
    has(&same, "3 dropped", "与第 2 行是同一秒");
    let longer = list(&[call, "2026-02-03 10:00:00,0,被叫,4001234567"]);
    assert_eq!(longer.lines.kept, 2);
    has(&longer, "3 doubtful", "时长不同");
    let minute = "2026-02-03 10:00,68,被叫,4001234567";
    let minutes = list(&[minute, minute]);
    assert_eq!(minutes.lines.kept, 2);
    has(&minutes, "3 doubtful", "与第 2 行完全一样");
    let parts = read(
        "sms_export",
        "时间,号码,类型,内容\n2026-02-03 10:00:00,10690001,接收,上半\n2026-02-03 10:00:00,10690001,接收,下半\n",
    );
    assert_eq!(parts.lines.kept, 2, "a long message comes in parts");
    assert_eq!(remarks(&list(&[call, head.trim()])), ["3 dropped: 重复的表头"]);
}

#[test]
fn only_selected_numbers_are_taken_and_private_calls_leave_one_line() {
    let list = "起始时间,通话时长,呼叫类型,对方号码\n2026-02-03 10:00:00,68,被叫,4001234567\n2026-02-03 11:00:00,68,被叫,13812345678\n某个坏时间,68,被叫,13912345678\n2026-02-03 12:00:00,68,被叫,0755-83001234\n2026-02-03 13:00:00,68,被叫,\n2026-02-03 14:00:00,68,被叫,400****567\n";
    let options = Options { only: vec!["400-1234567".to_owned(), "0755*".to_owned()], ..Options::default() };
    let imported = read_with("call_list", list.as_bytes(), &options).unwrap();
    let ids: Vec<Value> = contacts(&imported).as_array().unwrap().iter().map(|c| c["id"].clone()).collect();
    assert_eq!(ids, ["line-2", "line-5", "line-7"]);
    let summary = imported.remarks.last().unwrap();
    assert_eq!(
        (summary.line, summary.lines, summary.because.as_str()),
        (None, 2, "不是所选号码的通话或短信，没有导入")
    );
    has(&imported, "6 dropped", "没有读出号码");
    has(&imported, "7 doubtful", "与所选号码相符");
    assert!(!format!("{imported:?}").contains("138"), "nothing is said of private numbers");
    let bad = Options { only: vec!["4001234567".to_owned(), "某公司".to_owned()], ..Options::default() };
    assert_eq!(read_with("call_list", list.as_bytes(), &bad).unwrap_err(), ImportError::BadNumber { position: 2 });
}

#[test]
fn masked_numbers_that_look_the_same_are_said_and_stay_apart_without_the_mask() {
    let list = "起始时间,呼叫类型,对方号码\n2026-02-03 10:00:00,被叫,13800015678\n2026-02-03 11:00:00,被叫,13800025678\n2026-02-03 12:00:00,被叫,13800025678\n2026-02-03 13:00:00,被叫,95588\n";
    let imported = read("call_list", list);
    assert_eq!(contacts(&imported)[1]["from_number"], "138****5678");
    assert_eq!(contacts(&imported)[3]["from_number"], "95588");
    has(&imported, "3 doubtful", "与第 2 行的另一个号码看起来一样");
    assert_eq!(imported.lines.doubtful, 1, "said once");
    let whole = read_with("call_list", list.as_bytes(), &Options { mask: false, ..Options::default() }).unwrap();
    assert_eq!(contacts(&whole)[1]["from_number"], "13800025678");
    assert_eq!(whole.lines.doubtful, 0);
}

#[test]
fn a_missed_call_of_a_phone_is_not_connected_and_contradictions_stay_open() {
    let list = "号码,时间,类型,时长\n4001234567,2026-02-03 10:00:00,未接来电,0\n4001234567,2026-02-03 11:00:00,已接来电,12\n4001234567,2026-02-03 12:00:00,未接来电,12\n4001234567,2026-02-03 13:00:00,来电,\n";
    let imported = read("phone_call_log", list);
    let connected: Vec<Option<bool>> =
        contacts(&imported).as_array().unwrap().iter().map(|c| c.get("connected").and_then(Value::as_bool)).collect();
    assert_eq!(connected, [Some(false), Some(true), None, None]);
    has(&imported, "4 doubtful", "对不上");
    assert_eq!(imported.lines.doubtful, 1);
}

#[test]
fn a_column_or_a_header_that_is_not_there_is_said_with_what_was_looked_for() {
    let imported = read("call_list", "起始时间,对方号码\n2026-02-03 10:00:00,4001234567\n");
    has(&imported, "1 doubtful", "`呼叫类型`");
    assert_eq!(contacts(&imported)[0].get("direction"), None);
    let error = read_with("call_list", "姓名,电话\n某甲,13812345678\n".as_bytes(), &Options::default()).unwrap_err();
    let said = error.text().zh;
    assert!(said.contains("起始时间") && said.contains("姓名、电话"), "{said}");
    assert!(!said.contains("138"), "{said}");
    assert_eq!(read_with("call_list", b" \n\n", &Options::default()).unwrap_err(), ImportError::Empty);
    assert_eq!(read_with("call_list", b"", &Options::default()).unwrap_err(), ImportError::Empty);
}

#[test]
fn ten_thousand_contacts_are_read_and_more_are_refused_with_both_numbers() {
    let list = |count: usize| {
        let mut text = "起始时间,呼叫类型,对方号码\n".to_owned();
        for i in 0..count {
            let (minute, second) = (i / 60 % 60, i % 60);
            let (day, hour) = (i / 86_400 + 1, i / 3_600 % 24);
            writeln!(text, "2026-02-{day:02} {hour:02}:{minute:02}:{second:02},被叫,4001234567").unwrap();
        }
        text
    };
    assert_eq!(read("call_list", &list(10_000)).lines.kept, 10_000);
    let error = |count| read_with("call_list", list(count).as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(error(10_001), ImportError::TooManyContacts { contacts: 10_001, limit: LIMITS.contacts });
    assert!(error(10_001).text().zh.contains("10001") && error(10_001).text().zh.contains("10000"));
    assert_eq!(error(MAX_LINES), ImportError::TooManyLines { lines: MAX_LINES + 1, limit: MAX_LINES });
}

#[test]
fn any_bytes_end_with_contacts_or_a_reason() {
    for bytes in [
        &b"\0\0\0\0"[..],
        b"\xff\xff\xff",
        b"\"\"\"\"\"",
        b",,,,\n,,,",
        "起始时间,对方号码\n\"".as_bytes(),
        "起始时间,对方号码\n\0\u{1},\u{7f}\n".as_bytes(),
    ] {
        if let Ok(imported) = read_with("call_list", bytes, &Options::default()) {
            let l = imported.lines;
            assert_eq!(l.read, l.kept + l.dropped, "{bytes:?}");
        }
    }
}

#[test]
fn the_command_prints_a_fragment_of_a_portfolio_and_tells_people_of_the_rest() {
    let done =
        ashore(&["import", "-", "--as", "call_list", "--debt", "a", "--only", "4001234567"], Some(CALLS.as_bytes()));
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let fragment: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(fragment["contacts"].as_array().unwrap().len(), 2);
    assert_eq!(fragment["contacts"][0]["debt"], "a");
    let told = text(&done.stderr);
    assert!(told.starts_with("读了 6 行(UTF-8)：2 行成为联系，其中 0 行存疑；4 行没有导入\n"), "{told}");
    assert!(told.contains("共 1 行 [未导入] 不是所选号码"), "{told}");
    let json = ashore(&["import", "--as", "call_list", "--mask", "false", "--format", "json"], Some(CALLS.as_bytes()));
    let all: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(all["contacts"][0]["from_number"], "4001234567");
    assert_eq!(all["lines"]["dropped"], 3);
    let misspelt = ashore(&["import", "--as", "call_lst"], Some(CALLS.as_bytes()));
    assert_eq!(misspelt.status.code(), Some(2));
    assert_eq!(text(&misspelt.stderr).trim(), "没有 `call_lst` 这种表格；是不是想写 `call_list`？");
    assert_eq!(ashore(&["import", "--as", "call_list"], Some(b"a,b\n")).status.code(), Some(3));
    assert_eq!(ashore(&["import", "nowhere.csv", "--as", "call_list"], None).status.code(), Some(4));
}
