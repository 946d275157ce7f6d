//! Why a file as a whole was not taken: each fault says in plain Chinese what is wrong, where, and what the person can do.

use thiserror::Error;

/// Why a file was not read, or not to its end.
#[derive(Debug, Error)]
pub enum SheetFault {
    #[error("文件是空的")]
    Empty,
    #[error("文件有 {size_bytes} 字节，超过上限 {limit_bytes} 字节")]
    FileTooLarge { size_bytes: u64, limit_bytes: u64 },
    #[error("工作簿解压后超过上限 {limit_bytes} 字节，不予读取")]
    UnpacksTooLarge { limit_bytes: u64 },
    #[error("文件中有一段内容超过上限 {limit_bytes} 字节，不是正常的表格")]
    PieceTooLarge { limit_bytes: u64 },
    #[error("{place}的内容超过 {limit} 个字{hint}")]
    CellTooLong { place: String, limit: usize, hint: &'static str },
    #[error("{place}：列数超过上限 {limit}")]
    TooManyColumns { place: String, limit: usize },
    #[error("数据超过上限 {limit} 行，请分成几个文件")]
    TooManyRows { limit: u64 },
    #[error("没有找到表头：开头的 {looked} 行里没有一格是“{wanted}”中的任何一个")]
    NoHeader { looked: usize, wanted: String },
    #[error("表头缺少必需的列：{}", .titles.join("、"))]
    MissingHeaders { titles: Vec<String> },
    #[error("表头重复：“{title}”同时出现在 {first} 和 {second}")]
    DuplicateHeader { title: String, first: String, second: String },
    #[error("工作簿设有密码，请取消密码保护后另存为 .xlsx 再导入")]
    Encrypted,
    #[error("这是旧版的 .xls 文件，请在表格软件中另存为 .xlsx 再导入")]
    OldXls,
    #[error("{found}，不是 .xlsx 工作簿；请在表格软件中另存为 .xlsx 再导入")]
    NotAWorkbook { found: &'static str },
    #[error("工作簿含有宏（{part}），不予接收；请另存为不含宏的 .xlsx 再导入")]
    Macros { part: String },
    #[error("工作簿链接了其他文件或者数据源（{part}），不予接收；请断开链接后另存再导入")]
    ExternalLinks { part: String },
    #[error("工作簿没有可以导入的工作表")]
    NoSheet,
    #[error("工作簿的结构损坏：{part}：{what}")]
    Broken { part: String, what: String },
    #[error(
        "文字编码不能识别：按 UTF-8 第 {utf8} 字节处有误，按 GB 18030 第 {gb18030} 字节（第 {line} 行）处有误"
    )]
    NoEncoding { utf8: u64, gb18030: u64, line: u64 },
    #[error("第 {byte} 字节（第 {line} 行）不是有效的 {encoding} 编码")]
    BadByte { encoding: &'static str, byte: u64, line: u64 },
    #[error("第 {line} 行第 {column} 列的引号没有成对：引号后面还有内容")]
    StrayQuote { line: u64, column: usize },
    #[error("第 {line} 行第 {column} 列的引号没有结束")]
    OpenQuote { line: u64, column: usize },
    #[error("第 {line} 行有空字符（NUL）；可能是没有标记的 UTF-16 文件，请另存为 UTF-8 的 CSV")]
    Nul { line: u64 },
    #[error("JSON 第 {line} 行第 {column} 个字节处有误：{what}")]
    Json { line: usize, column: usize, what: String },
    #[error("JSON 应当是对象的列表，或者每行一个对象；{found}")]
    JsonShape { found: &'static str },
    #[error("读取文件时发生故障：{0}")]
    Io(#[from] std::io::Error),
}

impl SheetFault {
    pub(crate) fn broken(part: &str, what: impl Into<String>) -> SheetFault {
        SheetFault::Broken { part: part.to_owned(), what: what.into() }
    }
}
