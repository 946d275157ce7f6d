//! Several recordings on one clock: in order, with the gaps and overlaps between them, both times where it is known how wrong a device's clock is, and the
//! places where a device's clock was set or did not turn over at midnight or New Year.
//!
//! No time is mended here. A recording stands where its device's clock, less the offset measured, puts it; whatever makes that doubtful is said.

use super::found::seconds;
use jiff::Timestamp;
use jiff::tz::{Offset, offset};
use serde::{Deserialize, Serialize};

const BEIJING: Offset = offset(8);
const DAY_MS: i64 = 86_400_000;
/// How near a whole number of days a leap of the clock is to be called one.
const NEAR_MS: i64 = 600_000;
/// Recorders round their beginnings to seconds, so that one file may seem to begin within the one before.
const ROUNDED_MS: i64 = 1500;

/// One recording, as it came from its device. Those of one device are given in the order in which the device numbered them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Which device; recordings of one device never overlap in truth.
    pub device: u32,
    /// When it began by the device's own clock.
    pub started_at: Timestamp,
    pub duration_ms: u64,
    /// How far the device's clock was ahead of the true time; negative when behind, `None` when not measured.
    pub clock_offset_ms: Option<i64>,
}

/// A recording on the one clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Its place among those given.
    pub recording: usize,
    pub device_from: Timestamp,
    pub device_to: Timestamp,
    /// By the true time as far as known; the device's own where the offset was not measured.
    pub from: Timestamp,
    pub to: Timestamp,
    pub clock_offset_ms: Option<i64>,
    /// The clock was further off than the caller allows.
    pub clock_wrong: bool,
}

impl Placed {
    /// Both times, in Beijing time, and how wrong the clock was.
    pub fn text(&self) -> String {
        let device = beijing(self.device_from);
        match self.clock_offset_ms {
            None => format!("设备时间 {device}，设备时钟没有核对"),
            Some(0) => format!("设备时间 {device}，设备时钟经核对无误"),
            Some(off_ms) => {
                let (way, off) = (if off_ms > 0 { "快" } else { "慢" }, seconds(off_ms.unsigned_abs()));
                format!("设备时间 {device}，核对后 {}（设备时钟{way} {off} 秒）", beijing(self.from))
            }
        }
    }
}

/// What lies between recordings that follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meeting {
    /// Nothing was recorded by any device, from the end of one recording to the beginning of another.
    Gap { after: usize, before: usize, from: Timestamp, to: Timestamp },
    /// Two devices recorded at once.
    Overlap { first: usize, second: usize, from: Timestamp, to: Timestamp },
}

/// A device's clock that leapt between two recordings that follow one another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockJump {
    pub device: u32,
    pub after: usize,
    pub before: usize,
    /// Positive when the clock leapt forward.
    pub by_ms: i64,
    pub what: String,
}

/// Recordings on one clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OneClock {
    /// In order of their beginning.
    pub placed: Vec<Placed>,
    pub meetings: Vec<Meeting>,
    pub jumps: Vec<ClockJump>,
    /// The shortest interval without any recording that was called a gap.
    pub gap_ms: u64,
    pub method: String,
}

impl OneClock {
    /// What to show of what lies between the recordings, each with its method; or that no gap was found, and by which.
    pub fn says(&self) -> Vec<String> {
        let lasts = |from: Timestamp, to: Timestamp| {
            seconds(to.as_millisecond().saturating_sub(from.as_millisecond()).unsigned_abs())
        };
        let mut said: Vec<String> = (self.meetings.iter())
            .map(|meeting| match *meeting {
                Meeting::Gap { from, to, .. } => {
                    format!("{} 至 {} 没有录制，共 {} 秒", beijing(from), beijing(to), lasts(from, to))
                }
                Meeting::Overlap { from, to, .. } => {
                    format!("{} 至 {} 有两段同时录制，共 {} 秒", beijing(from), beijing(to), lasts(from, to))
                }
            })
            .chain(self.jumps.iter().map(|jump| jump.what.clone()))
            .map(|what| format!("{what}（{}）", self.method))
            .collect();
        // One recording has nothing between it and another.
        if self.placed.len() > 1
            && !self.meetings.iter().any(|meeting| matches!(meeting, Meeting::Gap { .. }))
        {
            said.push(format!("各段之间没有发现 {} 秒以上的间断（{}）", seconds(self.gap_ms), self.method));
        }
        said
    }
}

/// Puts recordings on one clock. Between them, `gap_ms` without any is a gap; a clock more than `clock_wrong_ms` off is flagged.
pub fn one_clock(recordings: &[Recorded], gap_ms: u64, clock_wrong_ms: u64) -> OneClock {
    let mut placed: Vec<Placed> = recordings
        .iter()
        .enumerate()
        .map(|(number, recorded)| place(number, recorded, clock_wrong_ms))
        .collect();
    let jumps = jumps(recordings, &placed);
    placed.sort_by_key(|placed| (placed.from, placed.recording));
    let meetings = meetings(&placed, recordings, i64::try_from(gap_ms.max(1)).unwrap_or(i64::MAX));
    let method =
        "由各段的开始时间、时长和核对过的设备时钟差比对得出；没有核对时钟的，按设备自己的时间".into();
    OneClock { placed, meetings, jumps, gap_ms, method }
}

