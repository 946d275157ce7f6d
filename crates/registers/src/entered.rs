//! The registers that have acts of their own (执法主体, 内设机构, 人员, 权力事项, 工作日历): the administrator enters them directly. Here they are declared for
//! everything else a register has: table, “as of”, history with differences, public page and open data.

use crate::body::EnterBody;
use crate::calendar::EnterCalendar;
use crate::declaration::RegisterKind;
use crate::department::EnterDepartment;
use crate::matter::EnterMatter;
use events::Act;
use events::field::{Field, Offer, Shape};
use law::article::{Article, PENALTY_LAW, PLAN};

/// 执法主体.
pub const BODIES: RegisterKind = RegisterKind::entered_by(
    "body",
    "执法主体",
    "本区哪些机关和组织有权执法、类别和依据是什么。",
    Article::of(PLAN, 1),
    EnterBody::FIELDS,
    &["code"],
    Some("code"),
    &["name", "code", "kind", "basis"],
    &[
        "code",
        "name",
        "letter",
        "kind",
        "sector",
        "basis",
        "address",
        "phone",
        "review_organ",
        "court",
        "statement_days",
        "review_days",
    ],
);

/// 内设机构.
pub const DEPARTMENTS: RegisterKind = RegisterKind::entered_by(
    "department",
    "内设机构",
    "机关的内设机构及其在执法中的职责。",
    Article::of(PLAN, 2),
    EnterDepartment::FIELDS,
    &["code"],
    Some("body"),
    &["code", "name", "body", "role"],
    &["code", "name", "body", "role"],
);

/// 权力事项.
pub const MATTERS: RegisterKind = RegisterKind::entered_by(
    "matter",
    "权力事项",
    "机关可以处罚哪些行为、违反和依据哪些条文、幅度多少。",
    Article::of(PLAN, 2),
    EnterMatter::FIELDS,
    &["code"],
    Some("body"),
    &["code", "name", "body", "basis", "fine_min", "fine_max"],
    &[
        "code",
        "body",
        "name",
        "violated",
        "basis",
        "penalties",
        "fine_min",
        "fine_max",
        "multiple_of",
        "multiple_from",
        "multiple_min",
        "multiple_max",
        "sector",
        "city_management",
        "level",
        "target",
        "conditions",
        "promised_days",
        "recording",
        "tiers",
    ],
);

/// 人员和执法证. Public is what the certificate shows, and only of those who hold one (clause 2).
pub const OFFICERS: RegisterKind = RegisterKind::entered_by(
    "officer",
    "执法人员和执法证件",
    "持有行政执法证件的人员、所在机关、证号和证件状态。",
    Article::of(PENALTY_LAW, 42).paragraph(1),
    OFFICER_FIELDS,
    &["id"],
    Some("body"),
    &["name", "body", "department", "certificate_number", "certificate_to", "certificate_state"],
    &[
        "name",
        "body",
        "certificate_number",
        "certificate_issuer",
        "certificate_from",
        "certificate_to",
        "certificate_state",
    ],
);

const OFFICER_FIELDS: &[Field] = &[
    Field::new("id", "人员标识", Shape::Line(40)),
    Field::new("name", "姓名", Shape::Line(50)),
    Field::new("body", "执法主体", Shape::One(Offer::Bodies)),
    Field::new("department", "内设机构代码", Shape::Line(40)),
    Field::new("posts", "岗位", Shape::Lines(30)),
    Field::new("certificate_number", "执法证号", Shape::Line(30)).optional(),
    Field::new("certificate_issuer", "发证机关", Shape::Line(100)).optional(),
    Field::new("certificate_from", "证件有效期自", Shape::Date).optional(),
    Field::new("certificate_to", "证件有效期至", Shape::Date).optional(),
    Field::new("certificate_state", "证件状态", Shape::Choice(STATES)).optional(),
    Field::new("legal_qualification", "取得国家统一法律职业资格", Shape::Yes).optional(),
];

/// The states of a certificate, as the entry holds them: by their words.
const STATES: &[(&str, &str)] =
    &[("有效", "有效"), ("暂扣", "暂扣"), ("收回", "收回"), ("注销", "注销"), ("过期", "过期")];

/// 工作日历.
pub const CALENDARS: RegisterKind = RegisterKind::entered_by(
    "calendar",
    "工作日历",
    "国务院办公厅关于节假日安排的通知所定的上班和放假日期。",
    Article::of(PENALTY_LAW, 85),
    EnterCalendar::FIELDS,
    &["year"],
    None,
    &["year", "notice"],
    &["year", "notice", "rest", "working"],
);
