//! The office: what happens around an act beside deciding it. After papers were issued they are printed to PDF/A and their digests entered, and what a
//! crash or an outage left unprinted is printed when the program starts, and every minute. Pages, API, demo and tests all carry out acts through here.

use crate::drawings;
use complaints::overdue::NoteOverdue;
use desk::{Carried, Desk, Fault, Request, Said, Store, letterbox};
use documents::{PaperOrder, Press};
use events::field::{self, Field, FieldFault, Shape};
use events::papers::{PaperIssued, PaperPrinted};
use events::{Act, ActKind, Event, Recorded, Standing, StreamId};
use registers::entry_effect::TakeEffect;
use serde_json::{Map, Value};
use std::sync::Arc;
use store::Books;

/// The desk with its press and its object store.
#[derive(Clone)]
pub struct Office {
    pub desk: Desk,
    pub books: Arc<Books>,
    pub press: Arc<Press>,
    /// Address of the portal, for the check code on papers.
    pub portal_url: String,
}

impl Office {
    /// Carries out an act and prints what it issued. What no font can show is refused before anything is entered, because any text of a case may come
    /// onto one of its papers. The act stands even if printing fails; it is then printed later.
    pub async fn carry_out(&self, act: &ActKind, request: Request<'_>) -> Result<Carried, Said> {
        let mut faults = field::check(act.fields, &request.input);
        let unprintable = unprintable(act, &request.input, &|text| self.press.lacks(text));
        // One reason for each field: what is wrong with its shape is told first.
        let more =
            unprintable.into_iter().filter(|more| faults.iter().all(|known| known.field != more.field));
        let more: Vec<FieldFault> = more.collect();
        faults.extend(more);
        faults.extend(drawings::unset(&self.books, &self.press, act, &request.input).await?);
        if !faults.is_empty() {
            return Err(Said::Invalid(faults));
        }
        let carried = self.desk.carry_out(act, request).await?;
        let issued =
            carried.events.iter().any(|recorded| matches!(recorded.body.event, Event::PaperIssued(_)));
        if issued && let Err(fault) = self.print_papers(carried.stream).await {
            tracing::error!(
                ?fault,
                "papers were issued and not yet printed; they are printed within the minute"
            );
        }
        Ok(carried)
    }

    /// Prints every paper of the case that is issued and not printed; gives how many. One that does not set keeps none of the others from being printed.
    pub async fn print_papers(&self, case: StreamId) -> Result<usize, Said> {
        let (standing, history) = self.desk.case(case).await?;
        let waiting = unprinted(&standing, &history);
        if waiting.is_empty() {
            return Ok(0);
        }
        let (mut printed, mut unset) = (Vec::new(), None);
        for recorded in &waiting {
            match self.print(&standing, recorded).await {
                Ok(paper) => printed.push(paper),
                Err(Said::Fault(fault)) if !of_this_paper(&fault) => return Err(fault.into()),
                Err(said) => {
                    unset.get_or_insert(said);
                }
            }
        }
        let papers = printed.len();
        if papers > 0 {
            self.desk.enter_printed(&standing, printed).await?;
        }
        unset.map_or(Ok(papers), Err)
    }

    /// Prints every paper that waits, in whatever case; gives how many. A case whose papers do not print keeps no other from its own.
    pub async fn print_waiting(&self) -> Result<usize, Said> {
        let until = self.books.size().await?;
        let (mut papers, mut after, mut all) = (0, None, true);
        loop {
            let waiting = self.books.papers_waiting(after).await?;
            let Some(last) = waiting.last().copied() else { break };
            for case in waiting {
                match self.print_papers(case).await {
                    Ok(printed) => papers += printed,
                    Err(Said::Fault(fault)) if !of_this_paper(&fault) => return Err(fault.into()),
                    Err(said) => {
                        tracing::error!(%case, ?said, "papers of a case do not print");
                        all = false;
                    }
                }
            }
            after = Some(last);
        }
        if all {
            self.books.papers_printed(until).await?;
        }
        Ok(papers)
    }

