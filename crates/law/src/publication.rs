//! What may be kept from the public and on what ground, how names and codes are masked, and how long each channel shows
//! a penalty.
//!
//! The allow-list of what a publication contains belongs to `disclosures`; this file only holds the law it applies.
//! Masks are made so that masking twice changes nothing.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::article::{
    Article, CREDIT_REPAIR_RULE, DISCLOSURE_REGULATION, MARKET_DISCLOSURE_RULE, MINORS_LAW, PLAN,
    PUBLIC_ORDER_LAW, SHANGHAI_BUSINESS_REGULATION,
};

/// Why a decision, or a part of it, is not published (不予公示的理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithholdingGround {
    StateSecret,
    TradeSecret,
    Privacy,
    Minor,
    /// Records of 治安管理 penalties are sealed by statute.
    SealedPublicOrder,
    /// 危及国家安全、公共安全、经济安全、社会稳定; needs its reason written out.
    Other,
}

impl WithholdingGround {
    pub const ALL: [WithholdingGround; 6] = [
        WithholdingGround::StateSecret,
        WithholdingGround::TradeSecret,
        WithholdingGround::Privacy,
        WithholdingGround::Minor,
        WithholdingGround::SealedPublicOrder,
        WithholdingGround::Other,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            WithholdingGround::StateSecret => "国家秘密",
            WithholdingGround::TradeSecret => "商业秘密",
            WithholdingGround::Privacy => "个人隐私",
            WithholdingGround::Minor => "涉及未成年人",
            WithholdingGround::SealedPublicOrder => "治安管理违法记录封存",
            WithholdingGround::Other => "危及国家安全、公共安全、经济安全、社会稳定等其他法定情形",
        }
    }

    pub const fn article(self) -> Article {
        match self {
            WithholdingGround::StateSecret | WithholdingGround::Other => {
                Article::of(DISCLOSURE_REGULATION, 14)
            }
            WithholdingGround::TradeSecret | WithholdingGround::Privacy => {
                Article::of(DISCLOSURE_REGULATION, 15)
            }
            WithholdingGround::Minor => Article::of(MINORS_LAW, 103),
            WithholdingGround::SealedPublicOrder => Article::of(PUBLIC_ORDER_LAW, 136),
        }
    }

    /// The code stored in events, equal to the serde name.
    pub const fn code(self) -> &'static str {
        match self {
            WithholdingGround::StateSecret => "state_secret",
            WithholdingGround::TradeSecret => "trade_secret",
            WithholdingGround::Privacy => "privacy",
            WithholdingGround::Minor => "minor",
            WithholdingGround::SealedPublicOrder => "sealed_public_order",
            WithholdingGround::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<WithholdingGround> {
        Self::ALL.into_iter().find(|g| g.code() == code)
    }
}

/// A natural person's name as the public sees it: `张三` and `张某` become `张某`, `邵小明` becomes `邵某某`, compound surnames stay whole.
/// Of a name in other letters only the first letter stays.
pub fn mask_person_name(name: &str) -> String {
    const COMPOUND: [&str; 16] = [
        "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫", "尉迟", "公孙",
        "慕容", "令狐", "长孙", "宇文",
    ];
    let name: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).take(64).collect();
    let Some(&first) = name.first() else { return String::new() };
    if !han(first) {
        return format!("{first}***");
    }
    let pair: String = name.iter().take(2).collect();
    let surname = if name.len() > 2 && COMPOUND.contains(&pair.as_str()) { 2 } else { 1 };
    let hidden = (name.len() - surname).clamp(1, 2);
    name[..surname].iter().copied().chain(std::iter::repeat_n('某', hidden)).collect()
}

fn han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3134F}' | '〇')
}

/// A code with its middle starred: the division stays, and the last two characters. Shorter text is starred whole.
pub fn mask_uscc(code: &str) -> String {
    let characters: Vec<char> = code.chars().take(64).collect();
    let hidden = |i: usize| characters.len() < 18 || (8..characters.len() - 2).contains(&i);
    characters.iter().enumerate().map(|(i, &c)| if hidden(i) { '*' } else { c }).collect()
}

