//! The program from outside: what it answers, what it refuses, and that what it keeps can be checked by anyone.

mod district;
mod door;
mod law;
mod support;
