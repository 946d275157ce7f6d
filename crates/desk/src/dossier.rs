//! What lies in the dossier of an enforcement target (一户一档, plan clause 12): every case against it, and of each case its papers, evidence, recordings and the other files, an item each.
//! An item stands from the event that made it and never changes.

use events::cases::CaseOpened;
use events::people::FileNamed;
use events::standing::{Standing, files_named};
use events::{Event, FileId, Recorded, StreamId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Case,
    Paper,
    Evidence,
    Recording,
    Other,
}

impl ItemKind {
    pub const ALL: [ItemKind; 5] =
        [ItemKind::Case, ItemKind::Paper, ItemKind::Evidence, ItemKind::Recording, ItemKind::Other];

    /// As in rows and addresses.
    pub fn code(self) -> &'static str {
        match self {
            ItemKind::Case => "case",
            ItemKind::Paper => "paper",
            ItemKind::Evidence => "evidence",
            ItemKind::Recording => "recording",
            ItemKind::Other => "other",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            ItemKind::Case => "案件",
            ItemKind::Paper => "文书",
            ItemKind::Evidence => "证据",
            ItemKind::Recording => "音像",
            ItemKind::Other => "其他材料",
        }
    }
}

/// An item of a dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DossierItem {
    pub stream: StreamId,
    /// Entry number of the event.
    pub number: u64,
    pub kind: ItemKind,
    /// When it was entered; of a recording, when it began.
    pub at: Timestamp,
    pub title: String,
    pub detail: String,
    pub case_number: String,
    pub case_title: String,
    /// 统一社会信用代码 and name of the body whose case it is.
    pub body: String,
    pub body_name: String,
    pub files: Vec<ItemFile>,
}

/// A file of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFile {
    pub id: FileId,
    pub name: String,
    pub size_bytes: u64,
}

/// The item that this event of the case makes, if it makes one; `case` is where the case stands after it.
pub fn item(case: &Standing, recorded: &Recorded) -> Option<DossierItem> {
    let opened = case.opened.as_ref()?;
    let event = &recorded.body.event;
    let (kind, title, detail) = described(case, opened, event)?;
    let file = |named: &FileNamed| ItemFile {
        id: named.sha256,
        name: named.name.clone(),
        size_bytes: named.size_bytes,
    };
    Some(DossierItem {
        stream: recorded.stream,
        number: recorded.number,
        kind,
        at: match event {
            Event::RecordingAdded(recording) => recording.at(0),
            _ => recorded.at,
        },
        title,
        detail,
        case_number: opened.number.to_string(),
        case_title: opened.title.clone(),
        body: opened.body.clone(),
        body_name: opened.body_name.clone(),
        files: files_named(event).into_iter().map(file).collect(),
    })
}

fn described(case: &Standing, opened: &CaseOpened, event: &Event) -> Option<(ItemKind, String, String)> {
    let with_files = !files_named(event).is_empty();
    Some(match event {
        Event::CaseOpened(_) => (ItemKind::Case, opened.title.clone(), opened.matter.name.clone()),
        Event::PaperPrinted(printed) => {
            let number = printed.number.to_string();
            let kind = case.paper_numbered(&number).map_or("文书", |paper| paper.kind.title());
            (ItemKind::Paper, kind.to_owned(), number)
        }
        Event::EvidenceAdded(added) => (
            ItemKind::Evidence,
            added.title.clone(),
            format!("{}，{}", added.kind.title(), added.collected_on),
        ),
        Event::RecordingAdded(recording) => {
            let stages = events::records::STAGES.iter();
            let stage =
                stages.clone().find(|(code, _)| *code == recording.stage).map_or("", |(_, title)| title);
            (ItemKind::Recording, recording.title.clone(), stage.to_owned())
        }
        Event::DocumentDelivered(delivered) if !delivered.proof.is_empty() => {
            (ItemKind::Other, "送达证明材料".to_owned(), delivered.paper.to_string())
        }
        Event::AppraisalBegun(begun) => (ItemKind::Other, event.title().to_owned(), begun.subject.clone()),
        Event::AppraisalEnded(_)
        | Event::StatementWaived(_)
        | Event::HearingWaived(_)
        | Event::InterruptionExplained(_)
        | Event::RecordingOmissionExplained(_)
            if with_files =>
        {
            (ItemKind::Other, event.title().to_owned(), String::new())
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::Story;

    #[test]
    fn a_case_and_its_evidence_are_items_and_a_filing_is_none() {
        let story = Story::investigated();
        let mut case = Standing::default();
        let items: Vec<DossierItem> = story
            .history
            .iter()
            .filter_map(|recorded| {
                case.fold(recorded);
                item(&case, recorded)
            })
            .collect();
        assert_eq!((items[0].kind, items[0].number), (ItemKind::Case, story.history[0].number));
        let evidence: Vec<_> = items.iter().filter(|item| item.kind == ItemKind::Evidence).collect();
        assert!(!evidence.is_empty() && evidence.iter().all(|item| !item.files.is_empty()));
        assert!(items.len() < story.history.len(), "a filing has no files and is none");
    }
}
