//! The round trip: a database, its structs, and what the structs say of a database. A program is compiled for it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use orm_kit::pull::{Options, Pulled, pull};
use orm_sqlite::Database;
use orm_sqlite::migrate::Snapshot;

use super::odd::ODD;
use super::structs;
use crate::sample;

/// What stands between two statements in the program's files.
const BETWEEN: char = '\u{1e}';

/// How many random schemas are compiled.
const RANDOM: u64 = 24;

struct Case {
    name: String,
    snapshot: Snapshot,
    pulled: Pulled,
    /// A file with rows that the structs can read.
    file: Option<PathBuf>,
}

fn cases() -> Vec<Case> {
    let case = |name: &str, snapshot: Snapshot, file| {
        let pulled = pull(&snapshot, &Options::new());
        Case { name: name.to_owned(), snapshot, pulled, file }
    };
    let odd = ODD.iter().map(|(name, statements, _)| case(name, Snapshot::parse(*statements).unwrap(), None));
    let samples = ["chinook", "northwind"].into_iter().filter_map(|name| {
        let file = sample::file(name)?;
        let snapshot = Database::open_read_only(&file).unwrap().inspect().unwrap();
        Some(case(name, snapshot, Some(file)))
    });
    let kept = case("kept", super::kept::snapshot(), None);
    let random = (0..RANDOM).map(|seed| (seed, super::random::schema(seed)));
    let random = random.filter(|(_, schema)| !schema.tables.is_empty());
    let random = random.map(|(seed, schema)| case(&format!("random_{seed}"), schema, None));
    odd.chain([kept]).chain(random).chain(samples).collect()
}

/// The program: a module for each case, and a line for each change between what was found and what the structs say.
fn write(folder: &Path, cases: &[Case]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[workspace]\n[package]\nname = \"orm-kit-round-trip\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\norm-sqlite = {{ path = {:?} }}\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n[profile.dev.package.libsqlite3-sys]\nopt-level = 2\n",
        root.join("orm-sqlite").to_string_lossy()
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The same versions, so that nothing is fetched and what is compiled already is used.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let mut main = "//! Prints what differs.\nuse orm_sqlite::migrate::{Snapshot, diff};\n".to_owned();
    let mut calls = String::new();
    for case in cases {
        let name = &case.name;
        let structs = structs(&case.pulled.source);
        let list = structs.join(", ");
        let mut module = case.pulled.source.clone();
        let _ = writeln!(module, "pub fn schema() -> Schema {{ schema!({list}) }}");
        let _ = writeln!(module, "pub fn read(db: &Database) -> Result<(), orm_sqlite::Error> {{");
        for ty in &structs {
            let _ = writeln!(module, "    assert!(db.select::<{ty}>().limit(40).all()?.len() <= 40);");
        }
        module.push_str("    Ok(())\n}\n");
        fs::write(folder.join(format!("src/{name}.rs")), module).unwrap();
        let statements: Vec<&str> = case.snapshot.statements().collect();
        fs::write(folder.join(format!("src/{name}.sql")), statements.join(&BETWEEN.to_string())).unwrap();
        let _ = writeln!(main, "mod {name};");
        let _ = writeln!(calls, "    compare({name:?}, include_str!(\"{name}.sql\"), &{name}::schema())?;");
        if let Some(file) = &case.file {
            let _ = writeln!(
                calls,
                "    {name}::read(&orm_sqlite::Database::open_read_only({:?})?)?;",
                file.to_string_lossy()
            );
        } else {
            let _ = writeln!(calls, "    created({name:?}, {name}::schema(), {name}::read)?;");
        }
    }
    main.push_str(
        "fn compare(name: &str, sql: &str, schema: &orm_sqlite::schema::Schema) -> Result<(), orm_sqlite::Error> {\n    \
         let found = Snapshot::parse(sql.split('\\u{1e}'))?;\n    \
         for change in diff(&found, &Snapshot::of(schema)?, &[]) { println!(\"{name}: {change}\"); }\n    Ok(())\n}\n\
         type Read = fn(&orm_sqlite::Database) -> Result<(), orm_sqlite::Error>;\n\
         fn created(name: &str, schema: orm_sqlite::schema::Schema, read: Read) -> Result<(), orm_sqlite::Error> {\n    \
         let db = orm_sqlite::Database::open_in_memory()?;\n    \
         if name != \"left_out\" && !name.starts_with(\"random\") { db.create_tables(&schema)?; read(&db)?; }\n    Ok(())\n}\n",
    );
    let _ = write!(main, "fn main() -> Result<(), orm_sqlite::Error> {{\n{calls}    Ok(())\n}}\n");
    fs::write(folder.join("src/main.rs"), main).unwrap();
}

/// Compiles and runs a program, which takes the better part of a minute where nothing of it is compiled yet.
#[test]
fn structs_say_what_the_database_has() {
    let cases = cases();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &cases);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--offline", "-j1"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        let kept = folder.keep();
        panic!("{errors}\n{out}\nthe program is in {}", kept.display());
    }
    assert!(!errors.contains("warning: "), "{errors}");
    for case in &cases {
        let prefix = format!("{}: ", case.name);
        let mut changes: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
        changes.sort_unstable();
        if let Some((.., expected)) = ODD.iter().find(|(name, ..)| *name == case.name) {
            assert_eq!(changes, *expected, "{}", case.name);
            continue;
        }
        for change in changes {
            let places = case.pulled.left_out.iter().map(|left| left.place.as_str());
            // What is said of a column may change a constraint of its table.
            let mut places = places.flat_map(|place| [place, place.split_once('.').map_or(place, |(table, _)| table)]);
            let is_listed = places.any(|place| change.contains(&format!("`{place}`")));
            assert!(is_listed, "{}: {change}\n{}", case.name, case.pulled.source);
        }
    }
    assert!(!out.contains("kept: "), "{out}");
    if let Some(northwind) = cases.iter().find(|case| case.name == "northwind") {
        // 13 tables and 17 views, of which most have an expression.
        assert_eq!(structs(&northwind.pulled.source).len(), 30);
    }
    let chinook = cases.iter().find(|case| case.name == "chinook");
    assert!(chinook.is_none_or(|chinook| chinook.pulled.left_out.is_empty() && !out.contains("chinook: ")), "{out}");
}
