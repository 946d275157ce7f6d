//! Carrying out an act: load, decide, append. The one place where effects are listed; everything that changes anything passes here.
//!
//! An act reads every event of its stream and is appended only if no newer one exists and the registers it relied on still stand; else it is
//! decided again, three times at most, and then the officer is shown what changed.

use crate::brought::{at_hand, key_of, settled};
use crate::duties;
use crate::letterbox;
use crate::store::{Append, AppendFault, Appended, Fault, Keeping, Store};
use cases::certificates::ShowCertificates;
use events::cases::PageShown;
use events::complaints::LetterAbout;
use events::field::{self, FieldFault};
use events::occasion::beijing;
use events::papers::PaperPrinted;
use events::people::OfficerNamed;
use events::records::RecordingAdded;
use events::registers::{BodyEntered, OfficerEntered};
use events::signing::Reading;
use events::standing::complaint::CaseConcerned;
use events::viewing::MaterialViewed;
use events::{
    Act, ActKind, Body, Duty, Event, Occasion, OfficerId, Recorded, Refusal, Registers, Standing, StreamId,
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often an act is decided again because something newer came in between.
const TRIES: u32 = 3;

/// Reads the clock. There is one in the program; tests bring their own.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The desk over a store.
#[derive(Clone)]
pub struct Desk {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
}

/// What a person asks to do.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The case; `None` to open one, or for the registers.
    pub case: Option<StreamId>,
    pub input: Map<String, Value>,
    pub key: &'a str,
    pub by: &'a OfficerId,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub stream: StreamId,
    pub events: Vec<Recorded>,
    /// The same request had been carried out before; nothing was added now.
    pub repeated: bool,
}

/// Why nothing came of it.
#[derive(Debug)]
pub enum Said {
    /// The law says no.
    Refused(Refusal),
    /// What was entered does not read.
    Invalid(Vec<FieldFault>),
    /// Others were at the same case; it was decided again three times.
    Busy,
    KeyReused,
    NoSuchCase,
    NoSuchOfficer,
    Fault(Fault),
}

impl From<Fault> for Said {
    fn from(fault: Fault) -> Self {
        Said::Fault(fault)
    }
}

impl From<Refusal> for Said {
    fn from(refusal: Refusal) -> Self {
        Said::Refused(refusal)
    }
}

/// Whether an act is open to a person in a case now, and if not, why.
#[derive(Clone)]
pub struct Openness {
    pub act: &'static ActKind,
    pub closed: Option<Refusal>,
    /// Closed only because it is another person's to do.
    pub others: bool,
}

impl Desk {
    /// Carries out an act.
    pub async fn carry_out(&self, act: &ActKind, request: Request<'_>) -> Result<Carried, Said> {
        let faults = field::check(act.fields, &request.input);
        if !faults.is_empty() {
            return Err(Said::Invalid(faults));
        }
        let input = Value::Object(request.input.clone());
        let input_digest = digest(act, request.case, &input);
        let key = key_of(request.by, request.key);
        if let Some(earlier) = self.store.earlier(&key).await? {
            return repeat(earlier, &request, &input_digest);
        }
        let ids = act.files(&input);
        let stored = self.store.files(&ids).await?;
        settled(&stored).map_err(Said::Refused)?;
        let brought = self.store.taken_in(request.by, &ids).await?;
        let page = self.page_of(act, request.case).await?;
        let fresh = self.store.fresh();
        for _ in 0..TRIES {
            let registers = self.store.registers();
            let ours;
            let (by, body) = match letterbox::is_ours(request.by) {
                true => {
                    ours = letterbox::person(&registers, request.by).ok_or(Said::NoSuchOfficer)?;
                    (&ours.0, ours.1)
                }
                false => acting(&registers, request.by)?,
            };
            let stream = request.case.unwrap_or(if is_register(act) { StreamId::REGISTERS } else { fresh });
            let case = self.standing(act, request.case, stream).await?;
            let files = at_hand(&stored, &brought, &case);
            let now = self.clock.now();
            let body = duties::in_whose_name(by, body, &registers, &case, beijing(now).date());
            let page = page.as_ref();
            let occasion = Occasion { now, by, body, registers: &registers, files: &files, fresh, page };
            let may = duties::may(act.duty, by, &registers, &case, occasion.today());
            let events = match may.and_then(|()| act.decide(&input, &case, &occasion)) {
                Ok(events) => events,
                // A refusal appends nothing, so nothing would tell this node that another has entered something in the registers meanwhile.
                Err(refusal) => match self.follows_from(registers.version).await? {
                    true => continue,
                    false => return Err(Said::Refused(refusal)),
                },
            };
            let append =
                self.append_of(&key, &input_digest, stream, case, &occasion, events, is_register(act));
            match self.store.append(append).await {
                Ok(appended) => return Ok(carried(stream, appended)),
                Err(AppendFault::Stale) => {}
                Err(AppendFault::RegistersChanged) => self.store.follow().await?,
                Err(AppendFault::KeyReused) => return Err(Said::KeyReused),
                Err(AppendFault::Refused(why)) => return Err(Said::Refused(refused_by_database(why))),
                Err(AppendFault::Fault(fault)) => return Err(Said::Fault(fault)),
            }
        }
        Err(Said::Busy)
    }

