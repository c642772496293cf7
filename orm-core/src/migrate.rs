//! Migrations: the schema of a database as data, what differs between two, and the statements that lead from one to the other.
//!
//! Everything here is pure: statements come in as text and go out as text. `orm_sqlite` reads them from a database and runs
//! them there.

mod model;
mod parse;
mod snapshot;
mod text;
mod token;

pub use model::{
    CheckConstraint, Column, Computed, ForeignKeyConstraint, Index, KeyConstraint, KeyPart, LEDGER, Object, ObjectKind,
    OnConflict, Snapshot, Table,
};
pub use snapshot::{SnapshotFile, checksum};
pub use text::SqlText;
