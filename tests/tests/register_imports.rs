//! Registers as files over HTTP: what is exported comes back as no change, a file is read before anything is decided, every bad cell is named, all good rows go in
//! as one proposal or none, and nobody but the officer who sent a file sees anything of it.

use desk::Store;
use events::StreamId;
use pages::sheet::work;
use pages::sheet::writing::FORMS;
use registers::all;
use sheets::{Encoding, Format};
use store::ImportStage;
use stories::officer::{Answer, Officer};
use stories::table::{self, OFFICERS, decides, imports, sends, settled, takes};
use stories::{Stage, html};

/// So many inspection items of a body, each good, with this frequency.
fn items(body: &str, count: usize, times: &str) -> Vec<u8> {
    let codes: Vec<String> = (1..=count).map(|place| format!("JC-PL-{place:03}")).collect();
    let basis = "《食品安全法》第一百一十条";
    let row = |code: &String| {
        [code, body, "批量检查事项", "食品经营者", basis, "进货查验", "现场检查", times].map(str::to_owned)
    };
    let rows: Vec<[String; 8]> = codes.iter().map(row).collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    table::written(Format::Csv(Encoding::Utf8Marked), &titles("inspection_items", &ITEMS), &rows)
}

const ITEMS: [&str; 8] = ["code", "body", "name", "target", "basis", "content", "method", "times_a_year"];

/// The titles of columns by their keys.
fn titles(register: &str, keys: &[&str]) -> Vec<&'static str> {
    let kind = all::by_word(register).expect("a register");
    keys.iter().map(|key| kind.field(key).expect("a field").label).collect()
}

fn market() -> String {
    mingjing::demo::district::codes().market
}

fn waiting(stage: &Stage) -> usize {
    stage.office.books.registers().proposals().len()
}

/// The figure of a kind on the page of an import.
fn figure(page: &Answer, title: &str) -> u64 {
    let text = page.text();
    let after = text.find(&format!("</strong><span>{title}")).expect("the figure is shown");
    let figure = text[..after].rsplit('>').next().and_then(|figure| figure.parse().ok());
    figure.unwrap_or_else(|| panic!("{title}: {}", page.says()))
}

