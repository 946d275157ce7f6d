//! Patterns of what is private wherever it stands: identity and bank account numbers, telephones, street addresses, e-mail addresses. They err
//! towards hiding: a long serial number is hidden too. Dates, amounts and document numbers are not hit.

use crate::shadow::{Shadow, Span};

/// Every pattern in the text, with what it is.
pub(super) fn find(shadow: &Shadow) -> Vec<(Span, &'static str)> {
    let mut found = numbers(shadow);
    found.extend(addresses(shadow));
    found.extend(mail(shadow));
    found
}

/// Runs of digits, single hyphens between them allowed, with an X at the end of an identity number.
fn numbers(shadow: &Shadow) -> Vec<(Span, &'static str)> {
    let text = shadow.characters();
    let mut found = Vec::new();
    let mut from = 0;
    while from < text.len() {
        if !text[from].is_ascii_digit() {
            from += 1;
            continue;
        }
        let mut to = from;
        while to < text.len() && (text[to].is_ascii_digit() || hyphen(text, to)) {
            to += 1;
        }
        let x = text.get(to) == Some(&'X');
        found.extend(pieces(&text[from..to], x).into_iter().filter_map(|(start, end, what)| {
            let end = if x && from + end == to { to + 1 } else { from + end };
            Some((shadow.span(from + start, end)?, what))
        }));
        from = to;
    }
    found
}

/// A hyphen between two digits.
fn hyphen(text: &[char], at: usize) -> bool {
    text[at] == '-'
        && at > 0
        && text[at - 1].is_ascii_digit()
        && text.get(at + 1).is_some_and(char::is_ascii_digit)
}

/// What a run of digit groups holds. Dates are cut out first, so that 2026-01-01 beside another number does not make it an account.
fn pieces(run: &[char], x: bool) -> Vec<(usize, usize, &'static str)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for date in dates(run) {
        pieces.extend(number(run, from, date, false));
        from = date + 10;
    }
    pieces.extend(number(run, from, run.len(), x));
    pieces
}

fn number(run: &[char], from: usize, to: usize, x: bool) -> Option<(usize, usize, &'static str)> {
    let digits: Vec<char> = run.get(from..to)?.iter().copied().filter(char::is_ascii_digit).collect();
    let what = match digits.as_slice() {
        digits if digits.len() == 17 && x => "公民身份号码",
        digits if digits.len() >= 15 => "身份号码或者银行账号",
        ['1', '3'..='9', ..] if digits.len() == 11 => "手机号码",
        ['8', '6', '1', '3'..='9', ..] if digits.len() == 13 => "手机号码",
        ['0', '1'..='9', ..] if (10..=12).contains(&digits.len()) => "电话号码",
        _ => return None,
    };
    Some((from, to, what))
}

/// Where dates such as 2026-11-23 start in a run.
fn dates(run: &[char]) -> Vec<usize> {
    let is_date = |at: usize| {
        let ten = &run[at..at + 10];
        let shape = ten
            .iter()
            .enumerate()
            .all(|(i, c)| if i == 4 || i == 7 { *c == '-' } else { c.is_ascii_digit() });
        let stands_alone = (at == 0 || run[at - 1] == '-') && run.get(at + 10).is_none_or(|c| *c == '-');
        let text: String = ten.iter().collect();
        shape
            && stands_alone
            && text.parse::<jiff::civil::Date>().is_ok_and(|day| (1900..=2200).contains(&day.year()))
    };
    (0..(run.len() + 1).saturating_sub(10)).filter(|at| is_date(*at)).collect()
}

/// A street with a house number: 清水路12号, 安化路492弄3号601室, 新村一百号. The name of the street goes with it, up to the district before it.
fn addresses(shadow: &Shadow) -> Vec<(Span, &'static str)> {
    let text = shadow.characters();
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let number = at + 1;
        let avenue = text[at] == '道' && at > 0 && text[at - 1] == '大';
        let end = if avenue || STREET.contains(&text[at]) { house(text, number) } else { number };
        if end == number {
            at += 1;
            continue;
        }
        found.extend(shadow.span(street(text, at), end).map(|span| (span, "地址")));
        at = end;
    }
    found
}

