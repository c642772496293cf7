//! Instructions of one operation, counted by callgrind. Opening, filling and warming up are left out.

use std::process::Command;

use workloads::Workload;

use crate::Result;
use crate::program::Program;

/// How many instructions the operations that are compared are to take. More makes the rest weigh less, and takes longer.
const ENOUGH: u64 = 24_000_000;

/// Whether callgrind is there.
pub(crate) fn is_installed() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The function that runs the operations and nothing else. It counts from where it is entered to where it is left.
const MEASURED: &str = "--toggle-collect=workloads::run::measured";

/// glibc's allocator is told to keep all small blocks that are dropped at hand. Otherwise what an allocation takes hangs on
/// how blocks happen to lie beside each other: the same hundred rows were seen to take 15 % more or less because of a change
/// elsewhere. With it they take the same to a few instructions, on both sides.
const ALLOCATOR: (&str, &str) = ("GLIBC_TUNABLES", "glibc.malloc.tcache_count=60000");

/// What is counted.
pub(crate) struct Run<'r> {
    pub(crate) side: &'r str,
    pub(crate) workload: Workload,
    pub(crate) iterations: u64,
    /// Further words of the command line.
    pub(crate) more: &'r [&'r str],
}

/// Instructions of one operation, repeated as often as it takes for a mean.
pub(crate) fn of_one(program: &Program, side: &str, workload: Workload) -> Result<f64> {
    // Writes split pages now and then: a thousand of them are enough.
    let iterations = (ENOUGH / workload.size()).clamp(4, 2_000);
    count(program, &Run { side, workload, iterations, more: &[] })
}

/// Instructions of one operation of a run.
#[expect(clippy::cast_precision_loss, reason = "instructions are far below 2^52")]
pub(crate) fn count(program: &Program, run: &Run<'_>) -> Result<f64> {
    let Run { side, workload, iterations, more } = *run;
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", MEASURED]).arg(program.path());
    command.env(ALLOCATOR.0, ALLOCATOR.1);
    let output = command.args([side, workload.name(), &iterations.to_string()]).args(more).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{side} {}: {said}", workload.name()).into());
    }
    match collected(&said) {
        Some(total) if total > 0 => Ok(total as f64 / iterations as f64),
        _ => Err(format!("callgrind counted nothing: {said}").into()),
    }
}

/// The number in what callgrind says at the end.
fn collected(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.contains("Collected"))?;
    line.rsplit(':').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::collected;

    #[test]
    fn the_number_is_found() {
        assert_eq!(collected("==7== Events    : Ir\n==7== Collected : 65955067\n==7==\n"), Some(65_955_067));
        assert_eq!(collected("==7== Process terminating\n"), None);
    }
}
