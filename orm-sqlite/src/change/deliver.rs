//! Calling the hooks.
//!
//! What is to be told stands in a queue in the order of the commits, and one thread at a time calls the hooks: the one that has
//! committed, unless another is at it, which then goes on with what has come. So no thread waits for the hooks of another, and a hook
//! that writes finds its own commit told after the one that it hears of.

use std::any::Any;
use std::collections::VecDeque;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex};
use std::thread;

use super::commit::Commit;
use super::publisher::{Call, Hook, Publisher, lock};
use super::recorder::{Change, Event};

/// What is to be told.
#[derive(Default)]
pub(super) struct Queue {
    events: VecDeque<Event>,
    /// Whether a thread calls the hooks.
    delivering: bool,
}

impl Queue {
    pub(super) fn extend(&mut self, events: Vec<Event>) {
        self.events.extend(events);
    }

    /// What is to be told next. Nothing, and nobody is at it any more.
    fn next(&mut self) -> Option<Event> {
        let next = self.events.pop_front();
        self.delivering = next.is_some();
        next
    }
}

/// The first panic of a hook.
type Panicked = Option<Box<dyn Any + Send>>;

impl Publisher {
    /// Calls the hooks for what is in the queue, unless a thread is at it.
    pub(super) fn deliver(self: &Arc<Self>) {
        let mut panicked = None;
        let mut event = {
            let mut queue = lock(&self.queue);
            if queue.delivering { None } else { queue.next() }
        };
        while let Some(told) = event {
            self.call(told, &mut panicked);
            event = lock(&self.queue).next();
        }
        // A second panic while one is on its way would end the program.
        if let Some(panic) = panicked
            && !thread::panicking()
        {
            resume_unwind(panic);
        }
    }

    fn call(self: &Arc<Self>, event: Event, panicked: &mut Panicked) {
        let hooks = self.hooks();
        match event {
            Event::RolledBack => rolled_back(&hooks, panicked),
            Event::Committed { tables, changes } => {
                for change in &changes.0 {
                    changed(&hooks, *change, panicked);
                }
                committed(&hooks, &Commit::new(tables, self.clone()), panicked);
            }
        }
    }
}

fn rolled_back(hooks: &[Hook], panicked: &mut Panicked) {
    for hook in hooks {
        guarded(&hook.call, panicked, |call| {
            if let Call::Rollback(work) = call {
                work();
            }
        });
    }
}

fn committed(hooks: &[Hook], commit: &Commit, panicked: &mut Panicked) {
    for hook in hooks {
        guarded(&hook.call, panicked, |call| {
            if let Call::Commit(work) = call {
                work(commit);
            }
        });
    }
}

fn changed(hooks: &[Hook], change: Change, panicked: &mut Panicked) {
    for hook in hooks {
        guarded(&hook.call, panicked, |call| match call {
            Call::Change(table, work) if *table == change.table => work(change.kind, change.rowid),
            _ => {}
        });
    }
}

/// Calls a hook. Its panic waits until the others were called.
fn guarded(call: &Mutex<Call>, panicked: &mut Panicked, work: impl FnOnce(&mut Call)) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(&mut lock(call)))) {
        match panicked {
            None => *panicked = Some(panic),
            // What it carries may panic when it is dropped, and then nobody would be told of anything any more.
            Some(_) => mem::forget(panic),
        }
    }
}
