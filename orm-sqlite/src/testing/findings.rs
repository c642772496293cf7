//! What makes a program slow, found in what it has run.

use std::collections::BTreeMap;

use super::log::{Log, Recorded};
use super::plan;
use crate::observe::QueryKind;

/// Fails the test with what was found, if anything was.
#[track_caller]
pub(super) fn fail(findings: &[String]) {
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}

fn caller(statement: &Recorded) -> String {
    statement.caller.map_or_else(|| "an unknown line".to_owned(), ToString::to_string)
}

fn table(statement: &Recorded) -> &str {
    statement.table.as_deref().unwrap_or("a query without a table")
}

/// The statements, one of each text: the first for which `worse` says that no other is.
fn distinct(log: &Log, figure: impl Fn(&Recorded) -> u64) -> Vec<Recorded> {
    let mut found = BTreeMap::<String, (usize, Recorded)>::new();
    for (at, statement) in log.statements().into_iter().enumerate() {
        match found.get_mut(&statement.sql) {
            Some((_, known)) if figure(known) < figure(&statement) => *known = statement,
            Some(_) => {}
            None => drop(found.insert(statement.sql.clone(), (at, statement))),
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, statement)| statement).collect()
}

/// The lines of a statement's plan of which something is true.
fn lines(log: &Log, statement: &Recorded, is: impl Fn(&str) -> bool) -> Vec<String> {
    match plan::of(log.database(), &statement.sql) {
        Ok(plan) => plan.into_iter().filter(|line| is(line)).collect(),
        Err(error) => vec![format!("the plan cannot be read: {error}")],
    }
}

pub(super) fn full_scans(log: &Log, rows: u64) -> Vec<String> {
    let found = distinct(log, |statement| statement.scanned).into_iter().filter(|statement| statement.scanned > rows);
    let message = |statement: Recorded| {
        let plan = lines(log, &statement, plan::scans).join("; ");
        format!(
            "`{}`: a full scan stepped over {} rows, more than {rows}\n  plan: {plan}\n  statement: {}\n  run at: {}\n  what to do: an index over \
             the columns of the filter or of the join (`#[column(index)]`), or a higher number if all rows are wanted",
            table(&statement),
            statement.scanned,
            statement.sql,
            caller(&statement),
        )
    };
    found.map(message).collect()
}

pub(super) fn temporary_b_trees(log: &Log) -> Vec<String> {
    let is_query = |statement: &Recorded| statement.kind != QueryKind::Transaction && statement.error.is_none();
    let found = distinct(log, |statement| statement.sorts).into_iter().filter(is_query);
    let message = |statement: Recorded| {
        let plan = lines(log, &statement, |line| line.contains("TEMP B-TREE") || line.contains("cannot be read"));
        (!plan.is_empty()).then(|| {
            format!(
                "`{}`: rows are gathered in a temporary B-tree\n  plan: {}\n  statement: {}\n  run at: {}\n  what to do: an index whose columns \
                 are those of the filter, and then those of the order or of the group",
                table(&statement),
                plan.join("; "),
                statement.sql,
                caller(&statement),
            )
        })
    };
    found.filter_map(message).collect()
}

pub(super) fn repeated(log: &Log, times: usize) -> Vec<String> {
    let mut runs = BTreeMap::<String, Vec<Recorded>>::new();
    for statement in log.statements().into_iter().filter(|statement| statement.kind != QueryKind::Transaction) {
        runs.entry(statement.sql.clone()).or_default().push(statement);
    }
    let found = runs.into_values().filter(|runs| runs.len() > times);
    let message = |runs: Vec<Recorded>| {
        let mut callers: Vec<_> = runs.iter().map(caller).collect();
        callers.sort();
        callers.dedup();
        let what = match runs[0].kind {
            QueryKind::Select => {
                "load the rows of a relation with it (`with_..`), or ask for all keys at once (`in_list`)"
            }
            QueryKind::Insert => "`insert_many` writes all rows at once",
            QueryKind::Update => "`update_many`, or one update with a filter for all rows",
            _ => "one statement for all rows",
        };
        format!(
            "`{}`: one statement was run {} times, more than {times}\n  statement: {}\n  run at: {}\n  what to do: {what}",
            table(&runs[0]),
            runs.len(),
            runs[0].sql,
            callers.join(", "),
        )
    };
    found.map(message).collect()
}