fn place(recording: usize, recorded: &Recorded, clock_wrong_ms: u64) -> Placed {
    let start_ms = recorded.started_at.as_millisecond();
    let lasts_ms = i64::try_from(recorded.duration_ms).unwrap_or(i64::MAX);
    let off_ms = recorded.clock_offset_ms.unwrap_or(0);
    Placed {
        recording,
        device_from: recorded.started_at,
        device_to: moment(start_ms.saturating_add(lasts_ms)),
        from: moment(start_ms.saturating_sub(off_ms)),
        to: moment(start_ms.saturating_sub(off_ms).saturating_add(lasts_ms)),
        clock_offset_ms: recorded.clock_offset_ms,
        clock_wrong: off_ms.unsigned_abs() > clock_wrong_ms,
    }
}

/// Sweeps over the recordings in order: what begins behind the furthest end so far leaves a gap, what begins before it overlaps.
fn meetings(placed: &[Placed], recordings: &[Recorded], gap_ms: i64) -> Vec<Meeting> {
    let (mut meetings, mut furthest) = (Vec::new(), None::<&Placed>);
    for next in placed {
        if let Some(last) = furthest {
            let apart_ms = next.from.as_millisecond().saturating_sub(last.to.as_millisecond());
            let (first, second) = (last.recording, next.recording);
            let two =
                recordings.get(first).map(|one| one.device) != recordings.get(second).map(|one| one.device);
            if apart_ms >= gap_ms {
                meetings.push(Meeting::Gap { after: first, before: second, from: last.to, to: next.from });
            } else if apart_ms < 0 && (two || apart_ms < -ROUNDED_MS) {
                let to = last.to.min(next.to);
                meetings.push(Meeting::Overlap { first, second, from: next.from, to });
            }
        }
        furthest = furthest.filter(|last| last.to >= next.to).or(Some(next));
    }
    meetings
}

/// A device cannot record two files at once: one that begins before the end of the one before shows a clock set back. A leap forward looks like a pause,
/// except one of whole days or of a year.
fn jumps(recordings: &[Recorded], placed: &[Placed]) -> Vec<ClockJump> {
    let mut jumps = Vec::new();
    for (before, next) in placed.iter().enumerate() {
        let of_device = recordings[..before].iter().rposition(|one| one.device == recordings[before].device);
        let Some(after) = of_device else { continue };
        let by_ms = next.from.as_millisecond().saturating_sub(placed[after].to.as_millisecond());
        let device = recordings[before].device;
        let days = whole_days(by_ms);
        let what = match (by_ms, days) {
            (_, Some(days @ (365 | 366))) => {
                format!("设备时钟前后相差约一年（{days} 日），可能是跨年时年份设置有误")
            }
            (_, Some(days @ (-366 | -365))) => {
                format!("设备时钟倒退约一年（{} 日），可能是跨年时年份没有翻过", -days)
            }
            (_, Some(-1)) => "设备时钟倒退约一日，可能是零点时日期没有翻过".into(),
            (_, Some(days)) if days < 0 => format!("设备时钟倒退约 {} 日", -days),
            (_, Some(days)) => format!("设备时钟前后相差约 {days} 个整日，可能是日期设置有误，也可能是停录"),
            (by_ms, None) if by_ms < -ROUNDED_MS => {
                format!("设备时钟倒退至少 {} 秒：后一段早于前一段结束", seconds(by_ms.unsigned_abs()))
            }
            _ => continue,
        };
        jumps.push(ClockJump { device, after, before, by_ms, what });
    }
    jumps
}

/// The whole days a leap is near to; `None` when it is near to none, or less than one.
fn whole_days(by_ms: i64) -> Option<i64> {
    let days = by_ms.saturating_add(DAY_MS / 2).div_euclid(DAY_MS);
    let near = by_ms.saturating_sub(days.saturating_mul(DAY_MS)).saturating_abs() <= NEAR_MS;
    (near && days != 0).then_some(days)
}

/// A moment by milliseconds; what lies outside all calendars is put at their end.
fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

