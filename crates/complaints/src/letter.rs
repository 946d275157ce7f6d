//! 提交来信: anyone complains, reports a violation or asks a question (plan clause 5; 行政处罚法 art 75 para 2: 公民、法人或者其他组织对行政机关实施行政处罚的行为，有权申诉或者检举).
//!
//! A report may be anonymous. A complaint about a body goes to the justice bureau, because nobody judges a complaint about himself; one about an officer goes to
//! the body that the certificate's number names. Whether a certificate or a number exists is not said to the writer: a letter that names one nobody
//! knows is received like any other.

use events::complaints::{LetterAbout, LetterBody, LetterReceived};
use events::field::{Field, Offer, Shape};
use events::papers::blank;
use events::people::FileNamed;
use events::registers::{BodyEntered, BodyKind, OfficerEntered, Post};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal, Registers};
use law::article::{Article, PENALTY_LAW, PLAN};
use law::complaints::LetterKind;
use law::width::{bare_number, narrow};
use serde::{Deserialize, Serialize};

/// The most files one letter brings.
pub const FILES_MAX: usize = 3;
/// The longest text.
pub const TEXT_MAX: usize = 3000;

/// Hands in a letter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HandInLetter {
    pub kind: String,
    pub about: String,
    pub body: String,
    pub reference: String,
    pub subject: String,
    pub text: String,
    pub name: String,
    pub contact: String,
    pub files: Vec<FileId>,
}

/// Codes and words of the kinds of letter.
pub const KINDS: &[(&str, &str)] = &[
    ("complaint", "投诉：对执法机关或者执法人员不满意"),
    ("report", "举报：有人违法"),
    ("question", "咨询：有问题要问"),
];

/// Codes and words of what a letter is about.
pub const ABOUTS: &[(&str, &str)] = &[
    ("body", "执法机关"),
    ("officer", "执法人员（填写执法证号）"),
    ("case", "案件、文书或者公示（填写编号或者文号）"),
    ("violation", "违法行为"),
    ("service", "办事事项、窗口服务"),
];

events::refusals! {
    /// Why a letter cannot be handed in.
    pub enum Refused {
        AlreadyHandedIn => Article::of(PLAN, 5), "这封来信已经提交", "新的事项另写一封";
        KindUnknown => Article::of(PLAN, 5), "没有选择要办的是投诉、举报还是咨询", "选择其中一项", field "kind";
        AboutUnknown => Article::of(PLAN, 5), "没有选择来信涉及什么", "选择其中一项", field "about";
        NumberMissing => Article::of(PLAN, 5), "没有填写执法证号、编号或者文号", "填写证件或者文书上的号码；不清楚的，改选其他一项并在内容中说明", field "reference";
        BodyUnknown => Article::of(PLAN, 5), "执法机关不在名录中", "从列表中选择；不清楚的不选", field "body";
        ContactMissing => Article::of(PLAN, 5), "投诉和咨询需要留下联系方式，以便答复", "填写电话或者其他联系方式；不愿留下的，可以选择举报", field "contact";
        TooManyFiles => Article::of(PLAN, 5), "附件最多三个", "减少附件", field "files";
        FileNotThere => Article::of(PLAN, 5), "附件没有传完", "重新选择附件后提交", field "files";
        NobodyReceives => Article::of(PENALTY_LAW, 75).paragraph(2), "本区名录中还没有可以受理来信的机关", "请直接向有关机关反映";
    }
}

