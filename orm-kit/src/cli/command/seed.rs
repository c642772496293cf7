//! `orm seed`: made-up rows.

use orm_sqlite::migrate::Snapshot;
use serde_json::json;

use super::Context;
use crate::cli::arguments::Seed;
use crate::cli::failure::Failure;
use crate::cli::report::{Report, table};
use crate::seed::{Options, seed};

pub(super) fn run(context: &Context<'_>, arguments: &Seed) -> Result<Report, Failure> {
    let db = context.database_that_is_there()?;
    let mut options = Options::new(arguments.from).rows(arguments.rows);
    let snapshot = match &context.kit.schema {
        Some(schema) => {
            options = options.schema(schema);
            Snapshot::of(schema)?
        }
        None => db.inspect()?,
    };
    for count in &arguments.count {
        let parsed = count.split_once('=').and_then(|(name, rows)| Some((name, rows.parse().ok()?)));
        let Some((name, rows)) = parsed else {
            return Err(Failure::decision("bad_flag", format!("`{count}` is not of the form `users=100`")));
        };
        options = options.table(name, rows);
    }
    let done = seed(&db, &snapshot, &options)?;
    let rows: Vec<Vec<String>> = done.tables.iter().map(|(name, rows)| vec![name.clone(), rows.to_string()]).collect();
    let tables: serde_json::Map<String, serde_json::Value> =
        done.tables.iter().map(|(name, rows)| (name.clone(), json!(rows))).collect();
    Ok(Report::new(json!({ "seed": arguments.from, "tables": tables })).raw(&table(&rows, context.terminal)))
}
