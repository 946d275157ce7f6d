//! The timeline of an MP3: frames lie one behind the other and each lasts a fixed number of samples. Nothing carries a time, so that what was cut out at the
//! border of a frame shows only in the number of frames, where the encoder stated it.

use super::{FindingKind, Look, Method, Rule, Sample, Watch, Watched, ticks_us};
use crate::mp3::{self, Frame};
use crate::source::Source;
use crate::{MediaFault, TrackKind};
use std::io::{Read, Seek};

const PIECE_BYTES: usize = 64 << 10;
/// The longest frame there is.
const FRAME_BYTES_MAX: usize = 4096;
const DAMAGES_MAX: usize = 200;

pub(crate) fn watch<R: Read + Seek>(source: &mut Source<R>, watch: &mut Watch) -> Result<(), MediaFault> {
    let (first_at, first) = mp3::first_frame(source)?;
    let head = source.up_to(first_at, first.length_bytes as usize)?;
    let (stated_frames, stated_bytes) = mp3::stated(&head, first.xing_at);
    let end = mp3::sound_end(source, first_at)?;
    watch.origin_us = Some(0);
    let kind = TrackKind::Audio;
    let track = watch.track(Watched {
        kind,
        codec: "MP3".into(),
        reordered: false,
        usual_us: 0,
        rule: Rule::Unknowable,
    });
    watch.unseen.push("MP3 不带时间标记：恰在帧与帧之间截去的部分，只能由声明的帧数发现".into());
    let rate = u64::from(first.sample_rate_hz);
    let us = |frames: u64| ticks_us(i128::from(frames) * i128::from(first.samples), rate);
    // The frame that states the number of frames is no sound.
    let from = if stated_frames.is_some() { first_at + u64::from(first.length_bytes) } else { first_at };
    let mut walk = Walk { at: from, frames: 0, damages: Vec::new(), cut: None };
    let finished = walk.run(source, first, end, watch.look == Look::Quick)?;
    if walk.frames > 0 {
        watch.sample(track, Sample { at_us: 0, bytes: 0, key: true });
        watch.courses[track].reaches(us(walk.frames));
        watch.courses[track].samples = walk.frames;
    }
    for (frames, from, to) in walk.damages {
        let what = format!("第 {from} 至第 {to} 字节不是 MP3 的帧，前后不能相接");
        watch.notice(FindingKind::Damaged, Some(track), Some(us(frames)), what, Method::FrameSequence);
    }
    let stated_end =
        stated_bytes.map(|bytes| first_at + u64::from(bytes)).filter(|stated| *stated > source.size_bytes());
    if let Some(declared_bytes) = stated_end.or(walk.cut) {
        watch.ends_early(declared_bytes, source.size_bytes());
    }
    match (stated_frames, finished) {
        (Some(frames), true) => watch.declared_us = Some(us(u64::from(frames))),
        (None, true) => watch.unseen.push("文件没有写明帧数，末尾是否齐全不能判断".into()),
        (stated, false) => {
            watch.unseen.push(format!("快速查看只看了前 {} 帧", walk.frames));
            if let Some(frames) = stated {
                watch.courses[track].reaches(us(u64::from(frames)));
            }
        }
    }
    Ok(())
}

struct Walk {
    at: u64,
    frames: u64,
    /// After how many frames, from which byte to which.
    damages: Vec<(u64, u64, u64)>,
    cut: Option<u64>,
}

impl Walk {
    /// Whether the end was reached.
    fn run<R: Read + Seek>(
        &mut self,
        source: &mut Source<R>,
        first: Frame,
        end: u64,
        quick: bool,
    ) -> Result<bool, MediaFault> {
        while self.at < end {
            if quick && source.half_spent() {
                return Ok(false);
            }
            let piece = source.up_to(self.at, PIECE_BYTES)?;
            let last = self.at + piece.len() as u64 >= end;
            let (mut place, start) = (0, self.at);
            while place < piece.len() && (last || piece.len() - place > FRAME_BYTES_MAX) && self.at < end {
                let rest = piece.get(place..).unwrap_or_default();
                if rest.len() < 4 {
                    place = piece.len();
                } else if let Some(frame) = Frame::read(rest).filter(|frame| first.continues(frame)) {
                    let next = self.at + u64::from(frame.length_bytes);
                    if next > end {
                        self.cut = Some(next);
                        return Ok(true);
                    }
                    self.frames += 1;
                    place += frame.length_bytes as usize;
                } else {
                    let to = place + lost(rest, first);
                    if self.damages.len() < DAMAGES_MAX {
                        match self.damages.last_mut().filter(|damage| damage.2 == self.at) {
                            Some(damage) => damage.2 = start + to as u64,
                            None => self.damages.push((self.frames, self.at, start + to as u64)),
                        }
                    }
                    place = to;
                }
                self.at = start + place as u64;
            }
        }
        Ok(true)
    }
}

/// How many bytes are no frame, up to one that another follows.
fn lost(bytes: &[u8], first: Frame) -> usize {
    (1..bytes.len())
        .find(|at| mp3::stands_at(bytes, *at).is_some_and(|frame| first.continues(&frame)))
        .unwrap_or(bytes.len())
}