impl Act for HandInLetter {
    const NAME: &'static str = "HandInLetter";
    const WORD: &'static str = "letter";
    const TITLE: &'static str = "提交来信";
    const STAGE: Stage = Stage::Complaint;
    const DUTY: Duty = Duty::Anyone;
    const EVENTS: &'static [&'static str] = &["LetterReceived"];
    const FIELDS: &'static [Field] = &[
        Field::new("kind", "您要", Shape::Choice(KINDS)),
        Field::new("about", "涉及", Shape::Choice(ABOUTS)),
        Field::new("reference", "执法证号、编号或者文号", Shape::Line(60))
            .optional()
            .hint("涉及执法人员或者案件、文书、公示的，请填写"),
        Field::new("body", "执法机关", Shape::One(Offer::Bodies))
            .optional()
            .hint("不清楚的可以不选，由司法行政部门转交"),
        Field::new("subject", "涉及的单位、人员或者地点", Shape::Line(200)).optional(),
        Field::new("text", "内容", Shape::Text(TEXT_MAX)).hint("写明时间、地点、经过和您的请求"),
        Field::new("name", "您的姓名", Shape::Line(50)).optional().hint("举报可以匿名"),
        Field::new("contact", "联系方式", Shape::Line(100))
            .optional()
            .hint("电话或者通信地址；投诉和咨询请填写，匿名举报的不填"),
        Field::new("files", "附件", Shape::Files)
            .optional()
            .hint("照片（JPEG、PNG）或者 PDF，最多三个，每个不超过 5 MiB"),
    ];

    fn files(&self) -> Vec<FileId> {
        self.files.clone()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if case.complaint.received.is_some() {
            return Err(Refused::AlreadyHandedIn.into());
        }
        let registers = occasion.registers;
        let supervision = registers.bodies().find(|body| body.kind == BodyKind::JusticeBureau);
        let kind = self.kind()?;
        let about = self.about()?;
        let reference = self.reference.trim().to_owned();
        if reference.is_empty() && matches!(about, LetterAbout::Officer | LetterAbout::Case) {
            return Err(Refused::NumberMissing.into());
        }
        let contact = filled(&self.contact);
        if contact.is_none() && kind != LetterKind::Report {
            return Err(Refused::ContactMissing.into());
        }
        let named = match self.body.is_empty() {
            true => None,
            false => Some(registers.body(&self.body).ok_or(Refused::BodyUnknown)?),
        };
        let officer = (about == LetterAbout::Officer).then(|| holder(registers, &reference)).flatten();
        let body = receiver(kind, about, named, officer, registers).or(supervision);
        let body = body.or_else(|| registers.bodies().next()).ok_or(Refused::NobodyReceives)?;
        Ok(vec![Event::LetterReceived(LetterReceived {
            number: blank(body, "信", occasion.today()),
            kind,
            about,
            reference,
            subject: self.subject.trim().to_owned(),
            officer: officer.map(|officer| officer.id.clone()),
            department: officer.map(|officer| officer.department.clone()),
            text: self.text.trim().to_owned(),
            name: filled(&self.name),
            contact,
            files: self.brought(occasion)?,
            body: letter_body(body),
            supervision: supervision.map(|body| body.code.clone()).unwrap_or_default(),
        })])
    }
}

impl HandInLetter {
    fn kind(&self) -> Result<LetterKind, Refusal> {
        match self.kind.as_str() {
            "complaint" => Ok(LetterKind::Complaint),
            "report" => Ok(LetterKind::Report),
            "question" => Ok(LetterKind::Question),
            _ => Err(Refused::KindUnknown.into()),
        }
    }

    fn about(&self) -> Result<LetterAbout, Refusal> {
        match self.about.as_str() {
            "body" => Ok(LetterAbout::Body),
            "officer" => Ok(LetterAbout::Officer),
            "case" => Ok(LetterAbout::Case),
            "violation" => Ok(LetterAbout::Violation),
            "service" => Ok(LetterAbout::Service),
            _ => Err(Refused::AboutUnknown.into()),
        }
    }

    fn brought(&self, occasion: &Occasion<'_>) -> Result<Vec<FileNamed>, Refusal> {
        if self.files.len() > FILES_MAX {
            return Err(Refused::TooManyFiles.into());
        }
        let stored = self.files.iter().map(|id| occasion.file(*id).map(|facts| facts.named.clone()));
        stored.collect::<Option<Vec<_>>>().ok_or_else(|| Refused::FileNotThere.into())
    }
}

/// The officer in whose name a certificate of this number stands or stood, however the number was typed.
fn holder<'a>(registers: &'a Registers, number: &str) -> Option<&'a OfficerEntered> {
    let known = |number: &str| registers.certificate_known(number).map(|(officer, _)| officer.clone());
    let officer = known(number).or_else(|| known(&narrow(number))).or_else(|| known(&bare_number(number)))?;
    registers.officer(&officer)
}

/// With whom a letter lies first, where something says so.
fn receiver<'a>(
    kind: LetterKind,
    about: LetterAbout,
    named: Option<&'a BodyEntered>,
    officer: Option<&OfficerEntered>,
    registers: &'a Registers,
) -> Option<&'a BodyEntered> {
    match (kind, about) {
        // Nobody judges a complaint about himself.
        (LetterKind::Complaint, LetterAbout::Body) => None,
        // The head's own door, and those who work under it, are no place for a complaint about the head.
        (LetterKind::Complaint, LetterAbout::Officer)
            if officer.is_some_and(|officer| officer.posts.contains(&Post::Head)) =>
        {
            None
        }
        // Of whom it is, nobody can tell yet: it may be anybody of the body that is named.
        (LetterKind::Complaint, LetterAbout::Officer) if officer.is_none() => None,
        (_, LetterAbout::Officer) => officer.and_then(|officer| registers.body(&officer.body)).or(named),
        _ => named,
    }
}

