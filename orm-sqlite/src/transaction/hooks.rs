//! What is to be done after a transaction has ended.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

/// Something that is done once.
type Work = Box<dyn FnOnce() + Send>;

/// What is to be done, in the order in which it was asked for.
#[derive(Default)]
pub(crate) struct Hooks {
    waiting: RefCell<Vec<Hook>>,
    committed: Cell<bool>,
}

struct Hook {
    /// How deep the transaction is that decides.
    depth: u32,
    after: After,
    work: Work,
}

/// After which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    Commit,
    Rollback,
}

impl Hooks {
    pub(crate) fn add(&self, depth: u32, after: After, work: impl FnOnce() + Send + 'static) {
        self.waiting.borrow_mut().push(Hook { depth, after, work: Box::new(work) });
    }

    /// A transaction within another one is part of it now.
    pub(crate) fn released(&self, depth: u32) {
        for hook in self.waiting.borrow_mut().iter_mut().filter(|hook| hook.depth >= depth) {
            hook.depth = depth.saturating_sub(1);
        }
    }

    /// The transaction of this depth has ended, and so have those within it.
    pub(crate) fn ended(&self, depth: u32, after: After) {
        let ended: Vec<_> = self.waiting.borrow_mut().extract_if(.., |hook| hook.depth >= depth).collect();
        let mut panicked = None;
        for hook in ended {
            if hook.after == after
                && let Err(panic) = catch_unwind(AssertUnwindSafe(hook.work))
            {
                match panicked {
                    None => panicked = Some(panic),
                    // What it carries may panic when it is dropped, before the others were called.
                    Some(_) => mem::forget(panic),
                }
            }
        }
        // What the others were to do is done. A second panic while one is on its way would end the program.
        if let Some(panic) = panicked
            && !thread::panicking()
        {
            resume_unwind(panic);
        }
    }
}

impl Hooks {
    /// The outermost transaction is committed. What is to be done waits until the connection is free.
    pub(crate) fn commit_when_dropped(&self) {
        self.committed.set(true);
    }
}

/// A transaction that nobody has committed was rolled back, also by a panic.
impl Drop for Hooks {
    fn drop(&mut self) {
        self.ended(0, if self.committed.get() { After::Commit } else { After::Rollback });
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hooks").field(&self.waiting.borrow().len()).finish()
    }
}
