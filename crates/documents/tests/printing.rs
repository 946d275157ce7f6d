//! Papers of real length, printed and read back with the tools a court or an archive would use (poppler, qpdf).

mod samples;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use documents::{PaperOrder, Press, PrintFault, usual_font_dirs};
use jiff::civil::date;
use law::papers::{Needed, PaperKind, Shape};
use samples::{AGENCY, PARTY, full};
use serde_json::{Map, Value, json};

static IMAGES: LazyLock<BTreeMap<String, Vec<u8>>> =
    LazyLock::new(|| BTreeMap::from([(samples::STILL.to_owned(), samples::STILL_PNG.to_vec())]));
static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(&usual_font_dirs()).expect("fonts"));

fn number(kind: PaperKind) -> String {
    format!("长市监{}〔2026〕108号", kind.number_word())
}

fn print(kind: PaperKind, elements: &Map<String, Value>) -> Result<Vec<u8>, PrintFault> {
    print_on(&PRESS, kind, elements)
}

fn print_on(press: &Press, kind: PaperKind, elements: &Map<String, Value>) -> Result<Vec<u8>, PrintFault> {
    press.print(&PaperOrder {
        kind,
        number: &number(kind),
        agency: AGENCY,
        case_name: "某某超市销售超过保质期的食品案",
        elements,
        check_url: "https://portal.example.invalid/check/0193f0a2-7c5e-7b1d-9a54-3f2b1c0d9e8f",
        issued_on: date(2026, 11, 5),
        images: &IMAGES,
        document_id: "0193f0a2-7c5e-7b1d-9a54-3f2b1c0d9e8f",
    })
}

/// What `pdftotext` reads, without spaces and line ends.
fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).expect("written");
    let out = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8"])
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext");
    assert!(out.status.success());
    squeezed(&String::from_utf8(out.stdout).expect("UTF-8"))
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|&c| c == '\u{c}' || !c.is_whitespace()).collect()
}

/// Every text that was filled in, in the order of the paper; days and amounts are written otherwise and left out.
fn written(shape: Shape, value: &Value, into: &mut Vec<String>) {
    match (shape, value) {
        (Shape::Text, Value::String(text)) => into.extend(text.lines().map(squeezed)),
        (Shape::Lines, Value::Array(lines)) => lines.iter().for_each(|line| written(Shape::Text, line, into)),
        (Shape::Table(columns), Value::Array(rows)) => {
            for row in rows {
                columns.iter().for_each(|column| written(column.shape, &row[column.key], into));
            }
        }
        _ => {}
    }
}

/// Leaves what stands in the foot of each sheet out of the text, so that a paragraph running over two sheets reads on.
fn without_feet(text: &str, kind: PaperKind) -> String {
    let feet: &[&str] = match kind {
        PaperKind::InspectionRecord => {
            &["被检查人（在场人）：检查人：检查人：", "被检查人（在场人）：", "检查人："]
        }
        PaperKind::InquiryRecord => &["被询问人：询问人：记录人：", "被询问人：", "询问人：", "记录人："],
        _ => &[],
    };
    let mut text = text.replace('\u{c}', "");
    for foot in feet {
        text = text.replace(foot, "");
    }
    for n in 1..60 {
        text = text.replace(&format!("—{n}—"), "");
        for of in 1..60 {
            text = text.replace(&format!("第{n}页共{of}页"), "");
        }
    }
    text
}

#[test]
fn every_paper_prints_and_its_whole_text_comes_out_again() {
    for kind in PaperKind::ALL {
        let elements = full(kind);
        let pdf = print(kind, &elements).unwrap_or_else(|fault| panic!("{}: {fault}", kind.title()));
        keep(kind.template(), &pdf);
        let text = without_feet(&text_of(&pdf), kind);
        let mut expected = vec![squeezed(&number(kind)), kind.title().to_owned(), AGENCY.to_owned()];
        for element in kind.elements() {
            written(element.shape, &elements[element.key], &mut expected);
        }
        for line in expected {
            // A text that runs on overleaf is read in two pieces with a table head between them; all else is whole.
            let letters: Vec<char> = line.chars().collect();
            let pieces = letters.chunks(12).map(|piece| piece.iter().collect::<String>());
            let lost: Vec<String> = pieces.filter(|piece| !text.contains(piece)).collect();
            assert!(lost.is_empty(), "{}: {lost:?}", kind.title());
        }
    }
}

