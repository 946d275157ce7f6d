//! Where the recordings of a case break off (plan clause 9: 视音频记录应连续): what reading them found, what lies between the segments of one recording, which of
//! it has been explained, and the moments that were marked.

use super::Standing;
use crate::event::Event;
use crate::ids::FileId;
use crate::occasion::beijing;
use crate::records::{
    Explained, Interruption, InterruptionExplained, InterruptionKind, Looked, RecorderAdmitted,
    RecordingAdded, RecordingMarked, RecordingOmissionExplained, StillTaken,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};

/// What was read, explained and marked of the recordings of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recordings {
    looked: BTreeMap<FileId, Looked>,
    /// Oldest first.
    pub explained: Vec<InterruptionExplained>,
    /// Oldest first.
    pub marks: Vec<RecordingMarked>,
    /// Pictures taken out of recordings; oldest first.
    pub stills: Vec<StillTaken>,
    /// Why steps were not recorded; oldest first.
    pub omissions: Vec<RecordingOmissionExplained>,
    /// Outside recorders in the order in which they were admitted.
    pub recorders: Vec<RecorderAdmitted>,
    /// Digests of the codes of those who were dismissed.
    pub dismissed: BTreeSet<String>,
}

/// Why the code of an outside recorder opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    Unknown,
    Dismissed,
    NotYet,
    Over,
}

impl NotAdmitted {
    pub fn says(self) -> &'static str {
        match self {
            NotAdmitted::Unknown => "口令不对",
            NotAdmitted::Dismissed => "这个摄录账号已经停用",
            NotAdmitted::NotYet => "这个摄录账号还没有到起始日期",
            NotAdmitted::Over => "这个摄录账号已经到期，或者任务已经结束",
        }
    }
}

/// An interruption of a recording of the case.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// The recording it lies in, or that ends where it begins.
    pub recording: &'a RecordingAdded,
    pub interruption: Interruption,
    pub explained: Option<&'a InterruptionExplained>,
}

impl Found<'_> {
    pub fn key(&self) -> String {
        self.interruption.key(self.recording.file.sha256)
    }

    /// Which recording, what, and when by Beijing time.
    pub fn in_words(&self) -> String {
        let at = beijing(self.recording.at(self.interruption.from_ms)).strftime("%Y-%m-%d %H:%M:%S");
        format!("“{}”{}，自北京时间{at}起", self.recording.title, self.interruption.what)
    }
}

impl RecordingAdded {
    /// The instant of a place in it, by the true time as far as the device's clock was measured.
    pub fn at(&self, place_ms: u64) -> Timestamp {
        let ahead_ms = self.clock_offset_ms.unwrap_or(0);
        let place_ms = i64::try_from(place_ms).unwrap_or(i64::MAX).saturating_sub(ahead_ms);
        self.began_at.checked_add(place_ms.milliseconds()).unwrap_or(self.began_at)
    }

    /// When it ended.
    pub fn ended_at(&self) -> Timestamp {
        self.at(self.duration_ms)
    }
}

impl Recordings {
    pub(super) fn fold(&mut self, event: &Event) {
        match event {
            Event::RecordingAdded(added) => {
                if let Some(looked) = &added.looked {
                    self.looked.insert(added.file.sha256, looked.clone());
                }
            }
            Event::RecordingRead(read) => {
                self.looked.insert(read.recording, read.looked.clone());
            }
            Event::InterruptionExplained(explained) => self.explained.push(explained.clone()),
            Event::RecordingMarked(marked) => self.marks.push(marked.clone()),
            Event::StillTaken(still) => self.stills.push(still.clone()),
            Event::RecordingOmissionExplained(explained) => self.omissions.push(explained.clone()),
            Event::RecorderAdmitted(admitted) => self.recorders.push(admitted.clone()),
            Event::RecorderDismissed(dismissed) => {
                self.dismissed.insert(dismissed.digest.clone());
            }
            _ => {}
        }
    }

    /// What reading a recording showed, as entered last.
    pub fn looked(&self, recording: FileId) -> Option<&Looked> {
        self.looked.get(&recording)
    }

    /// The outside recorder with this digest of a code, dismissed or not.
    pub fn recorder(&self, digest: &str) -> Option<&RecorderAdmitted> {
        self.recorders.iter().find(|known| known.digest == digest)
    }

    /// Outside recorders who are not dismissed.
    pub fn recorders_admitted(&self) -> impl Iterator<Item = &RecorderAdmitted> {
        self.recorders.iter().filter(|known| !self.dismissed.contains(&known.digest))
    }

    fn explanation(&self, recording: FileId, found: &Interruption) -> Option<&InterruptionExplained> {
        let covers = |one: &Explained| {
            one.recording == recording
                && one.kind == found.kind
                && one.track == found.track
                && one.from_ms <= found.from_ms
                && one.to_ms >= found.to_ms
        };
        self.explained.iter().find(|explained| explained.interruptions.iter().any(covers))
    }
}

