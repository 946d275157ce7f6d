//! What entries of several registers rest on: a matter that is on the list, an officer of the body, a basis that names its article. One function each, so
//! that the registers cannot disagree.

use crate::citation;
use events::field::{Field, Offer, Shape};
use events::registers::{MatterEntered, OfficerEntered};
use events::{OfficerId, Refusal, Registers};
use law::article::{Article, PENALTY_LAW, PLAN};

events::refusals! {
    /// Why an entry has no ground.
    pub enum Refused {
        MatterUnknown => Article::of(PLAN, 2), "本机关的权力事项中没有这个编码", "先录入权力事项，或者核对编码", field "matter";
        OfficerUnknown => Article::of(PLAN, 2), "人员不在该执法主体的名录中", "先录入人员，或者核对人员标识", field "officer";
        BasisWithoutArticle => Article::of(PENALTY_LAW, 4), "依据没有写明法律、法规、规章的名称和条文", "写作：《食品安全法》第一百二十四条第一款", field "basis";
    }
}

/// Whose entry it is.
pub const BODY: Field = Field::new("body", "执法主体", Shape::One(Offer::Bodies));
/// The entry's own number.
pub const CODE: Field =
    Field::new("code", "编号", Shape::Line(40)).hint("字母、数字和短横线；编号确定后不再变更");
/// The name in English, for the public pages; it may follow later.
pub const NAME_EN: Field = Field::new("name_en", "英文名称", Shape::Line(200)).optional();
/// The basis, cited so that an amendment of the article can be traced to it.
pub const BASIS: Field = Field::new("basis", "依据", Shape::Text(1000))
    .hint("写明名称和条文，如：《食品安全法》第一百二十四条第一款");

/// The matter of this code, of this body.
pub fn matter<'a>(registers: &'a Registers, body: &str, code: &str) -> Result<&'a MatterEntered, Refusal> {
    let found = registers.matter(code).filter(|matter| matter.body == body);
    found.ok_or_else(|| Refused::MatterUnknown.into())
}

/// The officer of this id, of this body.
pub fn officer<'a>(registers: &'a Registers, body: &str, id: &str) -> Result<&'a OfficerEntered, Refusal> {
    let found = registers.officer(&OfficerId::from(id)).filter(|officer| officer.body == body);
    found.ok_or_else(|| Refused::OfficerUnknown.into())
}

/// Whether a basis names a law and an article of it.
pub fn basis(text: &str) -> Result<(), Refusal> {
    match citation::cited(text).iter().any(|cited| cited.article > 0) {
        true => Ok(()),
        false => Err(Refused::BasisWithoutArticle.into()),
    }
}
