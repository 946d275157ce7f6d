//! The desk: the imperative shell around the pure acts. It loads what the act needs, asks whether the officer may, lets the act
//! decide, and appends what came of it. It also works out the clocks of a case and what each person has to do about them.
//!
//! It knows no database: [`store::Store`] says what it needs of one. It has no rule of a capability's own.

pub mod acts;
mod brought;
pub mod carry_out;
pub mod dossier;
pub mod due;
pub mod duties;
pub mod founding;
pub mod letterbox;
pub mod letters;
pub mod readings;
pub mod store;

pub use brought::key_of;
pub use carry_out::{Carried, Desk, Request, Said};
pub use store::{Append, AppendFault, Appended, Fault, Store};
