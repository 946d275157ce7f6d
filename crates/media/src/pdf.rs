//! PDF papers that come from outside, looked at from both ends only: the header, the closing mark, and whether the cross-reference table
//! stands where the end says. Nothing inside is interpreted.

use crate::source::Source;
use crate::{FIRST_BYTES, MediaFault, kind};
use serde::{Deserialize, Serialize};
use std::io::{Read, Seek};

/// Where readers look for the closing mark.
const TAIL_BYTES: usize = 2048;

/// What the two ends of a PDF state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfFacts {
    /// As in the header, such as `1.7`.
    pub version: String,
    pub size_bytes: u64,
}

/// Reads both ends of a PDF (ISO 32000) of `size_bytes`. Without a closing mark it is cut short.
pub fn pdf_facts<R: Read + Seek>(source: R, size_bytes: u64) -> Result<PdfFacts, MediaFault> {
    let mut source = Source::new(source, size_bytes)?;
    let first = source.up_to(0, FIRST_BYTES)?;
    let Some(rest) = first.strip_prefix(b"%PDF-") else {
        return Err(MediaFault::WrongKind { claimed: "PDF 文件".into(), found: kind::describe(&first) });
    };
    let version = match rest {
        [major @ b'1'..=b'2', b'.', minor @ b'0'..=b'9', ..] => {
            format!("{}.{}", *major as char, *minor as char)
        }
        _ => return Err(MediaFault::lying("PDF 的文件头没有版本号")),
    };
    let tail = source.up_to(size_bytes.saturating_sub(TAIL_BYTES as u64), TAIL_BYTES)?;
    let end = last(&tail, b"%%EOF").ok_or_else(|| {
        MediaFault::unreadable(format!("PDF 在 {size_bytes} 字节处中断，没有结束标记(%%EOF)"))
    })?;
    let table_at = last(&tail[..end], b"startxref")
        .and_then(|at| number(tail.get(at + 9..end)?))
        .ok_or_else(|| MediaFault::lying("PDF 的结束标记之前没有 startxref"))?;
    let table = source.up_to(table_at.min(size_bytes), 32)?;
    let table = table.trim_ascii_start();
    if !table.starts_with(b"xref") && !table.first().is_some_and(u8::is_ascii_digit) {
        return Err(MediaFault::lying(format!(
            "PDF 的 startxref 指向第 {table_at} 字节，该处没有交叉引用表"
        )));
    }
    Ok(PdfFacts { version, size_bytes })
}

fn last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

fn number(bytes: &[u8]) -> Option<u64> {
    std::str::from_utf8(bytes).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn judge(text: &str) -> Result<PdfFacts, MediaFault> {
        pdf_facts(Cursor::new(text), text.len() as u64)
    }

    #[test]
    fn whole_and_broken() {
        let whole = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n29\n%%EOF\n";
        assert_eq!(judge(whole).unwrap().version, "1.7");
        assert!(judge(&whole[..whole.len() - 6]).unwrap_err().to_string().contains("%%EOF"));
        assert!(matches!(judge(&whole.replace("\n29\n", "\n9999\n")), Err(MediaFault::Lying { .. })));
        assert!(matches!(judge(&whole.replace("\n29\n", "\n2\n")), Err(MediaFault::Lying { .. })));
        assert!(matches!(judge(&whole.replace("startxref", "startxyz!")), Err(MediaFault::Lying { .. })));
        assert!(matches!(judge(&whole.replace("1.7", "x.y")), Err(MediaFault::Lying { .. })));
        assert!(matches!(judge("<html>"), Err(MediaFault::WrongKind { .. })));
    }
}
