//! Identifiers of parties and organs: 统一社会信用代码 (GB 32100), 组织机构代码 (GB 11714), 公民身份号码 (GB 11643).
//!
//! Each is read strictly and refused with the precise reason: length, which character, which date, which check digit.
//! Whether a number was ever issued, and to whom, cannot be known here.

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

const USCC_SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const USCC_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
const IDENTITY_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const IDENTITY_CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A unified social credit code whose own check character is right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uscc(String);

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UsccError {
    #[error("统一社会信用代码应为18位，现为{0}位")]
    Length(usize),
    #[error("第{position}位“{found}”应为大写字母")]
    LowerCase { position: usize, found: char },
    #[error("第{position}位“{found}”是全角字符，请用半角")]
    FullWidth { position: usize, found: char },
    #[error("第{position}位“{found}”不能用于统一社会信用代码（不含 I、O、S、V、Z 及符号）")]
    Character { position: usize, found: char },
    #[error("第{position}位“{found}”应为数字（登记管理机关行政区划码）")]
    Division { position: usize, found: char },
    #[error("校验位应为“{expected}”，现为“{found}”")]
    Check { expected: char, found: char },
}

impl Uscc {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Division code of the registering authority, e.g. 310105.
    pub fn division(&self) -> &str {
        &self.0[2..8]
    }

    /// 个体工商户: registered by market regulation (9), class 2.
    pub fn sole_trader(&self) -> bool {
        self.0.starts_with("92")
    }

    /// A doubt that is no reason to refuse: some registering authorities have issued codes whose inner organisation code
    /// does not satisfy GB 11714.
    pub fn warning(&self) -> Option<String> {
        organisation_code(&self.0[8..17])
            .err()
            .map(|reason| format!("主体标识码（第9–17位）不符合 GB 11714：{reason}"))
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Reads a 统一社会信用代码 of 18 characters, exactly as printed.
pub fn uscc(text: &str) -> Result<Uscc, UsccError> {
    let length = text.chars().count();
    if length != 18 {
        return Err(UsccError::Length(length));
    }
    let mut values = Vec::with_capacity(18);
    for (position, found) in (1..).zip(text.chars()) {
        match USCC_SYMBOLS.find(found) {
            Some(value) => values.push(value),
            None if found.is_ascii_lowercase() => return Err(UsccError::LowerCase { position, found }),
            None if full_width(found) => return Err(UsccError::FullWidth { position, found }),
            None => return Err(UsccError::Character { position, found }),
        }
        if (3..=8).contains(&position) && !found.is_ascii_digit() {
            return Err(UsccError::Division { position, found });
        }
    }
    let sum: usize = values.iter().zip(USCC_WEIGHTS).map(|(v, w)| v * w).sum();
    let expected = symbol(USCC_SYMBOLS, (31 - sum % 31) % 31);
    let found = symbol(USCC_SYMBOLS, values[17]);
    if expected == found { Ok(Uscc(text.to_owned())) } else { Err(UsccError::Check { expected, found }) }
}

fn symbol(symbols: &str, index: usize) -> char {
    symbols.as_bytes().get(index).map_or('?', |&b| char::from(b))
}

fn full_width(c: char) -> bool {
    ('\u{FF01}'..='\u{FF5E}').contains(&c) || c == '\u{3000}'
}

/// A nine-character organisation code, without its hyphen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrganisationCode(String);

impl OrganisationCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OrganisationCodeError {
    #[error("组织机构代码应为9位（校验位前可有连字符），现为{0}位")]
    Length(usize),
    #[error("第{position}位“{found}”应为数字或者大写字母")]
    Character { position: usize, found: char },
    #[error("校验位应为“{expected}”，现为“{found}”")]
    Check { expected: char, found: char },
}

/// Reads a 组织机构代码: `MA1B3N1N2` or `MA1B3N1N-2`.
pub fn organisation_code(text: &str) -> Result<OrganisationCode, OrganisationCodeError> {
    let mut characters: Vec<char> = text.chars().take(11).collect();
    if characters.len() == 10 && characters[8] == '-' {
        characters.remove(8);
    }
    if characters.len() != 9 {
        return Err(OrganisationCodeError::Length(text.chars().count()));
    }
    let mut sum = 0;
    for (i, &found) in characters.iter().enumerate() {
        let lawful = found.is_ascii_digit() || found.is_ascii_uppercase();
        let Some(value) = found.to_digit(36).filter(|_| lawful) else {
            return Err(OrganisationCodeError::Character { position: i + 1, found });
        };
        sum += ORGANISATION_WEIGHTS.get(i).map_or(0, |w| value * w);
    }
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        n => char::from_digit(n, 10).unwrap_or('?'),
    };
    let found = characters[8];
    if expected == found {
        Ok(OrganisationCode(characters.into_iter().collect()))
    } else {
        Err(OrganisationCodeError::Check { expected, found })
    }
}

/// A citizen identity number (公民身份号码) whose date and check digit are right.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ric {
    number: String,
    /// Date of birth, digits 7–14.
    pub born: Date,
}

