//! Judging changes of a register, in the order in which they are to stand: each is judged as if those before it stood already, so that a proposal is
//! whole or says exactly where it is not. The same judgement is made when a proposal is prepared and again when it is confirmed.

use crate::citation::Amended;
use crate::declaration::{RegisterKind, Term};
use crate::{entering, naming};
use events::book::{Signed, Version};
use events::entries::{Change, Held};
use events::people::OfficerNamed;
use events::registers::{BodyEntered, BodyKind};
use events::{Event, Occasion, OfficerId, Refusal, Registers};
use jiff::Timestamp;
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde_json::Value;
use std::sync::Arc;

events::refusals! {
    /// Why a change cannot stand.
    pub enum Refused {
        KeyWrong { article: Article } => article, "条目的编号栏没有填写，或者含有不能使用的字符", "编号用文字、数字、短横线和下划线";
        KeyDiffers { article: Article, key: String } => article, "内容中的编号与条目编号{key}不一致", "编号不能变更；停用原条目后另行新增";
        KeyTaken { article: Article, key: String } => article, "编号{key}已有条目", "变更该条目，或者换一个编号";
        KeyUnknown { article: Article, key: String } => article, "没有编号为{key}的条目", "核对编号；没有的，先新增";
        Retired { article: Article, key: String, since: Date } => article, "条目{key}已自{since}起停用", "停用的条目不再变更；恢复的，以原编号新增";
        RetiredLater { article: Article, key: String, since: Date } => article, "条目{key}到{since}才停用，此前的版本仍然有效", "生效日期改为{since}或者以后", field "valid_from";
        BeforeLastVersion { article: Article, key: String, start: Date } => article, "条目{key}的现行版本自{start}起有效，变更不能早于这一天", "生效日期改为{start}或者以后；更正当日有误的内容，生效日期填{start}", field "valid_from";
        TermOver { article: Article, key: String, end: Date } => article, "条目{key}的有效期已于{end}届满，无须停用", "核对停用日期", field "valid_from";
        TermWrong { article: Article } => article, "有效期的末日早于首日", "核对有效期", field "valid_to";
        Unchanged { article: Article, key: String } => article, "条目{key}与现行版本完全相同，没有变化", "改动后再提交";
        BodyUnknown => Article::of(PLAN, 1), "执法主体不在名录中", "先录入执法主体", field "body";
        ForeignEntry { article: Article, key: String } => article, "条目{key}属于其他执法主体", "由该主体或者司法行政部门办理";
        DistrictOnly { article: Article, title: String } => article, "{title}由司法行政部门统一维护", "向司法行政部门提出";
    }
}

/// A change that cannot stand, by its place among the changes, from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    pub place: usize,
    pub refusal: Refusal,
}

/// The first change that cannot stand, judged for the body of the occasion, the one that wants it.
pub fn first_wrong(
    kind: &RegisterKind,
    changes: &[Change],
    reason: &str,
    occasion: &Occasion<'_>,
) -> Option<Wrong> {
    let mut ahead = Ahead::of(kind, reason, occasion);
    let wrong = |(place, change)| ahead.takes(change).err().map(|refusal| Wrong { place, refusal });
    changes.iter().enumerate().find_map(wrong)
}

/// The registers as they would stand with the changes judged so far. A change that cannot stand leaves them as they were, so that those after it are judged
/// without it: that is how an import names every bad row in one reading.
pub struct Ahead<'a> {
    kind: &'a RegisterKind,
    reason: &'a str,
    occasion: Occasion<'a>,
    registers: Registers,
    amended: Amended,
    nobody: Arc<Signed>,
}

