//! Sentences thought out by hand, beside the YAML they are read from.

use std::path::Path;
use std::sync::LazyLock;

use super::{Figures, read, reads_line, to_sign};
use crate::check::check;
use crate::rule::RuleSet;
use crate::source::{SourceFile, Sources, read_folder};

fn shipped() -> Vec<SourceFile> {
    let sources = read_folder(Path::new("rules")).unwrap();
    sources.iter().map(|(_, f)| f.clone()).collect()
}

static SHIPPED: LazyLock<RuleSet> = LazyLock::new(|| set_of(shipped()));

fn set_of(files: Vec<SourceFile>) -> RuleSet {
    let checked = check(Sources::new(files));
    let errors: Vec<_> = checked.diagnostics.iter().map(|d| (d.code, &d.message.zh)).collect();
    checked.rules.unwrap_or_else(|| panic!("{errors:?}"))
}

/// What stands between 如果 and 那么, and between `if` and `then`, for each condition on a debt.
fn check_conditions(judge_by: &str, cases: &[(&str, &str, &str)]) {
    let mut yaml = String::from(
        "terms:\n  - id: test_bank\n    title: 银行或信用卡中心\n    when:\n      debt.creditor_type: [commercial_bank, bank_credit_card_centre]\nrules:\n",
    );
    for (i, (when, _, _)) in cases.iter().enumerate() {
        yaml.extend([format!(
            "  - id: read-{i}\n    title: 试读\n    scope: debt\n    judge_by: {judge_by}\n    strength: practice\n"
        )]);
        let (head, indent) = if when.contains("when:") { ("", 4) } else { ("    when:\n", 6) };
        yaml.push_str(head);
        yaml.extend(when.lines().map(|line| format!("{:indent$}{line}\n", "")));
        yaml.push_str("    then: { because: 试读 }\n");
    }
    let mut files = shipped();
    files.push(SourceFile::new("cn/read.yaml", yaml));
    let set = set_of(files);
    for (i, (when, zh, en)) in cases.iter().enumerate() {
        let rule = set.rules.iter().find(|r| r.id.as_str() == format!("read-{i}")).unwrap();
        let sentence = read(&set, rule, Figures::Shown).sentence;
        let between = |text: &str, from: &str, to: &str| {
            let (_, rest) = text.split_once(from).unwrap();
            rest.split_once(to).unwrap().0.to_owned()
        };
        assert_eq!(between(&sentence.zh, "如果", "，那么："), *zh, "{when}");
        assert_eq!(between(&sentence.en, "if ", ", then: "), *en, "{when}");
    }
}

#[test]
fn every_test_says_in_words_whether_its_edge_is_in() {
    check_conditions(
        "decision_date",
        &[
            ("debt.small_claims: true", "“适用小额诉讼程序”为“是”", "“small-claims procedure” is yes"),
            ("debt.small_claims: false", "“适用小额诉讼程序”为“否”", "“small-claims procedure” is no"),
            ("debt.small_claims: unknown", "不知道是否“适用小额诉讼程序”", "it is not known: “small-claims procedure”"),
            ("debt.served_on: known", "已经知道起诉状副本送达日", "it is known: date the complaint was served"),
            ("debt.served_on: unknown", "不知道起诉状副本送达日", "it is not known: date the complaint was served"),
            ("debt.product: credit_card", "产品是“信用卡”", "product is “credit card”"),
            ("debt.product: [rent, iou]", "产品是“房租”或“借条”", "product is “rent” or “promissory note”"),
            (
                "debt.product: [rent, iou, lease]",
                "产品是“房租”、“借条”、“租赁”之一",
                "product is one of “rent”, “promissory note”, “lease”",
            ),
            ("debt.on_credit_report: no", "“是否上征信”是“没有上征信”", "“on a credit report” is “not reported”"),
            ("debt.disputes: amount", "争议点包含“金额不对”", "disputes include “amount”"),
            (
                "debt.disputes: [amount, rate]",
                "争议点包含“金额不对”或“利率不对”",
                "disputes include “amount” or “rate”",
            ),
            (
                "debt.disputes: [amount, rate, fee]",
                "争议点包含“金额不对”、“利率不对”、“费用不对”中的至少一项",
                "disputes include at least one of “amount”, “rate”, “fees”",
            ),
            ("debt.overdue_days: 30", "逾期天数等于 30", "days overdue equals 30"),
            ("debt.overdue_days: { at_least: 90 }", "逾期天数至少为 90", "days overdue is at least 90"),
            ("debt.overdue_days: { more_than: 90 }", "逾期天数超过 90", "days overdue is more than 90"),
            ("debt.overdue_days: { at_most: 90 }", "逾期天数不超过 90", "days overdue is not more than 90"),
            ("debt.overdue_days: { less_than: 90 }", "逾期天数低于 90", "days overdue is less than 90"),
            (
                "debt.overdue_days: { between: [60, 90] }",
                "逾期天数在 60 至 90 之间（两头都含）",
                "days overdue is between 60 and 90 (both included)",
            ),
            (
                "debt.outstanding_principal: { at_least: 50_000.50 }",
                "其中本金至少为 50000.50 元",
                "of which principal is at least 50000.50 yuan",
            ),
            (
                "debt.nominal_rate: { more_than: 24% }",
                "合同写明的年利率超过 24%",
                "annual rate stated in the contract is more than 24%",
            ),
            (
                "debt.outstanding_principal: { at_least: card_crime_principal }",
                "其中本金至少为“恶意透支数额较大的起点（只算本金）”（2018年12月1日起为 50000 元）",
                "of which principal is at least “恶意透支数额较大的起点（只算本金）” (50000 yuan from 2018-12-01)",
            ),
            (
                "debt.outstanding: { more_than: debt.face_principal }",
                "对方主张的欠款总额超过合同本金",
                "balance claimed is more than principal written in the contract",
            ),
            (
                "household.surplus: { less_than: 0 }",
                "家庭的每月结余（负数为缺口）低于 0 元",
                "the household’s monthly surplus, negative when a deficit is less than 0 yuan",
            ),
        ],
    );
}

