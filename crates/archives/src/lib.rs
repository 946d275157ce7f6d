//! Filing (归档, plan clauses 12–14, 20): the volume assembled in the order of the law, what is missing from it, the act that files it, and the
//! description of the package that carries it away (specs/04-archive-package.md).
//!
//! A hold keeps what belongs to a case beyond every term; how long a recording is kept is told in `keeping`. Lending, transfer to the district archives and disposal have
//! their places here later. Writing the package's bytes out is the store's business.

pub mod assembly;
pub mod hold;
pub mod hold_release;
pub mod index;
pub mod keeping;
pub mod package;
pub mod path;
pub mod volume;
