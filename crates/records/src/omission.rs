//! 说明未作音像记录: why a step that the rules say must be recorded was not (plan clauses 9 and 11, features 9.1). Either the site is one where nothing may be recorded, inflammable,
//! explosive or sterile; then its class and the basis are stated, and the rule itself has to allow it. Or it was left out; then the reason is.
//!
//! It explains; whether an unrecorded step weakens the case is for the review.

use crate::recording_notice::may_record;
use events::field::{Field, Offer, Shape};
use events::records::{ExemptSite, Omitted, RecordingOmissionExplained};
use events::standing::{Required, Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Explains that recordings are missing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExplainOmission {
    /// Codes of the rules that asked for the recordings.
    pub rules: Vec<String>,
    /// Code of [`GROUNDS`].
    pub ground: String,
    /// Code of [`SITES`], where the site is the ground.
    pub site: Option<String>,
    pub basis: String,
    pub reason: String,
    pub paper: Option<FileId>,
    pub person: String,
    pub on: Option<Date>,
}

/// Why nothing was recorded.
const GROUNDS: &[(&str, &str)] =
    &[("site", "属于可以不作音像记录的场所"), ("omitted", "应当记录，因故没有记录")];

/// Sites at which a recorder itself does harm (易燃易爆、无菌等场所).
pub const SITES: &[(&str, &str)] =
    &[("inflammable", "易燃"), ("explosive", "易爆"), ("sterile", "无菌"), ("other", "其他不宜记录的场所")];

events::refusals! {
    /// Why it cannot be explained.
    pub enum Refused {
        NothingOmitted => Article::of(PLAN, 11), "本案没有应当作音像记录而没有记录、待说明的环节", "不必说明";
        RuleMissing => Article::of(PLAN, 11), "请选择没有作音像记录的环节", "从列出的环节中选择", field "rules";
        RuleUnknown => Article::of(PLAN, 11), "所选的环节已经有音像记录，或者已经说明", "刷新页面后从列出的环节中选择", field "rules";
        GroundMissing => Article::of(PLAN, 9), "应当写明是不宜记录的场所，还是因故没有记录", "选择情形", field "ground";
        NoExemption { step: String } => Article::of(PLAN, 9), "音像记录事项清单没有规定“{step}”可以不作音像记录", "改为“应当记录，因故没有记录”，写明原因", field "ground";
        SiteMissing => Article::of(PLAN, 9), "应当写明属于哪一类场所", "选择场所类别", field "site";
        BasisMissing => Article::of(PLAN, 9), "应当写明不作音像记录的依据", "填写法律、法规、规章或者场所的安全规定", field "basis";
        ReasonMissing => Article::of(PLAN, 9), "应当写明没有作音像记录的原因", "填写原因", field "reason";
        PaperNotStored => Article::of(PLAN, 9), "书面说明没有存入，或者没有传完", "上传后再提交", field "paper";
        PersonMissing => Article::of(PLAN, 9), "应当写明说明人", "填写说明人", field "person";
        DayWrong => Article::of(PLAN, 9), "说明日期应当在立案之后，不晚于今天", "改正说明日期", field "on";
    }
}

impl Act for ExplainOmission {
    const NAME: &'static str = "ExplainOmission";
    const WORD: &'static str = "omission";
    const TITLE: &'static str = "说明未作音像记录";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["RecordingOmissionExplained"];
    const FIELDS: &'static [Field] = &[
        Field::new("rules", "没有作音像记录的环节", Shape::Many(Offer::Omissions)),
        Field::new("ground", "情形", Shape::Choice(GROUNDS)),
        Field::new("site", "场所类别", Shape::Choice(SITES))
            .optional()
            .hint("属于可以不作音像记录的场所的选择"),
        Field::new("basis", "依据", Shape::Line(200))
            .optional()
            .hint("属于可以不作音像记录的场所的填写，如：《安全生产法》第三十五条"),
        Field::new("reason", "原因", Shape::Text(500)),
        Field::new("paper", "书面说明", Shape::File).optional().hint("另有签名的书面说明的，上传扫描件"),
        Field::new("person", "说明人", Shape::Line(40)),
        Field::new("on", "说明日期", Shape::Date),
    ];

    fn files(&self) -> Vec<FileId> {
        self.paper.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_record(case)?;
        let missing = case.missing_recordings(occasion.registers);
        if missing.is_empty() {
            return Err(Refused::NothingOmitted.into());
        }
        let chosen = self.chosen(&missing)?;
        let site = self.exempt_site(&chosen)?;
        let (reason, person) = (self.reason.trim(), self.person.trim());
        if reason.is_empty() {
            return Err(Refused::ReasonMissing.into());
        }
        let stored = |file| occasion.file(file).ok_or(Refused::PaperNotStored);
        let paper = self.paper.map(stored).transpose()?.map(|stored| stored.named.clone());
        if person.is_empty() {
            return Err(Refused::PersonMissing.into());
        }
        let within = |on: &Date| *on <= occasion.today() && case.filed_on.is_none_or(|filed| *on >= filed);
        Ok(vec![Event::RecordingOmissionExplained(RecordingOmissionExplained {
            omitted: chosen.iter().map(|required| omitted(required)).collect(),
            site,
            reason: reason.to_owned(),
            person: person.to_owned(),
            on: self.on.filter(within).ok_or(Refused::DayWrong)?,
            paper,
        })])
    }
}

fn omitted(required: &Required) -> Omitted {
    Omitted { rule: required.rule.clone(), step: required.step.clone(), stage: required.stage.clone() }
}

