//! The C library that makes files fail, and the process that runs below it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;

use super::runner::{Job, Report, Runner};

/// What happens to a process, at which of its operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is killed in place of the operation.
    Kill(usize),
    /// The operation fails once.
    Io(usize),
    /// From the operation on, nothing can be written.
    Full(usize),
    /// From the operation on, no file can grow.
    Grow(usize),
}

/// The shim, compiled; nothing where that is not possible, with the reason on the output.
pub(crate) fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match LIBRARY.get_or_init(compile) {
        Ok(path) => Some(path),
        Err(reason) => {
            println!("skipped: {reason}");
            None
        }
    }
}

fn compile() -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("only Linux loads a library before all others by LD_PRELOAD".to_owned());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crash");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/migrate/crash/shim.c");
    // Another process may compile it at the same time.
    let fresh = folder.join(format!("shim-{}.so", std::process::id()));
    let mut command = Command::new("cc");
    command.args(["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-o"]).arg(&fresh);
    let output = command.args([source, "-ldl"]).output().map_err(|error| format!("there is no C compiler: {error}"))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = folder.join("shim.so");
    fs::rename(&fresh, &path).map_err(|error| error.to_string())?;
    Ok(path)
}

/// Where databases of tests are: in memory if there is such a folder, because nothing of them survives.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.unwrap()
}

/// A process of this program that runs a scenario: [`worker`](super::worker) reads what is said here.
pub(crate) fn process(runner: &dyn Runner, job: &Job<'_>, report: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["crash::worker::worker", "--exact", "--quiet", "--nocapture", "--test-threads=1"]);
    command.env("CRASH_RUNNER", runner.name()).env("CRASH_SCENARIO", job.scenario.beside(job.path));
    command.env("CRASH_DATABASE", job.path).env("CRASH_JOURNAL", job.journal.name());
    command.env("CRASH_REPORT", report);
    if job.leave {
        command.env("CRASH_LEAVE", "1");
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs a scenario below the shim, disturbed; what the process said, if it came to that.
pub(crate) fn disturbed(
    runner: &dyn Runner,
    job: &Job<'_>,
    fault: Fault,
    report: &Path,
) -> (ExitStatus, Option<Report>) {
    let (mode, at) = match fault {
        Fault::Kill(at) => ("kill", at),
        Fault::Io(at) => ("io", at),
        Fault::Full(at) => ("full", at),
        Fault::Grow(at) => ("grow", at),
    };
    let _ = fs::remove_file(report);
    let mut command = process(runner, job, report);
    preload(&mut command, job).env("CRASH_MODE", mode).env("CRASH_AT", at.to_string());
    let status = command.status().unwrap();
    (status, super::worker::read(report))
}

/// Runs a scenario below the shim, undisturbed, and writes down what it does.
pub(crate) fn logged(runner: &dyn Runner, job: &Job<'_>, report: &Path, log: &Path) -> (ExitStatus, Option<Report>) {
    let mut command = process(runner, job, report);
    preload(&mut command, job).env("CRASH_MODE", "log").env("CRASH_LOG", log);
    let status = command.status().unwrap();
    (status, super::worker::read(report))
}

fn preload<'c>(command: &'c mut Command, job: &Job<'_>) -> &'c mut Command {
    let folder = job.path.parent().unwrap();
    // Temporary files of SQLite are operations too.
    command.env("LD_PRELOAD", library().unwrap()).env("CRASH_PREFIX", folder).env("SQLITE_TMPDIR", folder)
}