#[test]
fn every_test_on_a_date_says_whether_the_day_itself_counts() {
    check_conditions(
        "decision_date",
        &[
            (
                "debt.contract_date: { on_or_after: 2020-08-20 }",
                "合同签订日在2020年8月20日当天或以后",
                "contract date is on or after 2020-08-20",
            ),
            (
                "debt.contract_date: { after: 2020-08-20 }",
                "合同签订日在2020年8月20日之后（不含当天）",
                "contract date is after 2020-08-20 (that day excluded)",
            ),
            (
                "debt.contract_date: { on_or_before: 2020-08-20 }",
                "合同签订日在2020年8月20日当天或以前",
                "contract date is on or before 2020-08-20",
            ),
            (
                "debt.hearing_on: { before: as_of }",
                "开庭日期在计算日之前（不含当天）",
                "hearing date is before the day of the answer (that day excluded)",
            ),
            (
                "debt.contract_date: { between: [2020-08-20, 2021-12-31] }",
                "合同签订日在2020年8月20日至2021年12月31日之间（两头都含）",
                "contract date is between 2020-08-20 and 2021-12-31 (both included)",
            ),
            (
                "debt.hearing_on: { within: { days: 7, of: as_of } }",
                "开庭日期与计算日相差不超过 7 天（前后都算，正好相差这么久也算）",
                "hearing date is no further than 7 days from the day of the answer (before or after, exactly that included)",
            ),
            (
                "debt.second_demand_on: { within_last: 3 months }",
                "第二次有效催收日在计算日以前的 3 个月之内（首尾两天都算）",
                "date of the second effective demand lies within 3 months up to the day of the answer (first and last day included)",
            ),
            (
                "debt.hearing_on: { within_next: 15 days }",
                "开庭日期在计算日以后的 15 天之内（首尾两天都算）",
                "hearing date lies within 15 days from the day of the answer (first and last day included)",
            ),
            (
                "debt.performance_due_on: { older_than: enforcement_years }",
                "判决或调解书写明的履行日距计算日已超过“申请执行期间”（2024年1月1日起为 2 年）（正好这么久不算）",
                "performance date in the judgment or settlement is more than “申请执行期间” (2 years from 2024-01-01) before the day of the answer (exactly that long is not)",
            ),
        ],
    );
    check_conditions(
        "contract_date",
        &[(
            "debt.disbursed_on: { on_or_after: as_of }",
            "放款到账日在合同签订日当天或以后",
            "disbursed on is on or after the day of the contract",
        )],
    );
    check_conditions(
        "filing_date",
        &[(
            "debt.disbursed_on: { before: as_of }",
            "放款到账日在起诉日之前（不含当天）",
            "disbursed on is before the day the suit was filed (that day excluded)",
        )],
    );
}

