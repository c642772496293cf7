//! Running the statements of one file, inside of a transaction that is open.

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Effect, GUARD, NEW, counted, effect, name_before};
use rusqlite::Connection;

use super::authorize::Authorizer;
use super::found;
use super::proof::{self, Proof};
use super::reference::{Orphans, children};
use super::report::Report;
use super::script::{Compiled, Script, locate, skip_comments};
use super::smoke::Broken;
use super::surroundings::Surroundings;
use super::watch::Watch;
use super::{Settings, migrations::Step, space};
use crate::attach::Room;
use crate::connection::Connection as Ours;
use crate::database::Database;
use crate::error;
use crate::transaction::{State, Transaction};

/// What is run.
pub(super) struct Job<'a> {
    /// What errors call it.
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) step: Option<Step>,
    /// Whether another file could be generated in its place: not to take one back, and not where there are no files.
    pub(super) is_forward: bool,
}

/// Where it is run.
pub(super) struct Context<'a> {
    pub(super) connection: &'a Ours,
    pub(super) authorizer: &'a Authorizer,
    pub(super) watch: &'a Watch,
    pub(super) settings: &'a Settings,
    pub(super) database: &'a Database,
}

/// Runs a file, and checks what it has done. Nothing is committed here.
pub(super) fn run(context: &Context<'_>, job: &Job<'_>, report: &mut Report) -> Result<(), Error> {
    let connection = context.connection;
    let (orphans, broken) = (Orphans::find(connection)?, Broken::find(connection)?);
    space::check(context, job, report)?;
    let mut surroundings = Surroundings::default();
    let mut script = Script::new(connection, job.name, job.text)?;
    let mut obstacles: Vec<Error> = Vec::new();
    while let Some(compiled) = script.next(context.authorizer)? {
        // Where rows are in the way, the guards that follow say what else is.
        if !obstacles.is_empty() && !compiled.text.contains(GUARD) {
            break;
        }
        let line = compiled.line;
        if let Err(error) = statement(context, job, compiled, &mut surroundings) {
            let is_obstacle = error.migration_code() == Some(found::CODE);
            let error = locate(error, job.name, line);
            if !is_obstacle {
                return Err(error);
            }
            obstacles.push(error);
        }
    }
    if let Some(error) = found::all(obstacles) {
        return Err(error);
    }
    if let Some(step) = job.step {
        run_step(connection, step, job.name)?;
    }
    report.recreated.extend(surroundings.restore(connection, |name| name_before(job.text, name))?);
    Orphans::find(connection)?.compare(&orphans, |name| name_before(job.text, name))?;
    Broken::find(connection)?.compare(&broken)?;
    if orphans.len() > 0 {
        let without = if orphans.len() == 1 { "was without its parent" } else { "were without their parents" };
        report.warnings.push(format!("{} {without} before `{}`", counted(orphans.len(), "row"), job.name));
    }
    report.warnings.extend(broken.names().map(|name| format!("the {name} was broken before `{}`", job.name)));
    Ok(())
}

/// A step in Rust. A panic in it is an error here, so that the connection gets its settings back.
fn run_step(connection: &Ours, step: Step, name: &str) -> Result<(), Error> {
    let state = State::default();
    let tx = Transaction::outermost(connection, &state);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| step(&tx)));
    let failed = |code, message: String| Error::migration(Verdict::Failed, code, message);
    match result {
        // What the step did not hear of has taken back the statements before it, too.
        Ok(Ok(())) if connection.is_autocommit() => {
            Err(failed("step", format!("the step of `{name}` failed: SQLite has rolled back its transaction")))
        }
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(failed("step", format!("the step of `{name}` failed: {error}")).caused_by(error)),
        Err(_) => Err(failed("step_panicked", format!("the step of `{name}` panicked"))),
    }
}

