//! Looking into the dossier of an enforcement target (一户一档, plan clause 12), for the page and the API alike: from a case against it, with a purpose, as far as duties allow. What is shown of
//! each case is entered as a viewing of that case before it is shown.

use crate::office::Office;
use crate::session::SignedIn;
use desk::carry_out::Said;
use desk::dossier::{DossierItem, ItemKind};
use desk::duties;
use events::{Standing, StreamId};
use futures::future::try_join_all;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::{DossierFilter, DossierPage, DossierPlace, SameTarget, Sight};

/// What of it is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub kind: Option<ItemKind>,
    /// 统一社会信用代码 of a body.
    pub body: Option<String>,
    pub before: Option<DossierPlace>,
}

/// What is shown.
pub struct Look {
    pub target: SameTarget,
    /// Items of each kind in the cases of each body.
    pub counts: BTreeMap<(String, ItemKind), u64>,
    pub page: DossierPage,
}

impl Look {
    /// The cases of which something is shown.
    pub fn cases(&self) -> BTreeSet<StreamId> {
        self.page.items.iter().map(|item| item.stream).collect()
    }
}

/// Looks into the dossier of the party of `case`. `noted` says of which cases a viewing has just been entered, so that leafing back and forth enters it once.
pub async fn look(
    office: &Office,
    who: &SignedIn,
    case: &Standing,
    purpose: &str,
    asked: Asked,
    noted: impl Fn(StreamId) -> bool,
) -> Result<Look, Said> {
    let today = events::occasion::beijing(office.desk.clock.now()).date();
    duties::may_view(&who.officer, &who.registers, case, purpose, today)?;
    if !duties::is_a_purpose(purpose) {
        return Err(Said::Refused(duties::NotYours::PurposeMissing.into()));
    }
    let Some(opened) = &case.opened else { return Err(Said::NoSuchCase) };
    let target = office.books.same_target(&opened.party.code).await?;
    let filter = DossierFilter {
        parties: target.codes.clone(),
        sight: sight(who),
        kind: asked.kind,
        body: asked.body,
    };
    let counts = office.books.dossier_counts(&filter).await?;
    let mut page = office.books.dossier(&filter, asked.before).await?;
    page.items = permitted(office, who, page.items, purpose, today).await?;
    let look = Look { target, counts, page };
    let mut cases = look.cases();
    // Whoever opens an empty dossier has looked into it too.
    cases.insert(case.stream);
    let entered = cases.into_iter().filter(|seen| !noted(*seen)).map(|seen| {
        let key = format!("view-{}", uuid::Uuid::now_v7());
        async move { office.desk.view_in_dossier(who.id(), seen, case.stream, purpose, &key).await }
    });
    try_join_all(entered).await?;
    Ok(look)
}

fn sight(who: &SignedIn) -> Sight {
    match duties::supervises(&who.officer, &who.registers) {
        true => Sight::Everywhere,
        false => Sight::Body { body: who.body.code.clone(), officer: who.id().clone() },
    }
}

/// Whoever handled a case for another body sees it only while that body entrusts his or her own; such cases are few, and each is asked.
async fn permitted(
    office: &Office,
    who: &SignedIn,
    items: Vec<DossierItem>,
    purpose: &str,
    today: Date,
) -> Result<Vec<DossierItem>, Said> {
    if duties::supervises(&who.officer, &who.registers) {
        return Ok(items);
    }
    let foreign: BTreeSet<StreamId> =
        items.iter().filter(|item| item.body != who.body.code).map(|item| item.stream).collect();
    let mut closed = BTreeSet::new();
    for stream in foreign {
        let (case, _) = office.desk.case(stream).await?;
        if duties::may_view(&who.officer, &who.registers, &case, purpose, today).is_err() {
            closed.insert(stream);
        }
    }
    Ok(items.into_iter().filter(|item| !closed.contains(&item.stream)).collect())
}
