//! When an enforcement certificate (行政执法证) is valid (行政处罚法 art 42). Who holds which one is the register's business.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::article::{Article, PENALTY_LAW};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateState {
    Valid,
    Suspended,
    Withdrawn,
    Cancelled,
    Expired,
}

impl CertificateState {
    pub const ALL: [CertificateState; 5] = [
        CertificateState::Valid,
        CertificateState::Suspended,
        CertificateState::Withdrawn,
        CertificateState::Cancelled,
        CertificateState::Expired,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            CertificateState::Valid => "有效",
            CertificateState::Suspended => "暂扣",
            CertificateState::Withdrawn => "收回",
            CertificateState::Cancelled => "注销",
            CertificateState::Expired => "过期",
        }
    }
}

/// The article that asks for a certificate.
pub const CERTIFICATE: Article = Article::of(PENALTY_LAW, 42).paragraph(1);

/// Whether the certificate lets its holder act on `day`; both days of the term are included.
pub fn certificate_valid(from: Date, to: Date, state: CertificateState, day: Date) -> bool {
    certificate_fault(from, to, state, day).is_none()
}

/// How a certificate is called on a day, wherever it is shown: a state that somebody gave it stands; else whether its term has begun and not run out.
pub fn shown_state(from: Date, to: Date, state: CertificateState, day: Date) -> &'static str {
    if state != CertificateState::Valid {
        state.title()
    } else if day < from {
        "尚未生效"
    } else if day > to {
        CertificateState::Expired.title()
    } else {
        state.title()
    }
}

/// Why it does not, in words for the officer; `None` when it does.
pub fn certificate_fault(from: Date, to: Date, state: CertificateState, day: Date) -> Option<String> {
    if state != CertificateState::Valid {
        Some(format!("执法证状态为“{}”", state.title()))
    } else if day < from {
        Some(format!("执法证自 {from} 起有效，{day} 尚未生效"))
    } else if day > to {
        Some(format!("执法证有效期至 {to}，{day} 已过期"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_certificate_is_called_valid_only_while_it_is() {
        let (from, to) = (date(2026, 1, 1), date(2026, 12, 31));
        for (state, day, shown) in [
            (CertificateState::Valid, date(2025, 12, 31), "尚未生效"),
            (CertificateState::Valid, from, "有效"),
            (CertificateState::Valid, to, "有效"),
            (CertificateState::Valid, date(2027, 1, 1), "过期"),
            (CertificateState::Suspended, date(2025, 12, 31), "暂扣"),
            (CertificateState::Cancelled, date(2027, 1, 1), "注销"),
        ] {
            assert_eq!(shown_state(from, to, state, day), shown, "{state:?} {day}");
            assert_eq!(shown == "有效", certificate_valid(from, to, state, day));
        }
    }

    #[test]
    fn valid_only_in_its_term_and_state() {
        let (from, to) = (date(2024, 1, 1), date(2026, 12, 31));
        for (state, day, valid) in [
            (CertificateState::Valid, from, true),
            (CertificateState::Valid, to, true),
            (CertificateState::Valid, date(2023, 12, 31), false),
            (CertificateState::Valid, date(2027, 1, 1), false),
            (CertificateState::Suspended, date(2025, 1, 1), false),
            (CertificateState::Withdrawn, date(2025, 1, 1), false),
            (CertificateState::Cancelled, date(2025, 1, 1), false),
            (CertificateState::Expired, date(2025, 1, 1), false),
        ] {
            assert_eq!(certificate_valid(from, to, state, day), valid, "{state:?} {day}");
        }
        let why = certificate_fault(from, to, CertificateState::Suspended, from).unwrap();
        assert!(why.contains("暂扣"));
    }
}