fn statement(
    context: &Context<'_>,
    job: &Job<'_>,
    compiled: Compiled<'_>,
    surroundings: &mut Surroundings,
) -> Result<(), Error> {
    let connection = context.connection;
    context.watch.check()?;
    match effect(&compiled.text) {
        Effect::Copy { table, columns } => copy(context, compiled, &table, &columns),
        Effect::Drop { table } => {
            surroundings.remember(connection, &table)?;
            let children = if context.settings.verify_rows { children(connection, &table)? } else { Vec::new() };
            let before = proofs(connection, &children)?;
            execute(compiled)?;
            if proofs(connection, &children)? == before { Ok(()) } else { Err(changed(&table)) }
        }
        Effect::Replace => {
            // What names the table goes on meaning its name, and not the table that was there under another one.
            set_legacy(connection, true)?;
            let done = execute(compiled);
            set_legacy(connection, false)?;
            done
        }
        Effect::Guard => {
            let text = compiled.text.clone();
            execute(compiled).map_err(|error| found::by_guard(connection, job, &text, error))
        }
        Effect::Other => {
            let _room = Room::of(connection, &compiled.text);
            execute(compiled)
        }
    }
}

/// Copies rows into the table that takes the place of another one, and compares them.
fn copy(context: &Context<'_>, compiled: Compiled<'_>, table: &str, columns: &[String]) -> Result<(), Error> {
    let connection = context.connection;
    let new = format!("{NEW}{table}");
    let verify = context.settings.verify_rows;
    let before = if verify { proof::of(connection, table, columns)? } else { Proof::default() };
    context.watch.copying(&new, table, before.rows);
    let text = compiled.text.clone();
    let done = execute(compiled);
    context.watch.copied();
    done.map_err(|error| found::by_copy(connection, table, &text, error))?;
    if verify && proof::of(connection, &new, columns)? != before {
        return Err(changed(table));
    }
    Ok(())
}

#[cold]
fn changed(table: &str) -> Error {
    let message = format!("the rows of `{table}`, or of a table that references it, would not be the same any more");
    Error::migration(Verdict::Failed, "rows_changed", message)
}

fn proofs(connection: &Connection, tables: &[String]) -> Result<Vec<Proof>, Error> {
    tables.iter().map(|table| proof::of_all(connection, table)).collect()
}

fn set_legacy(connection: &Connection, on: bool) -> Result<(), Error> {
    let sql = if on { "PRAGMA legacy_alter_table = ON" } else { "PRAGMA legacy_alter_table = OFF" };
    connection.execute_batch(sql).map_err(|error| error::running(error, sql))
}

fn execute(mut compiled: Compiled<'_>) -> Result<(), Error> {
    let text = compiled.text.trim();
    let mut rows = compiled.statement.raw_query();
    let mut run = || {
        while rows.next()?.is_some() {}
        Ok(())
    };
    run().map_err(|cause| {
        // What SQLite says of a change of the schema names objects, and quotes no value.
        let is_alter = skip_comments(text).get(..5).is_some_and(|word| word.eq_ignore_ascii_case("ALTER"));
        let cause = if is_alter { error::preparing(cause, text) } else { error::running(cause, text) };
        if let Some(object) = in_the_way(&cause.to_string()).filter(|_| is_alter) {
            let message = format!(
                "{cause}; the {object} is in no migration, and cannot be kept: `DROP` it by a migration of its own before, or by hand"
            );
            return Error::migration(Verdict::Decision, "cannot_keep", message).caused_by(cause);
        }
        let (code, what) = if cause.is_interrupted() {
            ("interrupted", "it was interrupted, and is rolled back".to_owned())
        } else if cause.is_disk_full() {
            ("disk_full", "the disk is full, and all of it is rolled back".to_owned())
        } else {
            ("statement", cause.to_string())
        };
        Error::migration(Verdict::Failed, code, what).caused_by(cause)
    })
}

/// What SQLite says that a changed table would break, as in `error in index i after drop column: no such column: a`.
fn in_the_way(words: &str) -> Option<String> {
    let rest = &words[words.find("error in ")? + "error in ".len()..];
    let (kind, rest) = rest.split_once(' ')?;
    let (name, _) = rest.split_once(" after ")?;
    ["index", "view", "trigger"].contains(&kind).then(|| format!("{kind} `{name}`"))
}
