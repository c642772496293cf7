//! A schema is the same, wherever it is read from.

use std::path::Path;

use orm_sqlite::migrate::{Snapshot, SnapshotFile};
use orm_sqlite::prelude::*;

use crate::model::{Fixture, blog_schema, key_schema};

/// The file's form keeps what a schema means.
#[track_caller]
fn assert_kept(snapshot: &Snapshot) {
    let file = SnapshotFile::new("1_first", Some("parent".to_owned()), snapshot.clone());
    let read = SnapshotFile::from_json("1_first", &file.to_json()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.to_json(), file.to_json());
    assert_eq!(read.id(), file.id());
}

#[test]
fn structs_the_file_and_the_database_agree() {
    for schema in [blog_schema(), key_schema()] {
        let fixture = Fixture::new(&schema);
        let of_structs = Snapshot::of(&schema).unwrap();
        let live = fixture.db.inspect().unwrap();
        assert_eq!(live, of_structs);
        assert_eq!(live.hash(), of_structs.hash());
        assert_kept(&live);
    }
}

#[test]
fn a_database_made_again_from_its_snapshot_is_the_same() {
    for name in ["chinook.sqlite", "northwind.sqlite"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
        if !path.exists() {
            println!("skipped: there is no file {name}");
            continue;
        }
        let snapshot = Database::open_read_only(&path).unwrap().inspect().unwrap();
        assert!(snapshot.tables.len() > 5);
        let again = Database::open_in_memory().unwrap();
        for statement in snapshot.statements() {
            again.execute_script(statement).unwrap();
        }
        assert_eq!(again.inspect().unwrap(), snapshot);
        assert_kept(&snapshot);
    }
}
