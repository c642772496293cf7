//! `orm init`: the files with which a crate begins.

use std::fs;

use serde_json::json;

use super::Context;
use crate::cli::arguments::Init;
use crate::cli::config::FILE;
use crate::cli::failure::Failure;
use crate::cli::report::Report;
use crate::folder::write_file;

const CONFIG: &str = "# Paths are from this file's folder.\ndatabase = \"app.db\"\nmigrations = \"migrations\"\n\
    # What runs the binary that has the structs.\nbinary = \"cargo run --bin orm --\"\n";

const BUILD: &str = "// A migration that is added is part of the program from the next build on.\nfn main() {\n    \
    println!(\"cargo:rerun-if-changed=migrations\");\n}\n";

pub(super) fn run(context: &Context<'_>, arguments: &Init) -> Result<Report, Failure> {
    let tables = if arguments.tables.is_empty() { "/* your tables */" } else { &arguments.tables };
    let binary = format!(
        "//! The command line with the structs of this crate.\n\nfn main() -> std::process::ExitCode {{\n    \
         orm_kit::main(orm_sqlite::schema!({tables}))\n}}\n"
    );
    let files = [(FILE, CONFIG.to_owned()), ("src/bin/orm.rs", binary), ("build.rs", BUILD.to_owned())];
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
    Ok(report.note("next: name your tables in src/bin/orm.rs, then `cargo run --bin orm -- generate first`"))
}
