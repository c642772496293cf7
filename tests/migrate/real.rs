//! Real databases: the schema of Chinook and of Northwind becomes a migration, which makes an empty file the same, and takes all
//! their rows.

use std::path::Path;

use orm_sqlite::Database;
use orm_sqlite::migrate::{Decisions, Migrations, Snapshot, diff, generate, plan};

use crate::fixture::{Fixture, rows};

#[test]
fn a_migration_makes_an_empty_file_the_same_and_takes_all_rows() {
    for (name, variable) in [("chinook.sqlite", "CHINOOK"), ("northwind.sqlite", "NORTHWIND")] {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(name);
        let path = std::env::var_os(variable).map_or(beside, Into::into);
        if !path.exists() {
            println!("skipped: there is no file {name}");
            continue;
        }
        let original = Database::open_read_only(&path).unwrap().inspect().unwrap();
        let first = generate("1_first", None, original.clone(), &Decisions::new()).unwrap();
        let file = first.migration.snapshot().unwrap();
        let fixture = Fixture::empty();
        // Views of Northwind read `order details` and others; all compile, or the migration fails.
        fixture.db.migrate(&Migrations::new([first.migration.clone()]).unwrap()).unwrap();
        assert!(diff(&fixture.db.inspect().unwrap(), &original, &[]).is_empty());

        let source = rusqlite::Connection::open_with_flags(&path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        fixture.raw.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        fixture.raw.execute("ATTACH ?1 AS source", [path.to_str().unwrap()]).unwrap();
        for table in &original.tables {
            let name = format!("\"{}\"", table.name);
            fixture.raw.execute_batch(&format!("INSERT INTO main.{name} SELECT * FROM source.{name}")).unwrap();
        }
        fixture.raw.execute_batch("DETACH source").unwrap();
        assert!(fixture.db.inspect().unwrap() == original);

        // Every table is built anew, and back.
        let text = |sql: &str| {
            let is_table = sql.trim_start().to_uppercase().starts_with("CREATE TABLE");
            if is_table {
                format!("{}, CHECK (1 < 2))", sql.trim_end().strip_suffix(')').unwrap())
            } else {
                sql.to_owned()
            }
        };
        let changed = Snapshot::parse(original.statements().map(text)).unwrap();
        let second = generate("2_second", file.as_ref(), changed.clone(), &Decisions::new()).unwrap();
        assert_eq!(second.plan.rebuilt.len(), original.tables.len());
        let list = Migrations::new([first.migration, second.migration]).unwrap();
        fixture.db.migrate(&list).unwrap();
        assert!(plan(&fixture.db.inspect().unwrap(), &changed, &Decisions::new()).is_empty());
        for table in &original.tables {
            let all = format!("SELECT * FROM \"{}\"", table.name);
            assert_eq!(rows(&fixture.raw, &all), rows(&source, &all), "{}", table.name);
        }
        fixture.db.migrator(&list).down(1).unwrap();
        assert!(fixture.db.inspect().unwrap() == original);
    }
}
