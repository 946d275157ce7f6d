//! Where a rule stands: law, article (条), paragraph (款) and item (项), written the way a Chinese decision cites it.
//!
//! Every refusal, deadline and finding of the program carries one of these, so that an officer can look it up and a
//! court can check it. This file does not hold the texts of the laws.

use std::fmt;

use serde::Serialize;

pub const PENALTY_LAW: &str = "行政处罚法";
pub const COMPULSION_LAW: &str = "行政强制法";
pub const PERMIT_LAW: &str = "行政许可法";
pub const RECONSIDERATION_LAW: &str = "行政复议法";
pub const LITIGATION_LAW: &str = "行政诉讼法";
pub const CIVIL_PROCEDURE_LAW: &str = "民事诉讼法";
pub const ARCHIVES_LAW: &str = "档案法";
pub const PUBLIC_ORDER_LAW: &str = "治安管理处罚法";
pub const MINORS_LAW: &str = "未成年人保护法";
pub const SIGNATURE_LAW: &str = "电子签名法";
pub const PERSONAL_INFORMATION_LAW: &str = "个人信息保护法";
pub const DISCLOSURE_REGULATION: &str = "政府信息公开条例";
pub const CRIME_TRANSFER_RULE: &str = "行政执法机关移送涉嫌犯罪案件的规定";
pub const POLICE_PROCEDURE: &str = "公安机关办理行政案件程序规定";
pub const MARKET_HEARING_RULE: &str = "市场监督管理行政处罚听证办法";
pub const MARKET_PROCEDURE: &str = "市场监督管理行政处罚程序规定";
pub const MARKET_DISCLOSURE_RULE: &str = "市场监督管理行政处罚信息公示规定";
pub const SHANGHAI_HEARING_RULE: &str = "上海市行政处罚听证程序规定";
pub const SHANGHAI_BUSINESS_REGULATION: &str = "上海市优化营商环境条例";
pub const SHANGHAI_CITY_MANAGEMENT: &str = "上海市城市管理行政执法条例";
pub const PETITION_REGULATION: &str = "信访工作条例";
pub const MARKET_COMPLAINT_RULE: &str = "市场监督管理投诉举报处理暂行办法";
/// No law: what this platform promises by itself, named as what it is wherever a period is given by it.
pub const ANSWERING_PROMISE: &str = "本平台咨询答复承诺";
pub const CREDIT_REPAIR_RULE: &str = "信用修复管理办法";
/// The district's plan (2020-07-02) this program carries out; its numbered points are cited as articles.
pub const PLAN: &str = "长宁区三项制度实施方案";

/// A place in a law. `paragraph` and `item` are 0 where the citation has none; `article` 0 cites the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Article {
    pub law: &'static str,
    pub article: u16,
    pub paragraph: u8,
    pub item: u8,
}

impl Article {
    pub const fn of(law: &'static str, article: u16) -> Self {
        Self { law, article, paragraph: 0, item: 0 }
    }

    #[must_use]
    pub const fn paragraph(self, n: u8) -> Self {
        Self { paragraph: n, ..self }
    }

    #[must_use]
    pub const fn item(self, n: u8) -> Self {
        Self { item: n, ..self }
    }
}

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》", self.law)?;
        if self.article > 0 {
            write!(f, "第{}条", numeral(self.article))?;
        }
        if self.paragraph > 0 {
            write!(f, "第{}款", numeral(self.paragraph.into()))?;
        }
        if self.item > 0 {
            write!(f, "第（{}）项", numeral(self.item.into()))?;
        }
        Ok(())
    }
}

/// A number as statutes count their articles: 10 is 十, 58 is 五十八, 101 is 一百零一, 110 is 一百一十.
pub fn numeral(n: u16) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    const PLACES: [&str; 5] = ["", "十", "百", "千", "万"];
    let figures = n.to_string();
    let mut out = String::new();
    let mut gap = false;
    for (i, byte) in figures.bytes().enumerate() {
        let digit = usize::from(byte - b'0');
        let place = figures.len() - 1 - i;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push_str(DIGITS[0]);
            gap = false;
        }
        // A leading ten is written without its "one": 十五, but 一百一十五.
        if !(digit == 1 && place == 1 && out.is_empty()) {
            out.push_str(DIGITS[digit]);
        }
        out.push_str(PLACES[place]);
    }
    if out.is_empty() { DIGITS[0].to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_written_as_in_statutes() {
        let table = [
            (0, "零"),
            (1, "一"),
            (10, "十"),
            (15, "十五"),
            (20, "二十"),
            (58, "五十八"),
            (85, "八十五"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (136, "一百三十六"),
            (1001, "一千零一"),
            (1259, "一千二百五十九"),
            (65535, "六万五千五百三十五"),
        ];
        for (n, words) in table {
            assert_eq!(numeral(n), words);
        }
    }

    #[test]
    fn citations_stop_at_the_depth_given() {
        let base = Article::of(PENALTY_LAW, 58);
        assert_eq!(base.to_string(), "《行政处罚法》第五十八条");
        assert_eq!(base.paragraph(1).item(2).to_string(), "《行政处罚法》第五十八条第一款第（二）项");
        assert_eq!(Article::of(PENALTY_LAW, 63).item(4).to_string(), "《行政处罚法》第六十三条第（四）项");
        assert_eq!(Article::of(PLAN, 16).to_string(), "《长宁区三项制度实施方案》第十六条");
        assert_eq!(Article::of(PLAN, 0).to_string(), "《长宁区三项制度实施方案》");
    }
}
