//! The program: one binary for the desk and the portal, for checking and rebuilding, for the law's arithmetic and for the synthetic district.

mod demo;
mod lawyer;

fn main() {}
