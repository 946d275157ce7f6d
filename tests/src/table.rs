//! Tables as people bring them to the desk: filled in by hand, with whatever programs leave in them; and sending one in and waiting until it was read, as from a
//! browser without scripts.

use crate::html;
use crate::officer::{Answer, Officer};
use jiff::civil::date;
use sheets::{Caption, Column, Columns, Format, Kind, SheetWriter, Value};
use std::io::{Cursor, Write};

/// The columns of the officers' register that a new officer needs.
pub const OFFICERS: [&str; 9] = [
    "人员标识",
    "姓名",
    "执法主体",
    "内设机构代码",
    "岗位",
    "执法证号",
    "发证机关",
    "证件有效期自",
    "证件有效期至",
];

/// A row for an officer of the market bureau's first department, by the name of the bureau as people write it.
pub fn officer<'a>(id: &'a str, name: &'a str, number: &'a str, until: &'a str) -> Vec<&'a str> {
    let body = "上海市明镜区市场监督管理局";
    vec![id, name, body, "market-one", "执法人员", number, "上海市人民政府", "2025-01-01", until]
}

/// A table of texts, whatever they mean.
pub fn written(format: Format, titles: &[&str], rows: &[Vec<&str>]) -> Vec<u8> {
    let column = |title: &&str| Column::new(title, title, Kind::Text { chars_max: 5_000 });
    let columns = Columns::new(titles.iter().map(column).collect()).expect("titles that differ");
    let caption = Caption { sheet: "名单".to_owned(), made_at: date(2026, 1, 5).at(10, 0, 0, 0) };
    let mut writer = SheetWriter::new(Vec::new(), format, &columns, &caption).expect("a writer");
    for row in rows {
        let cell = |text: &&str| if text.is_empty() { Value::Empty } else { Value::Text((*text).to_owned()) };
        writer.row(&row.iter().map(cell).collect::<Vec<_>>()).expect("a row");
    }
    writer.finish().expect("a table")
}

pub fn xlsx(titles: &[&str], rows: &[Vec<&str>]) -> Vec<u8> {
    written(Format::Xlsx, titles, rows)
}

/// The same workbook with a macro in it, as Excel packs one.
pub fn with_macro(workbook: Vec<u8>) -> Vec<u8> {
    let mut package = zip::ZipWriter::new_append(Cursor::new(workbook)).expect("a workbook is a package");
    package.start_file("xl/vbaProject.bin", zip::write::SimpleFileOptions::default()).expect("a part");
    package.write_all(b"\xCC\x61").expect("bytes");
    package.finish().expect("a package").into_inner()
}

/// A workbook in which the first two rows share one merged cell in this column.
pub fn merged(titles: &[&str], rows: &[Vec<&str>], column: u16) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, texts) in (0..).zip(std::iter::once(titles.to_vec()).chain(rows.iter().cloned())) {
        for (place, text) in (0..).zip(texts).filter(|(place, _)| *place != column || row == 0) {
            sheet.write_string(row, place, text).expect("a cell");
        }
    }
    let text = rows[0][usize::from(column)];
    sheet.merge_range(1, column, 2, column, text, &rust_xlsxwriter::Format::new()).expect("a merged cell");
    workbook.save_to_buffer().expect("a workbook")
}

/// Sends a file in for a register; what the desk answered to it.
pub async fn sends(officer: &Officer, register: &str, name: &str, bytes: &[u8]) -> Answer {
    let path = format!("/registers/entries/{register}/imports");
    let form = officer.form(&path).await;
    officer.posts(&path, &form, &[("file", name, bytes)]).await
}

/// Sends a file in, and gives its address and its page as it is when it was read.
pub async fn imports(officer: &Officer, register: &str, name: &str, bytes: &[u8]) -> (String, Answer) {
    let sent = sends(officer, register, name, bytes).await;
    assert_eq!(sent.status, 303, "{}", sent.says());
    let page = settled(officer, &sent.location).await;
    (sent.location, page)
}

/// The page of an import when nothing goes on with it any longer. It is looked at as a reader's browser would, with time between the looks: the machine reads
/// the file meanwhile.
pub async fn settled(officer: &Officer, address: &str) -> Answer {
    let begun = std::time::Instant::now();
    while begun.elapsed() < std::time::Duration::from_secs(300) {
        let page = officer.opens(address).await;
        assert_eq!(page.status, 200, "{}", page.says());
        if !page.text().contains("data-progress") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{address} does not come to an end");
}

/// Decides to hand in all good rows, and gives the page as it is when that is over.
pub async fn takes(officer: &Officer, address: &str, reason: &str) -> Answer {
    let answer = decides(officer, address, "taking", &[("reason", reason)]).await;
    assert_eq!((answer.status, answer.location.as_str()), (303, address), "{}", answer.says());
    settled(officer, address).await
}

/// Fills in and posts one of the forms on the page of an import.
pub async fn decides(officer: &Officer, address: &str, what: &str, entered: &[(&str, &str)]) -> Answer {
    let page = officer.opens(address).await;
    let action = format!("{address}/{what}");
    let form = html::form(&String::from_utf8_lossy(&page.bytes), &action);
    let mut form = form.unwrap_or_else(|| panic!("{action} has no form: {}", page.says()));
    entered.iter().for_each(|(name, text)| form.set(name, text));
    officer.posts_fields(&action, &form.posted()).await
}

/// Where the proposal waits that an import became.
pub fn proposal(page: &Answer) -> String {
    let text = page.text();
    let at = text.find("/registers/proposals/").unwrap_or_else(|| panic!("no proposal: {}", page.says()));
    text[at..].split('"').next().unwrap_or_default().to_owned()
}
