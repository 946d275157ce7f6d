//! Everything that is noticed while a container is walked through, and what follows from it at the end: which gaps there are, which tracks begin late or
//! end early, whether the declared length is true.

use super::course::{Between, Course, Sample, Track};
use super::found::{Asked, Finding, FindingKind, Gap, Look, Method, Missing, Span, Timeline};
use super::found::{clock, kind_title, seconds};
use super::still::Rule;
use crate::{Container, MediaFault, TrackKind};
use std::collections::BTreeSet;

/// Findings that are kept; the rest are counted.
const FINDINGS_MAX: usize = 1000;
/// Rounding of declared lengths in recorders, and the length of a last frame.
const ROUNDED_US: i64 = 1_000_000;

pub(crate) struct Watch {
    pub asked: Asked,
    pub look: Look,
    pub courses: Vec<Course>,
    /// Where the recording's clock begins; the first sample of all, when the container does not say.
    pub origin_us: Option<i64>,
    /// How long the file says the recording lasts.
    pub declared_us: Option<i64>,
    pub unseen: Vec<String>,
    times: Method,
    methods: BTreeSet<Method>,
    found: Vec<Noticed>,
    more: u64,
    apart: Vec<(usize, Between, Method)>,
    skipped: Option<Between>,
    declared_bytes: Option<u64>,
}

/// A finding on the file's own clock.
struct Noticed {
    kind: FindingKind,
    track: Option<usize>,
    from_us: Option<i64>,
    to_us: Option<i64>,
    what: String,
    method: Method,
}

impl Watch {
    /// `times` is the method by which jumps between samples are found in this container.
    pub fn new(asked: Asked, look: Look, times: Method) -> Self {
        Self {
            asked,
            look,
            courses: Vec::new(),
            origin_us: None,
            declared_us: None,
            unseen: Vec::new(),
            times,
            methods: BTreeSet::from([times, Method::TrackEnds]),
            found: Vec::new(),
            more: 0,
            apart: Vec::new(),
            skipped: None,
            declared_bytes: None,
        }
    }

    /// A method that is applied from here on, whether or not it finds anything.
    pub fn applies(&mut self, method: Method) {
        self.methods.insert(method);
    }

    /// Jumps between samples are found by another method after all.
    pub fn times_by(&mut self, times: Method) {
        self.methods.remove(&self.times);
        self.methods.insert(times);
        self.times = times;
    }

    pub fn track(&mut self, track: Track) -> usize {
        if track.kind == TrackKind::Video {
            self.methods.extend([Method::KeyFrames, Method::TrackList]);
            match track.rule {
                Rule::Unknowable => {
                    self.unseen.push(format!("图像（{}）是否静止或者全黑，不解码不能知道", track.codec))
                }
                _ => _ = self.methods.insert(Method::SampleSizes),
            }
        }
        let (gap, still, keyless) = (self.asked.gap_ms.max(1), self.asked.still_ms, self.asked.key_frame_ms);
        self.courses.push(Course::new(track, us(gap), us(still), us(keyless)));
        self.courses.len() - 1
    }

    pub fn sample(&mut self, track: usize, sample: Sample) {
        if let Some(course) = self.courses.get_mut(track) {
            course.add(sample);
        }
    }

    /// Samples of every track were passed over.
    pub fn skip(&mut self) {
        self.courses.iter_mut().for_each(Course::skip);
    }

    /// Says what a quick look passed over, once it has seen the end.
    pub fn passed_over(&mut self, until_us: Option<i64>) {
        self.courses.iter_mut().for_each(Course::close);
        let resumed_us = self.courses.iter().filter_map(|course| course.resumed_us).min();
        self.skipped = until_us.zip(resumed_us).or(self.skipped);
    }

    /// How far any track has come.
    pub fn reached_us(&self) -> Option<i64> {
        self.courses.iter().filter_map(Course::reached_us).max()
    }

    pub fn notice(
        &mut self,
        kind: FindingKind,
        track: Option<usize>,
        at_us: Option<i64>,
        what: impl Into<String>,
        method: Method,
    ) {
        self.between(kind, track, (at_us, at_us), what, method);
    }

    pub fn between(
        &mut self,
        kind: FindingKind,
        track: Option<usize>,
        (from_us, to_us): (Option<i64>, Option<i64>),
        what: impl Into<String>,
        method: Method,
    ) {
        self.methods.insert(method);
        match self.found.len() < FINDINGS_MAX {
            true => self.found.push(Noticed { kind, track, from_us, to_us, what: what.into(), method }),
            false => self.more = self.more.saturating_add(1),
        }
    }

