//! A small synthetic district (region 310105) for tests: 长宁区市场监督管理局 with two handling departments, a legal office, leadership, a
//! disclosure and an archive desk, and 长宁区司法局 beside it. Names and codes are invented; the codes satisfy their check characters.

use crate::body::{Body, Recorded};
use crate::event::Event;
use crate::ids::{OfficerId, StreamId};
use crate::people::OfficerNamed;
use crate::register::Registers;
use crate::registers::{
    BodyEntered, BodyKind, Certificate, DepartmentEntered, DepartmentRole, MatterEntered, OfficerEntered,
    Post,
};
use jiff::civil::date;
use law::money::Fen;
use law::officers::CertificateState;
use law::thresholds::Sector;

/// 统一社会信用代码 of 长宁区市场监督管理局.
pub const BODY: &str = "11310105002456781D";
/// 统一社会信用代码 of 长宁区司法局.
pub const JUSTICE: &str = "11310105MB1A2B3CXW";

/// Handles cases (执法一科), certificate valid to the end of 2028.
pub const ZHANG: &str = "zhang";
/// Handles cases (执法一科), certificate valid to 2026-12-31.
pub const LI: &str = "li";
/// Handles cases in the other department (执法二科).
pub const WANG: &str = "wang";
/// Belongs to 执法二科; the certificate expired on 2025-12-31.
pub const FENG: &str = "feng";
/// Reviews (法制科), legally qualified; holds a certificate too.
pub const CHEN: &str = "chen";
/// Reviews (法制科), legally qualified.
pub const LIN: &str = "lin";
/// Belongs to 法制科 without legal qualification.
pub const XU: &str = "xu";
/// Head of the body (局长).
pub const ZHAO: &str = "zhao";
/// Second head of the body (副局长); legally qualified and holds a certificate, so the wall alone keeps the duties apart.
pub const SUN: &str = "sun";
/// Chairs hearings (法制科).
pub const ZHOU: &str = "zhou";
/// Disclosure clerk (公示员).
pub const WU: &str = "wu";
/// Archivist (档案员).
pub const ZHENG: &str = "zheng";
/// Belongs to the justice bureau.
pub const HE: &str = "he";

/// Every officer of the district.
pub const OFFICERS: [&str; 13] = [ZHANG, LI, WANG, FENG, CHEN, LIN, XU, ZHAO, SUN, ZHOU, WU, ZHENG, HE];

/// 经营超过保质期的食品: fine of 50,000 to 100,000 yuan; 100,000 yuan is the hearing threshold for organisations.
pub const FOOD: &str = "310105-CF-0124";
/// 无照经营: fine of at most 10,000 yuan.
pub const UNLICENSED: &str = "310105-CF-0013";
/// A matter of the justice bureau.
pub const FOREIGN: &str = "310105-CF-0900";

/// A fine for [`FOOD`] that is out of review scope for an organisation.
pub const MINOR: Fen = Fen::yuan(60_000);
/// A fine for [`FOOD`] that meets the hearing threshold and so is in review scope.
pub const MAJOR: Fen = Fen::yuan(100_000);

/// 统一社会信用代码 of the party.
pub const PARTY: &str = "91310105MA1FW4X75A";
/// 公民身份号码 of a natural person, born 1985-03-12.
pub const PERSON: &str = "310105198503124010";

/// The registers with everything entered.
pub fn registers() -> Registers {
    let mut registers = Registers::default();
    for event in events() {
        let by =
            OfficerNamed { id: OfficerId::from(HE), name: "何军".to_owned(), certificate: String::new() };
        let body = Body { event, by, unit: JUSTICE.to_owned() };
        let (number, at) = (registers.version, super::moment("2026-01-05T09:00"));
        registers.enter(&Recorded { number, stream: StreamId::REGISTERS, seq: number + 1, at, body });
    }
    registers
}

/// What is entered in the registers, in order.
pub fn events() -> Vec<Event> {
    let mut events = vec![
        Event::BodyEntered(body(BODY, "上海市长宁区市场监督管理局", "长市监", BodyKind::Organ)),
        Event::BodyEntered(body(JUSTICE, "上海市长宁区司法局", "长司", BodyKind::JusticeBureau)),
    ];
    events.extend(departments().map(Event::DepartmentEntered));
    events.extend(officers().map(Event::OfficerEntered));
    events.extend(matters().map(Event::MatterEntered));
    events
}

fn body(code: &str, name: &str, letter: &str, kind: BodyKind) -> BodyEntered {
    BodyEntered {
        code: code.to_owned(),
        name: name.to_owned(),
        letter: letter.to_owned(),
        region: "310105".to_owned(),
        kind,
        sector: Sector::MarketRegulation,
        basis: "《中华人民共和国行政处罚法》第十七条".to_owned(),
        address: "上海市长宁区某某路1号".to_owned(),
        phone: "021-00000000".to_owned(),
        account: "上海市长宁区财政局罚没专户 0000000000".to_owned(),
        review_organ: "上海市长宁区人民政府".to_owned(),
        court: "上海铁路运输法院".to_owned(),
        statement_days: 5,
        review_days: 5,
        review_additions: Vec::new(),
    }
}