    /// Whether the registers have changed since this version, as far as any node knows; this node then knows it too.
    async fn follows_from(&self, version: u64) -> Result<bool, Said> {
        self.store.follow().await?;
        Ok(self.store.registers().version != version)
    }

    /// What was laid before the party by a one-time code: of interest to the act that shows the certificates, and to no other.
    async fn page_of(&self, act: &ActKind, case: Option<StreamId>) -> Result<Option<PageShown>, Said> {
        match case {
            Some(case) if act.name == ShowCertificates::NAME => Ok(self.store.page_laid(case).await?),
            _ => Ok(None),
        }
    }

    /// What a person reads on the screen before signing this act; the input may still lack the signature. `None` for an act that nobody signs.
    pub async fn reading(&self, act: &ActKind, request: &Request<'_>) -> Result<Option<Reading>, Said> {
        let input = Value::Object(request.input.clone());
        let (registers, files) = (self.store.registers(), BTreeMap::new());
        let (by, body) = acting(&registers, request.by)?;
        let stream = request.case.unwrap_or_default();
        let case = self.standing(act, request.case, stream).await?;
        let (now, fresh) = (self.clock.now(), StreamId::default());
        let body = duties::in_whose_name(by, body, &registers, &case, beijing(now).date());
        let occasion = Occasion { now, by, body, registers: &registers, files: &files, fresh, page: None };
        duties::may(act.duty, by, &registers, &case, occasion.today())?;
        act.reading(&input, &case, &occasion).transpose().map_err(Said::Refused)
    }

