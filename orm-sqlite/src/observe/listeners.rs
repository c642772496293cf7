//! Who listens for a while, and what is to fail: the logs and the faults of tests.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::OnQuery;
#[cfg(feature = "testing")]
use crate::testing::{Moment, Planned};

/// Who listens to a database for a while.
#[derive(Default)]
pub(super) struct Listeners {
    any: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    list: Vec<(u64, OnQuery)>,
    #[cfg(feature = "testing")]
    next: u64,
    #[cfg(feature = "testing")]
    faults: Vec<Planned>,
}

impl Listeners {
    /// Whether there are any.
    #[inline]
    pub(super) fn any(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    pub(super) fn list(&self) -> Vec<OnQuery> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.list.iter().map(|(_, on_query)| on_query.clone()).collect()
    }
}

#[cfg(feature = "testing")]
impl Listeners {
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut state);
        self.any.store(!(state.list.is_empty() && state.faults.is_empty()), Ordering::Release);
        changed
    }

    fn fault(&self, moment: Moment) -> Option<rusqlite::Error> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.faults.iter().find_map(|fault| fault.take(moment))
    }
}

#[cfg(feature = "testing")]
impl super::Observation {
    /// Listens from now on; the number is for [`leave`](Self::leave).
    pub(crate) fn listen(&self, on_query: OnQuery) -> u64 {
        self.listeners.change(|state| {
            state.next += 1;
            state.list.push((state.next, on_query));
            state.next
        })
    }

    /// Listens no longer.
    pub(crate) fn leave(&self, id: u64) {
        self.listeners.change(|state| state.list.retain(|(listener, _)| *listener != id));
    }

    /// Lets statements fail from now on.
    pub(crate) fn plan(&self, fault: Planned) {
        self.listeners.change(|state| state.faults.push(fault));
    }

    /// Lets them fail no longer.
    pub(crate) fn withdraw(&self, fault: &Planned) {
        self.listeners.change(|state| state.faults.retain(|other| !other.is(fault)));
    }

    /// The fault that is to come now.
    pub(super) fn fault(&self, moment: Moment) -> Option<rusqlite::Error> {
        self.listeners.fault(moment)
    }
}
