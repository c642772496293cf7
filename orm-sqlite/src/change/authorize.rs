//! What SQLite asks while it compiles a statement: <https://sqlite.org/c3ref/set_authorizer.html>.

use std::sync::Arc;

use orm_core::error::Error;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization, TransactionOperation};

use super::Recorder;
use super::publisher::Publisher;
use super::tables::{Savepoint, TableSet, Tables};
use crate::error;

/// Lets SQLite tell the recorder what each statement does that it compiles from now on.
pub(super) fn install(driver: &mut rusqlite::Connection, recorder: &Arc<Recorder>) -> Result<(), Error> {
    let recorder = recorder.clone();
    let hook = move |context: AuthContext<'_>| {
        recorder.compiling(|tables, publisher| note(&context.action, tables, publisher))
    };
    driver.authorizer(Some(hook)).map_err(|error| error::running(error, "authorizer"))
}

/// Writes down what a part of a statement does, and allows it.
fn note(action: &AuthAction<'_>, tables: &mut Tables, publisher: &Publisher) -> Authorization {
    match action {
        AuthAction::Read { table_name, .. } => tables.reads.insert(publisher.number(table_name)),
        AuthAction::Insert { table_name } | AuthAction::Update { table_name, .. } => {
            write(table_name, &mut tables.writes, publisher);
        }
        AuthAction::Delete { table_name } => {
            write(table_name, &mut tables.writes, publisher);
            // SQLite would empty the table at once and tell of no row. Where a table is dropped, the answer would keep it.
            if !tables.drops && publisher.knows_rows_of(table_name) {
                return Authorization::Ignore;
            }
        }
        AuthAction::Savepoint { operation, savepoint_name } => {
            let name = (*savepoint_name).to_owned();
            tables.savepoint = match operation {
                TransactionOperation::Begin => Some(Savepoint::Begin(name)),
                TransactionOperation::Release => Some(Savepoint::Release(name)),
                TransactionOperation::Rollback => Some(Savepoint::RollBack(name)),
                _ => None,
            };
        }
        AuthAction::DropTable { .. } | AuthAction::DropTempTable { .. } | AuthAction::DropVtable { .. } => {
            tables.drops = true;
            tables.writes.insert_all();
        }
        AuthAction::AlterTable { .. }
        | AuthAction::CreateIndex { .. }
        | AuthAction::CreateTable { .. }
        | AuthAction::CreateTempIndex { .. }
        | AuthAction::CreateTempTable { .. }
        | AuthAction::CreateTempTrigger { .. }
        | AuthAction::CreateTempView { .. }
        | AuthAction::CreateTrigger { .. }
        | AuthAction::CreateView { .. }
        | AuthAction::CreateVtable { .. }
        | AuthAction::DropIndex { .. }
        | AuthAction::DropTempIndex { .. }
        | AuthAction::DropTempTrigger { .. }
        | AuthAction::DropTempView { .. }
        | AuthAction::DropTrigger { .. }
        | AuthAction::DropView { .. } => tables.writes.insert_all(),
        _ => {}
    }
    Authorization::Allow
}

/// SQLite's own tables change with others, or with the schema.
fn write(table: &str, writes: &mut TableSet, publisher: &Publisher) {
    if !table.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_")) {
        writes.insert(publisher.number(table));
    }
}