const STREET: [char; 5] = ['路', '街', '弄', '巷', '村'];
const HOUSE: [char; 8] = ['号', '弄', '幢', '栋', '室', '楼', '层', '座'];
const STREET_NAME_MAX: usize = 6;

/// Where the house number that starts at `from` ends; `from` itself when there is none.
fn house(text: &[char], from: usize) -> usize {
    let mut end = from;
    let mut at = from;
    loop {
        let digits = text[at..].iter().take_while(|c| figure(**c)).count();
        match text.get(at + digits) {
            Some(c) if digits > 0 && HOUSE.contains(c) => {
                at += digits + 1;
                end = at;
            }
            _ => return end,
        }
    }
}

fn figure(c: char) -> bool {
    c.is_ascii_digit() || c == '-' || "零〇一二三四五六七八九十百千甲乙丙ABCDEF".contains(c)
}

/// Where the street's name begins: at most six Chinese characters back, and not past a district, a preposition or a mark.
fn street(text: &[char], at: usize) -> usize {
    let mut from = at;
    while from > 0 && at - from < STREET_NAME_MAX {
        let c = text[from - 1];
        if !('\u{3400}'..='\u{9FFF}').contains(&c) || "省市区县镇乡在于至从到位".contains(c) {
            break;
        }
        from -= 1;
    }
    from
}

fn mail(shadow: &Shadow) -> Vec<(Span, &'static str)> {
    let text = shadow.characters();
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let signs = text.iter().enumerate().filter(|(_, c)| **c == '@').map(|(at, _)| at);
    let around = |at: usize| {
        let before = text[..at].iter().rev().take_while(|c| part(**c)).count();
        let after = text[at + 1..].iter().take_while(|c| part(**c)).count();
        (before > 0 && after > 0).then(|| shadow.span(at - before, at + 1 + after)).flatten()
    };
    signs.filter_map(around).map(|span| (span, "电子邮件地址")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(&'static str, String)> {
        let cut = |span: Span| text.chars().skip(span.from).take(span.to - span.from).collect();
        find(&Shadow::of(text)).into_iter().map(|(span, what)| (what, cut(span))).collect()
    }

    #[test]
    fn what_is_private_by_its_shape_is_found() {
        for (text, what, found) in [
            ("身份证11010519491231002X。", "公民身份号码", "11010519491231002X"),
            ("身份证11010519491231002x。", "公民身份号码", "11010519491231002x"),
            ("证号110105194912310021止", "身份号码或者银行账号", "110105194912310021"),
            ("账号6222-0210-0101-1234-567", "身份号码或者银行账号", "6222-0210-0101-1234-567"),
            ("账号 6222 0210 0101 1234 567", "身份号码或者银行账号", "6222 0210 0101 1234 567"),
            ("电话13800138000", "手机号码", "13800138000"),
            ("电话138-0013-8000", "手机号码", "138-0013-8000"),
            ("电话１３８００１３８０００", "手机号码", "１３８００１３８０００"),
            ("拨打021-55550188查询", "电话号码", "021-55550188"),
            ("位于上海市明镜区清水路12号的店", "地址", "清水路12号"),
            ("在安化路492弄3号601室", "地址", "安化路492弄3号601室"),
            ("住东方新村一百号", "地址", "住东方新村一百号"),
            ("在虹桥大道88号", "地址", "虹桥大道88号"),
            ("写信到a.b@example.com吧", "电子邮件地址", "a.b@example.com"),
        ] {
            assert_eq!(kinds(text), [(what, found.to_owned())], "{text}");
        }
    }

    #[test]
    fn dates_amounts_and_document_numbers_are_left_alone() {
        for text in [
            "2026-11-23至2026-12-01期间",
            "2026-11-23-2026-12-01",
            "长市监罚〔2026〕12号",
            "罚款50000.00元，没收123,456.78元",
            "批号20260212，条码6901234567890",
            "《食品安全法》第一百二十四条第一款第（五）项",
            "货值137.50元，共13盒，每盒12.5元",
            "走到路口，第3号货架",
            "2026年11月23日9时30分",
            "店里3号货架、过道2号柜台",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }
}
