//! 录入人员: an officer with department, posts and enforcement certificate (plan clause 2, 18; 行政处罚法 art 42). Who reviews does not sit where
//! cases are handled (plan clause 17).
//!
//! Entering a certificate again under the same number keeps its state, also after the entry was without it for a while: only `certificate` changes that, so a
//! certificate that was cancelled does not come back to life by an amendment. A number that was one officer's never becomes another's.

use crate::code_tables::CodeTables;
use crate::declaration::Register;
use crate::reach;
use crate::shape::filled;
use crate::two_persons::{self, Enters};
use events::field::{Field, Offer, Shape};
use events::registers::{Certificate, DepartmentRole, OfficerEntered, Post};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW, PLAN};
use law::officers::CertificateState;
use serde::{Deserialize, Serialize};

/// Enters an officer, or amends the entry.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EnterOfficer {
    pub id: String,
    pub name: String,
    pub body: String,
    pub department: String,
    /// Codes of [`POSTS`], or their 中文 words.
    pub posts: Vec<String>,
    pub certificate_number: String,
    pub certificate_issuer: String,
    pub certificate_from: Option<Date>,
    pub certificate_to: Option<Date>,
    pub legal_qualification: bool,
}

/// The code table of those who issue certificates. As long as it holds nothing, every issuer is taken.
pub const ISSUERS: &str = "发证机关";

/// Code and word of each post.
pub const POSTS: &[(&str, &str, Post)] = &[
    ("enforcement", "执法人员", Post::Enforcement),
    ("department_head", "承办机构负责人", Post::DepartmentHead),
    ("reviewer", "法制审核人员", Post::Reviewer),
    ("head", "机关负责人", Post::Head),
    ("disclosure_clerk", "公示员", Post::DisclosureClerk),
    ("archivist", "档案员", Post::Archivist),
    ("chair", "听证主持人", Post::Chair),
    ("supervisor", "执法监督人员", Post::Supervisor),
    ("administrator", "系统管理员", Post::Administrator),
    ("device_clerk", "设备管理员", Post::DeviceClerk),
];

/// The post of this code or 中文 word.
pub fn post(text: &str) -> Option<Post> {
    let found = POSTS.iter().find(|(code, word, _)| *code == text.trim() || *word == text.trim());
    found.map(|(_, _, post)| *post)
}

events::refusals! {
    /// Why the officer cannot be entered.
    pub enum Refused {
        IdWrong => Article::of(PLAN, 2), "人员标识应为一至四十个小写字母、数字或者短横线", "改正人员标识，如：zhang-wei", field "id";
        BodyUnknown => Article::of(PLAN, 2), "执法主体不在名录中", "先录入执法主体", field "body";
        DepartmentUnknown => Article::of(PLAN, 2), "该执法主体没有这个内设机构", "先录入内设机构", field "department";
        PostUnknown { post: String } => Article::of(PLAN, 2), "没有名为“{post}”的岗位", "每行填写一个岗位，如：执法人员", field "posts";
        ReviewerInHandling { department: String } => Article::of(PLAN, 17), "{department}是承办机构，法制审核人员不能在承办机构", "由法制机构或者指定的其他机构的人员审核", field "posts";
        CertificateIncomplete => Article::of(PENALTY_LAW, 42).paragraph(1), "执法证件的证号、发证机关和起止日期应当全部填写", "补齐；没有执法证件的，全部不填", field "certificate_number";
        IssuerUnknown { issuer: String } => Article::of(PLAN, 2), "发证机关“{issuer}”不在代码表“发证机关”中", "核对证件；确有其机关的，先在代码表中登记", field "certificate_issuer";
        CertificateTermWrong => Article::of(PENALTY_LAW, 42).paragraph(1), "执法证件有效期的终止日期早于起始日期", "核对证件后改正", field "certificate_to";
        CertificateCancelled => Article::of(PENALTY_LAW, 42).paragraph(1), "该证号的执法证件已经注销，不能恢复", "换发新证的，按新的证号录入", field "certificate_number";
        CertificateTaken { name: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "执法证号已登记在{name}名下", "核对证件后改正", field "certificate_number";
        Unchanged => Article::of(PLAN, 2), "与名录中现有内容完全相同，没有可以录入的变化", "改动后再提交", field "id";
    }
}

impl Act for EnterOfficer {
    const NAME: &'static str = "EnterOfficer";
    const WORD: &'static str = "officer";
    const TITLE: &'static str = "录入人员";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Keep;
    const EVENTS: &'static [&'static str] = &["OfficerEntered"];
    const FIELDS: &'static [Field] = &[
        Field::new("id", "人员标识", Shape::Line(40)).hint("小写字母、数字和短横线，如：zhang-wei；登录时使用"),
        Field::new("name", "姓名", Shape::Line(50)),
        Field::new("body", "执法主体", Shape::One(Offer::Bodies)),
        Field::new("department", "内设机构代码", Shape::Line(40)),
        Field::new("posts", "岗位", Shape::Lines(30)).hint(
            "每行一个：执法人员、承办机构负责人、法制审核人员、机关负责人、公示员、档案员、听证主持人、执法监督人员、系统管理员",
        ),
        Field::new("certificate_number", "执法证号", Shape::Line(30)).optional(),
        Field::new("certificate_issuer", "发证机关", Shape::Line(100)).optional(),
        Field::new("certificate_from", "证件有效期自", Shape::Date).optional(),
        Field::new("certificate_to", "证件有效期至", Shape::Date).optional(),
        Field::new("legal_qualification", "取得国家统一法律职业资格", Shape::Yes).optional(),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        two_persons::nobody_else(occasion)?;
        self.enter(occasion)
    }
}

