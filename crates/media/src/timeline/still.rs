//! Whether a picture stood still, as far as sizes of frames tell. A camera's noise makes every frame say something; an encoder that is given the same
//! picture again writes nearly nothing. Nothing is decoded: still and black look alike, and a still picture with noise is not noticed.

/// Runs that are kept; more are not listed.
const RUNS_MAX: usize = 100;
/// Frames that a run needs at least, so that a slow stream's two frames are none.
const FRAMES_MIN: u32 = 5;

/// Where key frames are not marked, one large frame after as many nearly empty ones is taken for one.
const APART_MIN: u32 = 10;

/// By which rule frames of a track are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Frames depend on one another: those that are not key frames have at most so many bytes.
    NearlyEmpty(u64),
    /// Every frame stands by itself and is compressed to a size of its own (Motion JPEG): equal sizes in a row.
    EqualSizes,
    /// Sound, and pictures whose sizes tell nothing: VP8 and VP9 spend their bit rate on a still picture, too.
    Unknowable,
}

impl Rule {
    /// A frame that repeats the one before takes a few dozen bytes, and a little more in a larger picture.
    pub fn of(codec: &str, width: Option<u32>, height: Option<u32>) -> Self {
        match codec {
            "Motion JPEG" => Self::EqualSizes,
            "H.264" | "H.265" | "AV1" | "MPEG-4 Visual" => {
                let pixels = u64::from(width.unwrap_or(0)) * u64::from(height.unwrap_or(0));
                Self::NearlyEmpty(64 + (pixels / 8192).min(4096))
            }
            _ => Self::Unknowable,
        }
    }
}

/// The frames of one track, seen one after another.
#[derive(Debug)]
pub(crate) struct Stillness {
    pub rule: Rule,
    still_us: i64,
    bytes_before: Option<u64>,
    /// Whether the container marks key frames.
    pub keys_marked: bool,
    run: Option<Run>,
    pub found: Vec<(i64, i64)>,
}

#[derive(Debug)]
struct Run {
    from_us: i64,
    to_us: i64,
    frames: u32,
    since_large: u32,
}

impl Stillness {
    pub fn new(rule: Rule, still_us: i64) -> Self {
        Self { rule, still_us, bytes_before: None, keys_marked: true, run: None, found: Vec::new() }
    }

    pub fn frame(&mut self, at_us: i64, bytes: u64, key: bool) {
        let before = self.bytes_before.replace(bytes);
        let still = match self.rule {
            Rule::Unknowable => return,
            // A recorder writes key frames of the same picture too: they neither begin nor end a run.
            Rule::NearlyEmpty(_) if key => return,
            Rule::NearlyEmpty(most) => bytes <= most,
            Rule::EqualSizes => before == Some(bytes),
        };
        match (&mut self.run, still) {
            (Some(run), true) => {
                run.to_us = run.to_us.max(at_us);
                (run.frames, run.since_large) =
                    (run.frames.saturating_add(1), run.since_large.saturating_add(1));
            }
            (None, true) => {
                self.run = Some(Run { from_us: at_us, to_us: at_us, frames: 1, since_large: 1 });
            }
            (Some(run), false) if !self.keys_marked && run.since_large >= APART_MIN => run.since_large = 0,
            (_, false) => self.close(),
        }
    }

    /// Ends a run; at the end of the file, and where frames were passed over.
    pub fn close(&mut self) {
        let Some(run) = self.run.take() else { return };
        let long = run.to_us.saturating_sub(run.from_us) >= self.still_us;
        if long && run.frames >= FRAMES_MIN && self.found.len() < RUNS_MAX {
            self.found.push((run.from_us, run.to_us));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(rule: Rule, frames: &[(u64, bool)]) -> Vec<(i64, i64)> {
        let mut stillness = Stillness::new(rule, 1_000_000);
        for (number, (bytes, key)) in frames.iter().enumerate() {
            stillness.frame(number as i64 * 100_000, *bytes, *key);
        }
        stillness.close();
        stillness.found
    }

    #[test]
    fn nearly_empty_frames_between_key_frames_are_still() {
        let mut frames = vec![(900, false); 10];
        frames.extend([(20, false); 6]);
        frames.push((3000, true));
        frames.extend([(20, false); 6]);
        frames.extend([(900, false); 10]);
        assert_eq!(runs(Rule::NearlyEmpty(64), &frames), [(1_000_000, 2_200_000)]);
        assert_eq!(runs(Rule::NearlyEmpty(10), &frames), []);
        assert_eq!(runs(Rule::Unknowable, &frames), []);
    }

    #[test]
    fn a_short_rest_is_not_still() {
        let mut frames = vec![(900, false); 10];
        frames.extend([(20, false); 8]);
        frames.push((900, false));
        assert_eq!(runs(Rule::NearlyEmpty(64), &frames), []);
    }

    #[test]
    fn equal_sizes_are_still_where_each_frame_stands_by_itself() {
        let mut frames: Vec<_> = (0..10).map(|number| (900 + number, true)).collect();
        frames.extend([(500, true); 20]);
        assert_eq!(runs(Rule::EqualSizes, &frames), [(1_100_000, 2_900_000)]);
    }
}
