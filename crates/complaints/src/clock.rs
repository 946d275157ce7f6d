//! Which clock of a letter runs, if one does: taking it on, then answering it (`law::complaints`). Acts, duties, lists and the progress query all ask here.

use events::Standing;
use law::calendar::Calendar;
use law::complaints;
use law::period::Deadline;

/// A running clock of a letter.
#[derive(Clone, Debug)]
pub struct Running {
    /// What has to be done.
    pub what: &'static str,
    /// The act that stops it, by its word.
    pub act: &'static str,
    pub deadline: Deadline,
}

/// The clock that runs; `None` once the letter is answered or declined.
pub fn running(case: &Standing, calendar: &Calendar) -> Option<Running> {
    let complaint = &case.complaint;
    let (received, body) = (complaint.received.as_ref()?, complaint.body.as_ref()?);
    if complaint.ended() {
        return None;
    }
    Some(match complaint.taken_on {
        None => Running {
            what: "决定是否受理",
            act: "taking_on",
            deadline: complaints::taking_on(calendar, received.kind, body.sector, complaint.with_body_since?),
        },
        Some(on) => Running {
            what: "答复来信人",
            act: "answer",
            deadline: complaints::answer(
                calendar,
                received.kind,
                body.sector,
                complaint.with_body_since?,
                on,
                complaint.extended_days(),
            ),
        },
    })
}
