//! `orm export`: the whole schema as SQL, or the migrations in the form of other tools.

use std::fs;
use std::path::{Path, PathBuf};

use orm_sqlite::Database;
use orm_sqlite::migrate::{Migrations, Snapshot, enforced};
use serde_json::json;

use super::{Context, generate};
use crate::cli::arguments::{Export, Format};
use crate::cli::failure::Failure;
use crate::cli::report::Report;
use crate::folder::write_file;

/// What stands between two statements for Drizzle, which knows no SQL.
pub(super) const BREAKPOINT: &str = "\n--> statement-breakpoint\n";

pub(super) fn run(context: &Context<'_>, arguments: &Export) -> Result<Report, Failure> {
    let Some(out) = &arguments.out else { return sql(context) };
    let form: fn(usize, &str) -> PathBuf = match arguments.format {
        Format::Sql => {
            return Err(Failure::decision("bad_flag", "`--out` is for `--format d1` and `--format drizzle`"));
        }
        // Numbers of four digits, in the order of the migrations.
        Format::D1 => {
            |at, name| format!("{:04}_{}.sql", at + 1, name.split_once('_').map_or(name, |(_, label)| label)).into()
        }
        Format::Drizzle => |_, name| Path::new(name).join("migration.sql"),
    };
    let between = if arguments.format == Format::Drizzle { BREAKPOINT } else { "\n" };
    let (mut written, mut kept) = (Vec::new(), Vec::new());
    for (at, (name, statements)) in statements(&context.migrations()?)?.into_iter().enumerate() {
        let path = out.join(form(at, &name));
        let lines: Vec<String> = statements.iter().map(|statement| format!("{statement};")).collect();
        let text = lines.join(between) + "\n";
        match fs::read_to_string(&path) {
            Ok(there) if there == text => kept.push(path.display().to_string()),
            Ok(_) => {
                let message = format!("`{}` is there and says something else", path.display());
                return Err(Failure::decision("file_exists", message).help("--out another folder"));
            }
            Err(_) => {
                let folder = path.parent().unwrap_or(out);
                fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
                write_file(&path, &text).map_err(|error| Failure::file(&path, &error))?;
                written.push(path.display().to_string());
            }
        }
    }
    let report = Report::new(json!({ "written": written, "kept": kept }));
    Ok(written.iter().fold(report, |report, path| report.line(format!("wrote {path}"))))
}

/// The statements of each migration for a runner that enforces foreign keys. The schema before each is tried in memory.
fn statements(migrations: &Migrations) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let db = Database::options().foreign_keys(false).open()?;
    let mut all = Vec::new();
    for migration in migrations.iter() {
        all.push((migration.name().to_owned(), enforced(migration, &db.inspect()?)?));
        db.replay(migration.up())?;
    }
    Ok(all)
}

/// Of the structs, or of the newest migration where there are none.
fn sql(context: &Context<'_>) -> Result<Report, Failure> {
    let snapshot = match &context.kit.schema {
        Some(schema) => Snapshot::of(schema)?,
        None => generate::newest_snapshot(&context.migrations()?)?.map(|file| file.snapshot).unwrap_or_default(),
    };
    let statements: Vec<&str> = snapshot.statements().collect();
    // A comment at the end of a statement would take the semicolon with it.
    let end = |statement: &str| {
        if statement.lines().last().is_some_and(|line| line.contains("--")) { "\n;\n" } else { ";\n" }
    };
    let text = statements.iter().flat_map(|statement| [*statement, end(statement)]).collect::<String>();
    Ok(Report::new(json!({ "statements": statements })).raw(&text))
}