#[test]
fn lists_are_joined_and_lists_in_lists_are_numbered() {
    check_conditions(
        "decision_date",
        &[
            (
                "debt.small_claims: true\ndebt.product: iou",
                "“适用小额诉讼程序”为“是”，并且产品是“借条”",
                "“small-claims procedure” is yes, and product is “promissory note”",
            ),
            (
                "any_of:\n  - debt.small_claims: true\n  - debt.product: iou",
                "“适用小额诉讼程序”为“是”，或者产品是“借条”",
                "“small-claims procedure” is yes, or product is “promissory note”",
            ),
            (
                "is: test_bank\nany_of:\n  - debt.product: iou\n  - debt.small_claims: true\n    debt.product: rent",
                "以下各项都符合：（一）符合术语“银行或信用卡中心”；（二）符合以下任何一项：1．产品是“借条”；2．“适用小额诉讼程序”为“是”，并且产品是“房租”",
                "all of these hold: (1) the term “银行或信用卡中心” is met; (2) at least one of these holds: (a) product is “promissory note”; (b) “small-claims procedure” is yes, and product is “rent”",
            ),
            (
                "none_of:\n  - debt.product: iou",
                "以下情形不成立：产品是“借条”",
                "this does not hold: product is “promissory note”",
            ),
            (
                "none_of:\n  - debt.product: iou\n  - debt.small_claims: true",
                "以下没有一项成立：（一）产品是“借条”；（二）“适用小额诉讼程序”为“是”",
                "none of these holds: (1) product is “promissory note”; (2) “small-claims procedure” is yes",
            ),
            (
                "all_of:\n  - debt.product: known\n  - debt.product: iou",
                "已知产品是“借条”",
                "it is known that product is “promissory note”",
            ),
            (
                "any_debt: { debt.product: iou }",
                "至少有一笔债是这样：产品是“借条”",
                "at least one debt is like this: product is “promissory note”",
            ),
            (
                "no_debt: { debt.product: iou }",
                "没有一笔债是这样：产品是“借条”",
                "no debt is like this: product is “promissory note”",
            ),
        ],
    );
}

#[test]
fn an_exception_is_told_apart_and_belongs_to_all_that_stands_before_it() {
    check_conditions(
        "decision_date",
        &[
            (
                "when: { debt.product: iou }\nunless: { debt.small_claims: true }",
                "产品是“借条”，但“适用小额诉讼程序”为“是”的除外",
                "product is “promissory note”, except where “small-claims procedure” is yes",
            ),
            (
                "when: { any_of: [ { debt.product: iou }, { debt.product: rent } ] }\nunless: { debt.small_claims: true }",
                "产品是“借条”，或者产品是“房租”；但即使这样，“适用小额诉讼程序”为“是”的除外",
                "product is “promissory note”, or product is “rent”; even then, except where “small-claims procedure” is yes",
            ),
            (
                "when: { debt.product: iou }\nunless: { any_of: [ { debt.small_claims: true }, { is: test_bank } ] }",
                "产品是“借条”，但有下列情形之一的除外：（一）“适用小额诉讼程序”为“是”；（二）符合术语“银行或信用卡中心”",
                "product is “promissory note”, except where at least one of these holds: (1) “small-claims procedure” is yes; (2) the term “银行或信用卡中心” is met",
            ),
            (
                "when: { debt.product: iou }\nunless: { debt.small_claims: true, is: test_bank }",
                "产品是“借条”，但下列情形同时具备的除外：（一）“适用小额诉讼程序”为“是”；（二）符合术语“银行或信用卡中心”",
                "product is “promissory note”, except where all of these hold: (1) “small-claims procedure” is yes; (2) the term “银行或信用卡中心” is met",
            ),
        ],
    );
}

/// The whole Chinese sentence of a shipped rule.
fn check_shipped(id: &str, expected: &str) {
    let rule = SHIPPED.rules.iter().find(|r| r.id.as_str() == id).unwrap();
    assert_eq!(read(&SHIPPED, rule, Figures::Shown).sentence.zh, expected, "{id}");
}

