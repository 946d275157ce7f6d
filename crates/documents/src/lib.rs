//! The papers (执法文书): what an act has filled in becomes a PDF/A-2b, set with the agency's own templates in `papers/` and the types GB/T
//! 9704 asks for. It carries out 行政处罚法 art 59 for the decision and the form rules for the other papers: a paper with a statutory element
//! missing is refused, and so is one with a character no font can show, because a blank square in a name is worse than no paper.
//!
//! Printing reads no clock, no file and no network, and gives the same bytes each time for the same order, templates and fonts. The crate
//! does not know cases or events, gives no numbers, stores nothing and seals nothing.

mod check_code;
mod fonts;
mod order;
mod press;
mod templates;
mod world;

pub use check_code::svg as drawn;
pub use fonts::{FontMissing, usual_font_dirs};
pub use order::{ElementMissing, PaperOrder, PrintFault};
pub use press::{Drawing, Press};