/// An address down to its county or district (区、县、市); the rest is starred. Without one of these nothing stays.
pub fn mask_address(address: &str) -> String {
    let address: String = address.trim().trim_end_matches('*').chars().take(200).collect();
    // In 上海市长宁区仙霞路… the district is the last of the leading administrative names, so the search stops early:
    // words such as 小区 further on must not let the street through.
    let head: String = address.chars().take(14).collect();
    let end = ["区", "县"]
        .into_iter()
        .filter_map(|mark| head.find(mark).map(|i| i + mark.len()))
        .min()
        .filter(|&end| !head[..end].ends_with("小区") && !street_named(&head[..end]))
        .or_else(|| head.find('市').map(|i| i + '市'.len_utf8()));
    match end {
        Some(end) => format!("{}***", &address[..end]),
        None => "***".to_owned(),
    }
}

fn street_named(text: &str) -> bool {
    text.contains(['路', '街', '弄', '号', '村', '镇']) || text.contains(|c: char| c.is_ascii_digit())
}

/// Where a penalty is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The district's own portal under the plan (执法公示平台).
    Portal,
    /// 信用中国.
    CreditChina,
    /// 国家企业信用信息公示系统.
    EnterpriseCredit,
    /// Credit publication under Shanghai's business regulation.
    CreditShanghai,
}

/// How grave the unlawful conduct is for credit purposes (失信严重程度).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeverityClass {
    /// 轻微: simple procedure, warning, circular criticism.
    Slight,
    /// 一般.
    Ordinary,
    /// 严重: very large fines, revocation, restriction of employment.
    Grave,
}

/// How long a channel shows a decision, in months from the day of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelRule {
    pub channel: Channel,
    pub class: SeverityClass,
    /// `false`: this class does not appear on this channel at all.
    pub published: bool,
    pub months_min: u16,
    /// After so many months it is taken down by itself.
    pub months_max: u16,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub article: Article,
}

const REPAIR: Article = Article::of(CREDIT_REPAIR_RULE, 0);
const BUSINESS: Article = Article::of(SHANGHAI_BUSINESS_REGULATION, 67);
const MARKET: Article = Article::of(MARKET_DISCLOSURE_RULE, 13);
const PORTAL: Article = Article::of(PLAN, 6);

#[rustfmt::skip]
const fn shown(channel: Channel, class: SeverityClass, months: (u16, u16), from: Date, article: Article) -> ChannelRule {
    ChannelRule { channel, class, published: months.1 > 0, months_min: months.0, months_max: months.1,
        valid_from: from, valid_to: None, article }
}

const PORTAL_DAY: Date = date(2020, 7, 2);
const CREDIT_DAY: Date = date(2026, 4, 1);
const BUSINESS_DAY: Date = date(2024, 9, 27);
const MARKET_DAY: Date = date(2021, 9, 1);

#[rustfmt::skip]
const CHANNELS: &[ChannelRule] = &[
    shown(Channel::Portal, SeverityClass::Slight,   (0, 60), PORTAL_DAY, PORTAL),
    shown(Channel::Portal, SeverityClass::Ordinary, (0, 60), PORTAL_DAY, PORTAL),
    shown(Channel::Portal, SeverityClass::Grave,    (0, 60), PORTAL_DAY, PORTAL),
    shown(Channel::CreditChina, SeverityClass::Slight,   (0, 0),   CREDIT_DAY, REPAIR),
    shown(Channel::CreditChina, SeverityClass::Ordinary, (3, 12),  CREDIT_DAY, REPAIR),
    shown(Channel::CreditChina, SeverityClass::Grave,    (12, 36), CREDIT_DAY, REPAIR),
    shown(Channel::CreditShanghai, SeverityClass::Slight,   (0, 0),   BUSINESS_DAY, BUSINESS),
    shown(Channel::CreditShanghai, SeverityClass::Ordinary, (3, 36),  BUSINESS_DAY, BUSINESS),
    shown(Channel::CreditShanghai, SeverityClass::Grave,    (12, 36), BUSINESS_DAY, BUSINESS),
    shown(Channel::EnterpriseCredit, SeverityClass::Slight,   (0, 0),   MARKET_DAY, MARKET),
    shown(Channel::EnterpriseCredit, SeverityClass::Ordinary, (3, 36),  MARKET_DAY, MARKET),
    shown(Channel::EnterpriseCredit, SeverityClass::Grave,    (36, 36), MARKET_DAY, MARKET),
];