impl Enters for EnterOfficer {
    fn enter(&self, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let registers = occasion.registers;
        let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.id.is_empty() || self.id.len() > 40 || !self.id.bytes().all(known) {
            return Err(Refused::IdWrong.into());
        }
        two_persons::not_ones_own(&OfficerId(self.id.clone()), occasion)?;
        registers.body(&self.body).ok_or(Refused::BodyUnknown)?;
        reach::within(&self.body, "body", occasion)?;
        if let Some(known) = registers.officer(&OfficerId(self.id.clone())) {
            reach::within(&known.body, "id", occasion)?;
        }
        let department = registers.department(&self.department).filter(|known| known.body == self.body);
        let department = department.ok_or(Refused::DepartmentUnknown)?;
        let posts = self.posts()?;
        if posts.contains(&Post::Reviewer) && department.role == DepartmentRole::Handling {
            return Err(Refused::ReviewerInHandling { department: department.name.clone() }.into());
        }
        if !self.certificate_issuer.trim().is_empty() {
            known_issuer(self.certificate_issuer.trim(), occasion)?;
        }
        let id = OfficerId(self.id.clone());
        let entered = OfficerEntered {
            name: filled("name", &self.name)?,
            body: self.body.clone(),
            department: self.department.clone(),
            posts,
            certificate: self.certificate(&id, registers)?,
            legal_qualification: self.legal_qualification,
            id,
        };
        if registers.officer(&entered.id) == Some(&entered) {
            return Err(Refused::Unchanged.into());
        }
        Ok(vec![Event::OfficerEntered(entered)])
    }
}

fn known_issuer(issuer: &str, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    let book = occasion.registers.book(CodeTables::WORD);
    let beginning = format!("{ISSUERS}~");
    let mut issuers = book
        .under_as_of(&beginning, occasion.today())
        .filter_map(|(_, version)| version.content.as_deref()?.get("word")?.as_str());
    let Some(first) = issuers.next() else { return Ok(()) };
    match first == issuer || issuers.any(|known| known == issuer) {
        true => Ok(()),
        false => Err(Refused::IssuerUnknown { issuer: issuer.to_owned() }.into()),
    }
}

impl EnterOfficer {
    /// The posts, each once, in the order of [`Post`].
    fn posts(&self) -> Result<Vec<Post>, Refusal> {
        let mut posts = Vec::new();
        for text in &self.posts {
            posts.push(post(text).ok_or_else(|| Refused::PostUnknown { post: text.trim().to_owned() })?);
        }
        posts.sort_unstable();
        posts.dedup();
        if posts.is_empty() {
            return Err(Refusal::of_field("posts", "至少填写一个岗位"));
        }
        Ok(posts)
    }

