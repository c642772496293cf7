//! What a Drizzle project has on disk and in its database: up to version 0.45 a journal and numbered files, from 1.0 on a folder
//! for each migration.

use std::fs;
use std::path::Path;

use orm_sqlite::Database;
use orm_sqlite::migrate::checksum;
use serde::Deserialize;

use crate::cli::failure::Failure;
use crate::folder;

/// A migration of Drizzle's.
#[derive(Debug, Clone)]
pub(super) struct Foreign {
    /// Our name for it.
    pub(super) name: String,
    /// Its own.
    pub(super) tag: String,
    pub(super) sql: String,
    /// The SHA-256 of its text.
    pub(super) hash: String,
    /// When it was made, in milliseconds since 1970.
    pub(super) when: i64,
}

#[derive(Deserialize)]
struct Journal {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    when: i64,
    tag: String,
}

/// The migrations of a folder, in their order.
pub(super) fn read(root: &Path) -> Result<Vec<Foreign>, Failure> {
    let journal = root.join("meta/_journal.json");
    let mut found = if journal.is_file() { of_journal(root, &journal)? } else { of_folders(root)? };
    if found.is_empty() {
        let message =
            format!("`{}` has no migrations of Drizzle: neither meta/_journal.json nor folders", root.display());
        return Err(Failure::failed("import", message));
    }
    // Two of one second, and tags that are no names of ours.
    let mut last = 0;
    for own in &mut found {
        let (version, label) = own.name.split_once('_').unwrap_or((&own.name, "migration"));
        last = version.parse::<u64>().unwrap_or_default().max(last + 1);
        own.name = format!("{last}_{label}");
    }
    Ok(found)
}

fn of_journal(root: &Path, journal: &Path) -> Result<Vec<Foreign>, Failure> {
    let text = fs::read_to_string(journal).map_err(|error| Failure::file(journal, &error))?;
    let journal: Journal = serde_json::from_str(&text)
        .map_err(|error| Failure::failed("import", format!("`{}`: {error}", journal.display())))?;
    let mut entries = journal.entries;
    entries.sort_by_key(|entry| entry.when);
    entries
        .into_iter()
        .map(|Entry { when, tag }| {
            let path = root.join(format!("{tag}.sql"));
            let label = tag.split_once('_').map_or(tag.as_str(), |(_, label)| label).to_owned();
            foreign(&path, folder::name_at(u64::try_from(when / 1000).unwrap_or_default(), &label), tag, when)
        })
        .collect()
}

fn of_folders(root: &Path) -> Result<Vec<Foreign>, Failure> {
    let entries = fs::read_dir(root).map_err(|error| Failure::file(root, &error))?;
    let mut tags: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().join("migration.sql").is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    tags.sort();
    tags.into_iter()
        .map(|tag| {
            let path = root.join(&tag).join("migration.sql");
            let (version, label) = tag.split_once('_').unwrap_or((&tag, "migration"));
            let name = format!("{version}_{}", folder::slug(label));
            foreign(&path, name, tag.clone(), -1)
        })
        .collect()
}

fn foreign(path: &Path, name: String, tag: String, when: i64) -> Result<Foreign, Failure> {
    let sql = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    let hash = checksum(&sql);
    Ok(Foreign { name, tag, sql, hash, when })
}

/// The hashes and times in Drizzle's table; none if it is not there.
pub(super) fn ledger(db: &Database) -> Result<Vec<(String, Option<i64>)>, Failure> {
    if db.inspect()?.table("__drizzle_migrations").is_none() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, Option<i64>)> =
        orm_sqlite::sql!("select hash, cast(created_at as integer) from __drizzle_migrations order by created_at")
            .all(db)?;
    Ok(rows)
}
