//! Runners that are wrong on purpose.

use crate::crash::runner::Runner;

pub(crate) const RUNNERS: [&dyn Runner; 0] = [];