    /// The file ends before what it declares; everything up to here was seen.
    pub fn ends_early(&mut self, declared_bytes: u64, present_bytes: u64) {
        if !self.has(FindingKind::EndsEarly) {
            let what =
                format!("文件在此断开：按其结构至少应有 {declared_bytes} 字节，实有 {present_bytes} 字节");
            self.declared_bytes = Some(declared_bytes);
            let at_us = self.reached_us();
            self.notice(FindingKind::EndsEarly, None, at_us, what, Method::DeclaredLength);
        }
    }

    pub fn has(&self, kind: FindingKind) -> bool {
        self.found.iter().any(|noticed| noticed.kind == kind)
    }

    /// A gap found otherwise than by the times of the track's own samples.
    pub fn gap_by(&mut self, track: usize, between: Between, method: Method) {
        self.methods.insert(method);
        match self.apart.len() < FINDINGS_MAX {
            true => self.apart.push((track, between, method)),
            false => self.more = self.more.saturating_add(1),
        }
    }

    /// Fails when there is not a single sample of sound or picture.
    pub fn timeline(mut self, container: Container) -> Result<Timeline, MediaFault> {
        self.courses.iter_mut().for_each(Course::close);
        let playing = |course: &&Course| course.kind != TrackKind::Other;
        let first_us = self.courses.iter().filter(playing).filter_map(|course| course.first_us).min();
        let end_us = self.courses.iter().filter(playing).filter_map(Course::reached_us).max();
        let (Some(first_us), Some(end_us)) = (first_us, end_us) else {
            return Err(MediaFault::unreadable("容器内没有带时间的图像或者声音，不能列出时间线"));
        };
        let origin_us = self.origin_us.unwrap_or(first_us);
        let on = |at_us: i64| u64::try_from(at_us.saturating_sub(origin_us) / 1000).unwrap_or(0);
        for noticed in self.found.iter_mut().filter(|noticed| noticed.kind == FindingKind::EndsEarly) {
            // Frames that waited for their order count too.
            noticed.from_us = Some(end_us);
            noticed.to_us = Some(end_us);
        }
        self.conclude(first_us, end_us);
        let mut gaps = self.gaps(origin_us, end_us, on);
        gaps.sort_by_key(|gap| (gap.from_ms, gap.track));
        let mut findings: Vec<Finding> = self.found.iter().map(|noticed| noticed.finding(on)).collect();
        findings.sort_by_key(|finding| (finding.from_ms, finding.kind));
        let tracks: Vec<Span> = self
            .courses
            .iter()
            .map(|course| Span {
                kind: course.kind,
                codec: course.codec.clone(),
                from_ms: course.first_us.map_or(0, on),
                to_ms: course.reached_us().map_or(0, on),
                samples: course.samples,
            })
            .collect();
        if let Some((from_us, to_us)) = self.skipped {
            let (from, to) = (clock(on(from_us)), clock(on(to_us)));
            self.unseen.push(format!("快速查看只看了开头和末尾，{from} 至 {to} 没有查看"));
        }
        if !matches!(container, Container::Wav | Container::Mp3) {
            // Browsers and cameras that pause go on counting where they stopped.
            self.unseen.push("录制中暂停而时间标记前后相接的，不能由容器发现".into());
        }
        Ok(Timeline {
            container,
            look: self.look,
            asked: self.asked,
            duration_ms: on(end_us),
            declared_bytes: self.declared_bytes,
            tracks,
            gaps,
            findings,
            methods: self.methods.into_iter().collect(),
            unseen: self.unseen,
        })
    }

