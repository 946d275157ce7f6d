//! Papers a second on one core: the penalty decision of a told case, with the whole content of article 59, printed again and again.

use crate::table::{Row, figure};
use crate::{Setting, acts};
use anyhow::{Context, Result};
use documents::{PaperOrder, Press};
use events::Event;
use events::papers::PaperIssued;
use law::papers::PaperKind;
use mingjing::demo::stories::{self, Plot, Until};
use mingjing::demo::teller::Teller;
use std::time::Instant;

pub async fn rows(setting: &Setting) -> Result<Vec<Row>> {
    let paper = issued(setting).await?;
    let press = Press::new(&documents::usual_font_dirs())?;
    let number = paper.number.to_string();
    let order = PaperOrder {
        kind: paper.kind,
        number: &number,
        agency: "上海市明镜区市场监督管理局",
        case_name: "清水路百味食品店销售超过保质期的食品案",
        elements: &paper.elements,
        check_url: "http://127.0.0.1:8080/check",
        issued_on: jiff::civil::date(2026, 11, 23),
        images: &std::collections::BTreeMap::new(),
        document_id: "bench",
    };
    let first = Instant::now();
    let bytes = press.print(&order)?.len();
    let first_seconds = first.elapsed().as_secs_f64();
    let (started, mut times) = (Instant::now(), 0_u32);
    while started.elapsed() < setting.lasts {
        press.print(&order)?;
        times += 1;
    }
    let each = started.elapsed().as_secs_f64() / f64::from(times);
    Ok(vec![Row::beside(
        &format!("Printing a {} as PDF/A, one core", paper.kind.title()),
        format!("{} papers/s", figure(1.0 / each)),
        format!("first one {} ms; {} KiB each", figure(first_seconds * 1e3), figure(bytes as f64 / 1_024.0)),
    )])
}

/// The decision of a case told to its decision.
async fn issued(setting: &Setting) -> Result<PaperIssued> {
    let folder = setting.folder.join("papers");
    std::fs::create_dir_all(&folder)?;
    let config = acts::config(&format!("sqlite://{}", folder.join("papers.db").display()), &folder);
    let books = acts::founded(&config).await?;
    let files = acts::kept_files(&books).await?;
    let mut teller = Teller::plain(books.clone(), &files, "paper".to_owned());
    let case = stories::tell(&mut teller, &Plot { until: Until::Decided, ..Plot::of(0) }).await?;
    let history = desk::Store::history(books.as_ref(), case).await?;
    books.close().await?;
    let decision = history.into_iter().find_map(|recorded| match recorded.body.event {
        Event::PaperIssued(paper) if paper.kind == PaperKind::PenaltyDecision => Some(paper),
        _ => None,
    });
    decision.context("no decision was issued")
}
