//! What somebody meets who sees the district for the first time (plan clauses 1, 2, 5, 6): a search in the full width, standards that agree with their articles, a board that leads
//! on, figures that lead to their cases, proposals that wait for a person, and a body that acts in another's name.

use mingjing::demo::district::codes;
use serde_json::json;
use stories::letter::{letter, progress};
use stories::{Case, Stage, Until, Walk, html};

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_a_duty_of_whoever_may_confirm_it_and_confirming_leads_back_to_what_waits() {
    let stage = Stage::start().await;
    let (clerk, head, handler) =
        (stage.officer("lin-yue"), stage.officer("xu-guang"), stage.officer("zhang-wei"));
    let content = json!({"code": "JC-SP-09", "body": codes().market, "name": "网络食品经营检查", "target": "网络食品经营者",
        "basis": "《食品安全法》第一百一十条", "content": ["公示信息"], "method": "remote", "times_a_year": 2});
    let change = json!({"enter": {"key": "JC-SP-09", "valid_from": "2026-01-05", "content": content}});
    let form = json!({"register": "inspection_items", "reason": "按公布的文件", "changes": json!([change]).to_string()});
    assert_eq!(clerk.enters("/registers/entry_proposal", &form, &[]).await.status, 303);
    let home = head.opens("/").await;
    assert!(home.text().contains("确认或者退回：") && home.text().contains("共 1 项"), "{}", home.says());
    assert!(home.text().contains("按公布的文件"), "{}", home.says());
    for other in [&clerk, &handler] {
        let home = other.opens("/").await;
        assert!(!home.text().contains("确认或者退回："), "{}: {}", other.login, home.says());
    }
    let registers = head.opens("/registers").await;
    assert!(registers.text().contains("待确认的拟订（1）"), "{}", registers.says());
    let waiting = head.opens("/registers/proposals").await;
    let path = "/registers/entry_confirmation";
    let form = html::form(&String::from_utf8_lossy(&waiting.bytes), path).expect("it can be confirmed");
    let confirmed = head.posts_fields(path, &form.posted()).await;
    assert_eq!(confirmed.status, 303, "{}", confirmed.says());
    assert!(confirmed.location.starts_with("/registers/proposals?done="), "{}", confirmed.location);
    assert!(!head.opens("/").await.text().contains("确认或者退回："));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_of_oversight_leads_to_its_cases_as_duties_allow() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Decided).await;
    stage.at(&walk.case.on(60, "09:00"));
    let at = format!("/oversight/cases?unit={}&figure=overdue", codes().market);
    let (supervisor, own, stranger) =
        (stage.officer("ren-hai"), stage.officer("xu-guang"), stage.officer("tang-bo"));
    for officer in [&supervisor, &own] {
        let figures = officer.opens("/oversight").await;
        assert!(figures.text().contains(&at), "{}: {}", officer.login, figures.text());
        let cases = officer.opens(&at).await;
        let text = cases.text();
        assert!(text.contains(&format!("/cases/{}", walk.id)) && text.contains("超期"), "{}", cases.says());
        assert!(text.contains("张伟"), "whose it is: {}", cases.says());
    }
    assert!(!stranger.opens("/oversight").await.text().contains("/oversight/cases"));
    stranger.opens(&at).await.says_no(404, "没有这一页");
    supervisor.opens("/oversight/cases?unit=none&figure=nothing").await.says_no(404, "没有这一页");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_entrusted_acts_in_the_name_of_the_organ_that_entrusts() {
    let stage = Stage::start().await;
    let page = stage.portal(&format!("/directory/body/{}", codes().institute)).await;
    let text = page.text();
    for words in ["第二十条", "上海市明镜区市场监督管理局", "的名义实施"] {
        assert!(text.contains(words), "{words}: {}", page.says());
    }
    for words in ["机关代字", "行政复议机关", "管辖法院"] {
        assert!(!text.contains(words), "{words} of its own: {}", page.says());
    }
    let desk = stage.officer("ren-hai").opens("/registers/entries").await;
    assert!(desk.text().contains("尚未公布的救济渠道"));
    let missing = desk.text().split("尚未公布的救济渠道").nth(1).map(str::to_owned).unwrap_or_default();
    let missing = missing.split("</section>").next().unwrap_or_default().to_owned();
    assert!(!missing.contains("食品安全检查所"), "{missing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn standards_say_what_their_articles_say_and_a_board_leads_to_guide_and_sample_paper() {
    let stage = Stage::start().await;
    let asked = "f.value=20000&f.repeat=%E6%B2%A1%E6%9C%89&f.recall=%E6%B2%A1%E6%9C%89%E5%8F%AC%E5%9B%9E";
    let found = stage.portal(&format!("/calculator/CL-034?{asked}")).await;
    assert!(found.text().contains("200,000.00元至300,000.00元"), "{}", found.says());
    let uncounted = "f.known=%E6%97%A0%E6%B3%95%E8%AE%A1%E7%AE%97%E6%88%96%E8%80%85%E6%98%8E%E6%98%BE%E5%81%8F%E4%BD%8E&f.cost=&f.harm=%E4%B8%80%E8%88%AC";
    let found = stage.portal(&format!("/calculator/CL-028?{uncounted}")).await;
    assert!(found.text().contains("200,000.00元至600,000.00元"), "no fee is asked for: {}", found.says());
    let matter = stage.portal("/directory/matter/0200-AD-028").await;
    let text = matter.text();
    assert!(
        text.contains("广告费用的3倍至5倍；不按广告费用计算的，200,000.00元至1,000,000.00元"),
        "{}",
        matter.says()
    );
    assert!(text.contains("应当给予：罚款") && !text.contains("较轻：广告费用"), "{}", matter.says());
    let board = stage.portal("/boards/CK-03").await;
    for href in ["/directory/guides/BS-01", "/directory/guides/BS-01#samples", "/boards"] {
        assert!(board.text().contains(&format!("href=\"{href}\"")), "{href}: {}", board.says());
    }
    assert!(
        stage.portal("/directory/guides/BS-01").await.text().contains("经营者名称：上海市明镜区甲乙丙食品店")
    );
    assert!(stage.portal("/directory/guides/BS-02").await.text().contains("当场办结"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_says_what_its_days_are_for_and_whom_to_ring_up() {
    let stage = Stage::start().await;
    let receipt = letter(&stage, &[("kind", "report"), ("about", "violation"), ("subject", "某超市")]).await;
    assert!(receipt.page.text().contains("转交之后"), "{}", receipt.page.says());
    let shown = progress(&stage, &receipt.number, &receipt.code).await;
    for words in ["转交之后", "行政处罚程序规定", "电话 021-55550300"] {
        assert!(shown.text().contains(words), "{words}: {}", shown.says());
    }
    assert!(!shown.text().contains("待补"), "{}", shown.says());
    let complaint = letter(&stage, &[]).await;
    assert!(!complaint.page.text().contains("转交之后"), "{}", complaint.page.says());
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_in_the_full_width_find_what_is_published_and_an_inspection_asks_for_its_items() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Shown).await;
    let form = walk.first.opens(&format!("/cases/{}/inspection", walk.id)).await;
    let page = form.text();
    let items =
        page.split("id=\"f-items\"").nth(1).unwrap_or_default().split("</legend>").next().unwrap_or_default();
    assert!(!items.is_empty() && !items.contains("选填"), "{items}");
    let walk = Walk::to(&stage, Case::minor().later(), Until::Decided).await;
    stage.at(&walk.case.on(30, "09:00"));
    walk.clerk.does(&walk.id, "publication", &json!({})).await;
    let found = |words: &'static str| {
        let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
        let stage = &stage;
        async move { stage.portal(&format!("/publications?words={words}")).await }
    };
    for words in ["明市监罚〔2026〕1号", "明市监罚［２０２６］１号", "明市监罚(2026)１号"]
    {
        let shown = found(words).await;
        assert!(shown.text().contains("鲜果时光便利店"), "{words}: {}", shown.says());
    }
    let none = found("明市监罚［２０２６］７７号").await;
    assert!(none.text().contains("没有符合条件的公示"), "{}", none.says());
}
