//! Writes what a fuzzer begins with: whole databases, and the sources and schemas of the project's tests.
//!
//! `cargo run --bin seeds` in this folder; it fills `corpus/`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use orm_fuzz::databases;
use orm_sqlite::Database;

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().ok_or("the folder stands in the project")?;
    let corpus = here.join("corpus");

    let databases = databases()?;
    let mut schemas = Vec::new();
    for (at, bytes) in databases.iter().enumerate() {
        write(&corpus.join("hostile_file"), &format!("whole-{at}"), bytes)?;
        schemas.push(schema(bytes)?);
    }
    for file in files(&root.join("tests/ui"), "rs")?.into_iter().chain(files(&root.join("tests/it/model.rs"), "rs")?) {
        let name = file.strip_prefix(root)?.to_string_lossy().replace('/', "-");
        write(&corpus.join("attributes"), &name, &fs::read(&file)?)?;
    }
    for file in files(&root.join("tests"), "sql")? {
        schemas.push(fs::read_to_string(file)?);
    }
    for (at, schema) in schemas.iter().enumerate() {
        write(&corpus.join("statements"), &format!("schema-{at}"), schema.as_bytes())?;
    }
    Ok(())
}

/// The statements of a database, each on its own.
fn schema(database: &[u8]) -> Result<String, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("whole.db");
    fs::write(&path, database)?;
    let snapshot = Database::open_read_only(&path)?.inspect()?;
    Ok(snapshot.statements().collect::<Vec<_>>().join(";\n"))
}

/// The files below a path whose names end so.
fn files(path: &Path, extension: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if path.is_file() {
        return Ok(path
            .extension()
            .is_some_and(|found| found == extension)
            .then(|| path.to_owned())
            .into_iter()
            .collect());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.extend(files(&entry?.path(), extension)?);
    }
    Ok(found)
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(name), bytes)?;
    Ok(())
}
