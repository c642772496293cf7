//! `orm init`: the files with which a crate begins.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::Context;
use crate::cli::arguments::Init;
use crate::cli::config::FILE;
use crate::cli::failure::Failure;
use crate::cli::report::Report;
use crate::folder::write_file;

pub(super) fn run(context: &Context<'_>, arguments: &Init) -> Result<Report, Failure> {
    let database = context.config.database.clone().unwrap_or_else(|| "app.db".into());
    let folder = context.config.migrations.clone().unwrap_or_else(|| "migrations".into());
    let (database, folder) = (quoted(&database), quoted(&folder));
    let config = format!(
        "# Paths are from this file's folder.\ndatabase = {database}\nmigrations = {folder}\n# What a message names as the command \
         that has the structs.\nbinary = \"cargo run --bin orm --\"\n"
    );
    let build = format!(
        "//! A migration that is added is part of the program from the next build on.\n\nconst MIGRATIONS: &str = {folder};\n\n\
         fn main() {{\n    println!(\"cargo:rerun-if-changed={{MIGRATIONS}}\");\n}}\n"
    );
    let tables = if arguments.tables.is_empty() { "/* your tables */" } else { &arguments.tables };
    let binary = format!(
        "//! The command line with the structs of this crate.\n\nfn main() -> std::process::ExitCode {{\n    \
         orm_kit::main(orm_sqlite::schema!({tables}))\n}}\n"
    );
    let files = [(FILE, config), ("src/bin/orm.rs", binary), ("build.rs", build)];
    let (mut created, mut kept) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let path = context.folder.join(name);
        if path.exists() {
            kept.push(name);
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
        }
        write_file(&path, &text).map_err(|error| Failure::file(&path, &error))?;
        created.push(name);
    }
    let migrations = context.migrations_folder();
    fs::create_dir_all(&migrations).map_err(|error| Failure::file(&migrations, &error))?;
    let mut report = Report::new(json!({ "created": created, "kept": kept }));
    for name in &created {
        report = report.line(format!("created {name}"));
    }
    for name in &kept {
        report = report.note(format!("note: {name} is there already, and was not touched"));
    }
    if context.folder.join("src/main.rs").exists() {
        report = report.note("note: `default-run` in Cargo.toml says which of two binaries `cargo run` means");
    }
    report = report.note("note: the database and its copies, `*.bak-*`, are for .gitignore; the migrations are not");
    let generate = "`cargo run --bin orm -- generate first`";
    Ok(report.note(if arguments.tables.is_empty() {
        format!("next: name your tables in src/bin/orm.rs, then {generate}")
    } else {
        format!("next: {generate}")
    }))
}

/// A path as TOML and Rust write a text.
fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}