#[test]
fn running_text_comes_out_in_its_order() {
    let kind = PaperKind::PenaltyDecision;
    let elements = full(kind);
    let text = without_feet(&text_of(&print(kind, &elements).expect("printed")), kind);
    for key in [
        "facts",
        "statement",
        "character",
        "discretion",
        "performance",
        "remedies",
        "publication",
        "party_name",
        "party_address",
    ] {
        for line in elements[key].as_str().expect("text").lines() {
            assert!(text.contains(&squeezed(line)), "{key}: {line}\n{text}");
        }
    }
    for words in [
        "人民币55,000.00元（大写：伍万伍仟元整）",
        "人民币1,320.60元（大写：壹仟叁佰贰拾元陆角整）",
        "2026年11月5日",
        "（印章）",
    ] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn the_same_order_gives_the_same_bytes_and_an_archive_file() {
    let another = Press::new(&usual_font_dirs()).expect("fonts");
    for kind in PaperKind::ALL {
        let first = print(kind, &full(kind)).expect("printed");
        let second = print_on(&another, kind, &full(kind)).expect("printed");
        assert!(first == second, "{}", kind.title());
        let text = String::from_utf8_lossy(&first);
        assert!(
            text.contains("<pdfaid:part>2</pdfaid:part>")
                && text.contains("<pdfaid:conformance>B</pdfaid:conformance>")
        );
        qpdf_accepts(&first);
    }
}

fn qpdf_accepts(pdf: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).expect("written");
    let out = Command::new("qpdf").arg("--check").arg(&path).output().expect("qpdf");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
    let fonts = Command::new("pdffonts").arg(&path).output().expect("pdffonts");
    let fonts = String::from_utf8(fonts.stdout).expect("UTF-8");
    for line in fonts.lines().skip(2) {
        assert!(line.contains(" yes yes yes "), "embedded, subset and with Unicode: {line}");
    }
}

#[test]
fn an_account_is_printed_only_where_something_is_to_be_paid() {
    let mut elements = full(PaperKind::PenaltyDecision);
    assert!(
        text_of(&print(PaperKind::PenaltyDecision, &elements).expect("printed")).contains("缴款银行和账户")
    );
    elements.insert("penalties".to_owned(), json!([{"kind": "警告"}]));
    assert!(
        !text_of(&print(PaperKind::PenaltyDecision, &elements).expect("printed")).contains("缴款银行和账户")
    );
}

#[test]
fn the_seal_never_stands_on_a_sheet_without_text() {
    let kind = PaperKind::PenaltyDecision;
    for lines in 0..24 {
        let mut elements = full(kind);
        elements.insert("facts".to_owned(), json!("违法事实清楚。\n".repeat(lines + 1)));
        let text = text_of(&print(kind, &elements).expect("printed"));
        let sheets: Vec<&str> = text.split('\u{c}').collect();
        let sealed = sheets.iter().find(|sheet| sheet.contains("（印章）")).expect("a place for the seal");
        assert!(sealed.contains("第四十八条的规定予以公示。"), "{lines}: {sealed}");
        assert!(sealed.contains("2026年11月5日") && sealed.contains(AGENCY), "{lines}: {sealed}");
    }
}

#[test]
fn an_element_taken_away_is_named_and_nothing_is_printed() {
    for kind in PaperKind::ALL {
        for element in kind.elements() {
            let mut elements = full(kind);
            elements.shift_remove(element.key);
            let possible = element.needed == Needed::Possible;
            match print(kind, &elements) {
                Err(PrintFault::Missing { title, elements }) => {
                    assert!(!possible && title == kind.title());
                    assert_eq!(elements.iter().map(|missed| missed.key).collect::<Vec<_>>(), [element.key]);
                }
                Err(fault) => panic!("{} without {}: {fault}", kind.title(), element.key),
                Ok(_) => assert!(possible, "{} without {}", kind.title(), element.key),
            }
        }
    }
}

