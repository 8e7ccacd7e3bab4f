//! The words of a comparison in both languages.

use serde::Serialize;

use crate::diagnostic::Text;

macro_rules! worded {
    ($(#[$doc:meta])* $name:ident { $($variant:ident: $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $(#[doc = $en] $variant,)+
        }

        impl $name {
            /// The word for people.
            pub fn text(self) -> Text {
                match self {
                    $(Self::$variant => Text::new($zh, $en),)+
                }
            }
        }
    };
}

worded! {
    /// A part of an answer.
    Part {
        Today: "今天", "today";
        Action: "先办", "act first";
        Order: "先办次序", "order of the act-first list";
        ConfirmFirst: "先问清", "find out first";
        Payment: "先付", "pay first";
        Budget: "收支", "budget";
        Conduct: "催收行为", "conduct";
        CannotTell: "不能判断", "cannot tell";
        Cost: "借款成本", "cost";
        Avoid: "不要做", "do not";
        Referral: "找谁帮", "referral";
        Note: "要知道", "good to know";
        Question: "接下来问", "question";
        Letter: "信函", "letter";
        NotWorkedOut: "算不出", "not worked out";
    }
}

worded! {
    /// One thing a line says.
    Aspect {
        Text: "文字", "text";
        Due: "期限", "due";
        Band: "档位", "band";
        Place: "位置", "place";
        Rank: "次序", "order";
        Reason: "理由", "reason";
        Steps: "怎么办", "steps";
        IfMissed: "误了会怎样", "if missed";
        Proof: "留证", "proof";
        Scripts: "可以这样说", "words to say";
        DoNotClaim: "不要写", "not to be claimed";
        Law: "依据", "law";
        Strength: "依据强度", "strength";
        Status: "状态", "status";
        Amount: "金额", "amount";
        Unallocated: "付完还剩", "left over";
        Income: "收入", "income";
        Essentials: "基本生活", "essentials";
        TotalDebt: "债务总额", "total debt";
        Months: "月数", "months";
        Tier: "付款顺位", "payment tier";
        Missing: "缺", "missing";
        Severity: "轻重", "severity";
        Times: "次数和联系", "occurrences";
        Evidence: "要留的证据", "evidence";
        ReportTo: "去哪里", "report to";
        Contacts: "联系", "contacts";
        Position: "和对照线比", "position";
        Line: "对照线", "line";
        Rate: "年成本", "all-in cost";
        Excess: "多付", "excess";
        Bring: "带上", "bring";
        FreeFirst: "先用免费的", "free first";
        AskedOf: "问哪些", "asked of";
        Ready: "能不能打印", "ready";
    }
}

worded! {
    /// What became of a line or a definition.
    Change {
        Appeared: "新增", "added";
        Disappeared: "消失", "removed";
        Moved: "移动", "moved";
        Changed: "改动", "changed";
    }
}

impl Change {
    /// The sign before a line.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Appeared => "+",
            Self::Disappeared => "−",
            Self::Moved => "→",
            Self::Changed => "~",
        }
    }
}

impl Part {
    /// Whether a rule's line can be pushed out or moved by what other rules say.
    pub(super) fn is_shared(self) -> bool {
        matches!(self, Self::Today | Self::Order)
    }

    /// Whether it says what to do about a debt, and when.
    pub(super) fn acts(self) -> bool {
        matches!(self, Self::Today | Self::Action | Self::ConfirmFirst)
    }
}

impl Aspect {
    /// Whether a change of it puts a line elsewhere rather than changing what it says.
    pub(super) fn moves(self) -> bool {
        matches!(self, Self::Due | Self::Band | Self::Place | Self::Rank | Self::Tier)
    }
}

/// The kind of thing a section of a rule file defines.
pub fn kind(section: &str) -> Text {
    let words: [(&str, &str, &str); 28] = [
        ("pack", "规则包", "pack"),
        ("facts", "事实", "fact"),
        ("terms", "术语", "term"),
        ("laws", "法律文件", "law"),
        ("values", "数值", "value"),
        ("calendar", "日历年", "calendar year"),
        ("phrases", "话术", "phrase list"),
        ("words", "词组", "list of words"),
        ("contexts", "语境", "context"),
        ("disguises", "伪装写法", "disguise"),
        ("marks", "句子标记", "mark"),
        ("messages", "有标注的消息", "labelled message"),
        ("bands", "档位", "band"),
        ("payment_tiers", "付款顺位", "payment tier"),
        ("actions", "行动", "action"),
        ("avoid", "不要做的事", "line of the do-not list"),
        ("referrals", "转介", "referral"),
        ("behaviours", "行为", "behaviour"),
        ("severities", "严重程度", "severity"),
        ("forces", "效力层级", "level of force"),
        ("strengths", "依据强度", "strength"),
        ("evidence_ladder", "证据阶梯", "rung of evidence"),
        ("channels", "投诉渠道", "channel"),
        ("letters", "信函", "letter"),
        ("errata", "错误说法", "erratum"),
        ("imports", "导入格式", "import"),
        ("rules", "规则", "rule"),
        ("cases", "案例", "case"),
    ];
    let found = words.iter().find(|(name, ..)| *name == section);
    found.map_or_else(|| Text::same(section), |(_, zh, en)| Text::new(*zh, *en))
}
