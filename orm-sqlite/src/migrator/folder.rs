//! Migrations in a folder.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use orm_core::error::{Error, Verdict};
use orm_core::migrate::Migration;

/// The files of a migration.
pub(crate) const UP: &str = "migration.sql";
pub(crate) const DOWN: &str = "down.sql";
pub(crate) const SNAPSHOT: &str = "snapshot.json";

/// All migrations of a folder, in no order.
pub(super) fn read(folder: &Path) -> Result<Vec<Migration>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    let mut migrations = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|error| unreadable(&path, &error))?;
        let name = entry.file_name();
        if kind.is_symlink() {
            return Err(refused(format!("`{}` is a link: migrations are folders", path.display())));
        }
        // Notes beside the folders are nobody's business.
        if !kind.is_dir() || name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let name = name.to_str().unwrap_or_default().to_owned();
        let Some(up) = text(&path.join(UP))? else {
            return Err(refused(format!("`{}` has no `{UP}`", path.display())));
        };
        let mut migration = Migration::new(name, up)?;
        if let Some(down) = text(&path.join(DOWN))? {
            migration = migration.with_down(down);
        }
        if let Some(snapshot) = text(&path.join(SNAPSHOT))? {
            migration = migration.with_snapshot(snapshot);
        }
        migrations.push(migration);
    }
    Ok(migrations)
}

/// The text of a file, or nothing if it is not there.
fn text(path: &Path) -> Result<Option<String>, Error> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
        Ok(metadata) if !metadata.is_file() => Err(refused(format!("`{}` is no file", path.display()))),
        Ok(_) => fs::read_to_string(path).map(Some).map_err(|error| unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    refused(format!("cannot read `{}`: {error}", path.display()))
}

fn refused(message: String) -> Error {
    Error::migration(Verdict::History, "bad_folder", message)
}
