//! What is entered in the registers (名录). Nothing is overwritten: an entry amended is entered again with a later number.

use crate::ids::OfficerId;
use jiff::civil::Date;
use law::calendar::CalendarYear;
use law::money::Fen;
use law::officers::CertificateState;
use law::penalties::PenaltyKind;
use law::thresholds::Sector;
use serde::{Deserialize, Serialize};

/// What stands in a field that had to be filled before anybody knew what with, as when a district is founded. It is shown to nobody outside, and named at the desk.
pub const UNSTATED: &str = "（待补）";

/// An enforcement body (执法主体).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BodyEntered {
    /// 统一社会信用代码.
    pub code: String,
    pub name: String,
    /// 机关代字, e.g. 长市监.
    pub letter: String,
    /// 行政区划代码, e.g. 310105.
    pub region: String,
    pub kind: BodyKind,
    pub sector: Sector,
    pub basis: String,
    pub address: String,
    pub phone: String,
    /// Where fines are paid.
    pub account: String,
    /// 行政复议机关.
    pub review_organ: String,
    /// 管辖法院.
    pub court: String,
    /// 陈述申辩 window, working days.
    pub statement_days: u16,
    /// Legal review period, working days.
    pub review_days: u16,
    /// What the body itself adds to the review scope; it can add, never remove.
    #[serde(default)]
    pub review_additions: Vec<law::additions::Listed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// 行政机关
    Organ,
    /// 法律、法规授权的组织
    Authorised,
    /// 受委托组织
    Delegated,
    /// 街道办事处、镇人民政府
    Street,
    /// 司法行政部门
    JusticeBureau,
}

/// A department of a body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DepartmentEntered {
    pub code: String,
    pub body: String,
    pub name: String,
    pub role: DepartmentRole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartmentRole {
    /// 承办机构
    Handling,
    /// 法制机构
    Legal,
    /// 机关负责人
    Leadership,
    /// 公示
    Disclosure,
    /// 档案
    Archive,
    /// 监督
    Supervision,
}

/// An officer (执法人员 or other person of a body).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfficerEntered {
    pub id: OfficerId,
    pub name: String,
    pub body: String,
    pub department: String,
    pub posts: Vec<Post>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
    /// 国家统一法律职业资格 (art 58 para 2).
    pub legal_qualification: bool,
}

/// What an officer may do, by post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// 执法人员
    Enforcement,
    /// 承办机构负责人
    DepartmentHead,
    /// 法制审核人员
    Reviewer,
    /// 机关负责人
    Head,
    /// 公示员
    DisclosureClerk,
    /// 档案员
    Archivist,
    /// 听证主持人
    Chair,
    /// 执法监督人员
    Supervisor,
    /// 系统管理员
    Administrator,
    /// 设备管理员
    DeviceClerk,
}

/// 行政执法证.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    pub number: String,
    pub issuer: String,
    pub valid_from: Date,
    pub valid_to: Date,
    pub state: CertificateState,
}

/// A certificate changed its state (有效 暂扣 收回 注销 过期).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CertificateChanged {
    pub officer: OfficerId,
    pub state: CertificateState,
    pub reason: String,
}

/// A matter (权力事项).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatterEntered {
    pub code: String,
    pub body: String,
    pub name: String,
    pub violated: String,
    pub basis: String,
    pub fine_min: Fen,
    pub fine_max: Fen,
    /// Discretion tiers, as text an officer can cite.
    #[serde(default)]
    pub tiers: Vec<String>,
    /// Kinds of penalty the basis provides; events from before they were asked for say nothing of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub powers: Option<Powers>,
    /// The field of law the basis belongs to, where it is another than the body's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// Whether it is a matter of city management (城管), whose public notices stand longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub city_management: bool,
    /// What the list of powers says of it beside basis and range.
    #[serde(default, skip_serializing_if = "MatterAbout::is_blank")]
    pub about: MatterAbout,
}

/// What the list of powers says of a matter for whoever reads it (plan clause 2). Events from before it was asked for say nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatterAbout {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<MatterLevel>,
    /// 实施对象.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// 适用条件.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub conditions: String,
    /// 承诺办理期限, in calendar days from filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_days: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<RecordingLevel>,
}

impl MatterAbout {
    pub fn is_blank(&self) -> bool {
        *self == MatterAbout::default()
    }
}

/// 实施层级.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterLevel {
    /// 市级
    City,
    /// 区级
    District,
    /// 街道、乡镇
    Street,
}

/// 记录等级 (plan clauses 8, 9): how much of the enforcement of a matter is recorded in sound and picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingLevel {
    /// 全过程音像记录
    Whole,
    /// 关键环节音像记录
    KeySteps,
    /// 文字记录
    Written,
}

/// What the basis of a matter provides beside a fixed range of the fine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Powers {
    /// Kinds that may be imposed.
    pub kinds: Vec<PenaltyKind>,
    /// Of these, those that shall be.
    pub mandatory: Vec<PenaltyKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple: Option<FineMultiple>,
}

/// A fine counted by a multiple of a sum, e.g. ten to twenty times the value of the goods where that is ten thousand yuan or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FineMultiple {
    /// What is multiplied, e.g. 货值金额.
    pub of: String,
    /// From which sum on; below it the fixed range applies.
    pub from: Fen,
    pub min_percent: u32,
    pub max_percent: u32,
}

impl MatterEntered {
    /// The matter as a case copies it when it is opened.
    pub fn copied(&self) -> crate::cases::Matter {
        crate::cases::Matter {
            code: self.code.clone(),
            name: self.name.clone(),
            violated: self.violated.clone(),
            basis: self.basis.clone(),
            fine_min: self.fine_min,
            fine_max: self.fine_max,
            powers: self.powers.clone(),
            city_management: self.city_management,
        }
    }

    /// The field of law a case of this matter belongs to: the matter's own, else the body's. What rests on 治安管理处罚法 is 治安管理 whoever entered it as
    /// something else, since its records are sealed.
    pub fn sector_in(&self, body: &BodyEntered) -> Sector {
        sector_of(&self.basis, self.sector, body.sector)
    }

    pub fn rests_on_public_order_law(&self) -> bool {
        rests_on_public_order_law(&self.basis)
    }
}

/// [`MatterEntered::sector_in`] for whoever has the parts and not the matter.
pub fn sector_of(basis: &str, own: Option<Sector>, of_body: Sector) -> Sector {
    match rests_on_public_order_law(basis) {
        true => Sector::PublicOrder,
        false => own.unwrap_or(of_body),
    }
}

fn rests_on_public_order_law(basis: &str) -> bool {
    basis.contains("治安管理处罚法")
}

/// A year's working-day calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarEntered {
    pub calendar: CalendarYear,
}

/// An account by which an officer signs in; what proves the person is kept apart from the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountOpened {
    pub officer: OfficerId,
}