fn departments() -> impl Iterator<Item = DepartmentEntered> {
    let row = |code: &str, body: &str, name: &str, role| DepartmentEntered {
        code: code.to_owned(),
        body: body.to_owned(),
        name: name.to_owned(),
        role,
    };
    [
        row("zf1", BODY, "执法一科", DepartmentRole::Handling),
        row("zf2", BODY, "执法二科", DepartmentRole::Handling),
        row("fz", BODY, "法制科", DepartmentRole::Legal),
        row("ld", BODY, "局领导", DepartmentRole::Leadership),
        row("gs", BODY, "信息公开岗", DepartmentRole::Disclosure),
        row("da", BODY, "档案室", DepartmentRole::Archive),
        row("jd", JUSTICE, "执法监督科", DepartmentRole::Supervision),
    ]
    .into_iter()
}

fn officers() -> impl Iterator<Item = OfficerEntered> {
    use Post::{Archivist, Chair, DisclosureClerk, Enforcement, Head, Reviewer, Supervisor};
    // id, name, department, posts, last year of the certificate (0: none), legally qualified
    type Row = (&'static str, &'static str, &'static str, &'static [Post], i16, bool);
    let rows: [Row; 13] = [
        (ZHANG, "张伟", "zf1", &[Enforcement], 2028, false),
        (LI, "李娜", "zf1", &[Enforcement], 2026, false),
        (WANG, "王强", "zf2", &[Enforcement], 2028, true),
        (FENG, "冯涛", "zf2", &[Enforcement], 2025, false),
        (CHEN, "陈静", "fz", &[Reviewer, Enforcement], 2028, true),
        (LIN, "林浩", "fz", &[Reviewer], 0, true),
        (XU, "徐磊", "fz", &[Reviewer], 0, false),
        (ZHAO, "赵敏", "ld", &[Head], 0, false),
        (SUN, "孙丽", "ld", &[Head, Enforcement], 2028, true),
        (ZHOU, "周宁", "fz", &[Chair], 0, true),
        (WU, "吴霞", "gs", &[DisclosureClerk], 0, false),
        (ZHENG, "郑洁", "da", &[Archivist], 0, false),
        (HE, "何军", "jd", &[Supervisor, Enforcement], 2028, false),
    ];
    rows.into_iter().zip(1..).map(|((id, name, department, posts, last_year, qualified), place)| {
        OfficerEntered {
            id: OfficerId::from(id),
            name: name.to_owned(),
            body: if department == "jd" { JUSTICE } else { BODY }.to_owned(),
            department: department.to_owned(),
            posts: posts.to_vec(),
            certificate: (last_year > 0).then(|| certificate(place, last_year)),
            legal_qualification: qualified,
        }
    })
}

fn certificate(place: u32, last_year: i16) -> Certificate {
    Certificate {
        number: format!("09310105{place:04}"),
        issuer: "上海市人民政府".to_owned(),
        valid_from: date(2024, 1, 1),
        valid_to: date(last_year, 12, 31),
        state: CertificateState::Valid,
    }
}

fn matters() -> impl Iterator<Item = MatterEntered> {
    let row =
        |code: &str, body: &str, name: &str, violated: &str, basis: &str, yuan_min, yuan_max| MatterEntered {
            code: code.to_owned(),
            body: body.to_owned(),
            name: name.to_owned(),
            violated: violated.to_owned(),
            basis: basis.to_owned(),
            fine_min: Fen::yuan(yuan_min),
            fine_max: Fen::yuan(yuan_max),
            tiers: Vec::new(),
            powers: None,
            sector: None,
            city_management: false,
            about: Default::default(),
        };
    [
        row(
            FOOD,
            BODY,
            "经营超过保质期的食品",
            "《中华人民共和国食品安全法》第三十四条第十项",
            "《中华人民共和国食品安全法》第一百二十四条第一款第五项",
            50_000,
            100_000,
        ),
        row(
            UNLICENSED,
            BODY,
            "无照经营",
            "《无证无照经营查处办法》第二条",
            "《无证无照经营查处办法》第十三条",
            0,
            10_000,
        ),
        row(FOREIGN, JUSTICE, "违反法律援助规定", "《法律援助法》", "《法律援助法》第六十三条", 0, 0),
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_the_district_are_lawful() {
        for code in [BODY, JUSTICE, PARTY] {
            assert_eq!(law::identifiers::uscc(code).map(|read| read.to_string()), Ok(code.to_owned()));
        }
        let person = law::identifiers::resident_identity(PERSON, date(2026, 11, 23));
        assert_eq!(person.map(|read| read.born), Ok(date(1985, 3, 12)));
    }

    #[test]
    fn every_officer_named_is_in_the_registers() {
        let registers = registers();
        assert_eq!(registers.officers().count(), OFFICERS.len());
        for id in OFFICERS {
            let officer = registers.officer(&OfficerId::from(id)).expect("is entered");
            assert!(registers.role(officer).is_some(), "{id} has a department");
        }
    }
}