impl fmt::Debug for Ric {
    /// Keeps the number out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ric(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RicError {
    #[error("15位身份证号码自2013年起停止使用，应为18位公民身份号码")]
    Fifteen,
    #[error("公民身份号码应为18位，现为{0}位")]
    Length(usize),
    #[error("末位校验码应为大写“X”，现为小写“x”")]
    LowerCaseX,
    #[error("第{position}位“{found}”是全角字符，请用半角")]
    FullWidth { position: usize, found: char },
    #[error("第{position}位“{found}”应为数字")]
    Character { position: usize, found: char },
    #[error("出生日期“{0}”（第7–14位）不是有效日期")]
    Birth(String),
    #[error("出生日期 {0} 早于1850年")]
    TooOld(Date),
    #[error("出生日期 {0} 晚于今日")]
    Future(Date),
    #[error("地址码“{0}”（第1–6位）不是有效的行政区划码")]
    Region(String),
    #[error("校验位应为“{expected}”，现为“{found}”")]
    Check { expected: char, found: char },
}

impl Ric {
    pub fn as_str(&self) -> &str {
        &self.number
    }

    pub fn male(&self) -> bool {
        self.number.as_bytes().get(16).is_some_and(|b| b % 2 == 1)
    }
}

/// Reads an 18-digit 公民身份号码; `today` bounds the date of birth.
pub fn resident_identity(text: &str, today: Date) -> Result<Ric, RicError> {
    let characters: Vec<char> = text.chars().take(64).collect();
    match characters.len() {
        18 => {}
        15 if characters.iter().all(char::is_ascii_digit) => return Err(RicError::Fifteen),
        _ => return Err(RicError::Length(text.chars().count())),
    }
    let mut sum = 0;
    for (i, &found) in characters.iter().enumerate() {
        let position = i + 1;
        match found.to_digit(10) {
            Some(digit) => sum += IDENTITY_WEIGHTS.get(i).map_or(0, |w| digit * w),
            None if full_width(found) => return Err(RicError::FullWidth { position, found }),
            None if position == 18 && found == 'X' => {}
            None if position == 18 && found == 'x' => return Err(RicError::LowerCaseX),
            None => return Err(RicError::Character { position, found }),
        }
    }
    // No division code begins with 0.
    if characters[0] == '0' {
        return Err(RicError::Region(text[..6].to_owned()));
    }
    let born = birth(&text[6..14])?;
    if born.year() < 1850 {
        return Err(RicError::TooOld(born));
    }
    if born > today {
        return Err(RicError::Future(born));
    }
    let expected = IDENTITY_CHECK[(sum % 11) as usize];
    let found = characters[17];
    if expected == found {
        Ok(Ric { number: text.to_owned(), born })
    } else {
        Err(RicError::Check { expected, found })
    }
}