#[test]
fn keys_the_paper_does_not_know_are_refused() {
    let mut elements = full(PaperKind::ServiceReceipt);
    elements.insert("facts_more".to_owned(), json!("甲"));
    let fault = print(PaperKind::ServiceReceipt, &elements).expect_err("an unknown key");
    assert_eq!(fault.to_string(), "填写的内容不能印出：facts_more：《送达回证》没有这一项");
}

#[test]
fn a_paper_longer_than_any_real_one_is_refused() {
    let mut elements = full(PaperKind::PenaltyDecision);
    for key in ["facts", "statement", "character", "discretion"] {
        elements.insert(key.to_owned(), json!("字".repeat(40_000)));
    }
    assert!(
        matches!(print(PaperKind::PenaltyDecision, &elements), Err(PrintFault::TooLong { chars }) if chars > 160_000)
    );
}

#[test]
fn a_character_without_glyph_is_named() {
    let mut elements = full(PaperKind::ServiceReceipt);
    elements.insert("remark".to_owned(), json!("甲\u{E123}乙"));
    match print(PaperKind::ServiceReceipt, &elements) {
        Err(PrintFault::GlyphMissing { character }) => assert_eq!(character, '\u{E123}'),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_could_not_be_printed_is_known_before_it_is_ordered() {
    assert_eq!(PRESS.lacks("甲\u{E123}乙"), Some('\u{E123}'));
    assert_eq!(PRESS.lacks("张㛃、李𣲗、王喆\n第二段"), None);
    assert_eq!(PRESS.lacks(""), None);
}

#[test]
fn rare_characters_of_names_are_printed() {
    let mut elements = full(PaperKind::ServiceReceipt);
    elements.insert("received_by".to_owned(), json!("张㛃、李𣲗、王喆"));
    let text = text_of(&print(PaperKind::ServiceReceipt, &elements).expect("printed"));
    assert!(text.contains("张㛃、李𣲗、王喆"), "{text}");
}

#[test]
fn markup_in_what_people_write_is_text() {
    let written = "#panic(\"x\")*粗*_斜_$x^2$`码`<标>@引[括]{花}\\u{4e00}//注=题-项#sys.inputs\"引号\"'单'~--...https://example.invalid/a";
    for (kind, key) in [(PaperKind::ServiceReceipt, "recipient"), (PaperKind::PenaltyDecision, "facts")] {
        let mut elements = full(kind);
        elements.insert(key.to_owned(), json!(written));
        let text = text_of(&print(kind, &elements).expect("printed"));
        assert!(text.contains(&squeezed(written)), "{text}");
    }
}

#[test]
fn an_order_without_number_agency_or_address_is_refused() {
    let elements = full(PaperKind::ServiceReceipt);
    let order = PaperOrder {
        kind: PaperKind::ServiceReceipt,
        number: "长市监送〔2026〕1号",
        agency: AGENCY,
        case_name: PARTY,
        elements: &elements,
        check_url: "https://example.invalid/1",
        issued_on: date(2026, 11, 5),
        images: &IMAGES,
        document_id: "1",
    };
    assert!(matches!(
        PRESS.print(&PaperOrder { number: " ", ..order }),
        Err(PrintFault::Unnamed { what: "文书编号" })
    ));
    assert!(matches!(
        PRESS.print(&PaperOrder { agency: "", ..order }),
        Err(PrintFault::Unnamed { what: "机关名称" })
    ));
    assert!(matches!(
        PRESS.print(&PaperOrder { check_url: "", ..order }),
        Err(PrintFault::Unnamed { what: "核验网址" })
    ));
    let long = "a".repeat(500);
    assert!(matches!(
        PRESS.print(&PaperOrder { check_url: &long, ..order }),
        Err(PrintFault::CheckAddressTooLong)
    ));
}

/// Keeps a paper for looking at, where `MINGJING_KEEP_PAPERS` names a folder.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("MINGJING_KEEP_PAPERS") {
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), pdf).expect("kept");
    }
}
