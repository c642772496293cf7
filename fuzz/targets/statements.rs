//! Text as a migration, and as the statements of a schema: the parser that migrations stand on says what they are, or that it does
//! not know. What it says is a schema that is itself again after it was written down, and that SQLite has when it has taken the text.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::{Corpus, fuzz_target};
use orm_kit::pull::{self, pull};
use orm_sqlite::migrate::{Decisions, Migration, Snapshot, SnapshotFile, effect, plan};
use orm_sqlite::prelude::*;
use orm_sqlite::sql::trusted;

/// A name that a migration can have.
const NAME: &str = "1_fuzzed";

fuzz_target!(|source: &str| -> Corpus {
    let _ = effect(source);
    let _ = Migration::new(NAME, source.to_owned());
    let Ok(snapshot) = Snapshot::parse(source.split(";\n")) else { return Corpus::Keep };
    let file = SnapshotFile::new(NAME, None, snapshot.clone());
    let again = SnapshotFile::from_json(NAME, &file.to_json()).expect("its own text");
    assert_eq!(again.snapshot, snapshot);
    let pulled = pull(&snapshot, &pull::Options::new());
    assert!(syn::parse_file(&pulled.source).is_ok(), "no Rust: {}", pulled.source);
    if let Some(live) = live(&snapshot) {
        assert_eq!(live, snapshot, "SQLite has something else");
        let plan = plan(&live, &snapshot, &Decisions::new());
        assert!(plan.is_empty(), "a schema is not itself: {:?} {:?}", plan.changes, plan.refusals);
    }
    Corpus::Keep
});

/// What SQLite makes of a schema, if it takes it in a moment.
fn live(snapshot: &Snapshot) -> Option<Snapshot> {
    let db = Database::open_in_memory().expect("a database in memory");
    let limited = db.with_timeout(Duration::from_millis(200));
    for statement in snapshot.statements() {
        let statement = trusted(statement);
        sql!("{statement}").run(&limited).ok()?;
    }
    Some(db.inspect().expect("a schema that SQLite has taken"))
}
