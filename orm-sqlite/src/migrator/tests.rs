//! Settings, panics and locks of a run.
