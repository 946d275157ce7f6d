//! An act (办案行为): what a person asks to do. It is pure: `decide(what stands, the occasion) -> events | refusal`.
//!
//! What can be done now, and why the rest cannot, comes from a dry run of the same `decide` on a blank act: an act looks at the situation
//! before it looks at its input, so a blank act is refused either by the situation (closed) or for a field (open).

use crate::event::Event;
use crate::field::Field;
use crate::ids::FileId;
use crate::occasion::Occasion;
use crate::refusal::Refusal;
use crate::signing::Reading;
use crate::standing::{Stage, Standing};
use law::papers::PaperKind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Who may perform an act. `desk::duties` decides; the wall between reviewing, handling and deciding stands in the acts themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Any enforcement officer with a valid certificate (线索登记).
    Enforce,
    /// The officers who handle the case (承办).
    Handle,
    /// The officer named to chair the hearing of the case (听证主持人).
    Chair,
    /// The head of the body (机关负责人).
    Head,
    /// The legal office (法制审核).
    Review,
    /// The disclosure clerk (公示员).
    Disclose,
    /// The archivist (档案员).
    Archive,
    /// Those who deal with letters at the body with which the letter lies (投诉举报办理人员).
    Letters,
    /// Anyone at all: a citizen through the letterbox, or the program noting what the clock says. The act itself is the whole guard.
    Anyone,
    /// Whoever keeps the registers (系统管理员).
    Keep,
    /// Whoever may have a part in keeping a register's entries; each register says which posts do (名录维护人员).
    KeepEntries,
    /// Whoever looks after the recording devices of a body (设备管理员).
    Devices,
}

impl Duty {
    pub fn title(self) -> &'static str {
        match self {
            Duty::Enforce => "执法人员",
            Duty::Handle => "本案承办人",
            Duty::Chair => "听证主持人",
            Duty::Head => "机关负责人",
            Duty::Review => "法制审核人员",
            Duty::Disclose => "公示员",
            Duty::Archive => "档案员",
            Duty::Letters => "投诉举报办理人员",
            Duty::Anyone => "任何人",
            Duty::Keep => "系统管理员",
            Duty::KeepEntries => "名录维护人员",
            Duty::Devices => "设备管理员",
        }
    }
}

/// An act of a case or a register.
pub trait Act: Serialize + DeserializeOwned + Default + Send + Sync + 'static {
    /// Verb and object, e.g. `DecidePenalty`.
    const NAME: &'static str;
    /// The one word that names file, page, URL and test, e.g. `decision`.
    const WORD: &'static str;
    /// The officers' words, e.g. 作出行政处罚决定.
    const TITLE: &'static str;
    const STAGE: Stage;
    const DUTY: Duty;
    const FIELDS: &'static [Field];
    /// Names of the events it may add.
    const EVENTS: &'static [&'static str];
    /// The papers it may issue; the chart of the procedure is drawn from them.
    const PAPERS: &'static [PaperKind] = &[];

    /// The files this act names.
    fn files(&self) -> Vec<FileId> {
        Vec::new()
    }

    /// What a person reads on the screen before signing; `None` for an act that nobody signs on the spot.
    fn reading(&self, _case: &Standing, _occasion: &Occasion<'_>) -> Option<Result<Reading, Refusal>> {
        None
    }

    /// Situation first, input second; events or one refusal.
    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal>;
}

/// An act as an entry of a list: what pages, API and tests go through.
#[derive(Clone, Copy)]
pub struct ActKind {
    pub name: &'static str,
    pub word: &'static str,
    pub title: &'static str,
    pub stage: Stage,
    pub duty: Duty,
    pub fields: &'static [Field],
    pub events: &'static [&'static str],
    pub papers: &'static [PaperKind],
    decide: fn(&Value, &Standing, &Occasion<'_>) -> Result<Vec<Event>, Refusal>,
    dry_run: fn(&Standing, &Occasion<'_>) -> Result<(), Refusal>,
    files: fn(&Value) -> Vec<FileId>,
    reading: fn(&Value, &Standing, &Occasion<'_>) -> Option<Result<Reading, Refusal>>,
}

impl ActKind {
    pub const fn of<A: Act>() -> ActKind {
        ActKind {
            name: A::NAME,
            word: A::WORD,
            title: A::TITLE,
            stage: A::STAGE,
            duty: A::DUTY,
            fields: A::FIELDS,
            events: A::EVENTS,
            papers: A::PAPERS,
            decide: |input, case, occasion| read::<A>(input)?.decide(case, occasion),
            dry_run: |case, occasion| match A::default().decide(case, occasion) {
                Err(refusal) if !refusal.is_about_input() => Err(refusal),
                _ => Ok(()),
            },
            files: |input| read::<A>(input).map(|act| act.files()).unwrap_or_default(),
            reading: |input, case, occasion| match read::<A>(input) {
                Ok(act) => act.reading(case, occasion),
                Err(refusal) => Some(Err(refusal)),
            },
        }
    }

    /// Decides on input that has passed [`crate::field::check`].
    pub fn decide(
        &self,
        input: &Value,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        (self.decide)(input, case, occasion)
    }

    /// Whether the situation allows the act: the same `decide`, on a blank act.
    pub fn dry_run(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
        (self.dry_run)(case, occasion)
    }

    /// What is read before signing, on input that may still lack the signature.
    pub fn reading(
        &self,
        input: &Value,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Option<Result<Reading, Refusal>> {
        (self.reading)(input, case, occasion)
    }

    /// Whether somebody signs it on the spot: its fields carry the digest of what was read.
    pub fn is_signed(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.shape, crate::field::Shape::Digest))
    }

    /// The files the input names.
    pub fn files(&self, input: &Value) -> Vec<FileId> {
        (self.files)(input)
    }
}

fn read<A: Act>(input: &Value) -> Result<A, Refusal> {
    A::deserialize(input).map_err(|fault| Refusal::of_field("", format!("内容不能读取：{fault}")))
}
