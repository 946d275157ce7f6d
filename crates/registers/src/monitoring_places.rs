//! 电子监控点: where a body collects facts by electronic monitoring (行政处罚法 art 41): legally and technically examined before use, of a recognised standard,
//! clearly marked, and the place made public. What a place records before its examination is no evidence.

use crate::declaration::{Register, Term};
use crate::grounds::{BODY, CODE};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::Deserialize;

/// The register of monitoring places.
pub struct MonitoringPlaces;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub examined_on: Option<Date>,
    pub marked: bool,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        ExaminedLater => Article::of(PENALTY_LAW, 41).paragraph(1), "启用日早于法制和技术审核的日期", "审核通过之后再启用", field "examined_on";
        NotMarked => Article::of(PENALTY_LAW, 41).paragraph(1), "设置地点没有明显标志", "设置明显标志后再登记", field "marked";
    }
}

impl Register for MonitoringPlaces {
    const WORD: &'static str = "monitoring_places";
    const TITLE: &'static str = "电子技术监控设备设置地点";
    const ABOUT: &'static str = "经过法制和技术审核、向社会公布的电子技术监控设备设置地点。";
    const ARTICLE: Article = Article::of(PENALTY_LAW, 41).paragraph(1);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "place", "purpose", "body", "examined_on"];
    const PUBLIC: &'static [&'static str] =
        &["code", "body", "place", "purpose", "device", "standard", "examination", "examined_on", "marked"];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("place", "设置地点", Shape::Line(200)),
        Field::new("purpose", "监控的违法行为", Shape::Text(500)),
        Field::new("device", "设备名称型号", Shape::Line(200)),
        Field::new("standard", "符合的标准", Shape::Line(200)),
        Field::new("examination", "法制和技术审核意见文号", Shape::Line(100)),
        Field::new("examined_on", "审核日期", Shape::Date),
        Field::new("marked", "已设置明显标志", Shape::Yes),
    ];
    type Content = Content;

    fn check(content: &Content, term: Term, _registers: &Registers) -> Result<(), Refusal> {
        if content.examined_on.is_none_or(|day| day > term.from) {
            return Err(Refused::ExaminedLater.into());
        }
        match content.marked {
            true => Ok(()),
            false => Err(Refused::NotMarked.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET};
    use serde_json::json;

    #[test]
    fn a_place_is_examined_and_marked_before_it_is_used() {
        let books = Books::standing();
        let place = |examined: &str, marked: bool| {
            json!({"code": "JK-1", "body": MARKET, "place": "清水路100号", "purpose": "占道经营", "device": "球机",
                   "standard": "GA/T 832", "examination": "长法审〔2026〕3号", "examined_on": examined, "marked": marked})
        };
        books.allows::<MonitoringPlaces>(&place("2026-11-23", true));
        assert_eq!(books.refuses::<MonitoringPlaces>(&place("2026-11-24", true)), "ExaminedLater");
        assert_eq!(books.refuses::<MonitoringPlaces>(&place("2026-11-01", false)), "NotMarked");
    }
}