    /// Notes every letter whose clock has run out, and so brings it before supervision; gives how many. One that another node noted meanwhile is passed over.
    pub async fn note_overdue_letters(&self) -> Result<usize, Said> {
        let now = self.desk.clock.now();
        let today = events::occasion::beijing(now).date();
        let (mut noted, by) = (0, letterbox::program());
        let Some(act) = desk::acts::by_word(NoteOverdue::WORD) else { return Ok(0) };
        for letter in self.books.letters_late(today).await? {
            let key = format!("overdue-{letter}-{}", now.as_millisecond());
            let request = Request { case: Some(letter), input: Map::new(), key: &key, by: &by };
            match self.desk.carry_out(act, request).await {
                Ok(_) => noted += 1,
                Err(Said::Fault(fault)) => return Err(fault.into()),
                Err(Said::Refused(_) | Said::Busy) => {}
                Err(said) => return Err(said),
            }
        }
        Ok(noted)
    }

    /// Enters what two persons agreed on for a day that has come; gives how many proposals took effect. One that no longer stands waits to be taken back.
    pub async fn let_entries_take_effect(&self) -> Result<usize, Said> {
        let today = events::occasion::beijing(self.desk.clock.now()).date();
        let (mut effective, by) = (0, letterbox::program());
        let Some(act) = desk::acts::by_word(TakeEffect::WORD) else { return Ok(0) };
        let registers = self.books.registers();
        for agreed in registers.all_agreed().into_iter().filter(|agreed| agreed.from <= today) {
            let id = agreed.proposal.id.clone();
            let key = format!("effect-{id}-{today}-{}", registers.version);
            let input = Map::from_iter([("proposal".to_owned(), Value::from(id.clone()))]);
            let request = Request { case: None, input, key: &key, by: &by };
            match self.desk.carry_out(act, request).await {
                Ok(_) => effective += 1,
                Err(Said::Fault(fault)) => return Err(fault.into()),
                Err(said) => {
                    tracing::warn!(proposal = %id, ?said, "entries confirmed for a day that has come do not take effect")
                }
            }
        }
        Ok(effective)
    }

    async fn print(&self, case: &Standing, recorded: &Recorded) -> Result<PaperPrinted, Said> {
        let Event::PaperIssued(paper) = &recorded.body.event else { return Err(Said::NoSuchCase) };
        let number = paper.number.to_string();
        let pdf = self.set(case, paper, recorded).await?;
        let name = format!("{}{number}.pdf", paper.kind.title());
        let file = self.keep(pdf, &name).await?;
        Ok(PaperPrinted { number: paper.number.clone(), file, template: Press::fingerprint(paper.kind) })
    }

    async fn keep(&self, pdf: Vec<u8>, name: &str) -> Result<events::people::FileNamed, Said> {
        let size_bytes = pdf.len() as u64;
        let bytes = futures::stream::iter([Ok::<_, std::convert::Infallible>(bytes::Bytes::from(pdf))]);
        let kept =
            self.books.put_file(bytes, name, "application/pdf", size_bytes, self.desk.clock.now()).await;
        kept.map_err(|fault| match fault {
            store::ReceiveFault::Fault(fault) => Said::Fault(fault),
            other => Said::Fault(Fault::Corrupt(format!("paper not kept: {other}"))),
        })
    }

    /// Setting a page is work for the processor; it runs beside the tasks that wait for others.
    async fn set(&self, case: &Standing, paper: &PaperIssued, recorded: &Recorded) -> Result<Vec<u8>, Said> {
        let press = Arc::clone(&self.press);
        let opened = case.opened.as_ref().ok_or(Said::NoSuchCase)?;
        let (agency, case_name) = (opened.body_name.clone(), opened.title.clone());
        let (kind, number, elements) = (paper.kind, paper.number.to_string(), paper.elements.clone());
        let check_url = format!("{}/check?number={}", self.portal_url, encoded(&number));
        let (issued_on, document_id) = (recorded.day(), format!("{}-{}", recorded.stream, recorded.seq));
        let images = drawings::of_paper(&self.books, paper).await?;
        let of = number.clone();
        let set = tokio::task::spawn_blocking(move || {
            press.print(&PaperOrder {
                kind,
                number: &of,
                agency: &agency,
                case_name: &case_name,
                elements: &elements,
                check_url: &check_url,
                issued_on,
                images: &images,
                document_id: &document_id,
            })
        });
        match set.await {
            Ok(Ok(pdf)) => Ok(pdf),
            Ok(Err(fault)) => {
                Err(Said::Fault(Fault::Corrupt(format!("paper {number} does not set: {fault}"))))
            }
            Err(stopped) => {
                Err(Said::Fault(Fault::Corrupt(format!("paper {number} stopped the press: {stopped}"))))
            }
        }
    }
}