    /// Every act of a case with whether it is open to this officer: a dry run of the very `decide`.
    pub fn openness(&self, by: &OfficerId, case: &Standing) -> Result<Vec<Openness>, Said> {
        let registers = self.store.registers();
        let (by, body) = acting(&registers, by)?;
        let (files, now) = (Default::default(), self.clock.now());
        let body = duties::in_whose_name(by, body, &registers, case, beijing(now).date());
        let occasion = Occasion {
            now,
            by,
            body,
            registers: &registers,
            files: &files,
            fresh: StreamId::default(),
            page: None,
        };
        let look = |act: &'static ActKind| {
            let may = duties::may(act.duty, by, &registers, case, occasion.today());
            let closed = act.dry_run(case, &occasion).err();
            Openness { act, others: may.is_err() && closed.is_none(), closed: closed.or(may.err()) }
        };
        Ok(crate::acts::ALL.iter().filter(|act| same_kind(act, case)).map(look).collect())
    }

    /// Whether one act is open to this officer: `None`, or what closes it.
    pub fn openness_of(
        &self,
        by: &OfficerId,
        act: &ActKind,
        case: &Standing,
    ) -> Result<Option<Refusal>, Said> {
        let registers = self.store.registers();
        let (by, body) = acting(&registers, by)?;
        let (files, now) = (Default::default(), self.clock.now());
        let body = duties::in_whose_name(by, body, &registers, case, beijing(now).date());
        let occasion = Occasion {
            now,
            by,
            body,
            registers: &registers,
            files: &files,
            fresh: StreamId::default(),
            page: None,
        };
        let closed = act.dry_run(case, &occasion).err();
        Ok(closed.or(duties::may(act.duty, by, &registers, case, occasion.today()).err()))
    }

    /// Records that an officer looks at private material, and refuses when no purpose is stated for another's case.
    pub async fn view(
        &self,
        by: &OfficerId,
        case: &Standing,
        what: &str,
        purpose: &str,
        key: &str,
    ) -> Result<(), Said> {
        let registers = self.store.registers();
        let (officer, _) = acting(&registers, by)?;
        let today = beijing(self.clock.now()).date();
        duties::may_view(officer, &registers, case, purpose, today)?;
        self.note_viewing(officer, case.stream, viewed(what, purpose), key, &registers).await
    }

    /// Records that an officer looks at or listens to recordings of a case, or to this one, and refuses when no purpose is stated by one who does not handle it.
    pub async fn play(
        &self,
        by: &OfficerId,
        case: (&Standing, Option<&RecordingAdded>),
        what: &str,
        purpose: &str,
        key: &str,
    ) -> Result<(), Said> {
        let registers = self.store.registers();
        let (officer, _) = acting(&registers, by)?;
        let today = events::occasion::beijing(self.clock.now()).date();
        duties::may_play(officer, &registers, case, purpose, today)?;
        self.note_viewing(officer, case.0.stream, viewed(what, purpose), key, &registers).await
    }

    /// Records that an officer takes a register away as a file with what of it is not public; the registers are shown to those who keep them without a purpose.
    pub async fn view_register(&self, by: &OfficerId, what: &str, key: &str) -> Result<(), Said> {
        let registers = self.store.registers();
        let (officer, _) = acting(&registers, by)?;
        self.note_viewing(officer, StreamId::REGISTERS, viewed(what, ""), key, &registers).await
    }

    /// Records that an officer looks at what a case has in the dossier (一户一档) of its party, opened from the case `through`. Whose cases the officer sees is the reading's to hold; a purpose
    /// is stated whoever it is, for a dossier goes over many cases (plan clause 12).
    pub async fn view_in_dossier(
        &self,
        by: &OfficerId,
        case: StreamId,
        through: StreamId,
        purpose: &str,
        key: &str,
    ) -> Result<(), Said> {
        let registers = self.store.registers();
        let (officer, _) = acting(&registers, by)?;
        if !duties::is_a_purpose(purpose) {
            return Err(Said::Refused(duties::NotYours::PurposeMissing.into()));
        }
        let seen = Viewed { through: Some(through), ..viewed("一户一档", purpose) };
        self.note_viewing(officer, case, seen, key, &registers).await
    }

    async fn note_viewing(
        &self,
        officer: &OfficerEntered,
        stream: StreamId,
        seen: Viewed<'_>,
        key: &str,
        registers: &Registers,
    ) -> Result<(), Said> {
        let Viewed { what, purpose, through } = seen;
        let viewed = MaterialViewed {
            what: what.to_owned(),
            viewer: events::occasion::named(officer),
            purpose: purpose.trim().to_owned(),
            through,
        };
        let append = Append {
            key: key.to_owned(),
            by: officer.id.clone(),
            input_digest: hex::encode(Sha256::digest(format!("{stream}\n{what}\n{purpose}"))),
            stream: stream.viewings(),
            keeping: Keeping::Viewings,
            seen_seq: 0,
            registers_version: registers.version,
            at: self.clock.now(),
            law: registers.law_edition(),
            bodies: vec![Body {
                by: events::occasion::named(officer),
                unit: officer.body.clone(),
                event: Event::MaterialViewed(viewed),
            }],
        };
        self.append_plain(append).await.map(|_| ())
    }

    /// Enters the digests of papers printed from this case's events; the program itself does this, after the act (features 8.2).
    pub async fn enter_printed(
        &self,
        case: &Standing,
        printed: Vec<PaperPrinted>,
    ) -> Result<Vec<Recorded>, Said> {
        let Some(unit) = case.opened.as_ref().map(|opened| opened.body.clone()) else {
            return Err(Said::NoSuchCase);
        };
        let registers = self.store.registers();
        let numbers: Vec<String> = printed.iter().map(|paper| paper.number.to_string()).collect();
        let by = OfficerNamed {
            id: OfficerId::from("mingjing"),
            name: "明镜".to_owned(),
            certificate: String::new(),
        };
        let seen: String = format!("{}\n{}", case.stream, numbers.join("\n"));
        let append = Append {
            key: format!("print-{}", hex::encode(&Sha256::digest(&seen)[..16])),
            by: by.id.clone(),
            input_digest: hex::encode(Sha256::digest(&seen)),
            stream: case.stream,
            keeping: Keeping::Case(Box::new(case.clone())),
            seen_seq: case.seq,
            registers_version: registers.version,
            at: self.clock.now(),
            law: registers.law_edition(),
            bodies: printed
                .into_iter()
                .map(|paper| Body { event: Event::PaperPrinted(paper), by: by.clone(), unit: unit.clone() })
                .collect(),
        };
        self.append_plain(append).await
    }

    /// Where a letter from the public stands, with whom it concerns; `NoSuchCase` when there is none.
    pub async fn letter(&self, stream: StreamId) -> Result<(Standing, Vec<Recorded>), Said> {
        let history = self.store.history(stream).await?;
        let mut standing = Standing::of(&history);
        let Some(received) = &standing.complaint.received else { return Err(Said::NoSuchCase) };
        if received.about == LetterAbout::Case {
            standing.complaint.of_case = self.concerned(&received.reference).await?;
        }
        Ok((standing, history))
    }

    /// Who handles the case of this number now, and in which department; `None` when no case has it.
    async fn concerned(&self, number: &str) -> Result<Option<CaseConcerned>, Fault> {
        let number = law::width::printed_number(number);
        let Some(stream) = self.store.numbered(&number).await? else { return Ok(None) };
        let case = Standing::of(&self.store.history(stream).await?);
        Ok(case.opened.as_ref().map(|opened| CaseConcerned {
            handlers: case
                .handlers
                .iter()
                .chain([&opened.handler])
                .map(|handler| handler.id.clone())
                .collect(),
            department: opened.department.clone(),
        }))
    }

    /// Where a case stands; `NoSuchCase` when there is none.
    pub async fn case(&self, stream: StreamId) -> Result<(Standing, Vec<Recorded>), Said> {
        let history = self.store.history(stream).await?;
        let standing = Standing::of(&history);
        if standing.opened.is_none() {
            return Err(Said::NoSuchCase);
        }
        Ok((standing, history))
    }

    async fn standing(
        &self,
        act: &ActKind,
        case: Option<StreamId>,
        stream: StreamId,
    ) -> Result<Standing, Said> {
        if is_register(act) {
            return Ok(Standing { stream, ..Standing::default() });
        }
        match case {
            Some(stream) if is_letter(act) => Ok(self.letter(stream).await?.0),
            Some(stream) => Ok(self.case(stream).await?.0),
            None => Ok(Standing { stream, ..Standing::default() }),
        }
    }

    #[allow(clippy::too_many_arguments)] // one call, one place; a struct would only rename the same seven things
    fn append_of(
        &self,
        key: &str,
        input_digest: &str,
        stream: StreamId,
        case: Standing,
        occasion: &Occasion<'_>,
        events: Vec<Event>,
        register: bool,
    ) -> Append {
        let by = occasion.officer();
        let unit = occasion.body.code.clone();
        Append {
            key: key.to_owned(),
            by: occasion.by.id.clone(),
            input_digest: input_digest.to_owned(),
            stream,
            // A register act is stale when the registers have moved; its stream is the registers' own.
            seen_seq: if register { occasion.registers.version } else { case.seq },
            keeping: if register { Keeping::Registers } else { Keeping::Case(Box::new(case)) },
            registers_version: occasion.registers.version,
            at: occasion.now,
            law: occasion.registers.law_edition(),
            bodies: events
                .into_iter()
                .map(|event| Body { event, by: by.clone(), unit: unit.clone() })
                .collect(),
        }
    }

    async fn append_plain(&self, append: Append) -> Result<Vec<Recorded>, Said> {
        let mut append = append;
        loop {
            match self.store.append(append.clone()).await {
                Ok(appended) => return Ok(appended.events),
                Err(AppendFault::RegistersChanged) => {
                    self.store.follow().await?;
                    append.registers_version = self.store.registers().version;
                }
                Err(AppendFault::Stale) => return Err(Said::Busy),
                Err(AppendFault::KeyReused) => return Err(Said::KeyReused),
                Err(AppendFault::Refused(why)) => return Err(Said::Refused(refused_by_database(why))),
                Err(AppendFault::Fault(fault)) => return Err(Said::Fault(fault)),
            }
        }
    }
}