impl ExplainOmission {
    fn chosen<'a>(&self, missing: &'a [Required]) -> Result<Vec<&'a Required>, Refused> {
        if self.rules.is_empty() {
            return Err(Refused::RuleMissing);
        }
        let known = |code: &String| missing.iter().find(|required| required.rule == *code);
        self.rules.iter().map(|code| known(code).ok_or(Refused::RuleUnknown)).collect()
    }

    /// The site and its basis, where the site is the ground; every rule chosen has to allow for it.
    fn exempt_site(&self, chosen: &[&Required]) -> Result<Option<ExemptSite>, Refused> {
        match self.ground.as_str() {
            "omitted" => return Ok(None),
            "site" => {}
            _ => return Err(Refused::GroundMissing),
        }
        if let Some(none) = chosen.iter().find(|required| required.exemption.is_empty()) {
            return Err(Refused::NoExemption { step: none.step.clone() });
        }
        let class = self.site.clone().filter(|code| SITES.iter().any(|(known, _)| known == code));
        let basis = self.basis.trim();
        if class.is_some() && basis.is_empty() {
            return Err(Refused::BasisMissing);
        }
        Ok(Some(ExemptSite { class: class.ok_or(Refused::SiteMissing)?, basis: basis.to_owned() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::entries::{Change, Held};
    use events::testing::{Story, day, district};
    use serde_json::json;

    const RULES: &str = "recording_rules";

    fn rule(code: &str, exemption: &str) -> Change {
        let content = json!({"code": code, "body": district::BODY, "step": "收集证据", "stage": "evidence", "level": "must",
            "exemption": exemption});
        Change::Enter(Held { key: code.to_owned(), valid_from: day("2026-01-01"), valid_to: None, content })
    }

    /// Evidence was collected, and two rules asked for a recording of it; the second knows no exemption.
    fn unrecorded() -> Story {
        Story::investigated()
            .with_entry(RULES, &rule("YX-1", "易燃易爆场所"))
            .with_entry(RULES, &rule("YX-2", ""))
    }

    fn at_a_site(story: &Story) -> ExplainOmission {
        ExplainOmission {
            rules: vec!["YX-1".into()],
            ground: "site".into(),
            site: Some("inflammable".into()),
            basis: "《安全生产法》第三十五条".into(),
            reason: "加油站罐区，防爆要求不得使用电子设备。".into(),
            person: "李娜".into(),
            on: Some(story.today()),
            ..ExplainOmission::default()
        }
    }

    fn left_out(story: &Story) -> ExplainOmission {
        let rules = vec!["YX-1".into(), "YX-2".into()];
        ExplainOmission {
            rules,
            ground: "omitted".into(),
            site: None,
            basis: String::new(),
            ..at_a_site(story)
        }
    }

    #[test]
    fn a_site_where_nothing_may_be_recorded_is_named_with_its_class_and_its_basis() {
        let story = unrecorded();
        let events = story.tries(&at_a_site(&story)).expect("lawful");
        let [Event::RecordingOmissionExplained(explained)] = &events[..] else {
            panic!("one event, not {events:?}")
        };
        let site = explained.site.as_ref().expect("a site");
        assert_eq!((site.class.as_str(), site.basis.as_str()), ("inflammable", "《安全生产法》第三十五条"));
        let story = story.happens(events[0].clone());
        let left = story.standing.missing_recordings(&story.registers);
        assert_eq!(left.iter().map(|left| left.rule.as_str()).collect::<Vec<_>>(), ["YX-2"]);
    }

    #[test]
    fn what_was_left_out_says_why_and_nothing_is_left_to_explain() {
        let story = unrecorded();
        let events = story.tries(&left_out(&story)).expect("lawful");
        let story = story.happens(events[0].clone());
        assert!(story.standing.missing_recordings(&story.registers).is_empty());
        story.refused(&left_out(&story), "NothingOmitted");
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let story = unrecorded();
        let (site, left_out) = (at_a_site(&story), left_out(&story));
        let table = [
            (ExplainOmission { rules: Vec::new(), ..site.clone() }, "RuleMissing"),
            (ExplainOmission { rules: vec!["YX-9".into()], ..site.clone() }, "RuleUnknown"),
            (ExplainOmission { ground: String::new(), ..site.clone() }, "GroundMissing"),
            (ExplainOmission { rules: left_out.rules.clone(), ..site.clone() }, "NoExemption"),
            (ExplainOmission { site: None, ..site.clone() }, "SiteMissing"),
            (ExplainOmission { site: Some("x".into()), ..site.clone() }, "SiteMissing"),
            (ExplainOmission { basis: " ".into(), ..site.clone() }, "BasisMissing"),
            (ExplainOmission { reason: " ".into(), ..left_out.clone() }, "ReasonMissing"),
            (ExplainOmission { paper: Some(FileId([8; 32])), ..left_out.clone() }, "PaperNotStored"),
            (ExplainOmission { person: " ".into(), ..left_out.clone() }, "PersonMissing"),
            (ExplainOmission { on: None, ..left_out.clone() }, "DayWrong"),
            (ExplainOmission { on: Some(day("2030-01-01")), ..left_out.clone() }, "DayWrong"),
            (ExplainOmission { on: Some(day("2020-01-01")), ..left_out }, "DayWrong"),
        ];
        for (act, name) in table {
            story.refused(&act, name);
        }
        let nothing = Story::investigated();
        nothing.refused(&site, "NothingOmitted");
    }
}