impl Standing {
    /// The outside recorder whose code has this digest, if it opens the task on the day.
    pub fn recorder_on(&self, digest: &str, day: Date) -> Result<&RecorderAdmitted, NotAdmitted> {
        let known = self.read.recorder(digest).ok_or(NotAdmitted::Unknown)?;
        match known {
            _ if self.read.dismissed.contains(digest) => Err(NotAdmitted::Dismissed),
            _ if day < known.from => Err(NotAdmitted::NotYet),
            _ if day > known.to || self.archived_on.is_some() => Err(NotAdmitted::Over),
            known => Ok(known),
        }
    }

    /// A recording of the case.
    pub fn recording(&self, file: FileId) -> Option<&RecordingAdded> {
        self.recordings.iter().find(|recording| recording.file.sha256 == file)
    }

    /// Every interruption of the recordings, recording by recording, each with its explanation if it has one.
    pub fn interruptions(&self) -> Vec<Found<'_>> {
        let between = self.between_segments();
        let found = |recording: &RecordingAdded| {
            let looked = self.read.looked(recording.file.sha256);
            let inside = looked.map(|looked| looked.found.clone()).unwrap_or_default();
            let after = between.get(&recording.file.sha256).cloned();
            inside.into_iter().chain(after).collect::<Vec<_>>()
        };
        let with = |recording, interruption: Interruption| Found {
            recording,
            explained: self.read.explanation(recording.file.sha256, &interruption),
            interruption,
        };
        let each = |recording| found(recording).into_iter().map(move |one| with(recording, one));
        self.recordings.iter().flat_map(each).collect()
    }

    /// Those that nobody has explained yet.
    pub fn unexplained(&self) -> Vec<Found<'_>> {
        let mut found = self.interruptions();
        found.retain(|found| found.explained.is_none());
        found
    }

    /// Recordings of which more is being read.
    pub fn unread(&self) -> impl Iterator<Item = &RecordingAdded> {
        let unfinished = |looked: &Looked| looked.unfinished;
        self.recordings
            .iter()
            .filter(move |known| self.read.looked(known.file.sha256).is_some_and(unfinished))
    }

    /// The recordings that were made: of each its segments in the order in which they began, the earliest recording first. A segment names one that was there before it,
    /// so one pass tells which belong together.
    pub fn chains(&self) -> Vec<Vec<&RecordingAdded>> {
        let mut first_of: BTreeMap<FileId, FileId> = BTreeMap::new();
        let mut chains: BTreeMap<FileId, Vec<&RecordingAdded>> = BTreeMap::new();
        for recording in &self.recordings {
            let file = recording.file.sha256;
            let first = match recording.continues {
                Some(before) => first_of.get(&before).copied().unwrap_or(before),
                None => file,
            };
            first_of.insert(file, first);
            chains.entry(first).or_default().push(recording);
        }
        let mut chains: Vec<_> = chains.into_values().collect();
        for chain in &mut chains {
            chain.sort_by_key(|segment| (segment.at(0), segment.file.sha256));
        }
        chains.sort_by_key(|chain| chain.first().map(|first| (first.at(0), first.file.sha256)));
        chains
    }

    /// What lies between a segment and the next one that begins after everything before it has ended, by the segment after which nothing was recorded.
    fn between_segments(&self) -> BTreeMap<FileId, Interruption> {
        let mut gaps = BTreeMap::new();
        for chain in self.chains() {
            let mut furthest: Option<&RecordingAdded> = None;
            for next in chain {
                if let Some(last) = furthest
                    && !gaps.contains_key(&last.file.sha256)
                    && let Some(gap) = self.between(last, next)
                {
                    gaps.insert(last.file.sha256, gap);
                }
                furthest = furthest.filter(|last| last.ended_at() >= next.ended_at()).or(Some(next));
            }
        }
        gaps
    }

    fn between(&self, last: &RecordingAdded, next: &RecordingAdded) -> Option<Interruption> {
        let apart_ms = next.at(0).as_millisecond() - last.ended_at().as_millisecond();
        let apart_ms = u64::try_from(apart_ms).ok()?;
        let gap_ms = |known: &RecordingAdded| self.read.looked(known.file.sha256).map(|looked| looked.gap_ms);
        let counts_from = gap_ms(last).into_iter().chain(gap_ms(next)).min()?;
        (apart_ms >= counts_from).then(|| Interruption {
            kind: InterruptionKind::BetweenSegments,
            track: None,
            from_ms: last.duration_ms,
            to_ms: last.duration_ms + apart_ms,
            what: format!(
                "结束后{}秒没有录制，至“{}”才开始（由各段的开始时间、时长和核对过的设备时钟差比对得出）",
                seconds(apart_ms),
                next.title
            ),
        })
    }
}

