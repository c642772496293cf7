//! Making a database follow the structs at once, without files: for prototypes.

use std::fmt;
use std::path::PathBuf;

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Decisions, Plan, Snapshot, name_before, plan};
use orm_core::schema::Schema;
use rusqlite::Connection;

use super::apply::{self, Job};
use super::report::Report;
use super::session::Session;
use super::up::commit;
use super::{Settings, ledger, losses};
use crate::database::Database;
use crate::inspect;

/// Making a database follow the structs: [`Database::push`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = Database::open_in_memory()?;
/// assert_eq!(db.push(&schema!(Tag)).plan()?.changes.len(), 1);
/// db.push(&schema!(Tag)).run()?;
/// assert!(db.push(&schema!(Tag)).plan()?.is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a push does nothing until `run`"]
pub struct Push<'a> {
    db: &'a Database,
    schema: &'a Schema,
    decisions: Decisions,
    drops: Vec<String>,
    despite_history: bool,
    settings: Settings,
}

impl Database {
    /// Changes the tables of a schema to what the structs say, without files and in one transaction: for prototypes and tests. The
    /// same plan, the same refusals and the same checks as those of migrations.
    ///
    /// Tables that the schema does not name are not touched.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = Database::open_in_memory()?;
    /// db.push(&schema!(User, Post)).run()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn push<'a>(&'a self, schema: &'a Schema) -> Push<'a> {
        let decisions = Decisions::of(schema);
        Push { db: self, schema, decisions, drops: Vec::new(), despite_history: false, settings: Settings::default() }
    }
}

impl Push<'_> {
    /// Renames, accepted losses and fillings.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::migrate::Rename;
    ///
    /// # let db = Database::open_in_memory()?;
    /// db.execute_script("CREATE TABLE labels (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT")?;
    /// db.push(&schema!(Tag)).decide(|decisions| decisions.rename(Rename::table("labels", "tags"))).run()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn decide(mut self, decide: impl FnOnce(Decisions) -> Decisions) -> Self {
        self.decisions = decide(self.decisions);
        self
    }

    /// Drops a table that the schema does not name, with its rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = Database::open_in_memory()?;
    /// db.execute_script("CREATE TABLE old (a)")?;
    /// db.push(&schema!(Tag)).drop_table("old").run()?;
    /// assert!(db.inspect()?.table("old").is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn drop_table(mut self, table: impl Into<String>) -> Self {
        let table = table.into();
        self.decisions = self.decisions.accept_loss(&table);
        self.drops.push(table);
        self
    }

    /// Goes on although the database has been through migrations, which then say something else.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = Database::open_in_memory()?;
    /// db.push(&schema!(Tag)).despite_history(true).run()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn despite_history(mut self, despite: bool) -> Self {
        self.despite_history = despite;
        self
    }

    /// Copies the database to a file first, if something is lost. The file must not be there yet.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let backup = directory.path().join("app.db.bak");
    /// # let db = Database::open_in_memory()?;
    /// db.execute_script("CREATE TABLE old (a)")?;
    /// db.push(&schema!(Tag)).drop_table("old").backup_to(&backup).run()?;
    /// assert!(backup.exists());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn backup_to(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.backup = Some(path.into());
        self
    }

    /// What would be done. What would lose nothing, because there are no rows, is no refusal.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.push(&schema!(User)).plan()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn plan(&self) -> Result<Plan, Error> {
        self.plan_on(&*self.db.checkout()?)
    }

    fn plan_on(&self, connection: &Connection) -> Result<Plan, Error> {
        let to = Snapshot::of(self.schema)?;
        let live = inspect::snapshot(connection)?;
        let mut named = to.clone();
        named.tables.extend(live.tables.iter().filter(|table| self.drops.contains(&table.name)).cloned());
        let from = live.managed_with(&named, &self.decisions);
        let mut decisions = self.decisions.clone();
        let first = plan(&from, &to, &decisions);
        let text = first.to_sql();
        for refusal in first.refusals {
            let count = losses::count(connection, &name_before(&text, &refusal.place))?;
            if count.is_some_and(|count| count.number == 0) && refusal.candidates.is_empty() {
                decisions = decisions.accept_loss(refusal.place);
            }
        }
        Ok(plan(&from, &to, &decisions))
    }

    /// Does it.
    ///
    /// # Errors
    ///
    /// When a decision is missing, rows are in the way, the database has been through migrations, or a statement fails. Nothing is
    /// changed then.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = Database::open_in_memory()?;
    /// let plan = db.push(&schema!(Tag)).run()?;
    /// assert_eq!(plan.changes[0].to_string(), "create table `tags`");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn run(self) -> Result<Plan, Error> {
        let session = Session::open(self.db, &self.settings)?;
        let bracket = session.begin()?;
        if !self.despite_history && !ledger::read(&session.connection)?.is_empty() {
            let message = "the database has been through migrations, which a push would make untrue: `generate` a migration, or \
                 `--despite-history`";
            return Err(Error::migration(Verdict::Decision, "has_history", message));
        }
        let plan = self.plan_on(&session.connection)?;
        refuse(&plan)?;
        if let (Some(path), false) = (&self.settings.backup, plan.losses.is_empty()) {
            session.back_up(path, |progress| self.settings.report(progress))?;
        }
        let text = plan.to_sql();
        let mut report = Report::default();
        apply::run(
            &session.context(&self.settings),
            &Job { name: "push", text: &text, step: None, is_forward: false },
            &mut report,
        )?;
        // A push is in no ledger: a commit that failed is undone.
        commit(&session, bracket, |_| false)?;
        session.close()?;
        Ok(plan)
    }
}

impl fmt::Debug for Push<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push").field("db", self.db).field("schema", self.schema).finish_non_exhaustive()
    }
}

/// Fails if a plan has refusals, and names all of them.
fn refuse(plan: &Plan) -> Result<(), Error> {
    if plan.refusals.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> =
        plan.refusals.iter().map(|refusal| format!("{refusal} ({})", refusal.flags().join(" or "))).collect();
    let message = format!("a decision is missing: {}", shown.join("; "));
    Err(Error::migration(Verdict::Decision, "destructive", message))
}