    /// What follows from the whole: returns of clocks, still pictures, missing key frames and sound, a declared length that is not true.
    fn conclude(&mut self, first_us: i64, end_us: i64) {
        let times = self.times;
        let mut more = self.more;
        for track in 0..self.courses.len() {
            let course = &mut self.courses[track];
            let (returns, keyless) =
                (std::mem::take(&mut course.returns), std::mem::take(&mut course.keyless));
            let still = std::mem::take(&mut course.stillness.found);
            let (kind, what) = (course.kind, kind_title(course.kind));
            more = more.saturating_add(course.more);
            for (at_us, by_us) in returns {
                let said = format!("{what}的时间标记倒退 {} 秒", seconds(ms(by_us)));
                self.notice(FindingKind::Backwards, Some(track), Some(at_us), said, times);
            }
            if kind != TrackKind::Video {
                continue;
            }
            for (from_us, to_us) in still {
                let said = format!("至 {{to}} 图像静止或者全黑，共 {} 秒", seconds(ms(to_us - from_us)));
                let span = (Some(from_us), Some(to_us));
                self.between(FindingKind::Still, Some(track), span, said, Method::SampleSizes);
            }
            for (from_us, to_us) in keyless {
                let said = format!("至 {{to}} 图像没有关键帧，共 {} 秒", seconds(ms(to_us - from_us)));
                let span = (Some(from_us), Some(to_us));
                self.between(FindingKind::FewKeyFrames, Some(track), span, said, Method::KeyFrames);
            }
        }
        let has = |kind| self.courses.iter().any(|course| course.kind == kind);
        if has(TrackKind::Video) && !has(TrackKind::Audio) {
            self.notice(FindingKind::NoSound, None, None, "有图像，没有声音轨道", Method::TrackList);
        }
        if let Some(declared_us) = self.declared_us {
            self.applies(Method::DeclaredLength);
            let slack_us = ROUNDED_US.max(us(self.asked.gap_ms));
            let shown_us = end_us - self.origin_us.unwrap_or(first_us);
            // Some writers count from zero, some from the first sample.
            let apart_us = (declared_us - shown_us).abs().min((declared_us - end_us).abs());
            if apart_us > slack_us && !self.has(FindingKind::EndsEarly) {
                let (declared, shown) = (seconds(ms(declared_us)), seconds(ms(shown_us)));
                let what = format!("文件声明时长 {declared} 秒，实有 {shown} 秒");
                self.notice(FindingKind::LengthDiffers, None, None, what, Method::DeclaredLength);
            }
        }
        if more > 0 {
            let what = format!("另有 {more} 处间断或者异常没有逐一列出");
            self.found.push(Noticed {
                kind: FindingKind::More,
                track: None,
                from_us: None,
                to_us: None,
                what,
                method: times,
            });
        }
    }

    fn gaps(&self, origin_us: i64, end_us: i64, on: impl Fn(i64) -> u64) -> Vec<Gap> {
        let least_us = us(self.asked.gap_ms);
        let mut gaps = Vec::new();
        for (track, course) in
            self.courses.iter().enumerate().filter(|(_, course)| course.kind != TrackKind::Other)
        {
            let mut add = |(from_us, to_us): Between, missing, method| {
                let (from_ms, to_ms) = (on(from_us), on(to_us));
                gaps.push(Gap { from_ms, to_ms, track, kind: course.kind, missing, method });
            };
            course.gaps.iter().for_each(|between| add(*between, Missing::Inside, self.times));
            let Some((first_us, last_us)) = course.first_us.zip(course.reached_us()) else {
                add((origin_us, end_us), Missing::Whole, Method::TrackEnds);
                continue;
            };
            for (_, between, method) in self.apart.iter().filter(|(of, ..)| *of == track) {
                add(*between, Missing::Inside, *method);
            }
            if first_us.saturating_sub(origin_us) >= least_us {
                add((origin_us, first_us), Missing::Start, Method::TrackEnds);
            }
            if end_us.saturating_sub(last_us) >= least_us {
                add((last_us, end_us), Missing::End, Method::TrackEnds);
            }
        }
        gaps
    }
}

impl Noticed {
    fn finding(&self, on: impl Fn(i64) -> u64) -> Finding {
        let (from_ms, to_ms) = (self.from_us.map(&on), self.to_us.map(&on));
        let what = self.what.replace("{to}", &to_ms.map(clock).unwrap_or_default());
        let what = from_ms.map_or(what.clone(), |from_ms| format!("{} {what}", clock(from_ms)));
        Finding { kind: self.kind, track: self.track, from_ms, to_ms, what, method: self.method }
    }
}

fn us(ms: u64) -> i64 {
    i64::try_from(ms.saturating_mul(1000)).unwrap_or(i64::MAX)
}

fn ms(us: i64) -> u64 {
    us.unsigned_abs() / 1000
}

/// `ticks` of `per_second` as microseconds.
pub(crate) fn ticks_us(ticks: i128, per_second: u64) -> i64 {
    let us = ticks.saturating_mul(1_000_000) / i128::from(per_second.max(1));
    let most = i128::from(super::course::TIME_US_MAX);
    i64::try_from(us.clamp(-most, most)).unwrap_or(0)
}