/// Whether a fault lies in what is to be printed, and not in a store that keeps every paper waiting alike.
fn of_this_paper(fault: &Fault) -> bool {
    matches!(fault, Fault::Corrupt(_))
}

/// The fields whose text has a character that cannot be set, each with the first such character.
fn unprintable(
    act: &ActKind,
    input: &Map<String, Value>,
    lacks: &dyn Fn(&str) -> Option<char>,
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for field in act.fields {
        if let Some(value) = input.get(field.key) {
            look(field, field.key.to_owned(), value, lacks, &mut faults);
        }
    }
    faults
}

fn look(
    field: &Field,
    path: String,
    value: &Value,
    lacks: &dyn Fn(&str) -> Option<char>,
    faults: &mut Vec<FieldFault>,
) {
    match (value, field.shape) {
        (Value::String(text), _) => {
            let Some(character) = lacks(text) else { return };
            let code = u32::from(character);
            let reason = format!(
                "含有字库没有的字符“{character}”（U+{code:04X}），印不到文书上；请改用其他写法，并在说明中注明"
            );
            faults.push(FieldFault { field: path, label: field.label.to_owned(), reason });
        }
        (Value::Array(rows), Shape::Rows(columns)) => {
            for (number, row) in rows.iter().enumerate() {
                for column in columns {
                    if let Some(cell) = row.get(column.key) {
                        look(column, format!("{path}.{number}.{}", column.key), cell, lacks, faults);
                    }
                }
            }
        }
        (Value::Array(lines), _) => {
            for (number, line) in lines.iter().enumerate() {
                look(field, format!("{path}.{number}"), line, lacks, faults);
            }
        }
        _ => {}
    }
}

/// Issued and not printed, in the order they were issued.
fn unprinted(case: &Standing, history: &[Recorded]) -> Vec<Recorded> {
    let waits =
        |paper: &PaperIssued| case.papers.iter().any(|p| p.number == paper.number && p.printed.is_none());
    let issued =
        |recorded: &&Recorded| matches!(&recorded.body.event, Event::PaperIssued(paper) if waits(paper));
    history.iter().filter(issued).cloned().collect()
}

/// A paper number as part of a URL.
fn encoded(number: &str) -> String {
    url::form_urlencoded::byte_serialize(number.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_no_font_can_show_is_named_with_field_and_character_before_anything_is_entered() {
        let lacks = |text: &str| text.chars().find(|c| *c == '🂡' || *c == '𰻞');
        let act = desk::acts::by_word("prior_notice").expect("an act");
        let input = json!({
            "facts": "当事人𰻞某销售", "basis": ["甲法第一条", "乙法🂡"], "evidence": ["1"], "mitigated": false,
            "penalties": [{"kind": "fine", "amount": 100}, {"kind": "warning", "detail": "🂡"}], "remedies": "可以申请行政复议。",
        });
        let Value::Object(input) = input else { panic!("an object") };
        let faults = unprintable(act, &input, &lacks);
        let places: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(places, ["facts", "basis.1", "penalties.1.detail"]);
        assert!(faults[0].reason.contains("“𰻞”（U+30EDE）"), "{}", faults[0].reason);
        assert_eq!(faults[2].label, "内容");
        assert_eq!(unprintable(act, &Map::new(), &lacks), []);
    }
}
