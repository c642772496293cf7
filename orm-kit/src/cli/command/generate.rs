//! `orm generate`: the files of a migration from the newest one to the structs.

use orm_sqlite::Database;
use orm_sqlite::migrate::{Decisions, Generated, Migration, Migrations, Snapshot, SnapshotFile, flag_for, generate};
use serde_json::json;

use super::{Context, decide};
use crate::cli::arguments::{Decide, Generate};
use crate::cli::failure::Failure;
use crate::cli::report::Report;
use crate::folder;

pub(super) fn run(context: &Context<'_>, arguments: &Generate) -> Result<Report, Failure> {
    let _lock = if arguments.dry_run { None } else { context.lock_migrations()? };
    let migrations = context.migrations()?;
    super::check::histories(&migrations)?;
    let newest = newest_snapshot(&migrations)?;
    let name = next_name(&migrations, &arguments.name);
    let new = if arguments.custom {
        custom(&name, newest.as_ref(), arguments.step)?
    } else {
        let schema = context.schema("generate")?;
        let decisions = decide::decisions(Decisions::of(schema), &arguments.decide)?;
        let structs = Snapshot::of(schema)?;
        let before = newest.as_ref().map(|file| file.snapshot.clone()).unwrap_or_default();
        decide::check_names(&arguments.decide, &before, &structs)?;
        let new = generate(&name, newest.as_ref(), structs, &decisions)?;
        if new.plan.is_empty() {
            if newest.is_none() {
                let failure =
                    Failure::decision("no_structs", "the binary names no structs, and there are no migrations");
                return Err(failure.help("orm_sqlite::schema!(my_crate::User, my_crate::Post) in src/bin/orm.rs"));
            }
            if arguments.decide.says_something() {
                let message = "the migrations say what the structs say, so that nothing is generated with these flags";
                let failure = Failure::decision("nothing_to_generate", message);
                return Err(failure.help("delete a migration that was not applied anywhere, and `generate` it again"));
            }
            return Ok(
                Report::new(json!({ "created": null, "changes": [] })).line("the migrations say what the structs say")
            );
        }
        decide::refuse(&new.plan)?;
        decide::check_effect(&arguments.decide, &new.plan)?;
        if !arguments.decide.default.is_empty() || !arguments.decide.using.is_empty() {
            try_out(&before, &new, &arguments.decide)?;
        }
        new
    };
    let changes: Vec<String> = new.plan.changes.iter().map(ToString::to_string).collect();
    let folder = context.migrations_folder().join(new.migration.name());
    if !arguments.dry_run {
        context.write(&new)?;
    }
    let mut report = Report::new(json!({
        "created": (!arguments.dry_run).then(|| folder.display().to_string()),
        "name": new.migration.name(),
        "changes": changes,
        "losses": new.plan.losses,
        "conditions": new.plan.conditions,
        "irreversible": new.irreversible,
        "sql": new.migration.up(),
    }));
    if arguments.dry_run {
        return Ok(report.raw(new.migration.up()));
    }
    for change in &changes {
        report = report.line(change);
    }
    report = report.line(format!("created {}", folder.display()));
    for condition in &new.plan.conditions {
        let help = flag_for(condition).map(|flag| format!("; `{flag}` says what they have"));
        report =
            report.note(format!("note: it stops, and changes nothing, where {condition}{}", help.unwrap_or_default()));
    }
    for place in &new.irreversible {
        report = report.note(format!("note: `down` does not bring back what was in {place}"));
    }
    Ok(report)
}

/// Runs a migration with expressions of flags on the schema before, in memory: a word without quotes is a column, and there may be none of
/// that name. What else can fail there may be a function of the program, which is not known here.
fn try_out(before: &Snapshot, new: &Generated, said: &Decide) -> Result<(), Failure> {
    /// What a program can have and this one has not.
    const UNKNOWN: [&str; 3] = ["no such function", "no such collation", "no such module"];
    let db = Database::options().foreign_keys(false).open()?;
    for statement in before.statements() {
        if db.execute_script(statement).is_err() {
            return Ok(());
        }
    }
    let Err(error) = db.replay(new.migration.up()) else { return Ok(()) };
    let error = error.to_string();
    if UNKNOWN.iter().any(|words| error.contains(words)) {
        return Ok(());
    }
    // The place is one of a file that is not written.
    let why = error.split_once(": ").map_or(error.as_str(), |(_, why)| why);
    let flag = if said.default.is_empty() { "--using" } else { "--default" };
    let failure = Failure::decision("bad_flag", format!("`--default` and `--using` take an expression of SQL: {why}"));
    Err(failure.help(format!("{flag} \"users.role='member'\"    for a text")))
}

/// Files for statements by hand: the schema after it is the one before, until somebody writes more.
fn custom(name: &str, newest: Option<&SnapshotFile>, step: bool) -> Result<Generated, Failure> {
    let schema = newest.map(|file| file.snapshot.clone()).unwrap_or_default();
    let mut new = generate(name, newest, schema, &Decisions::new())?;
    let up = if step { "-- rust step\n" } else { "-- statements by hand\n" };
    "-- statements that take it back\n".clone_into(&mut new.down);
    new.migration =
        Migration::new(name.to_owned(), up)?.with_down(new.down.clone()).with_snapshot(new.snapshot.clone());
    Ok(new)
}

/// The snapshot of the newest migration that has one.
pub(super) fn newest_snapshot(migrations: &Migrations) -> Result<Option<SnapshotFile>, Failure> {
    for migration in migrations.iter().rev() {
        if let Some(file) = migration.snapshot()? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// A name that comes after all others, whatever the clock says.
pub(super) fn next_name(migrations: &Migrations, label: &str) -> String {
    let name = folder::name_now(label);
    let (version, rest) = name.split_once('_').unwrap_or((&name, "migration"));
    let number = |text: &str| text.parse::<u64>().unwrap_or_default();
    let newest = migrations.iter().map(|migration| number(migration.version())).max().unwrap_or_default();
    format!("{}_{rest}", number(version).max(folder::version_after(newest)))
}
