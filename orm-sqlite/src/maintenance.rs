//! Looking after a database: copies of it, what is wrong with it, and how it does.

mod backup;
mod blob;
mod checkpoint;
mod copy;
#[cfg(feature = "sqlcipher")]
mod encrypt;
#[cfg(feature = "sqlcipher")]
mod export;
mod foreign_keys;
mod health;
mod integrity;
mod partial;
mod replace;
mod restore;
mod statistics;
mod vacuum;

pub use backup::{Backup, BackupProgress};
pub use blob::{BlobReader, BlobWriter};
pub use checkpoint::{Checkpoint, Checkpointed};
pub use foreign_keys::ForeignKeyViolation;
pub use health::Health;
pub use integrity::{Finding, FindingKind};
pub use statistics::Statistics;

pub(crate) use copy::{Pace, copy};
pub(crate) use foreign_keys::{Violation, each_violation};
pub(crate) use partial::{Partial, place, refuse_existing};
pub(crate) use statistics::Counters;
