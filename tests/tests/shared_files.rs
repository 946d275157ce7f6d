//! The same bytes in two cases: kept once, and in every other way apart. Each case names its file as its own officer did, and whoever looks at it is
//! recorded in the case in which he or she looks.

use events::people::FileNamed;
use events::{Event, StreamId};
use stories::{Case, Stage, Until, Walk};

async fn photos(stage: &Stage, case: &str) -> Vec<FileNamed> {
    let (standing, _) = stage.office.desk.case(case.parse().expect("an id")).await.expect("the case");
    standing.investigation.evidence.into_iter().flat_map(|item| item.added.files).collect()
}

/// What of this case's file was looked at, as its viewings say.
async fn viewings(stage: &Stage, case: &str, name: &str) -> usize {
    let case: StreamId = case.parse().expect("an id");
    let viewed = stage.office.books.viewings(case).await.expect("the store is read");
    let of_file =
        |event: &Event| matches!(event, Event::MaterialViewed(viewed) if viewed.what.ends_with(name));
    viewed.iter().filter(|recorded| of_file(&recorded.body.event)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_two_cases_is_viewed_in_each() {
    let stage = Stage::start().await;
    let one = Walk::to(&stage, Case::minor(), Until::Investigated).await;
    let other = Walk::to(&stage, Case::minor().later(), Until::Investigated).await;
    let file = photos(&stage, &one.id).await.remove(0);
    let same = photos(&stage, &other.id).await.into_iter().find(|named| named.sha256 == file.sha256);
    let same = same.expect("both cases have the same photo");
    for (case, named) in [(&one.id, &file), (&other.id, &same), (&one.id, &file), (&other.id, &same)] {
        let shown = one.head.opens(&format!("/cases/{case}/files/{}", named.sha256)).await;
        assert_eq!(shown.status, 200, "{}", shown.says());
        assert_eq!(viewings(&stage, case, &named.name).await, 1, "once in ten minutes, and in its own case");
    }
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
