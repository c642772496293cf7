//! `orm export`: the whole schema as SQL.

use orm_sqlite::migrate::Snapshot;
use serde_json::json;

use super::{Context, generate};
use crate::cli::arguments::{Export, Format};
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn run(context: &Context<'_>, arguments: &Export) -> Result<Report, Failure> {
    match arguments.format {
        Format::Sql => sql(context),
        Format::D1 | Format::Drizzle => Err(Failure::decision("not_yet", "exports of migrations are not there yet")),
    }
}

/// Of the structs, or of the newest migration where there are none.
fn sql(context: &Context<'_>) -> Result<Report, Failure> {
    let snapshot = match &context.kit.schema {
        Some(schema) => Snapshot::of(schema)?,
        None => generate::newest_snapshot(&context.migrations()?)?.map(|file| file.snapshot).unwrap_or_default(),
    };
    let statements: Vec<&str> = snapshot.statements().collect();
    let text: String = statements.iter().map(|statement| format!("{statement};\n")).collect();
    Ok(Report::new(json!({ "statements": statements })).raw(&text))
}