/// What a form of the page posts.
fn posted(page: &Answer, action: &str) -> Vec<(String, String)> {
    let form = html::form(&String::from_utf8_lossy(&page.bytes), action);
    form.unwrap_or_else(|| panic!("{action}: {}", page.says())).posted()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_export_comes_back_as_no_change() {
    let stage = Stage::start().await;
    let admin = stage.officer("admin");
    let size = stage.office.books.size().await.expect("a size");
    let viewings =
        || async { stage.office.books.viewings(StreamId::REGISTERS).await.expect("viewings").len() };
    let (mut tried, mut viewed) = (0, 0);
    for (place, kind) in all::ALL.iter().enumerate() {
        for (order, form) in FORMS.iter().enumerate() {
            // Every register in one of the formats, the officers in all.
            if kind.word != "officer" && order != place % FORMS.len() {
                continue;
            }
            let path = format!("/registers/entries/{}/export?form={}", kind.word, form.word);
            let file = admin.opens(&path).await;
            assert_eq!(file.status, 200, "{path}: {}", file.says());
            let named = file.headers["content-disposition"].to_str().expect("a name");
            assert!(named.starts_with("attachment;") && named.ends_with(form.ends), "{named}");
            assert_eq!(file.headers["cache-control"], "private, no-store");
            viewed += usize::from(kind.fields.iter().any(|field| !kind.public.contains(&field.key)));
            let entries = stage.office.books.registers();
            let today = jiff::civil::date(2026, 1, 5);
            if entries.book(kind.word).all_as_of(today).next().is_none() {
                continue;
            }
            let (address, page) =
                imports(&admin, kind.word, &format!("导出.{}", form.ends), &file.bytes).await;
            let held = entries.book(kind.word).all_as_of(today).count() as u64;
            assert_eq!(figure(&page, "没有变化"), held, "{path}: {}", page.says());
            for other in ["新增", "变更", "停用", "有误的行"] {
                assert_eq!(figure(&page, other), 0, "{path} {other}: {}", page.says());
            }
            assert!(page.text().contains("没有可以交出的变更"), "{}", page.says());
            assert_eq!(decides(&admin, &address, "end", &[]).await.status, 303);
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried} registers hold something");
    assert_eq!(
        viewings().await,
        viewed,
        "what is not for everyone was recorded as a viewing, and nothing else"
    );
    assert_eq!(stage.office.books.size().await.expect("a size"), size + viewed as u64);
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn good_rows_go_in_as_one_proposal_and_the_bad_one_is_named() {
    let stage = Stage::start().await;
    let (admin, second) = (stage.officer("admin"), stage.officer("ren-hai"));
    let rows = [
        table::officer("qian-duo", "钱铎", "310105000991", "2029-12-31"),
        table::officer("wu-yong", "吴勇", "310105000992", "二〇二九年底"),
        table::officer("sun-mei", "孙梅", "310105000993", "2024-12-31"),
    ];
    let (address, page) = imports(&admin, "officer", "名单.xlsx", &table::xlsx(&OFFICERS, &rows)).await;
    assert_eq!((figure(&page, "新增"), figure(&page, "有误的行")), (1, 2), "{}", page.says());
    for shown in ["I3", "二〇二九年底", "不是日期", "I4", "早于起始日期", "钱铎", "读取的工作表：名单"]
    {
        assert!(page.text().contains(shown), "{shown}: {}", page.says());
    }
    let told = admin.opens(&format!("{address}/faults?form=csv")).await;
    let told = told.text();
    assert!(told.lines().count() == 3 && told.contains("I3,证件有效期至,二〇二九年底"), "{told}");
    assert_eq!(admin.opens(&format!("{address}/faults?form=xlsx")).await.bytes[..2], *b"PK");
    assert_eq!(admin.opens(&format!("{address}/faults?form=exe")).await.status, 404);

    let before = waiting(&stage);
    decides(&admin, &address, "taking", &[("reason", " ")]).await.says_no(422, "请写明变更理由");
    assert_eq!(waiting(&stage), before);
    let page = takes(&admin, &address, "按二〇二六年度发证名单").await;
    assert!(page.text().contains("已交出"), "{}", page.says());
    assert_eq!(waiting(&stage), before + 1);
    // Pressed again, nothing comes of it.
    let token = posted(&page, &format!("{address}/end"));
    let mut again = token.clone();
    again.push(("reason".to_owned(), "再来一次".to_owned()));
    assert_eq!(admin.posts_fields(&format!("{address}/taking"), &again).await.status, 303);
    assert_eq!(waiting(&stage), before + 1);

    let proposal = table::proposal(&page);
    let own = admin.opens(&proposal).await;
    assert!(own.text().contains("撤回理由") && !own.text().contains("确认生效"), "{}", own.says());
    assert!(stage.office.books.registers().officer(&"qian-duo".into()).is_none(), "nothing stands yet");
    let shown = second.opens(&proposal).await;
    for words in ["按二〇二六年度发证名单", "新增 1 条", "钱铎", "上海市明镜区市场监督管理局", "310105000991"]
    {
        assert!(shown.text().contains(words), "{words}: {}", shown.says());
    }
    let confirm = posted(&shown, "/registers/entry_confirmation");
    assert_eq!(second.posts_fields("/registers/entry_confirmation", &confirm).await.status, 303);
    let registers = stage.office.books.registers();
    assert!(registers.officer(&"qian-duo".into()).is_some_and(|officer| officer.certificate.is_some()));
    assert!(registers.officer(&"wu-yong".into()).is_none() && registers.officer(&"sun-mei".into()).is_none());
    assert_eq!(second.opens(&proposal).await.status, 404, "it no longer waits");
    assert!(admin.opens(&address).await.text().contains("不再等待"));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_imported_says_why() {
    let stage = Stage::start().await;
    let admin = stage.officer("admin");
    let rows = [
        table::officer("qian-duo", "钱铎", "310105000991", "2029-12-31"),
        table::officer("wu-yong", "吴勇", "310105000992", "2029-12-31"),
    ];
    let good = table::xlsx(&OFFICERS, &rows);
    let wrong = table::xlsx(&OFFICERS[..3], &[rows[0][..3].to_vec()]);
    for (name, bytes, says) in [
        ("宏.xlsm", table::with_macro(good.clone()), "含有宏"),
        ("缺列.xlsx", wrong, "表头缺少必需的列：内设机构代码、岗位"),
        ("别的.csv", "甲,乙\r\n1,2\r\n".as_bytes().to_vec(), "没有找到表头"),
        ("图片.xlsx", stories::material::photo(1), "不能识别"),
        ("半个.xlsx", good[..good.len() / 2].to_vec(), "不完整"),
    ] {
        let (address, page) = imports(&admin, "officer", name, &bytes).await;
        assert!(page.text().contains("不能导入") && page.text().contains(says), "{name}: {}", page.says());
        assert!(
            !page.text().contains(&format!("{address}/taking")),
            "{name}: nothing is offered to be taken"
        );
    }
    let (_, page) = imports(&admin, "officer", "合并.xlsx", &table::merged(&OFFICERS, &rows, 2)).await;
    assert!(page.text().contains("C3") && page.text().contains("合并区域 C2:C3"), "{}", page.says());
    assert_eq!((figure(&page, "新增"), figure(&page, "有误的行")), (1, 1));

    let path = "/registers/entries/officer/imports";
    sends(&admin, "officer", "空.xlsx", b"").await.says_no(422, "“空.xlsx”是空文件");
    let form = admin.form(path).await;
    let none = admin.posts(path, &form, &[]).await;
    none.says_no(422, "请选择要导入的文件");
    assert!(none.text().contains("href=\"#f-file\""), "the refusal leads to the field");
    let large = vec![b'x'; (64 << 20) + 1];
    sends(&admin, "officer", "很大.csv", &large).await.says_no(422, "超过 64 MiB 的上限");
    assert!(admin.opens(path).await.text().contains("宏.xlsm"), "the list of one's own imports names them");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_a_file_and_nothing_goes_without_the_token() {
    let stage = Stage::start().await;
    let (clerk, head, handler) =
        (stage.officer("lin-yue"), stage.officer("xu-guang"), stage.officer("zhang-wei"));
    let register = "/registers/entries/inspection_items";
    let (address, _) = imports(&clerk, "inspection_items", "清单.csv", &items(&market(), 3, "2")).await;
    let unknown = format!("{register}/imports/{}", "0".repeat(32));
    let token = |page: &Answer| {
        posted(page, "/sign-out").into_iter().filter(|(name, _)| name == "form_token").collect::<Vec<_>>()
    };
    let before = waiting(&stage);
    for (officer, keeps) in [(&head, true), (&handler, false)] {
        let own = token(&officer.opens("/").await);
        let mut taking = own.clone();
        taking.push(("reason".to_owned(), "冒名".to_owned()));
        let looked = [officer.opens(&address).await, officer.opens(&unknown).await];
        assert_eq!(looked[0].says(), looked[1].says(), "nothing tells another's from none");
        for answer in looked.into_iter().chain([
            officer.opens(&format!("{address}/faults?form=csv")).await,
            officer.posts_fields(&format!("{address}/taking"), &taking).await,
            officer.posts_fields(&format!("{address}/end"), &own).await,
        ]) {
            answer.says_no(404, "没有这一页");
        }
        let list = officer.opens(&format!("{register}/imports")).await;
        assert_eq!(list.status, if keeps { 200 } else { 404 });
        assert!(!list.text().contains("清单.csv"));
        let table = officer.opens(register).await.text();
        assert!(table.contains("export?form=xlsx") && table.contains("type=\"file\"") == keeps);
        assert_eq!(officer.opens(&format!("{register}/export?form=json")).await.status, 200, "it is public");
    }
    let refused = handler.opens("/registers/entries/qualifications/export?form=csv").await;
    refused.says_no(404, "没有这一页");
    // The right person without the token of the session.
    for (what, entered) in [("taking", &[("reason", "理由")][..]), ("end", &[])] {
        let mut fields: Vec<(String, String)> = vec![("form_token".to_owned(), "0".repeat(32))];
        fields.extend(entered.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        clerk.posts_fields(&format!("{address}/{what}"), &fields).await.says_no(403, "表单已经失效");
    }
    let sent =
        clerk.posts(&format!("{register}/imports"), &html::Form::default(), &[("file", "a.csv", b"x")]).await;
    sent.says_no(403, "表单已经失效");
    assert_eq!(waiting(&stage), before);
    assert_eq!(figure(&clerk.opens(&address).await, "新增"), 3, "it is still there for whoever sent it");
    assert_eq!(decides(&clerk, &address, "end", &[]).await.status, 303);
    assert_eq!(clerk.opens(&address).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_that_the_register_has_outrun_is_shown_anew() {
    let stage = Stage::start().await;
    let admin = stage.officer("admin");
    let rows = [table::officer("qian-duo", "钱铎", "310105000991", "2029-12-31")];
    let (address, page) = imports(&admin, "officer", "名单.xlsx", &table::xlsx(&OFFICERS, &rows)).await;
    assert_eq!(figure(&page, "新增"), 1);
    let entered = serde_json::json!({"id": "qian-duo", "name": "钱铎", "body": market(), "department": "market-one",
        "posts": ["执法人员"], "certificate_number": "310105000991", "certificate_issuer": "上海市人民政府",
        "certificate_from": "2025-01-01", "certificate_to": "2029-12-31"});
    admin.publishes(&stage.officer("ren-hai"), "officer", &entered).await;
    let before = waiting(&stage);
    let page = takes(&admin, &address, "按名单").await;
    assert!(page.text().contains("预览之后名录有了变化"), "{}", page.says());
    assert_eq!((figure(&page, "新增"), figure(&page, "没有变化")), (0, 1));
    assert_eq!(waiting(&stage), before, "nothing was handed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_proposal_is_read_leaf_by_leaf_and_settled_once() {
    let stage = Stage::start().await;
    let (clerk, head) = (stage.officer("lin-yue"), stage.officer("xu-guang"));
    // A frequency out of range in every row: more bad cells than one leaf shows.
    let (address, page) = imports(&clerk, "inspection_items", "错.csv", &items(&market(), 30, "400")).await;
    assert_eq!((figure(&page, "有误的行"), figure(&page, "新增")), (30, 0));
    let cells = |page: &Answer| page.text().matches("data-label=\"位置\"").count();
    assert_eq!(cells(&page), 20);
    assert!(page.text().contains("第 1–20 条，共 30 条"), "{}", page.says());
    assert_eq!(cells(&clerk.opens(&format!("{address}?page=1")).await), 10);
    assert_eq!(cells(&clerk.opens(&format!("{address}?page=9")).await), 0);

    let (address, page) = imports(&clerk, "inspection_items", "对.csv", &items(&market(), 120, "2")).await;
    assert_eq!(figure(&page, "新增"), 120);
    let page = takes(&clerk, &address, "年度清单").await;
    let proposal = table::proposal(&page);
    let list = head.opens("/registers/proposals").await;
    assert!(
        list.text().contains("查看全部 120 条并办理") && !list.text().contains("JC-PL-001"),
        "{}",
        list.says()
    );
    let changes = |page: &Answer| page.text().matches("class=\"change\"").count();
    let first = head.opens(&proposal).await;
    assert!(first.text().contains("新增 120 条，变更 0 条，停用 0 条"), "{}", first.says());
    assert_eq!((changes(&first), changes(&head.opens(&format!("{proposal}?page=2")).await)), (50, 20));
    assert_eq!(changes(&head.opens(&format!("{proposal}?page=99999999999999999999")).await), 0);
    stage.officer("zhang-wei").opens(&proposal).await.says_no(404, "没有这一页");
    let confirm = posted(&first, "/registers/entry_confirmation");
    assert_eq!(head.posts_fields("/registers/entry_confirmation", &confirm).await.status, 303);
    let shown = head.opens("/registers/entries/inspection_items?q=JC-PL").await;
    assert!(shown.text().contains("有效的条目 120 条"), "{}", shown.says());
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

/// An officer's session is what the tests of this file go by; nobody is signed in before.
#[tokio::test(flavor = "multi_thread")]
async fn the_template_is_read_back_as_a_table_without_rows() {
    let stage = Stage::start().await;
    let admin: Officer = stage.officer("admin");
    let template = admin.opens("/registers/entries/discretion/template").await;
    assert_eq!(template.status, 200, "{}", template.says());
    let sent = sends(&admin, "discretion", "模板.xlsx", &template.bytes).await;
    let page = settled(&admin, &sent.location).await;
    assert_eq!(
        figure(&page, "新增") + figure(&page, "没有变化") + figure(&page, "有误的行"),
        0,
        "{}",
        page.says()
    );
}

/// An import as its row stands, by its address.
async fn row(stage: &Stage, address: &str) -> store::Import {
    let id = address.rsplit('/').next().expect("an id");
    stage.office.books.import(id).await.expect("an answer").expect("an import")
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hands_in_may_die_at_any_moment_and_it_is_one_proposal() {
    let stage = Stage::start().await;
    let clerk = stage.officer("admin");
    let (address, _) = imports(&clerk, "inspection_items", "事项.csv", &items(&market(), 40, "4")).await;
    let (books, before) = (&stage.office.books, waiting(&stage));
    let id = row(&stage, &address).await.id;
    // Decided, and the program is killed before anything is handed in.
    assert!(books.import_decided(&id, "年度清单", stage.office.desk.clock.now()).await.expect("an answer"));
    let left = row(&stage, &address).await;
    let (one, other) = (work::take_up(&stage.office, &left), work::take_up(&stage.office, &left));
    let (one, other) = tokio::join!(one, other);
    one.and(other).expect("is handed in");
    assert_eq!((row(&stage, &address).await.stage, waiting(&stage)), (ImportStage::Taken, before + 1));
    // Handed in, and the program is killed before that is noted.
    assert!(books.import_moves(&id, ImportStage::Taken, ImportStage::Taking).await.expect("an answer"));
    work::take_up(&stage.office, &row(&stage, &address).await).await.expect("is taken up again");
    assert_eq!((row(&stage, &address).await.stage, waiting(&stage)), (ImportStage::Taken, before + 1));
    assert!(settled(&clerk, &address).await.text().contains("已交出"));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_rows_with_one_in_a_hundred_bad_are_read_to_their_end() {
    const ROWS: usize = 100_000;
    let stage = Stage::start().await;
    let clerk = stage.officer("admin");
    let market = market();
    let codes: Vec<String> = (0..ROWS).map(|place| format!("JC-{place:06}")).collect();
    let basis = "《食品安全法》第一百一十条";
    let rows: Vec<Vec<&str>> = codes
        .iter()
        .enumerate()
        .map(|(place, code)| {
            let times = if place % 100 == 0 { "多次" } else { "4" };
            vec![code, &market, "批量检查事项", "食品经营者", basis, "进货查验", "现场检查", times]
        })
        .collect();
    let file = table::written(Format::Csv(Encoding::Utf8Marked), &titles("inspection_items", &ITEMS), &rows);
    let (address, page) = imports(&clerk, "inspection_items", "全区清单.csv", &file).await;
    let bad = ROWS as u64 / 100;
    assert_eq!(
        (figure(&page, "新增"), figure(&page, "有误的行")),
        (ROWS as u64 - bad, bad),
        "{}",
        page.says()
    );
    let told = clerk.opens(&format!("{address}/faults?form=csv")).await.text();
    assert_eq!(told.lines().count() as u64, bad + 1, "each bad cell is told");
    assert!(told.lines().nth(1).is_some_and(|line| line.contains("多次")), "{told}");
    let page = takes(&clerk, &address, "全区清单").await;
    assert!(page.text().contains("已交出"), "{}", page.says());
    let head = stage.officer("ren-hai");
    let proposal = table::proposal(&page);
    let confirm = posted(&head.opens(&proposal).await, "/registers/entry_confirmation");
    assert_eq!(head.posts_fields("/registers/entry_confirmation", &confirm).await.status, 303);
    let entered = stage.office.books.registers().book("inspection_items").len();
    assert!(entered >= ROWS - bad as usize, "{entered}");
}
