//! What a program of 30 tables and 300 queries costs to compile.
//!
//! The program is generated into a temporary folder and built there, on the SQLite that is compiled already, so that its C
//! is not counted. Seconds are processor time of all compilers together.

mod diesel;
mod ours;
mod project;

use project::Project;

use crate::{Result, machine, peers};

/// How many tables the program has. Each has 6 columns and 3 relations, and 10 queries are about it.
const TABLES: usize = 30;

/// How often the schema is edited; the median counts.
const EDITS: usize = 3;

/// What the library promises.
#[derive(Debug, Clone, Copy)]
struct Targets {
    check_after_edit: f64,
    release_after_edit: f64,
    clean_release: f64,
    crates: usize,
    megabytes: f64,
}

const OURS: Targets =
    Targets { check_after_edit: 1.0, release_after_edit: 8.0, clean_release: 30.0, crates: 45, megabytes: 3.5 };

/// What was measured.
#[derive(Debug, Clone, Copy)]
struct Measured {
    check_after_edit: f64,
    release_after_edit: f64,
    clean_release: f64,
    clean_debug: f64,
    crates: usize,
    megabytes: f64,
}

/// Measures ours against its targets, and diesel beside it if asked for.
pub(crate) fn run(with_diesel: bool) -> Result<bool> {
    let sqlite = peers::sqlite()?;
    println!("{TABLES} tables, {} queries; {}", TABLES * 10, machine::describe());
    let measured = measure(&Project::new("ours", &ours::SOURCE, &sqlite)?)?;
    print("ours", &measured);
    if with_diesel {
        print("diesel", &measure(&Project::new("diesel", &diesel::SOURCE, &sqlite)?)?);
    }
    let reached = [
        check("cargo check after an edit of the schema, seconds", measured.check_after_edit, OURS.check_after_edit),
        check("release build after the edit, seconds", measured.release_after_edit, OURS.release_after_edit),
        check("clean release build, seconds", measured.clean_release, OURS.clean_release),
        check("crates", count(measured.crates), count(OURS.crates)),
        check("stripped binary, MB", measured.megabytes, OURS.megabytes),
    ];
    Ok(reached.iter().all(|reached| *reached))
}

#[expect(clippy::cast_precision_loss, reason = "there are a few dozen")]
const fn count(crates: usize) -> f64 {
    crates as f64
}

fn check(name: &str, measured: f64, target: f64) -> bool {
    let reached = measured <= target;
    println!("{name}: {measured:.2} of {target}{}", if reached { "" } else { ", ABOVE THE TARGET" });
    reached
}

fn print(name: &str, measured: &Measured) {
    let Measured { check_after_edit, release_after_edit, clean_release, clean_debug, crates, megabytes } = measured;
    println!(
        "{name}: clean release {clean_release:.1} s, clean debug {clean_debug:.1} s, after an edit: release \
         {release_after_edit:.2} s, check {check_after_edit:.2} s; {crates} crates, binary {megabytes:.2} MB"
    );
}

fn measure(project: &Project) -> Result<Measured> {
    project.cargo(&["fetch", "--quiet"])?;
    let clean_release = project.cargo(&["build", "--release", "--quiet"])?;
    eprintln!("clean release: {clean_release:.1} s");
    project.run()?;
    let megabytes = project.binary()? / 1e6;
    let release_after_edit = edited(project, &["build", "--release", "--quiet"])?;
    eprintln!("release after an edit: {release_after_edit:.1} s");
    let clean_debug = project.cargo(&["build", "--quiet"])?;
    project.cargo(&["check", "--quiet"])?;
    let check_after_edit = edited(project, &["check", "--quiet"])?;
    let crates = project.crates()?;
    Ok(Measured { check_after_edit, release_after_edit, clean_release, clean_debug, crates, megabytes })
}

/// The median time after a column was added.
fn edited(project: &Project, arguments: &[&str]) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..EDITS {
        project.edit()?;
        times.push(project.cargo(arguments)?);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[EDITS / 2])
}