fn beijing(at: Timestamp) -> String {
    BEIJING.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn recorded(device: u32, started_at: &str, seconds: u64, offset_s: Option<i64>) -> Recorded {
        Recorded {
            device,
            started_at: started_at.parse().unwrap(),
            duration_ms: seconds * 1000,
            clock_offset_ms: offset_s.map(|seconds| seconds * 1000),
        }
    }

    fn at(moment: &str) -> Timestamp {
        moment.parse().unwrap()
    }

    #[test]
    fn segments_that_follow_one_another_leave_no_gap() {
        let found = one_clock(
            &[recorded(1, "2026-03-05T01:00:00Z", 300, None), recorded(1, "2026-03-05T01:05:00Z", 60, None)],
            2000,
            60_000,
        );
        assert_eq!((found.meetings.len(), found.jumps.len()), (0, 0));
        let said = found.says();
        assert!(
            said.len() == 1 && said[0].starts_with("各段之间没有发现 2 秒以上的间断（由各段"),
            "{said:?}"
        );
        assert!(
            found.placed[0].text().contains("2026-03-05 09:00:00")
                && found.placed[0].text().contains("没有核对")
        );
    }

    #[test]
    fn a_gap_of_two_seconds_between_files() {
        let given =
            [recorded(1, "2026-03-05T01:05:02Z", 60, None), recorded(1, "2026-03-05T01:00:00Z", 300, None)];
        let found = one_clock(&given, 2000, 60_000);
        assert!(one_clock(&given[..1], 2000, 60_000).says().is_empty());
        let (from, to) = (at("2026-03-05T01:05:00Z"), at("2026-03-05T01:05:02Z"));
        assert_eq!(found.meetings, [Meeting::Gap { after: 1, before: 0, from, to }]);
        let said = found.says();
        assert!(
            said[0].starts_with("2026-03-05 09:05:00 至 2026-03-05 09:05:02 没有录制，共 2 秒（由"),
            "{said:?}"
        );
        assert_eq!(one_clock(&given, 2001, 60_000).meetings, []);
        // Numbered the other way round by the device, its clock was set back.
        assert_eq!(found.jumps.len(), 1);
    }

    #[test]
    fn a_clock_seven_minutes_wrong_shows_both_times_and_a_flag() {
        let found = one_clock(
            &[
                recorded(1, "2026-03-05T01:07:00Z", 600, Some(420)),
                recorded(2, "2026-03-05T01:05:00Z", 600, Some(0)),
            ],
            2000,
            60_000,
        );
        let first = &found.placed[0];
        assert_eq!((first.recording, first.clock_wrong), (0, true));
        assert_eq!((first.from, first.device_from), (at("2026-03-05T01:00:00Z"), at("2026-03-05T01:07:00Z")));
        assert_eq!(
            first.text(),
            "设备时间 2026-03-05 09:07:00，核对后 2026-03-05 09:00:00（设备时钟快 420 秒）"
        );
        assert!(!found.placed[1].clock_wrong);
        let (from, to) = (at("2026-03-05T01:05:00Z"), at("2026-03-05T01:10:00Z"));
        assert_eq!(found.meetings, [Meeting::Overlap { first: 0, second: 1, from, to }]);
        assert!(found.jumps.is_empty());
    }

    #[test]
    fn midnight_and_new_year_that_turn_over_are_nothing() {
        for (first, second) in [
            ("2026-03-05T15:58:00Z", "2026-03-05T16:00:00Z"),
            ("2026-12-31T15:58:00Z", "2026-12-31T16:00:00Z"),
        ] {
            let found = one_clock(
                &[recorded(1, first, 120, Some(0)), recorded(1, second, 60, Some(0))],
                2000,
                60_000,
            );
            assert_eq!((found.meetings.len(), found.jumps.len()), (0, 0));
        }
    }

    #[test]
    fn midnight_and_new_year_that_do_not_turn_over_are_named() {
        for (second, words) in [
            ("2026-12-30T16:00:00Z", "零点"),
            ("2025-12-31T16:00:00Z", "年份没有翻过"),
            ("2027-12-31T16:00:00Z", "年份设置有误"),
            ("2026-12-31T15:30:00Z", "倒退至少"),
            ("2000-01-01T00:00:00Z", "倒退"),
            ("2027-01-02T16:00:00Z", "整日"),
        ] {
            let given = [recorded(1, "2026-12-31T15:58:00Z", 120, None), recorded(1, second, 60, None)];
            let found = one_clock(&given, 2000, 60_000);
            assert_eq!(found.jumps.len(), 1, "{second}");
            assert!(found.jumps[0].what.contains(words), "{second}: {}", found.jumps[0].what);
        }
    }

    #[test]
    fn a_long_recording_covers_what_lies_within_it() {
        let found = one_clock(
            &[
                recorded(1, "2026-03-05T01:00:00Z", 600, None),
                recorded(2, "2026-03-05T01:01:00Z", 60, None),
                recorded(2, "2026-03-05T01:09:00Z", 120, None),
            ],
            2000,
            60_000,
        );
        assert!(found.meetings.iter().all(|meeting| matches!(meeting, Meeting::Overlap { first: 0, .. })));
        assert_eq!(found.meetings.len(), 2);
    }

    proptest! {
        #[test]
        fn any_times_are_borne(
            given in proptest::collection::vec((0u32..3, any::<i64>(), any::<u64>(), any::<Option<i64>>()), 0..20),
        ) {
            let given: Vec<_> = given.into_iter().map(|(device, ms, duration_ms, clock_offset_ms)| {
                Recorded { device, started_at: moment(ms / 3), duration_ms, clock_offset_ms }
            }).collect();
            let found = one_clock(&given, 0, 0);
            prop_assert_eq!(found.placed.len(), given.len());
            prop_assert!(found.placed.windows(2).all(|pair| pair[0].from <= pair[1].from));
        }
    }
}
