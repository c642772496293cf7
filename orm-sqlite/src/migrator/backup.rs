//! A copy of the database before something is lost: <https://sqlite.org/backup.html>.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use orm_core::error::{Error, Verdict};

use super::report::Progress;
use super::session::Session;
use crate::maintenance::{Pace, Partial, copy, place, refuse_existing};

/// How many pages are copied at once.
const PAGES: u32 = 1000;

impl Session<'_> {
    /// Copies the database, of which this session has the write lock: nobody writes between the copy and what follows. The file is
    /// new, and nobody else may read it.
    pub(super) fn back_up(&self, path: &Path, progress: impl FnOnce(&Progress)) -> Result<(), Error> {
        progress(&Progress::Backup(path.display().to_string()));
        let made = || {
            let target = place(path)?;
            refuse_existing(&target)?;
            let partial = Partial::create(target, true)?;
            let mut go_on = |_| ControlFlow::Continue(());
            let cipher = self.cipher();
            let (pause, timeout) = (Duration::ZERO, Duration::ZERO);
            let mut pace = Pace { pages: PAGES, pause, timeout, cipher, progress: &mut go_on };
            // SQLite copies nothing from a connection that has the lock; another one sees what was committed. A database in memory has
            // one connection, which nobody else has meanwhile.
            self.outside_of_lock(|source| copy(source, partial.path(), &mut pace))?;
            partial.place()
        };
        made().map_err(|cause| {
            let message = format!("no backup was made at `{}`, and nothing was migrated: {cause}", path.display());
            Error::migration(Verdict::Failed, "backup", message)
        })
    }
}
