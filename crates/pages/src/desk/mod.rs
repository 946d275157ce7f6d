//! The desk (办案台): pages for the people of the bodies. Each file is one page or one family of pages; none has a rule of its own.

pub mod account;
mod act_form;
pub mod acts;
pub mod again;
pub mod beside;
pub mod camera;
pub mod case;
pub mod case_view;
pub mod cases;
pub mod chronology;
pub mod code;
pub mod complaints;
pub mod duties;
pub mod files;
pub mod lists;
pub mod place;
pub mod posted;
pub mod preview;
pub mod reading;
pub mod registers;
pub mod routes;
pub mod sign_in;
pub mod timeline;
mod upload_headers;
pub mod uploads;
pub mod viewing;
pub mod waiting;
