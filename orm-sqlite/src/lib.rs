#![cfg_attr(not(doctest), doc = include_str!("../../README.md"))]
//! # Modules
//!
//! | chapter | what it is about |
//! |---|---|
//! | [`prelude`] | what a program imports |
//! | [`Database`], [`Options`], [`Transaction`] | opening a database, running queries and transactions, looking after the file |
//! | `asynchronous` | with the feature `tokio`: the same queries, awaited |
//! | [`WithLimits`], [`CancellationToken`] | how long work may take, and who may stop it |
//! | [`Table`], [`View`], [`Relations`], [`ColumnType`] | the derives and their attributes |
//! | [`query`] | the builders: select, insert, update, delete, raw SQL |
//! | [`column`](mod@column), [`expr`] | columns and their operators |
//! | [`relation`] | loading relations, and asking for them in a filter |
//! | [`shape`](mod@shape) | structs that say what they load |
//! | [`value`] | the types that a column can have |
//! | [`error`] | the one error type, and what it tells |
//! | [`schema`](mod@schema), [`table`](mod@table), [`sql`](mod@sql) | tables as data, and the text that is made of them |
//! | [`scope`], [`engine`] | for functions that are generic over queries or handles |

// Expansions name the crate by its own name, here too.
#[cfg(any(test, feature = "doctest"))]
extern crate self as orm_sqlite;

pub use orm_core::{column, engine, expr, query, relation, schema, scope, shape, sql, table, value};

/// What expansions and macros may name: core's list, and the macros behind ours.
#[doc(hidden)]
pub mod __private {
    pub use crate::migrator::embedded as migrations;
    pub use orm_core::__private::*;
    pub use orm_core::migrate::Migration;
    pub use orm_derive::{__alias, __migrations, __sql};
}

/// Migrations: the schema as data, what leads from one to another, and running it.
pub mod migrate {
    pub use crate::migrator::{Drift, Migrations, Migrator, Progress, Push, Report, State, Status};
    pub use orm_core::migrate::*;
}

#[cfg(feature = "doctest")]
#[doc(hidden)]
pub mod doctest;
pub mod error;
pub mod prelude;

mod access;
#[cfg(feature = "tokio")]
pub mod asynchronous;
mod attach;
mod bracket;
mod change;
mod cipher;
mod collation;
mod connection;
mod convert;
mod database;
mod deadline;
#[cfg(test)]
mod fixture;
mod function;
mod in_use;
mod inspect;
mod json;
mod links;
mod location;
mod macros;
mod maintenance;
mod migrator;
mod nested;
mod observe;
mod options;
mod patience;
mod pool;
mod script;
mod search;
mod spatial;
mod statement;
#[cfg(feature = "testing")]
pub mod testing;
mod transaction;
mod vector;
mod warning;

pub use access::{Access, Read, Write};
#[cfg(feature = "tokio")]
pub use asynchronous::{AsyncDatabase, AsyncTransaction, AsyncWatch, RowStream};
pub use bracket::Behavior;
pub use change::{ChangeKind, Commit, RowChange, Subscription, Watch};
#[cfg(feature = "sqlcipher")]
pub use cipher::Key;
pub use database::{Closed, Database};
pub use deadline::{CancellationToken, Limited, WithLimits};
#[doc(hidden)]
pub use json::JsonRow;
pub use json::{JsonEach, JsonTable, JsonTree, json_each, json_tree};
pub use links::WriteLinks;
pub use maintenance::{
    Backup, BackupProgress, BlobReader, BlobWriter, Checkpoint, Checkpointed, Finding, FindingKind,
    ForeignKeyViolation, Health, Statistics,
};
pub use nested::WriteNested;
pub use observe::{QueryEvent, QueryKind};
pub use options::{JournalMode, Options, Synchronous};
pub use orm_core::error::Error;
pub use orm_derive::{ColumnType, Relations, Shape, Table, View};
pub use pool::PoolFigures;
pub use search::WriteSearch;
pub use spatial::{ReadSpatial, WriteSpatial};
pub use transaction::{ReadTransaction, ReadTransactionGuard, Transaction, TransactionGuard};
pub use warning::Warning;
