//! Databases with rows, and migrations of them: what is disturbed at each operation.

mod by_hand;
mod file;
mod plain;
mod rebuilt;

use orm_sqlite::migrate::{Decisions, Migration, Snapshot, SnapshotFile, generate};
use orm_sqlite::schema::Schema;

/// Which way a scenario goes.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    Up,
    /// All steps were applied, and are taken back.
    Down,
    /// The tables are there, and the one step is said to be done.
    Baseline,
    /// Without files.
    Push(fn() -> Schema),
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// What makes the database: tables, rows, and what a person has made around them.
    pub(crate) base: String,
    /// The migration that the database has been through; nothing where it begins without a history.
    pub(crate) first: Option<Migration>,
    pub(crate) steps: Vec<Migration>,
    pub(crate) way: Way,
    /// Queries whose rows no step may change.
    pub(crate) kept: Vec<&'static str>,
    schema: Option<SnapshotFile>,
}

impl Scenario {
    /// Tables, and a script that fills them.
    fn of(name: &'static str, tables: &[&str], rows: &str) -> Self {
        let base = if tables.is_empty() { String::new() } else { format!("{};\n{rows}", tables.join(";\n")) };
        let scenario =
            Self { name, base, first: None, steps: Vec::new(), way: Way::Up, kept: Vec::new(), schema: None };
        if tables.is_empty() {
            return scenario;
        }
        let mut scenario = scenario.then(tables, &Decisions::new());
        scenario.first = scenario.steps.pop();
        scenario
    }

    /// A migration to other tables, as it is generated.
    fn then(mut self, tables: &[&str], decisions: &Decisions) -> Self {
        let schema = Snapshot::parse(tables).unwrap();
        let generated = generate(&self.next(), self.schema.as_ref(), schema, decisions).unwrap();
        assert_eq!(generated.plan.refusals, [], "{}", self.name);
        self.schema = generated.migration.snapshot().unwrap();
        self.steps.push(generated.migration);
        self
    }

    /// A migration that somebody wrote.
    fn by_hand(mut self, sql: &'static str) -> Self {
        self.steps.push(Migration::new(self.next(), sql).unwrap());
        self
    }

    fn next(&self) -> String {
        format!("{}_step", self.steps.len() + 1 + usize::from(self.first.is_some()))
    }

    fn keeps(mut self, queries: &[&'static str]) -> Self {
        self.kept.extend(queries);
        self
    }

    /// The first migration, of tables that are there already.
    fn baseline(mut self) -> Self {
        self.steps = self.first.take().into_iter().collect();
        self.way(Way::Baseline)
    }

    fn way(mut self, way: Way) -> Self {
        self.way = way;
        self
    }
}

/// All of them.
pub(crate) fn all() -> Vec<Scenario> {
    let mut all = plain::all();
    all.extend(rebuilt::all());
    all.extend(by_hand::all());
    all
}

/// One that has to be refused.
pub(crate) fn lossy() -> Scenario {
    by_hand::lossy()
}

pub(crate) fn named(name: &str) -> Scenario {
    all().into_iter().find(|scenario| scenario.name == name).unwrap()
}

/// The table of most scenarios, and its rows: gaps between the keys, NUL in texts, several pages.
const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, note TEXT)";
const FILL_USERS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
    INSERT INTO users SELECT i * 2, 'name ' || i, i % 90, CASE WHEN i % 7 = 0 THEN CAST(x'610062' AS TEXT) ELSE hex(zeroblob(40)) END FROM n;";
const KEPT_USERS: &str = "SELECT id, name, age, hex(CAST(note AS BLOB)) FROM users";
