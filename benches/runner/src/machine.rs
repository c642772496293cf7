//! On what and when something was measured.

use std::fs;
use std::process::Command;
use std::thread;

/// The processor, its cores, and the date.
pub(crate) fn describe() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model.trim());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {cores} cores, {}", today())
}

/// The date as `2026-01-31`.
fn today() -> String {
    let output = Command::new("date").arg("+%F").output();
    output
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .map_or_else(String::new, |date| date.trim().to_owned())
}
