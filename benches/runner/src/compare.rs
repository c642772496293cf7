//! The table of libraries: processor time of every workload as a part of what it takes by hand.
//!
//! Rounds are interleaved. In each, all libraries run in random order, and a library's ratio is to the time by hand in the
//! same round, so that whatever else the machine does meets all of them.

mod plot;
mod statistics;

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use statistics::{Ratios, Shuffle};
use workloads::Workload;

use crate::peers::{self, Peer};
use crate::program::Program;
use crate::{Result, machine};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    /// How many rounds.
    pub(crate) rounds: usize,
    /// Whether the databases are files.
    pub(crate) file: bool,
    /// Whether the plot of the README is drawn.
    pub(crate) plot: bool,
}

/// The ratios of a workload, in the order of the libraries, and the median time by hand in nanoseconds.
struct Row {
    workload: Workload,
    by_hand: f64,
    ratios: Vec<Option<Ratios>>,
}

/// Measures, prints the table, and draws the plot.
pub(crate) fn run(options: Options) -> Result<bool> {
    let programs = peers::build()?;
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.subsec_nanos();
    let mut shuffle = Shuffle::new(u64::from(seed));
    let mut rows = Vec::new();
    for workload in Workload::ALL {
        agree(&programs, workload, options)?;
        rows.push(measure(&programs, workload, options, &mut shuffle)?);
        eprintln!("{} is measured", workload.name());
    }
    let place = if options.file { "file, write-ahead log, synchronous = NORMAL" } else { "in memory" };
    let about = format!("{place}, {} rounds; {}", options.rounds, machine::describe());
    print(&programs, &rows, &about);
    if options.plot {
        let path = plot::write(&programs, &rows, &about)?;
        println!("\nThe plot is in {}.", path.display());
    }
    Ok(true)
}

fn arguments(how: &'static str, options: Options) -> Vec<&'static str> {
    if options.file { vec![how, "--file"] } else { vec![how] }
}

/// Refuses libraries that load or write other rows than by hand, or run on another SQLite.
fn agree(programs: &[(Peer, Program)], workload: Workload, options: Options) -> Result<()> {
    let mut expected: Option<(String, String, String)> = None;
    for (peer, program) in programs {
        let mut how = arguments("2", options);
        how.push("--verify");
        let Some(line) = program.run(peer.side, workload, &how)? else { continue };
        let found =
            (line.value("sqlite")?.to_owned(), line.value("checksum")?.to_owned(), line.value("after")?.to_owned());
        match &expected {
            None => expected = Some(found),
            Some(expected) if *expected == found => {}
            Some(expected) => {
                let (name, workload) = (peer.side, workload.name());
                return Err(format!("{name} in {workload}: expected {expected:?}, found {found:?}").into());
            }
        }
    }
    Ok(())
}

fn measure(programs: &[(Peer, Program)], workload: Workload, options: Options, shuffle: &mut Shuffle) -> Result<Row> {
    let mut rounds: Vec<BTreeMap<usize, f64>> = Vec::new();
    for _ in 0..options.rounds {
        let mut times = BTreeMap::new();
        // What writes are given is made by no library.
        let given = if workload.takes_input() { time(&programs[0].1, "input", workload, options)? } else { None };
        let input = given.unwrap_or(0.0);
        for index in shuffle.order(programs.len()) {
            let (peer, program) = &programs[index];
            if let Some(time) = time(program, peer.side, workload, options)? {
                times.insert(index, time - input);
            }
        }
        rounds.push(times);
    }
    let by_hand: Vec<f64> = rounds.iter().map(|times| times[&0]).collect();
    let ratios = (0..programs.len()).map(|index| {
        let ratios = rounds.iter().filter_map(|times| Some(times.get(&index)? / times[&0]));
        Ratios::of(ratios.collect())
    });
    Ok(Row { workload, by_hand: statistics::median(by_hand).unwrap_or(0.0), ratios: ratios.collect() })
}

/// Nanoseconds of one operation.
fn time(program: &Program, side: &str, workload: Workload, options: Options) -> Result<Option<f64>> {
    let line = program.run(side, workload, &arguments("timed", options))?;
    line.map(|line| Ok(line.value("ns_per_operation")?.parse()?)).transpose()
}

/// As a table in Markdown: the median, and the least and the most over the rounds.
fn print(programs: &[(Peer, Program)], rows: &[Row], about: &str) {
    println!("Processor time as a part of rusqlite's by hand: median [least-most]. {about}\n");
    let names: Vec<_> = programs.iter().skip(1).map(|(peer, _)| peer.label).collect();
    println!("| workload | by hand | {} |", names.join(" | "));
    println!("|---|---|{}", "---|".repeat(names.len()));
    for row in rows {
        let cells = row.ratios.iter().skip(1).map(|ratios| match ratios {
            Some(ratios) => ratios.to_string(),
            None => String::from("-"),
        });
        let by_hand = statistics::duration(row.by_hand);
        println!("| {} | {by_hand} | {} |", row.workload.name(), cells.collect::<Vec<_>>().join(" | "));
    }
}
