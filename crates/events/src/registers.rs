//! What is entered in the registers (名录). Nothing is overwritten: an entry amended is entered again with a later number.

use crate::ids::OfficerId;
use jiff::civil::Date;
use law::calendar::CalendarYear;
use law::money::Fen;
use law::officers::CertificateState;
use law::thresholds::Sector;
use serde::{Deserialize, Serialize};

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