pub fn channel_rules() -> &'static [ChannelRule] {
    CHANNELS
}

/// The rule of a channel on a day; `None` where none is in force, and then nothing may be published there.
pub fn channel_rule(channel: Channel, class: SeverityClass, day: Date) -> Option<&'static ChannelRule> {
    CHANNELS.iter().find(|r| {
        r.channel == channel
            && r.class == class
            && r.valid_from <= day
            && r.valid_to.is_none_or(|last| day <= last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_the_surname_only() {
        for (name, masked) in [
            ("张三", "张某"),
            ("张某", "张某"),
            ("邵小明", "邵某某"),
            ("邵某某", "邵某某"),
            ("欧阳修", "欧阳某"),
            ("欧阳", "欧某"),
            ("诸葛孔明", "诸葛某某"),
            (" 李 四 ", "李某"),
            ("王", "王某"),
            ("阿卜杜拉·买买提", "阿某某"),
            ("John Smith", "J***"),
            ("", ""),
        ] {
            assert_eq!(mask_person_name(name), masked, "{name}");
            assert_eq!(mask_person_name(masked), masked);
        }
    }

    #[test]
    fn codes_keep_division_and_end() {
        assert_eq!(mask_uscc("91310105MA1B3N1N2M"), "91310105********2M");
        assert_eq!(mask_uscc(&mask_uscc("91310105MA1B3N1N2M")), "91310105********2M");
        assert_eq!(mask_uscc("short"), "*****");
        assert_eq!(mask_uscc("九"), "*");
    }

    #[test]
    fn addresses_keep_the_district() {
        for (address, masked) in [
            ("上海市长宁区仙霞路88号3室", "上海市长宁区***"),
            ("上海市崇明县城桥镇1号", "上海市崇明县***"),
            ("长宁区***", "长宁区***"),
            ("苏州市东方花园小区2幢", "苏州市***"),
            ("仙霞路88号古北小区", "***"),
            ("安化路492弄长宁区域中心", "***"),
            ("", "***"),
        ] {
            assert_eq!(mask_address(address), masked, "{address}");
            assert_eq!(mask_address(&mask_address(address)), masked);
        }
    }

    #[test]
    fn every_ground_has_its_article_and_a_stable_code() {
        for ground in WithholdingGround::ALL {
            assert_eq!(serde_json::to_string(&ground).unwrap(), format!("\"{}\"", ground.code()));
            assert_eq!(WithholdingGround::from_code(ground.code()), Some(ground));
            assert!(ground.article().article > 0);
        }
        assert_eq!(WithholdingGround::from_code("because"), None);
        assert_eq!(
            WithholdingGround::SealedPublicOrder.article().to_string(),
            "《治安管理处罚法》第一百三十六条"
        );
    }

    #[test]
    fn channels_follow_class_and_day() {
        let day = date(2026, 11, 23);
        let rule = |channel, class, day| channel_rule(channel, class, day);
        assert!(!rule(Channel::CreditChina, SeverityClass::Slight, day).unwrap().published);
        assert_eq!(rule(Channel::CreditChina, SeverityClass::Ordinary, day).unwrap().months_max, 12);
        assert_eq!(rule(Channel::CreditChina, SeverityClass::Ordinary, date(2026, 3, 31)), None);
        assert!(rule(Channel::Portal, SeverityClass::Slight, day).unwrap().published);
        for row in channel_rules() {
            assert!(row.months_min <= row.months_max && row.published == (row.months_max > 0));
        }
    }
}
