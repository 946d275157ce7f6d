//! Why a file cannot be taken as what it is said to be. Each fault tells the person what is wrong and where, in plain Chinese; none
//! of them changes the file.

use thiserror::Error;

/// Why a file was not read.
#[derive(Debug, Error)]
pub enum MediaFault {
    #[error("文件不是可以接收的音像、图片或者 PDF 文件，内容是{found}")]
    NotMedia { found: String },
    #[error("文件标称为{claimed}，内容却是{found}")]
    WrongKind { claimed: String, found: String },
    #[error(
        "文件不完整：按其结构应有 {declared_bytes} 字节，实有 {present_bytes} 字节，可能没有传完或者录制中断"
    )]
    Truncated { declared_bytes: u64, present_bytes: u64 },
    #[error("文件自相矛盾：{what}")]
    Lying { what: String },
    #[error("文件结构嵌套过深或者片段过多，在限定的读取量内不能读完")]
    TooDeep,
    #[error("文件不能识读：{reason}")]
    Unreadable { reason: String },
    #[error("读取文件时发生故障：{0}")]
    Io(#[from] std::io::Error),
}

impl MediaFault {
    pub(crate) fn lying(what: impl Into<String>) -> Self {
        Self::Lying { what: what.into() }
    }

    pub(crate) fn unreadable(reason: impl Into<String>) -> Self {
        Self::Unreadable { reason: reason.into() }
    }
}