impl<'a> Ahead<'a> {
    pub fn of(kind: &'a RegisterKind, reason: &'a str, occasion: &Occasion<'a>) -> Ahead<'a> {
        let by = OfficerNamed { id: OfficerId::default(), name: String::new(), certificate: String::new() };
        // Stands for who has not yet confirmed what is only supposed.
        let nobody = Arc::new(Signed { by, at: Timestamp::UNIX_EPOCH, number: u64::MAX });
        let registers = occasion.registers.clone();
        let amended = Amended::of(&registers);
        Ahead { kind, reason, occasion: *occasion, registers, amended, nobody }
    }

    /// Takes a change in, or says why it cannot stand. Gives the events of its own with which it is entered, where its register has acts.
    pub fn takes(&mut self, change: &Change) -> Result<Vec<Event>, Refusal> {
        if self.kind.act.is_some() {
            let occasion = Occasion { registers: &self.registers, ..self.occasion };
            let events = entering::events(self.kind, change, self.reason, &occasion)?;
            events.iter().for_each(|event| self.registers.fold(event));
            return Ok(events);
        }
        judge_one(self.kind, change, self.occasion.body, &self.registers, &self.amended)?;
        self.registers.suppose(self.kind.word, change, &self.nobody);
        Ok(Vec::new())
    }

    pub fn registers(&self) -> &Registers {
        &self.registers
    }
}

/// Whether one change may stand on what the registers hold.
pub fn judge_one(
    kind: &RegisterKind,
    change: &Change,
    body: &BodyEntered,
    registers: &Registers,
    amended: &Amended,
) -> Result<(), Refusal> {
    let history = registers.book(kind.word).history(change.key());
    let last = history.last();
    if let Some(held) = change.held() {
        shape(kind, held)?;
    }
    in_line(kind, change, last, amended)?;
    may_change(kind, change, body, registers)?;
    match change.held() {
        Some(held) => kind.check(&held.content, Term { from: held.valid_from, to: held.valid_to }, registers),
        None => Ok(()),
    }
}

/// The form of the content, its key and its term.
pub(crate) fn shape(kind: &RegisterKind, held: &Held) -> Result<(), Refusal> {
    let article = kind.article;
    let Some(content) = held.content.as_object() else {
        return Err(Refusal::of_field("", "内容不是一组填报项"));
    };
    if let Some(fault) = kind.faults(content).into_iter().next() {
        return Err(Refusal::of_field(&fault.field, format!("{}：{}", fault.label, fault.reason)));
    }
    let key = kind.key_of(&held.content).ok_or(Refused::KeyWrong { article })?;
    if key != held.key {
        return Err(Refused::KeyDiffers { article, key: held.key.clone() }.into());
    }
    if held.valid_to.is_some_and(|last| last < held.valid_from) {
        return Err(Refused::TermWrong { article }.into());
    }
    Ok(())
}

/// What a message calls an entry: its key, where people know it by that, and its name where the key is put together from fields.
fn called(kind: &RegisterKind, key: &str, content: Option<&Value>) -> String {
    match content.filter(|_| key.contains('~')) {
        Some(content) => naming::name_of(kind, key, content, &|_, _| None),
        None => key.to_owned(),
    }
}

/// Whether the change follows on the entry's versions: none holds beside another, none is overwritten.
fn in_line(
    kind: &RegisterKind,
    change: &Change,
    last: Option<&Version>,
    amended: &Amended,
) -> Result<(), Refusal> {
    let article = kind.article;
    let content = last.and_then(|last| last.content.as_deref()).or(change.held().map(|held| &held.content));
    let key = called(kind, change.key(), content);
    let Some(last) = last else {
        return match change {
            Change::Enter(_) => Ok(()),
            _ => Err(Refused::KeyUnknown { article, key }.into()),
        };
    };
    // A key that is a fact (a body, an officer, an article) comes back after its entry's end: the key alone must not bar it for ever.
    match (change, &last.content) {
        (Change::Enter(_), Some(_)) => return Err(Refused::KeyTaken { article, key }.into()),
        (Change::Enter(held), None) if held.valid_from < last.valid_from => {
            return Err(Refused::RetiredLater { article, key, since: last.valid_from }.into());
        }
        (Change::Enter(_), None) => return Ok(()),
        (_, None) => return Err(Refused::Retired { article, key, since: last.valid_from }.into()),
        (_, Some(_)) => {}
    }
    if change.from() < last.valid_from {
        return Err(Refused::BeforeLastVersion { article, key, start: last.valid_from }.into());
    }
    match (change, last.valid_to) {
        (Change::Retire { from, .. }, Some(end)) if end < *from => {
            Err(Refused::TermOver { article, key, end }.into())
        }
        (Change::Amend(held), end) => {
            let same = last.content.as_deref() == Some(&held.content) && end == held.valid_to;
            // An entry whose article was amended may be confirmed as it is: that is what clears the flag.
            match same && !amended.outdated(last) {
                true => Err(Refused::Unchanged { article, key }.into()),
                false => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Whether `body` may make this change: whose entry it has been so far and whose it is to be must both be within reach, because neither may an entry be
/// taken from another body nor one be put upon it. A retirement leaves the entry with its last owner.
pub fn may_change(
    kind: &RegisterKind,
    change: &Change,
    body: &BodyEntered,
    registers: &Registers,
) -> Result<(), Refusal> {
    let so_far = held_last(registers.book(kind.word).history(change.key()));
    let to_be = change.held().map(|held| &held.content);
    for content in so_far.into_iter().chain(to_be) {
        may_touch(kind, kind.body_of(content), change.key(), body, registers)?;
    }
    Ok(())
}

/// What an entry last held: what it holds, or what it held before it was retired.
pub fn held_last(history: &[Version]) -> Option<&Value> {
    history.iter().rev().find_map(|version| version.content.as_deref())
}

/// A body keeps its own entries; the justice bureau keeps the district's and may keep everyone's.
fn may_touch(
    kind: &RegisterKind,
    owner: Option<&str>,
    key: &str,
    body: &BodyEntered,
    registers: &Registers,
) -> Result<(), Refusal> {
    let justice = body.kind == BodyKind::JusticeBureau;
    match owner {
        Some(owner) if registers.body(owner).is_none() => Err(Refused::BodyUnknown.into()),
        Some(owner) if owner == body.code || justice => Ok(()),
        Some(_) => Err(Refused::ForeignEntry { article: kind.article, key: key.to_owned() }.into()),
        None if justice => Ok(()),
        None => Err(Refused::DistrictOnly { article: kind.article, title: kind.title.to_owned() }.into()),
    }
}