/// What is looked at, why, and the case from which a dossier was opened.
struct Viewed<'a> {
    what: &'a str,
    purpose: &'a str,
    through: Option<StreamId>,
}

fn viewed<'a>(what: &'a str, purpose: &'a str) -> Viewed<'a> {
    Viewed { what, purpose, through: None }
}

fn is_register(act: &ActKind) -> bool {
    act.stage == events::standing::Stage::Register
}

/// Whether the act is one on letters from the public.
fn is_letter(act: &ActKind) -> bool {
    act.stage == events::standing::Stage::Complaint
}

/// Whether the act can be open in what stands here at all: acts on letters in a letter, those of the course in a case.
fn same_kind(act: &ActKind, case: &Standing) -> bool {
    match case.complaint.received {
        Some(_) => is_letter(act) && act.duty != Duty::Anyone,
        // What the program notes of itself is open to nobody.
        None => !is_register(act) && !is_letter(act) && act.word != "opening" && act.duty != Duty::Anyone,
    }
}

fn acting<'a>(
    registers: &'a Registers,
    id: &OfficerId,
) -> Result<(&'a OfficerEntered, &'a BodyEntered), Said> {
    let officer = registers.officer(id).ok_or(Said::NoSuchOfficer)?;
    let body = registers.body(&officer.body).ok_or(Said::NoSuchOfficer)?;
    Ok((officer, body))
}

