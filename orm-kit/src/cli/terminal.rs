//! What the process writes to: colours, tables and progress bars are for a person at a terminal.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use orm_sqlite::migrate::Progress;

/// Where a command's words go.
#[derive(Debug, Clone)]
pub(crate) struct Terminal {
    /// Whether errors are read at a terminal.
    pub(crate) colors: bool,
    /// Whether results are read at a terminal.
    pub(crate) tables: bool,
    /// Whether a bar may move.
    pub(crate) progress: bool,
    /// What a signal sets from now on, for a command that looks at it, stops and rolls back.
    pub(crate) interrupted: fn() -> Option<Arc<AtomicBool>>,
}

impl Terminal {
    /// None: a test, or a pipe. Signals are the program's.
    pub(crate) const fn none() -> Self {
        Self { colors: false, tables: false, progress: false, interrupted: || None }
    }

    /// The process's own.
    pub(crate) fn of_process() -> Self {
        let errors = std::io::stderr().is_terminal();
        let colors = errors && std::env::var_os("NO_COLOR").is_none();
        Self { colors, tables: std::io::stdout().is_terminal(), progress: errors, interrupted: of_signals }
    }

    /// What shows the progress of a run, if anybody sees it.
    pub(crate) fn bar(&self) -> Option<impl Fn(&Progress) + Send + Sync + 'static> {
        if !self.progress {
            return None;
        }
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Some(move |progress: &Progress| match progress {
            Progress::Rows { table, done, total } => {
                bar.set_length(*total);
                bar.set_message(table.clone());
                bar.set_position(*done);
                if done == total {
                    bar.reset();
                    bar.set_length(0);
                }
            }
            other => bar.println(other.to_string()),
        })
    }
}

/// A flag that SIGINT and SIGTERM set. Where nobody asks for it, a signal ends the process, and SQLite rolls back when the file is
/// opened next.
fn of_signals() -> Option<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let shared = Arc::clone(&flag);
    ctrlc::set_handler(move || shared.store(true, Ordering::Relaxed)).is_ok().then_some(flag)
}
