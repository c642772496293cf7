//! The gate: no workload takes more instructions, beside the same by hand, than the table of limits allows.

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;

use workloads::Workload;

use crate::limits::Limits;
use crate::program::Program;
use crate::{Result, callgrind};

/// The side that the others are compared with.
const BY_HAND: &str = "rusqlite";

/// What is measured: a side on a workload.
type Job = (String, Workload);

/// Measures, prints the table, and says whether all is within today's limits.
pub(crate) fn run(tighten: bool) -> Result<bool> {
    if !callgrind::is_installed() {
        return Err("valgrind is not installed".into());
    }
    let mut limits = Limits::read()?;
    let program = Program::build()?;
    for limit in &limits.rows {
        agree(&program, &limit.side, limit.workload)?;
    }
    let measured = measure(&program, jobs(&limits))?;
    println!(
        "{:<14} {:<14} {:>12} {:>12} {:>7} {:>7} {:>7}",
        "workload", "side", "by hand", "side", "ratio", "target", "today"
    );
    let (mut exceeded, mut reached) = (0, 0);
    for limit in &mut limits.rows {
        let input = measured.get(&(String::from("input"), limit.workload)).copied().unwrap_or(0.0);
        let of = |side: &str| measured[&(side.to_owned(), limit.workload)] - input;
        let (by_hand, side) = (of(BY_HAND), of(&limit.side));
        let ratio = side / by_hand;
        let verdict = if ratio > limit.today {
            exceeded += 1;
            "FAILED"
        } else if ratio > limit.target {
            "above the target"
        } else {
            reached += 1;
            ""
        };
        println!(
            "{:<14} {:<14} {by_hand:>12.0} {side:>12.0} {ratio:>7.3} {:>7.2} {:>7.2} {verdict}",
            limit.workload.name(),
            limit.side,
            limit.target,
            limit.today
        );
        limit.tighten(ratio);
    }
    println!("{reached} of {} at their target, {exceeded} beyond today's limit", limits.rows.len());
    if tighten && exceeded == 0 {
        limits.write()?;
    }
    Ok(exceeded == 0)
}

/// Refuses to compare two sides that load or write different rows.
fn agree(program: &Program, side: &str, workload: Workload) -> Result<()> {
    let mut sums = [side, BY_HAND].into_iter().map(|side| {
        let line = program.run(side, workload, &["2", "--verify"])?;
        let line = line.ok_or_else(|| format!("the side {side} cannot write {}", workload.name()))?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>((
            line.value("checksum")?.to_owned(),
            line.value("after")?.to_owned(),
        ))
    });
    let (ours, by_hand) = (sums.next().transpose()?, sums.next().transpose()?);
    if ours == by_hand { Ok(()) } else { Err(format!("{side} and {BY_HAND} differ in {}", workload.name()).into()) }
}

/// What the table needs, the slowest first, so that no long one is left for the end.
fn jobs(limits: &Limits) -> Vec<Job> {
    let mut jobs: Vec<Job> = Vec::new();
    for limit in &limits.rows {
        let input = limit.workload.takes_input().then_some("input");
        for side in [Some(BY_HAND), Some(limit.side.as_str()), input].into_iter().flatten() {
            let job = (side.to_owned(), limit.workload);
            if !jobs.contains(&job) {
                jobs.push(job);
            }
        }
    }
    jobs.sort_by_key(|(_, workload)| std::cmp::Reverse(workload.size()));
    jobs
}

/// Runs the jobs on all cores. Counting instructions does not mind.
fn measure(program: &Program, jobs: Vec<Job>) -> Result<HashMap<Job, f64>> {
    let waiting = Mutex::new(jobs.into_iter());
    let measured = Mutex::new(Ok(HashMap::new()));
    let work = || {
        loop {
            let Some(job) = waiting.lock().expect("no one panics with it").next() else { break };
            let instructions = callgrind::of_one(program, &job.0, job.1);
            let mut measured = measured.lock().expect("no one panics with it");
            match (&mut *measured, instructions) {
                (Ok(all), Ok(instructions)) => drop(all.insert(job, instructions)),
                (Ok(_), Err(error)) => *measured = Err(error),
                (Err(_), _) => break,
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    measured.into_inner().expect("no one panics with it")
}
