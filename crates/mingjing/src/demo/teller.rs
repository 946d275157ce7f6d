//! Telling a synthetic case: the same acts an officer performs, through the same desk, on a clock the teller sets.

use super::turns::Turn;
use anyhow::{Context, Result, bail};
use desk::carry_out::{Carried, Clock};
use desk::{Desk, Request, Said, Store, key_of};
use events::occasion::instant;
use events::{FileId, OfficerId, StreamId};
use jiff::Timestamp;
use jiff::civil::DateTime;
use pages::office::Office;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that stands until it is set.
#[derive(Default)]
pub struct SetClock(AtomicI64);

impl SetClock {
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_millisecond(), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Performs acts one after another; each key is the story's name and the act's number, so that the same seed gives the same bytes and an act told
/// before adds nothing.
pub struct Teller {
    pub desk: Desk,
    /// With an office the papers are printed; without one they stay issued.
    pub office: Option<Office>,
    pub clock: Arc<SetClock>,
    pub files: BTreeMap<&'static str, FileId>,
    /// Name of the story.
    pub name: String,
    /// When stories are told side by side: this one's place among them.
    pub turn: Option<Turn>,
    told: u64,
}

impl Teller {
    /// A teller that prints what is issued. The office must be on this clock.
    pub fn printing(
        office: &Office,
        clock: &Arc<SetClock>,
        files: &BTreeMap<&'static str, FileId>,
        name: String,
    ) -> Teller {
        let (desk, clock, files) = (office.desk.clone(), clock.clone(), files.clone());
        Teller { desk, office: Some(office.clone()), clock, files, name, turn: None, told: 0 }
    }

    /// A teller over a store alone.
    pub fn plain(store: Arc<dyn Store>, files: &BTreeMap<&'static str, FileId>, name: String) -> Teller {
        let clock = Arc::new(SetClock::default());
        let desk = Desk { store, clock: clock.clone() };
        Teller { desk, office: None, clock, files: files.clone(), name, turn: None, told: 0 }
    }

    /// Performs one act at a moment of Beijing time; gives the case.
    pub async fn tell(
        &mut self,
        at: DateTime,
        by: &str,
        word: &str,
        case: Option<StreamId>,
        input: Value,
    ) -> Result<StreamId> {
        self.perform(at, by, word, case, input).await.map(|carried| carried.stream)
    }

    /// The same with an act that somebody signs on the screen: the text is read as it stands at that moment, and its digest goes with the signature.
    pub async fn tell_signed(
        &mut self,
        at: DateTime,
        by: &str,
        word: &str,
        case: StreamId,
        mut input: Value,
    ) -> Result<StreamId> {
        let (key, id) = (format!("{}-{}", self.name, self.told + 1), OfficerId::from(by));
        if let Some(turn) = &self.turn {
            turn.come(at).await;
        }
        if self.desk.store.earlier(&key_of(&id, &key)).await?.is_some() {
            // What was read then stood beside less than stands now.
            self.told += 1;
            return Ok(case);
        }
        self.clock.set(instant(at).context("a moment outside the range of time")?);
        let act = desk::acts::by_word(word).with_context(|| format!("no act {word}"))?;
        let request = Request { case: Some(case), input: object(input.clone())?, key: &key, by: &id };
        let reading = self.desk.reading(act, &request).await;
        let reading = reading.map_err(|said| anyhow::anyhow!("{at} {by} {word}: {said:?}"))?;
        input["read_digest"] = reading.with_context(|| format!("nobody signs {word}"))?.digest().into();
        self.tell(at, by, word, Some(case), input).await
    }

    /// Performs one act and gives what came of it.
    pub async fn perform(
        &mut self,
        at: DateTime,
        by: &str,
        word: &str,
        case: Option<StreamId>,
        input: Value,
    ) -> Result<Carried> {
        self.told += 1;
        if let Some(turn) = &self.turn {
            turn.come(at).await;
        }
        self.clock.set(instant(at).context("a moment outside the range of time")?);
        let act = desk::acts::by_word(word).with_context(|| format!("no act {word}"))?;
        let key = format!("{}-{}", self.name, self.told);
        let by = OfficerId::from(by);
        let request = Request { case, input: object(input)?, key: &key, by: &by };
        let carried = match &self.office {
            Some(office) => office.carry_out(act, request).await,
            None => self.desk.carry_out(act, request).await,
        };
        match carried {
            Ok(carried) => Ok(carried),
            Err(Said::Refused(refusal)) => bail!("{at} {by} {word}: {} {}", refusal.name, refusal.says),
            Err(Said::Invalid(faults)) => bail!("{at} {by} {word}: {faults:?}"),
            Err(said) => bail!("{at} {by} {word}: {said:?}"),
        }
    }

    /// The printed number of the prior notice that stands.
    pub async fn notice(&self, case: StreamId) -> Result<String> {
        let (standing, _) = self.desk.case(case).await.map_err(|said| anyhow::anyhow!("{said:?}"))?;
        let issued = standing.notice.issued.context("no prior notice in the case")?;
        Ok(issued.notice.to_string())
    }

    /// The printed number of the newest paper of the case whose template name is `kind`.
    pub async fn paper(&self, case: StreamId, kind: law::papers::PaperKind) -> Result<String> {
        let (standing, _) = self.desk.case(case).await.map_err(|said| anyhow::anyhow!("{said:?}"))?;
        let paper = standing.paper(kind).with_context(|| format!("no {} in the case", kind.title()))?;
        Ok(paper.number.to_string())
    }
}

fn object(value: Value) -> Result<Map<String, Value>> {
    match value {
        Value::Object(map) => Ok(map),
        other => bail!("not an object: {other}"),
    }
}