/// A body as a letter names it.
pub fn letter_body(body: &BodyEntered) -> LetterBody {
    LetterBody { code: body.code.clone(), name: body.name.clone(), sector: body.sector }
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{letter, received};
    use events::testing::{Story, district, file_id};

    #[track_caller]
    fn refused(change: impl FnOnce(&mut HandInLetter), name: &str) {
        let mut act = letter();
        change(&mut act);
        Story::new().refused(&act, name);
    }

    #[test]
    fn a_letter_is_received_with_a_number_of_the_body_with_which_it_lies() {
        let letter = received(&Story::new().does(&letter()));
        assert_eq!(letter.number.to_string(), "长市监信〔2026〕1号");
        assert_eq!(letter.body.code, district::BODY);
        assert_eq!(letter.supervision, district::JUSTICE);
    }

    #[test]
    fn a_complaint_about_a_body_goes_to_supervision_and_so_does_one_that_names_none() {
        let about = HandInLetter { about: "body".to_owned(), ..letter() };
        assert_eq!(received(&Story::new().does(&about)).body.code, district::JUSTICE);
        let unnamed = HandInLetter { body: String::new(), ..letter() };
        assert_eq!(received(&Story::new().does(&unnamed)).body.code, district::JUSTICE);
    }

    #[test]
    fn a_complaint_about_an_officer_goes_to_the_body_of_the_certificate() {
        let story = Story::new();
        let number = story.named(district::ZHANG).certificate;
        let act = HandInLetter {
            about: "officer".to_owned(),
            reference: number,
            body: district::JUSTICE.to_owned(),
            ..letter()
        };
        let letter = received(&story.does(&act));
        assert_eq!(letter.body.code, district::BODY);
        assert_eq!(letter.officer, Some(district::ZHANG.into()));
        assert_eq!(letter.department.as_deref(), Some("zf1"));
    }

    #[test]
    fn a_complaint_about_a_head_goes_to_supervision() {
        let story = Story::new();
        let reference = story.named(district::SUN).certificate;
        let act = HandInLetter { about: "officer".to_owned(), reference, ..letter() };
        let complained = received(&story.clone().does(&act));
        assert_eq!(complained.body.code, district::JUSTICE);
        assert_eq!(complained.officer, Some(district::SUN.into()));
    }

    #[test]
    fn a_number_nobody_knows_is_received_like_any_other() {
        let act =
            HandInLetter { about: "officer".to_owned(), reference: "99999999999".to_owned(), ..letter() };
        let letter = received(&Story::new().does(&act));
        assert_eq!((letter.officer, letter.reference.as_str()), (None, "99999999999"));
        assert_eq!(letter.body.code, district::JUSTICE, "nobody of whom it may be deals with it");
    }

    #[test]
    fn a_number_is_known_however_it_is_typed() {
        let story = Story::new();
        let number = story.named(district::ZHANG).certificate;
        let wide: String = number
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a full-width character"))
            .collect();
        let (first, rest) = number.split_at(6);
        for typed in [wide, format!("{first} {rest}"), format!("{first}-{rest}")] {
            let act = HandInLetter { about: "officer".to_owned(), reference: typed.clone(), ..letter() };
            assert_eq!(received(&story.clone().does(&act)).officer, Some(district::ZHANG.into()), "{typed}");
        }
    }

    #[test]
    fn a_report_may_be_anonymous_and_a_complaint_may_not() {
        let anonymous = |kind: &str| HandInLetter {
            kind: kind.to_owned(),
            name: String::new(),
            contact: " ".to_owned(),
            ..letter()
        };
        assert_eq!(received(&Story::new().does(&anonymous("report"))).contact, None);
        Story::new().refused(&anonymous("complaint"), "ContactMissing");
        Story::new().refused(&anonymous("question"), "ContactMissing");
    }

    #[test]
    fn what_is_missing_or_unknown_is_said_by_field() {
        refused(|act| act.kind = "x".to_owned(), "KindUnknown");
        refused(|act| act.about = String::new(), "AboutUnknown");
        refused(|act| act.about = "officer".to_owned(), "NumberMissing");
        refused(|act| act.body = "none".to_owned(), "BodyUnknown");
        refused(|act| act.files = vec![file_id("a.jpg")], "FileNotThere");
        refused(|act| act.files = vec![file_id("a.jpg"); 4], "TooManyFiles");
        let story = Story::new().stores("a.jpg");
        let act = HandInLetter { files: vec![file_id("a.jpg")], ..letter() };
        assert_eq!(received(&story.does(&act)).files.len(), 1);
    }

    #[test]
    fn a_letter_is_handed_in_once() {
        Story::new().does(&letter()).refused(&letter(), "AlreadyHandedIn");
    }
}
