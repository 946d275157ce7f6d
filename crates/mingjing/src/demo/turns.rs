//! Turns: lets many stories be told side by side, one act at a time, in the order of their moments, so that the ledger of a synthetic district runs
//! forward in time as a real one does. Whose turn it is depends on the moments alone, never on how fast anything is.

use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// The stories still being told, by number: the moment of the act each waits to perform, or nothing while it is at it.
pub struct Turns {
    waiting: Mutex<BTreeMap<usize, Option<DateTime>>>,
    changed: Notify,
}

/// One story's place; given up when dropped.
pub struct Turn {
    turns: Arc<Turns>,
    story: usize,
}

impl Turns {
    /// A place for each of so many stories.
    pub fn of(stories: usize) -> Vec<Turn> {
        let waiting = (0..stories).map(|story| (story, None)).collect();
        let turns = Arc::new(Turns { waiting: Mutex::new(waiting), changed: Notify::new() });
        (0..stories).map(|story| Turn { turns: turns.clone(), story }).collect()
    }

    fn set(&self, story: usize, moment: Option<DateTime>) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(story, moment);
        self.changed.notify_waiters();
    }

    /// Whether everyone waits and this one has the earliest moment.
    fn is_next(&self, story: usize) -> bool {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let everyone: Option<Vec<(DateTime, usize)>> =
            waiting.iter().map(|(story, at)| at.map(|at| (at, *story))).collect();
        everyone.and_then(|all| all.into_iter().min()).is_some_and(|(_, first)| first == story)
    }
}

impl Turn {
    /// Waits until nobody has anything to do before this moment; then it is this story's turn until it waits again.
    pub async fn come(&self, at: DateTime) {
        self.turns.set(self.story, Some(at));
        loop {
            let changed = self.turns.changed.notified();
            if self.turns.is_next(self.story) {
                break;
            }
            changed.await;
        }
        self.turns.set(self.story, None);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.story);
        self.turns.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[tokio::test]
    async fn acts_come_in_the_order_of_their_moments() {
        let days = [vec![1, 5, 9], vec![2, 3, 4], vec![5, 6]];
        let order = Mutex::new(Vec::new());
        let stories = Turns::of(days.len()).into_iter().zip(&days).map(|(turn, days)| {
            let order = &order;
            async move {
                for day in days {
                    turn.come(date(2026, 11, *day).at(9, 0, 0, 0)).await;
                    // Whoever is slow between two acts keeps the others waiting and changes nothing.
                    tokio::task::yield_now().await;
                    order.lock().unwrap().push((*day, turn.story));
                }
            }
        });
        futures::future::join_all(stories).await;
        assert_eq!(*order.lock().unwrap(), [(1, 0), (2, 1), (3, 1), (4, 1), (5, 0), (5, 2), (6, 2), (9, 0)]);
    }
}
