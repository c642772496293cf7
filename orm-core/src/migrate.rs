//! Migrations: the schema of a database as data, what differs between two, and the statements that lead from one to the other.
//!
//! Everything here is pure: statements come in as text and go out as text. `orm_sqlite` reads them from a database and runs
//! them there.

mod alter;
mod back;
mod change;
mod counted;
mod decisions;
mod diff;
mod effect;
mod export;
mod generate;
mod guards;
mod history;
mod migration;
mod model;
mod parse;
mod plan;
mod rebuild;
mod rename;
mod snapshot;
mod split;
mod text;
mod token;

pub use back::{Back, plan_back};
pub use change::Change;
#[doc(hidden)]
pub use counted::counted;
pub use decisions::Decisions;
pub use diff::diff;
#[doc(hidden)]
pub use effect::{Effect, copied_tables, effect, guard_finding, name_before, statement_count, trial, trigger_event};
pub use export::enforced;
pub use generate::{Generated, generate};
#[doc(hidden)]
pub use guards::flag_for;
pub use history::{Applied, OnUnknown};
#[doc(hidden)]
pub use history::{HistoryRules, Pending, in_order, interrupted, pending};
pub use migration::Migration;
pub use model::{
    CheckConstraint, Column, Computed, ConflictClause, ForeignKeyConstraint, Index, KeyConstraint, KeyPart, LEDGER,
    Object, ObjectKind, Snapshot, Table,
};
#[doc(hidden)]
pub use model::{GUARD, NEW};
pub use plan::{Plan, Refusal, plan};
pub use rename::Rename;
pub use snapshot::{SnapshotFile, checksum};
pub use text::SqlText;