#[test]
fn shipped_rules_read_as_a_lawyer_would_write_them() {
    let lapse = "；所引条文那天全都失效或者都不约束这类放款人的，不适用。";
    check_shipped(
        "complaint-served",
        &format!(
            "对每一笔债：如果法律阶段（以文书为准）是“已送达起诉状”或“已定开庭”，并且符合术语“见到了文书原件或已向法院核实”，\
             但有下列情形之一的除外：（一）符合术语“已知是小额诉讼”；（二）符合术语“起诉状是公告送达的，本人没有签收”，那么：\
             放在“法律期限将到或刚过”一档；要办“提交答辩状”，最迟在起诉状副本送达日之后“答辩期”（2024年1月1日起为 15 天）以内\
             （起诉状副本送达日当天不算；最后一天是休息日的，顺延到下一个工作日）；列出不要做的事：“不要因为有人冒充法院，就不理真的法院文书”\
             “不要转移、赠送或低价卖掉财产”；转介“律师”“法律援助与公共法律服务”。依据《民事诉讼法》第128条、第130条，\
             《最高人民法院关于审理民事案件适用诉讼时效制度若干问题的规定》第3条，\
             《最高人民法院关于适用民事诉讼法的解释》第275条。自2022年1月1日起适用，以计算日为准{lapse}"
        ),
    );
    check_shipped(
        "too-many-effective-calls",
        &format!(
            "把催收联系合起来数：只数这样的联系——以下各项都符合：（一）符合术语“电话（含智能语音）”；\
             （二）符合术语“接通的（没填接没接通时，通话秒数大于零算接通）”；（三）方向是“催收方发起”；\
             （四）被联系人是“本人”；（五）不知道“谁接的”，或者“谁接的”是“人”。这些联系，\
             属于同一债权人（含其委托机构）、在同一个自然日（北京时间）里的合起来数。如果次数超过“同一债权人每日主动有效通话上限”\
             （2025年2月28日起为 3），并且符合术语“国家标准所说的放贷机构、受让机构，或者类型还不知道”，那么：认定为催收行为“有效通话超频”，\
             程度是“提示”；留好证据“运营商通话详单”“通话录音”；依次可以找“放款机构自己的客服和投诉部门”“国家金融监督管理总局12378”\
             “地方金融管理局”。依据《GB/T 45251-2025 互联网金融 个人网络消费信贷 贷后催收风控指引》（条号待核）。\
             自2025年2月28日起适用，以联系当天为准{lapse}"
        ),
    );
    check_shipped(
        "private-lending-before-2020-08-20",
        &format!(
            "对每一笔债：如果已经知道债权人类型，并且符合术语“民间借贷出借人”，并且合同签订日在2020年8月20日之前（不含当天），那么：拿这笔债的综合年成本同\
             “2015年规定的民间借贷受保护利率”（2015年9月1日至2020年8月19日为 24%）比，只供参考。\
             依据《最高人民法院关于审理民间借贷案件适用法律若干问题的规定（2015年）》（条号待核）。适用时间不限，以合同签订日为准{lapse}"
        ),
    );
    check_shipped(
        "budget-nothing-left",
        "对整个家庭：如果每月结余（负数为缺口）等于 0 元，那么：放在“一般逾期”一档；要办“先不答应任何分期”，最迟在计算日之后 3 天以内\
         （计算日当天不算；遇休息日不顺延）；列出不要做的事：“不要借新还旧”“不要只信口头承诺”。依据强度是“行业做法”。适用时间不限，以计算日为准。",
    );
    check_shipped(
        "hearing-set",
        &format!(
            "对每一笔债：如果法律阶段（以文书为准）是“已定开庭”，并且开庭日期在计算日当天或以后，并且符合术语“见到了文书原件或已向法院核实”，\
             那么：放在“法律期限将到或刚过”一档；要办“按时到庭”，就在开庭日期当天（遇休息日不顺延）；列出不要做的事：\
             “不要因为有人冒充法院，就不理真的法院文书”。依据《民事诉讼法》第147条。适用时间不限，以计算日为准{lapse}"
        ),
    );
    check_shipped(
        "debt-service-heavy",
        "对整个家庭：如果至少有一笔债是这样：已经知道每期应还（合同），并且月还款占收入比超过“全部月供占收入的提示线”（2021年1月1日起为 55%），那么：列出不要做的事：“不要借新还旧”。\
         依据强度是“经验”。适用时间不限，以计算日为准。",
    );
    check_shipped(
        "credit-report-not-pulled",
        &format!(
            "对整个家庭：如果至少有一笔债是这样：不知道“是否上征信”，那么：放在“一般逾期”一档；要办“查一次自己的征信”，\
             最迟在计算日之后 7 天以内（计算日当天不算；遇休息日不顺延）；转介“人民银行征信查询”。依据《征信业管理条例》第17条。\
             适用时间不限，以计算日为准{lapse}"
        ),
    );
    check_shipped(
        "home-intrusion",
        &format!(
            "对每一次催收联系：如果符合术语“填了怎么联系的”，并且渠道是“上门（住处）”或“到村居”，并且“未经同意进入住处”为“是”，\
             但符合术语“已核实的法院、公安、检察院、监管机构或仲裁、调解机构本身”的除外，那么：认定为催收行为“未经同意进入住处”，程度是“紧急”；\
             留好证据“录像”“照片”“报警回执”“亲友证言”；依次可以找“公安机关110”“放款机构自己的客服和投诉部门”\
             “国家金融监督管理总局12378”“地方金融管理局”。依据《治安管理处罚法》第47条，《刑法》第245条，《民法典》第1033条，\
             《金融机构个人消费类贷款催收工作指引（试行）》（条号待核）。适用时间不限，以联系当天为准{lapse}"
        ),
    );
    check_shipped(
        "paid-intermediary",
        "对整个家庭：如果以下各项都符合：（一）已经知道是否“已付费委托‘债务优化’机构”，或者至少有一笔债是这样：\
         已经知道法律阶段（以文书为准）；（二）“已付费委托‘债务优化’机构”为“是”，那么：放在“一般逾期”一档；要办“停付中介费，要求退款”，\
         最迟在计算日之后 3 天以内（计算日当天不算；遇休息日不顺延）；列出不要做的事：“不要付钱给‘债务优化’‘代理维权’，不要交手机卡和身份证”\
         “不要用假病历、假贫困证明”；转介“公安机关”。依据强度是“行业做法”。适用时间不限，以计算日为准。",
    );
    check_shipped(
        "licensed-court-reduction",
        "对每一笔债：如果债权人类型是“商业银行”、“银行信用卡中心”、“消费金融公司”、“汽车金融公司”、“信托公司”之一，\
         但已知产品是“信用卡”的除外，那么：拿这笔债的综合年成本同\
         “金融借款综合成本调减线”（2017年8月1日起为 24%）比，以它为准（前面已有为准的线的，用前面的）。依据\
         《最高人民法院关于进一步加强金融审判工作的若干意见》第2项。\
         依据强度是“审判政策”。适用时间不限，以计算日为准。",
    );
}

