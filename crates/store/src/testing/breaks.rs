//! A break that a test arms: the n-th time a step is reached at a moment, it breaks, once.

use crate::config::{Breaks, Moment, Step};
use std::sync::{Mutex, PoisonError};

/// Breaks one step, once; unarmed until told.
#[derive(Default)]
pub struct Armed(Mutex<State>);

#[derive(Default)]
struct State {
    armed: Option<(Step, Moment, u32)>,
    broke: u32,
}

impl Armed {
    /// Breaks the step the `nth` time it comes from now, counted from 1.
    pub fn arm(&self, step: Step, moment: Moment, nth: u32) {
        self.state().armed = Some((step, moment, nth));
    }

    pub fn disarm(&self) {
        self.state().armed = None;
    }

    /// How often something was broken.
    pub fn broke(&self) -> u32 {
        self.state().broke
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Breaks for Armed {
    fn breaks(&self, step: Step, moment: Moment) -> bool {
        let mut state = self.state();
        match state.armed {
            Some((armed, at, 1)) if armed == step && at == moment => {
                state.armed = None;
                state.broke += 1;
                true
            }
            Some((armed, at, more)) if armed == step && at == moment => {
                state.armed = Some((armed, at, more - 1));
                false
            }
            _ => false,
        }
    }
}
