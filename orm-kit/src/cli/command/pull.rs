//! `orm pull`: structs for a database that is there.

use std::fs;
use std::io::ErrorKind;

use serde_json::json;

use super::Context;
use crate::cli::arguments::Pull;
use crate::cli::failure::Failure;
use crate::cli::report::Report;
use crate::folder::write_file;
use crate::pull::{Options, pull};

pub(super) fn run(context: &Context<'_>, arguments: &Pull) -> Result<Report, Failure> {
    let path = context.database_path()?;
    if !path.exists() {
        return Err(Failure::failed("file", format!("there is no file `{}`", path.display())));
    }
    let snapshot = context.database_to_read()?.inspect()?;
    let mut options = Options::new();
    if !arguments.table.is_empty() {
        options = options.only(arguments.table.clone());
    }
    if arguments.no_relations {
        options = options.without_relations();
    }
    let pulled = pull(&snapshot, &options);
    let left_out: Vec<String> = pulled.left_out.iter().map(ToString::to_string).collect();
    let mut report = Report::new(json!({
        "source": pulled.source,
        "left_out": left_out,
        "written": arguments.out.as_ref().map(|path| path.display().to_string()),
    }));
    for line in &left_out {
        report = report.note(format!("left out: {line}"));
    }
    let Some(out) = &arguments.out else { return Ok(report.raw(&pulled.source)) };
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    }
    write_file(out, &pulled.source).map_err(|error| {
        let failure = Failure::file(out, &error);
        if error.kind() == ErrorKind::AlreadyExists {
            failure.help("another name: nothing is overwritten")
        } else {
            failure
        }
    })?;
    Ok(report.line(format!("wrote {}", out.display())))
}
