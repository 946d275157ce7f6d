//! A reader that counts what passes: all of it, and what has passed since the consumer last took a whole piece (a tag, a text, a JSON
//! object). Parsers gather a piece in memory before they hand it over, so this is what keeps one endless text from filling it.

use crate::fault::SheetFault;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// What is left to read, shared between a reader and whoever consumes it.
#[derive(Debug)]
pub(crate) struct Meter {
    whole: Cell<u64>,
    piece: Cell<u64>,
    whole_limit: u64,
    piece_limit: u64,
    over: Cell<Option<Over>>,
}

#[derive(Clone, Copy, Debug)]
enum Over {
    Whole,
    Piece,
}

impl Meter {
    pub fn new(whole_limit: u64, piece_limit: u64) -> Rc<Meter> {
        Rc::new(Meter {
            whole: Cell::new(whole_limit),
            piece: Cell::new(piece_limit),
            whole_limit,
            piece_limit,
            over: Cell::new(None),
        })
    }

    /// A whole piece has been taken; the next one begins.
    pub fn next_piece(&self) {
        self.piece.set(self.piece_limit);
    }

    /// The limit that ended the reading, if one did.
    pub fn fault(&self) -> Option<SheetFault> {
        self.over.get().map(|over| match over {
            Over::Whole => SheetFault::UnpacksTooLarge { limit_bytes: self.whole_limit },
            Over::Piece => SheetFault::PieceTooLarge { limit_bytes: self.piece_limit },
        })
    }
}

/// The reader under the meter.
pub(crate) struct Bounded<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Bounded<R> {
    pub fn new(inner: R, meter: Rc<Meter>) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for (left, over) in [(&self.meter.whole, Over::Whole), (&self.meter.piece, Over::Piece)] {
            match left.get().checked_sub(count as u64) {
                Some(rest) => left.set(rest),
                None => {
                    self.meter.over.set(Some(over));
                    return Err(io::Error::other("limit reached"));
                }
            }
        }
        Ok(count)
    }
}
