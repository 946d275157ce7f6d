//! What moves the last day for deciding whether to file (立案期限) and for deciding (办案期限): extensions, hearings, public notices, appraisals. What of it counts is `law::case_period`'s to say;
//! decide, the duties and the page ask the same [`super::Standing::case_limit`].

use crate::cases::{AppraisalBegun, AppraisalEnded, PeriodExtended};
use crate::event::Event;
use jiff::civil::Date;
use law::calendar::Calendar;
use law::case_period::{CaseLimit, ExcludedTime, Span, case_limit};
use law::filing_period::filing_limit;
use law::period::{CalendarDays, Deadline, WorkingDays};
use law::service::ServiceMode;

/// The state of the period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Period {
    /// Working days added to those for deciding whether to file.
    pub filing_extension: Option<u16>,
    pub extensions: Vec<PeriodExtended>,
    pub appraisals: Vec<Appraisal>,
    /// From the request to the holding, or to what ended the request.
    pub hearings: Vec<(Date, Option<Date>)>,
    /// From a public notice to the day on which it takes effect.
    pub announcements: Vec<(Date, Date)>,
}

/// An appraisal, and its result if it has come. Its number is its place, from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Appraisal {
    pub number: u32,
    pub begun: AppraisalBegun,
    pub ended: Option<AppraisalEnded>,
}

impl Period {
    pub(super) fn fold(&mut self, event: &Event, on: Date) {
        match event {
            Event::FilingPeriodExtended(extended) => self.filing_extension = Some(extended.days),
            Event::PeriodExtended(extended) => self.extensions.push(extended.clone()),
            Event::AppraisalBegun(begun) => {
                let number = self.appraisals.len() as u32 + 1;
                self.appraisals.push(Appraisal { number, begun: begun.clone(), ended: None });
            }
            Event::AppraisalEnded(ended) => {
                let open = self.appraisals.iter_mut().find(|appraisal| appraisal.number == ended.appraisal);
                if let Some(appraisal) = open {
                    appraisal.ended = Some(ended.clone());
                }
            }
            Event::HearingRequested(requested) => self.hearings.push((requested.on, None)),
            Event::HearingHeld(held) => self.hearing_over(held.on),
            Event::HearingWaived(waived) => self.hearing_over(waived.on),
            // A new notice gives the right anew; the request under the old one is spent.
            Event::PriorNoticeIssued(_) => self.hearing_over(on),
            Event::DocumentDelivered(delivered) if delivered.mode == ServiceMode::Announcement => {
                self.announcements.push((delivered.attempted_on, delivered.served_on));
            }
            _ => {}
        }
    }

    fn hearing_over(&mut self, on: Date) {
        if let Some((from, to @ None)) = self.hearings.last_mut() {
            *to = Some(on.max(*from));
        }
    }

    /// Appraisals whose result has not come.
    pub fn appraisals_open(&self) -> impl Iterator<Item = &Appraisal> {
        self.appraisals.iter().filter(|appraisal| appraisal.ended.is_none())
    }

    fn spans(&self) -> Vec<Span> {
        let hearings =
            self.hearings.iter().map(|(from, to)| Span { kind: ExcludedTime::Hearing, from: *from, to: *to });
        let announcements = self.announcements.iter().map(|(from, to)| Span {
            kind: ExcludedTime::Announcement,
            from: *from,
            to: Some(*to),
        });
        let appraisals = self.appraisals.iter().map(|appraisal| Span {
            kind: appraisal.begun.kind,
            from: appraisal.begun.began_on,
            to: appraisal.ended.as_ref().map(|ended| ended.ended_on),
        });
        hearings.chain(announcements).chain(appraisals).collect()
    }
}

impl super::Standing {
    /// The last day for deciding whether to file, where the sector's rule gives days; `None` before the clue and where only "及时" holds.
    pub fn filing_limit(&self, calendar: &Calendar) -> Option<Deadline> {
        let opened = self.opened.as_ref()?;
        let added = self.period.filing_extension.map(WorkingDays);
        filing_limit(calendar, opened.sector, opened.received_on, added)
    }

    /// The one case clock: the last day for deciding, with what was added and what is not counted; `None` before filing.
    pub fn case_limit(&self, calendar: &Calendar) -> Option<CaseLimit> {
        let (filed, opened) = (self.filed_on?, self.opened.as_ref()?);
        let extensions: Vec<CalendarDays> =
            self.period.extensions.iter().map(|extended| CalendarDays(extended.days)).collect();
        Some(case_limit(calendar, filed, opened.sector, &extensions, &self.period.spans()))
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::Story;
    use crate::testing::district::MAJOR;

    fn length(story: &Story) -> String {
        let limit = story.standing.case_limit(story.registers.calendar()).expect("is filed");
        limit.deadline.length
    }

    #[test]
    fn a_hearing_stops_the_clock_from_the_request_to_the_holding() {
        let asked = Story::hearing_requested();
        let limit = asked.standing.case_limit(asked.registers.calendar()).expect("is filed");
        assert_eq!(limit.stopped.map(|(_, since)| since.to_string()).as_deref(), Some("2026-12-02"));
        assert_eq!(length(&Story::hearing_held()), "90日，听证不计入13日");
    }

    #[test]
    fn a_new_notice_ends_the_request_made_under_the_old_one() {
        let anew = Story::hearing_scheduled().notifies(&crate::testing::course::draft(MAJOR));
        assert_eq!(length(&anew), "90日，听证不计入1日");
        assert!(anew.standing.hearing.requested_on.is_none());
    }

    #[test]
    fn nothing_runs_before_filing() {
        let proposed = Story::proposed();
        assert_eq!(proposed.standing.case_limit(proposed.registers.calendar()), None);
    }
}
