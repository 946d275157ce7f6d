//! Where the samples of a track of an MP4 lie in the file: the tables of sizes, of chunks, and of samples a chunk, read side by side in small pieces.

use super::moments::Indexed;
use super::rows::{Rows, Table};
use crate::MediaFault;
use crate::number::{be32, be64};
use crate::source::Source;
use std::io::{Read, Seek};

/// Where each sample of a track lies in the file and how large it is.
pub(super) struct Places {
    sizes: Option<Rows>,
    key_frames: Option<Rows>,
    next_key: Option<u64>,
    chunks: Rows,
    long: bool,
    chunk_samples: Rows,
    /// Samples a chunk, and the chunk from which another number holds.
    per_chunk: u64,
    upcoming: Option<(u64, u64)>,
    chunk: u64,
    left_in_chunk: u64,
    at: u64,
    number: u64,
    /// The end of the furthest sample looked at.
    pub reached: u64,
    pub spent: bool,
    begun: bool,
}

pub(super) struct Place {
    pub end: u64,
    pub bytes: u64,
    pub key: bool,
}

impl Places {
    /// `None` where samples have no sizes of their own: there may be any number of them in no bytes.
    pub fn of(indexed: &Indexed) -> Option<Self> {
        Self::walking(indexed, Some(indexed.sizes?.1?))
    }

    fn walking(indexed: &Indexed, sizes: Option<Table>) -> Option<Self> {
        let (chunks, long) = indexed.chunk_table?;
        Some(Self {
            sizes: sizes.map(Rows::of),
            key_frames: indexed.key_frames.map(Rows::of),
            next_key: None,
            chunks: Rows::of(chunks),
            long,
            chunk_samples: Rows::of(indexed.chunk_samples?),
            per_chunk: 0,
            upcoming: None,
            chunk: 0,
            left_in_chunk: 0,
            at: 0,
            number: 0,
            reached: 0,
            spent: false,
            begun: false,
        })
    }

    pub fn next<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<Option<Place>, MediaFault> {
        if !self.begun {
            self.begun = true;
            self.upcoming = self.next_run(source)?;
            self.next_key = self.next_key_frame(source)?;
        }
        let row = self.sizes.as_mut().map(|sizes| sizes.next(source)).transpose()?.flatten();
        let Some(bytes) = row.and_then(|row| be32(row, 0)).map(u64::from) else {
            self.spent = true;
            return Ok(None);
        };
        if self.left_in_chunk == 0 && !self.next_chunk(source)? {
            self.spent = true;
            return Ok(None);
        }
        self.left_in_chunk -= 1;
        self.number += 1;
        let key = match (&self.key_frames, self.next_key) {
            (None, _) => true,
            (Some(_), Some(next)) if next == self.number => {
                self.next_key = self.next_key_frame(source)?;
                true
            }
            _ => false,
        };
        self.at = self.at.saturating_add(bytes);
        self.reached = self.reached.max(self.at);
        Ok(Some(Place { end: self.at, bytes, key }))
    }

    fn next_chunk<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<bool, MediaFault> {
        let Some(row) = self.chunks.next(source)? else { return Ok(false) };
        self.at = if self.long { be64(row, 0) } else { be32(row, 0).map(u64::from) }.unwrap_or(0);
        self.chunk += 1;
        while let Some((from, samples)) = self.upcoming.filter(|(from, _)| *from <= self.chunk) {
            self.per_chunk = samples;
            self.upcoming = self.next_run(source)?;
            if self.upcoming.is_some_and(|(next, _)| next <= from) {
                self.upcoming = None;
            }
        }
        self.left_in_chunk = self.per_chunk;
        Ok(self.per_chunk > 0)
    }

    fn next_run<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<Option<(u64, u64)>, MediaFault> {
        let row = self.chunk_samples.next(source)?;
        Ok(row.and_then(|row| be32(row, 0).map(u64::from).zip(be32(row, 4).map(u64::from))))
    }

    fn next_key_frame<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<Option<u64>, MediaFault> {
        let Some(rows) = &mut self.key_frames else { return Ok(None) };
        Ok(rows.next(source)?.and_then(|row| be32(row, 0)).map(u64::from))
    }
}

/// How many samples of one stated size lie within the file, and the length it would need for the first that does not; `None` where a table is
/// missing. Takes one step a chunk.
pub(super) fn present<R: Read + Seek>(
    source: &mut Source<R>,
    indexed: &Indexed,
) -> Result<Option<(u64, Option<u64>)>, MediaFault> {
    let (Some((bytes, None)), Some(_), Some(_)) = (indexed.sizes, indexed.chunk_table, indexed.chunk_samples)
    else {
        return Ok(None);
    };
    let bytes = u64::from(bytes).max(1);
    let Some(mut places) = Places::walking(indexed, None) else { return Ok(None) };
    places.upcoming = places.next_run(source)?;
    let mut present = 0u64;
    while places.next_chunk(source)? {
        let end = places.at.saturating_add(places.left_in_chunk.saturating_mul(bytes));
        if end > source.size_bytes() {
            let there = source.size_bytes().saturating_sub(places.at) / bytes;
            return Ok(Some((present.saturating_add(there), Some(end))));
        }
        present = present.saturating_add(places.left_in_chunk);
    }
    Ok(Some((present, None)))
}