/// Milliseconds as seconds with what counts behind the point.
fn seconds(ms: u64) -> String {
    let (whole, rest) = (ms / 1000, ms % 1000);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{rest:03}").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Explanation, RecordingRead};
    use crate::testing::{Story, day, file_id, file_named, moment};

    fn gap(track: u32, from_ms: u64, to_ms: u64) -> Interruption {
        Interruption {
            kind: InterruptionKind::Gap,
            track: Some(track),
            from_ms,
            to_ms,
            what: "没有声音".to_owned(),
        }
    }

    fn looked(found: Vec<Interruption>) -> Looked {
        Looked { reader: 1, gap_ms: 1000, still_ms: 5000, key_frame_ms: 60_000, found, ..Looked::default() }
    }

    /// A recording of a minute.
    fn recording(name: &str, began: &str, continues: Option<&str>) -> RecordingAdded {
        RecordingAdded {
            stage: "inspection".to_owned(),
            title: name.to_owned(),
            file: file_named(name),
            duration_ms: 60_000,
            began_at: moment(began),
            began_measured: true,
            recorder: Story::filed().named(crate::testing::district::LI),
            notes: Vec::new(),
            looked: Some(looked(Vec::new())),
            continues: continues.map(file_id),
            device: String::new(),
            clock_offset_ms: None,
        }
    }

    fn story(recordings: impl IntoIterator<Item = RecordingAdded>) -> Story {
        recordings
            .into_iter()
            .fold(Story::shown(), |story, recording| story.happens(Event::RecordingAdded(recording)))
    }

    fn explains(found: &Interruption, name: &str) -> Event {
        let one = Explained {
            recording: file_id(name),
            kind: found.kind,
            track: found.track,
            from_ms: found.from_ms,
            to_ms: found.to_ms,
        };
        Event::InterruptionExplained(InterruptionExplained {
            interruptions: vec![one],
            reason: "更换电池".to_owned(),
            how: Explanation::Spoken { at_ms: 1000 },
            person: "李娜".to_owned(),
            on: day("2026-11-24"),
        })
    }

    #[test]
    fn what_was_found_stays_unexplained_until_that_very_place_is_explained() {
        let found = vec![gap(0, 2000, 4500), gap(1, 2000, 4500)];
        let one = RecordingAdded {
            looked: Some(looked(found.clone())),
            ..recording("a.mp4", "2026-11-24T10:00", None)
        };
        let story = story([one]);
        assert_eq!(story.standing.unexplained().len(), 2);
        let other = story.clone().happens(explains(&gap(0, 2000, 4499), "a.mp4"));
        assert_eq!(other.standing.unexplained().len(), 2, "half of it is not all of it");
        let first = story.happens(explains(&found[0], "a.mp4"));
        let left: Vec<_> = first.standing.unexplained().iter().map(|left| left.interruption.track).collect();
        assert_eq!(left, [Some(1)]);
        assert!(first.standing.unexplained()[0].in_words().contains("2026-11-24 10:00:02"));
    }

    #[test]
    fn a_later_reading_takes_the_place_of_the_first() {
        let first = Looked { unfinished: true, ..looked(vec![gap(0, 1000, 3000)]) };
        let one = RecordingAdded { looked: Some(first), ..recording("a.ts", "2026-11-24T10:00", None) };
        let story = story([one]);
        assert_eq!(story.standing.unread().count(), 1);
        let read = RecordingRead { recording: file_id("a.ts"), looked: looked(vec![gap(0, 1000, 2000)]) };
        let story = story.happens(Event::RecordingRead(read));
        assert_eq!(story.standing.unread().count(), 0);
        assert_eq!(story.standing.unexplained()[0].interruption.to_ms, 2000);
    }

    #[test]
    fn between_segments_of_one_recording_a_gap_is_found_and_between_recordings_none() {
        let apart = story([
            recording("a.mp4", "2026-11-24T10:00", None),
            recording("b.mp4", "2026-11-24T10:05", None),
        ]);
        assert!(apart.standing.interruptions().is_empty(), "two recordings, not two segments of one");
        let segments = [
            recording("a.mp4", "2026-11-24T10:00", None),
            recording("c.mp4", "2026-11-24T10:03", Some("a.mp4")),
        ];
        let two = story(segments);
        let found = two.standing.unexplained();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].interruption.from_ms, found[0].interruption.to_ms), (60_000, 180_000));
        assert!(found[0].interruption.what.contains("120秒"), "{}", found[0].interruption.what);
        // The segment in between comes in late: what is missing becomes less.
        let late = recording("b.mp4", "2026-11-24T10:01:00.500", Some("c.mp4"));
        let three = two.happens(Event::RecordingAdded(late));
        let found = three.standing.unexplained();
        assert_eq!((found.len(), found[0].recording.title.as_str()), (1, "b.mp4"));
    }

    #[test]
    fn a_clock_that_was_measured_puts_a_segment_where_it_was() {
        let late = RecordingAdded {
            clock_offset_ms: Some(180_000),
            ..recording("b.mp4", "2026-11-24T10:04", Some("a.mp4"))
        };
        let story = story([recording("a.mp4", "2026-11-24T10:00", None), late]);
        assert!(story.standing.interruptions().is_empty(), "it began as the first one ended");
    }
}