#[test]
fn no_sentence_shows_an_id_or_an_empty_name() {
    for rule in &SHIPPED.rules {
        let sentence = read(&SHIPPED, rule, Figures::Shown).sentence;
        for id in ["debt.", "contact.", "household.", "““", "“”", "（）", "  "] {
            assert!(!sentence.zh.contains(id), "{}: {id}: {}", rule.id, sentence.zh);
        }
        let snake = sentence.zh.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).find(|w| w.contains('_'));
        assert_eq!(snake, None, "{}", rule.id);
    }
}

#[test]
fn a_number_that_changes_does_not_change_what_was_signed() {
    let changed: Vec<SourceFile> = shipped()
        .into_iter()
        .map(|f| {
            SourceFile::new(
                f.path.clone(),
                f.text.replace("from: 2024-01-01, value: 15,", "from: 2024-01-01, value: 16,"),
            )
        })
        .collect();
    let changed = set_of(changed);
    let find = |set: &RuleSet| set.rules.iter().find(|r| r.id.as_str() == "complaint-served").unwrap().clone();
    assert_eq!(to_sign(&SHIPPED, &find(&SHIPPED)), to_sign(&changed, &find(&changed)));
    assert!(read(&changed, &find(&changed), Figures::Shown).sentence.zh.contains("16 天"));
}

#[test]
fn what_was_signed_is_held_against_what_the_rule_says_today() {
    let rule = SHIPPED.rules.iter().find(|r| r.id.as_str() == "hearing-set").unwrap();
    let line = reads_line(&SHIPPED, rule, "ZL", "2026-11-22");
    let check_with = |change: fn(&str) -> String| {
        let with_line = |f: SourceFile| {
            let signed = f.text.replace("    title: 已定开庭日期\n", &format!("    title: 已定开庭日期\n    {line}\n"));
            SourceFile::new(f.path.clone(), change(&signed))
        };
        check(Sources::new(shipped().into_iter().map(with_line).collect())).diagnostics
    };
    assert_eq!(check_with(ToOwned::to_owned), vec![], "signed as it reads");
    let notes =
        check_with(|text| text.replace("debt.hearing_on: { on_or_after: as_of }", "debt.hearing_on: { after: as_of }"));
    let note = notes.iter().find(|n| n.code == "reads-differently").unwrap();
    assert_eq!(note.message.zh, "规则 `hearing-set` 读出来的句子，和 ZL 在 2026-11-22 复核的不一样了");
    let label = note.label.as_ref().unwrap();
    assert!(label.zh.contains("计算日当天或以后"), "{}", label.zh);
    assert!(label.zh.contains("计算日之后（不含当天）"), "{}", label.zh);
    let help = &note.help.as_ref().unwrap().zh;
    assert!(help.contains("reads: { sentence: '对每一笔债：如果") && help.ends_with("by: …, on: … }"), "{help}");
}
