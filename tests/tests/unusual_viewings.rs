//! Unusual viewing (异常调阅, plan clause 12): whoever supervises sees the viewings that should be asked about, each with its reasons and purpose; nobody else does.

use stories::{Case, Stage, Until, Walk};

#[tokio::test(flavor = "multi_thread")]
async fn a_viewing_at_night_is_shown_to_whoever_supervises_and_to_nobody_else() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Investigated).await;
    let path = format!("/cases/{}", walk.id);
    let supervisor = stage.officer("ren-hai");
    let days = walk.case.day(7);
    stage.at(&walk.case.on(7, "10:00"));
    let asked = supervisor.opens(&path).await;
    assert_eq!(asked.status, 403, "{}", asked.says());
    supervisor.states_purpose(&asked, &path).await;
    assert_eq!(supervisor.opens(&path).await.status, 200);
    let by_day = supervisor.opens("/oversight/viewings").await.text();
    assert!(
        by_day.contains("这些天没有需要核实的调阅"),
        "a viewing by day is nothing to ask about: {by_day}"
    );

    stage.at(&walk.case.on(7, "22:30"));
    let other = stage.officer("ren-hai");
    let asked = other.opens(&path).await;
    other.states_purpose(&asked, &path).await;
    assert_eq!(other.opens(&path).await.status, 200);
    let page = other.opens("/oversight/viewings").await;
    assert_eq!(page.status, 200);
    let text = page.text();
    for said in [
        "21时至次日7时调阅",
        "任海",
        "同类案件参考",
        &format!("{days} 周一 22:30"),
        &format!("{path}/viewings"),
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("10:00"), "the one by day is not in the list: {text}");
    let earlier = other.opens("/oversight/viewings?back=1").await.text();
    assert!(earlier.contains("这些天没有需要核实的调阅") && earlier.contains("更近七日"), "{earlier}");
    assert!(other.opens("/oversight").await.text().contains("/oversight/viewings"));
    for login in ["zhang-wei", "chen-jing", "xu-guang"] {
        let officer = stage.officer(login);
        assert_eq!(officer.opens("/oversight/viewings").await.status, 404, "{login}");
        assert!(!officer.opens("/oversight").await.text().contains("/oversight/viewings"), "{login}");
    }
}