fn birth(eight: &str) -> Result<Date, RicError> {
    let wrong = || RicError::Birth(eight.to_owned());
    let part = |range: std::ops::Range<usize>| {
        eight.get(range).and_then(|t| t.parse::<i16>().ok()).ok_or_else(wrong)
    };
    let (month, day) = (part(4..6)?, part(6..8)?);
    let small = |n: i16| i8::try_from(n).map_err(|_| wrong());
    Date::new(part(0..4)?, small(month)?, small(day)?).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn codes_of_the_fact_sheet() {
        for code in ["91230500MA1B3N1N2M", "11500000MB1553803Q", "91350100M000100Y43"] {
            assert_eq!(uscc(code).map(|c| c.to_string()), Ok(code.to_owned()));
        }
        assert_eq!(uscc("91230500MA1B3N1N2M").unwrap().warning(), None);
        assert_eq!(uscc("11500000MB1553803Q").unwrap().division(), "500000");
        assert!(resident_identity("11010519491231002X", TODAY).is_ok());
    }

    #[test]
    fn a_wrong_code_is_refused_with_the_reason() {
        for (code, why) in [
            ("", UsccError::Length(0)),
            ("91230500MA1B3N1N2", UsccError::Length(17)),
            ("91230500ma1B3N1N2M", UsccError::LowerCase { position: 9, found: 'm' }),
            ("91230500MＡ1B3N1N2M", UsccError::FullWidth { position: 10, found: 'Ａ' }),
            ("91230500MA1B3N1N2I", UsccError::Character { position: 18, found: 'I' }),
            ("91230500MA1B3N1 2M", UsccError::Character { position: 16, found: ' ' }),
            ("9123A500MA1B3N1N2M", UsccError::Division { position: 5, found: 'A' }),
            ("91230500MA1B3N1N2N", UsccError::Check { expected: 'M', found: 'N' }),
            ("91230500MA1B3N1N3M", UsccError::Check { expected: 'Q', found: 'M' }),
        ] {
            assert_eq!(uscc(code), Err(why), "{code}");
        }
    }

    /// The check finds every single wrong character, as the standard promises.
    #[test]
    fn every_single_wrong_character_is_found() {
        let right = "91230500MA1B3N1N2M";
        for i in 0..18 {
            for wrong in USCC_SYMBOLS.chars().filter(|&c| c != char::from(right.as_bytes()[i])) {
                let mut code: Vec<char> = right.chars().collect();
                code[i] = wrong;
                assert!(uscc(&code.iter().collect::<String>()).is_err(), "position {} {wrong}", i + 1);
            }
        }
        let right = "11010519491231002X";
        for i in 0..17 {
            for wrong in ('0'..='9').filter(|&c| c != char::from(right.as_bytes()[i])) {
                let mut number: Vec<char> = right.chars().collect();
                number[i] = wrong;
                assert!(resident_identity(&number.iter().collect::<String>(), TODAY).is_err());
            }
        }
    }

    #[test]
    fn an_inner_code_that_fails_is_a_warning_only() {
        let code = uscc("91350100M000100Y43").unwrap();
        assert_eq!(code.warning().is_some(), organisation_code("M000100Y4").is_err());
        let head = "51310105AAAAAAAA0";
        let check = USCC_SYMBOLS.chars().find(|c| uscc(&format!("{head}{c}")).is_ok()).unwrap();
        let doubtful = uscc(&format!("{head}{check}")).unwrap();
        assert!(doubtful.warning().unwrap().contains("GB 11714"));
    }

    #[test]
    fn organisation_codes_with_and_without_hyphen() {
        for text in ["MA1B3N1N2", "MA1B3N1N-2", "MB1553803"] {
            assert!(organisation_code(text).is_ok(), "{text}");
        }
        for (text, why) in [
            ("MA1B3N1N", OrganisationCodeError::Length(8)),
            ("MA1B3N1N3", OrganisationCodeError::Check { expected: '2', found: '3' }),
            ("ma1B3N1N2", OrganisationCodeError::Character { position: 1, found: 'm' }),
        ] {
            assert_eq!(organisation_code(text), Err(why));
        }
    }

    #[test]
    fn a_wrong_identity_number_is_refused_with_the_reason() {
        let never = |text: &str| Birth(text.to_owned());
        use RicError::*;
        for (text, why) in [
            ("", Length(0)),
            ("110105491231002", Fifteen),
            ("1101054912310O2", Length(15)),
            ("11010519491231002x", LowerCaseX),
            ("1101051949123１002X", FullWidth { position: 14, found: '１' }),
            ("1101051949123A002X", Character { position: 14, found: 'A' }),
            ("110105194912310X21", Character { position: 16, found: 'X' }),
            ("11010519491331002X", never("19491331")),
            ("11010519490229002X", never("19490229")),
            ("110105204912310021", Future(date(2049, 12, 31))),
            ("110105174912310021", TooOld(date(1749, 12, 31))),
            ("010105194912310021", Region("010105".to_owned())),
            ("110105194912310021", Check { expected: 'X', found: '1' }),
        ] {
            assert_eq!(resident_identity(text, TODAY), Err(why), "{text}");
        }
    }

    #[test]
    fn age_and_sex_are_read_from_the_number() {
        let ric = resident_identity("11010519491231002X", TODAY).unwrap();
        assert_eq!(ric.born, date(1949, 12, 31));
        assert!(!ric.male());
        assert_eq!(format!("{ric:?}"), "Ric(…)");
    }

    #[test]
    fn nothing_typed_makes_it_panic() {
        let long = "9".repeat(100_000);
        for text in [
            long.as_str(),
            "统一社会信用代码统一社会信用代码统一",
            "\u{0}\u{1F600}",
            "１２３４５６７８９０１２３４５６７８",
        ] {
            assert!(uscc(text).is_err());
            assert!(resident_identity(text, TODAY).is_err());
            assert!(organisation_code(text).is_err());
        }
    }
}