fn digest(act: &ActKind, case: Option<StreamId>, input: &Value) -> String {
    let case = case.map(|stream| stream.to_string()).unwrap_or_default();
    hex::encode(Sha256::digest(format!("{}\n{case}\n{input}", act.name)))
}

/// Of a repeated act the stream is that of its events: the tag drawn for this attempt was never used.
fn carried(stream: StreamId, appended: Appended) -> Carried {
    let stream = appended.events.first().map_or(stream, |event| event.stream);
    Carried { stream, events: appended.events, repeated: appended.repeated }
}

fn repeat(
    earlier: crate::store::Earlier,
    request: &Request<'_>,
    input_digest: &str,
) -> Result<Carried, Said> {
    if earlier.by != *request.by || earlier.input_digest != input_digest {
        return Err(Said::KeyReused);
    }
    let stream = earlier.events.first().map(|event| event.stream).or(request.case).unwrap_or_default();
    Ok(Carried { stream, events: earlier.events, repeated: true })
}

fn refused_by_database(why: String) -> Refusal {
    Refusal {
        name: "RefusedByDatabase".to_owned(),
        says: format!("数据库拒绝写入：{why}"),
        article: law::article::Article::of(law::article::PENALTY_LAW, 58).to_string(),
        opens: "报告系统管理员；没有任何内容被写入".to_owned(),
        field: None,
    }
}