    fn certificate(&self, id: &OfficerId, registers: &Registers) -> Result<Option<Certificate>, Refusal> {
        let (number, issuer) = (self.certificate_number.trim(), self.certificate_issuer.trim());
        let (valid_from, valid_to) = match (number, issuer, self.certificate_from, self.certificate_to) {
            ("", "", None, None) => return Ok(None),
            ("", ..) | (_, "", ..) => return Err(Refused::CertificateIncomplete.into()),
            (_, _, Some(from), Some(to)) => (from, to),
            _ => return Err(Refused::CertificateIncomplete.into()),
        };
        if valid_to < valid_from {
            return Err(Refused::CertificateTermWrong.into());
        }
        let mut state = CertificateState::Valid;
        if let Some((holder, last)) = registers.certificate_known(number) {
            if holder != id {
                let name = registers.officer(holder).map_or(holder.0.clone(), |officer| officer.name.clone());
                return Err(Refused::CertificateTaken { name }.into());
            }
            let holds = |officer: &OfficerEntered| {
                officer.certificate.as_ref().is_some_and(|held| held.number == number)
            };
            if last == CertificateState::Cancelled && !registers.officer(id).is_some_and(holds) {
                return Err(Refused::CertificateCancelled.into());
            }
            state = last;
        }
        Ok(Some(Certificate {
            number: number.to_owned(),
            issuer: issuer.to_owned(),
            valid_from,
            valid_to,
            state,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::ChangeCertificate;
    use crate::testing::{District, MARKET, refused};
    use jiff::civil::date;

    fn wang() -> EnterOfficer {
        EnterOfficer {
            id: "wang-qiang".into(),
            name: "王强".into(),
            body: MARKET.into(),
            department: "market-one".into(),
            posts: vec!["enforcement".into(), "承办机构负责人".into()],
            certificate_number: "31010500003".into(),
            certificate_issuer: "上海市人民政府".into(),
            certificate_from: Some(date(2024, 1, 1)),
            certificate_to: Some(date(2028, 12, 31)),
            legal_qualification: false,
        }
    }

    #[test]
    fn an_officer_is_entered_with_a_valid_certificate() {
        let mut district = District::standing();
        district.does(&wang());
        let officer = district.registers.officer(&"wang-qiang".into()).expect("entered");
        assert_eq!(officer.posts, [Post::Enforcement, Post::DepartmentHead]);
        assert!(district.registers.may_enforce(officer, date(2026, 11, 23)));
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let district = District::standing();
        #[rustfmt::skip]
        let table: [(EnterOfficer, &str, &str); 13] = [
            (EnterOfficer { id: "Wang".into(), ..wang() }, "IdWrong", "id"),
            (EnterOfficer { id: "a".repeat(41), ..wang() }, "IdWrong", "id"),
            (EnterOfficer { body: "none".into(), ..wang() }, "BodyUnknown", "body"),
            (EnterOfficer { department: "none".into(), ..wang() }, "DepartmentUnknown", "department"),
            (EnterOfficer { department: "street-team".into(), ..wang() }, "DepartmentUnknown", "department"),
            (EnterOfficer { posts: vec!["king".into()], ..wang() }, "PostUnknown", "posts"),
            (EnterOfficer { posts: vec![], ..wang() }, "FieldRefused", "posts"),
            (EnterOfficer { posts: vec!["reviewer".into()], ..wang() }, "ReviewerInHandling", "posts"),
            (EnterOfficer { certificate_issuer: " ".into(), ..wang() }, "CertificateIncomplete", "certificate_number"),
            (EnterOfficer { certificate_to: None, ..wang() }, "CertificateIncomplete", "certificate_number"),
            (EnterOfficer { certificate_to: Some(date(2023, 12, 31)), ..wang() }, "CertificateTermWrong", "certificate_to"),
            (EnterOfficer { certificate_number: "31010500001".into(), ..wang() }, "CertificateTaken", "certificate_number"),
            (EnterOfficer { name: "　".into(), ..wang() }, "FieldRefused", "name"),
        ];
        for (act, name, field) in table {
            assert_eq!(refused(district.decide(&act)), (name.to_owned(), Some(field.to_owned())));
        }
    }

    #[test]
    fn who_holds_no_certificate_is_entered_without_one() {
        let mut district = District::standing();
        district.does(&EnterOfficer {
            certificate_number: String::new(),
            certificate_issuer: String::new(),
            certificate_from: None,
            certificate_to: None,
            posts: vec!["档案员".into()],
            ..wang()
        });
        let officer = district.registers.officer(&"wang-qiang".into()).expect("entered");
        assert_eq!(officer.certificate, None);
    }

    #[test]
    fn an_amendment_does_not_bring_a_cancelled_certificate_back() {
        let mut district = District::standing();
        district.does(&wang());
        assert_eq!(refused(district.decide(&wang())).0, "Unchanged");
        district.does(&ChangeCertificate {
            officer: "wang-qiang".into(),
            state: Some(CertificateState::Cancelled),
            reason: "调离执法岗位".into(),
        });
        district.does(&EnterOfficer { name: "王小强".into(), ..wang() });
        let state = |district: &District| {
            district.registers.officer(&"wang-qiang".into())?.certificate.as_ref().map(|held| held.state)
        };
        assert_eq!(state(&district), Some(CertificateState::Cancelled));
        // Nor does leaving it out for a while, or holding another one in between; and nobody else gets its number.
        let none = EnterOfficer {
            certificate_number: String::new(),
            certificate_issuer: String::new(),
            certificate_from: None,
            certificate_to: None,
            ..wang()
        };
        district.does(&none);
        assert_eq!(refused(district.decide(&wang())).0, "CertificateCancelled");
        district.does(&EnterOfficer { certificate_number: "31010500099".into(), ..wang() });
        assert_eq!(state(&district), Some(CertificateState::Valid));
        assert_eq!(refused(district.decide(&wang())).0, "CertificateCancelled");
        let other = EnterOfficer { id: "wang-er".into(), name: "王二".into(), ..wang() };
        assert_eq!(refused(district.decide(&other)).0, "CertificateTaken");
        let suspend = |state| ChangeCertificate {
            officer: "wang-qiang".into(),
            state: Some(state),
            reason: "核查".into(),
        };
        district.does(&suspend(CertificateState::Suspended));
        district.does(&none);
        district.does(&EnterOfficer { certificate_number: "31010500099".into(), ..wang() });
        assert_eq!(state(&district), Some(CertificateState::Suspended), "a suspension outlives it too");
    }

    #[test]
    fn a_blank_act_is_open() {
        assert!(District::standing().open::<EnterOfficer>());
    }
}
