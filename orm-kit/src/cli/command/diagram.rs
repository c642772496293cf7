//! `orm diagram`: a picture of the schema.

use serde_json::json;

use super::{Context, generate};
use crate::cli::arguments::{Diagram, Picture};
use crate::cli::failure::Failure;
use crate::cli::report::Report;
use crate::diagram::{mermaid, svg};
use orm_sqlite::migrate::Snapshot;

/// Of the structs, of the database, or of the newest migration: the first that there is.
pub(super) fn run(context: &Context<'_>, arguments: &Diagram) -> Result<Report, Failure> {
    let database = context.config.database.as_deref().filter(|path| path.exists());
    let snapshot = match (&context.kit.schema, database) {
        (Some(schema), _) => Snapshot::of(schema)?,
        (None, Some(_)) => context.database_to_read()?.inspect()?,
        (None, None) => {
            generate::newest_snapshot(&context.migrations()?)?.map(|file| file.snapshot).unwrap_or_default()
        }
    };
    let picture = match arguments.format {
        Picture::Mermaid => mermaid(&snapshot),
        Picture::Svg => svg(&snapshot),
    };
    Ok(Report::new(json!({ "diagram": picture })).raw(&picture))
}
