//! What a person says to a plan, from flags; and what a plan asks for, as flags.

use orm_sqlite::migrate::{Decisions, Plan, Rename, Snapshot, Table};

use crate::cli::arguments::Decide;
use crate::cli::failure::Failure;

/// Adds what the flags say.
pub(super) fn decisions(mut decisions: Decisions, said: &Decide) -> Result<Decisions, Failure> {
    for rename in &said.rename {
        decisions = decisions.rename(parse_rename(rename)?);
    }
    for place in &said.accept_data_loss {
        decisions = decisions.accept_loss(place);
    }
    for value in &said.default {
        let (place, sql) = place_and_sql(value)?;
        decisions = decisions.fill_nulls(place, sql);
    }
    for value in &said.using {
        let (place, sql) = place_and_sql(value)?;
        decisions = decisions.fill(place, sql);
    }
    Ok(decisions)
}

/// `users.age=0`
fn place_and_sql(value: &str) -> Result<(&str, &str), Failure> {
    let parts = value.split_once('=').filter(|(place, sql)| place.contains('.') && !sql.trim().is_empty());
    parts.ok_or_else(|| Failure::decision("bad_flag", format!("`{value}` is not of the form `users.age=0`")))
}

/// Fails where a flag names what is not there: a slip of the pen would do nothing, without a word.
pub(super) fn check_names(said: &Decide, from: &Snapshot, to: &Snapshot) -> Result<(), Failure> {
    let has = |snapshot: &Snapshot, place: &str| {
        let is_column = |table: &Table| {
            let rest = place.get(table.name.len()..).and_then(|rest| rest.strip_prefix('.'));
            let same = place.get(..table.name.len()).is_some_and(|name| name.eq_ignore_ascii_case(&table.name));
            same && rest.is_some_and(|column| table.column(column).is_some())
        };
        snapshot.table(place).is_some() || snapshot.object(place).is_some() || snapshot.tables.iter().any(is_column)
    };
    let unknown = |flag: &str, place: &str, whose: &str| {
        Failure::decision("bad_flag", format!("`--{flag} {place}`: {whose} no such table or column"))
    };
    for (flag, values) in [("default", &said.default), ("using", &said.using)] {
        for value in values {
            let (place, _) = place_and_sql(value)?;
            if !has(to, place) {
                return Err(unknown(flag, place, "the structs have"));
            }
            let column = place.split_once('.').and_then(|(table, column)| to.table(table)?.column(column));
            if column.is_some_and(|column| column.generated.is_some()) {
                let message = format!("`--{flag} {place}`: the column is computed, and takes nothing else");
                return Err(Failure::decision("bad_flag", message));
            }
        }
    }
    for place in said.accept_data_loss.iter().filter(|place| !has(from, place) && !has(to, place)) {
        // A column of a table that has a new name is called by it.
        let column = place.rsplit_once('.').map_or(place.as_str(), |(_, column)| column);
        if !from.tables.iter().any(|table| table.column(column).is_some()) {
            return Err(unknown("accept-data-loss", place, "the schema before has"));
        }
    }
    for rename in &said.rename {
        let parsed = parse_rename(rename)?;
        let new = parsed.table.as_ref().map_or_else(|| parsed.to.clone(), |table| format!("{table}.{}", parsed.to));
        if !has(to, &new) {
            return Err(unknown("rename", rename, "the structs have"));
        }
    }
    Ok(())
}

/// Fails where a flag would do nothing in a plan: what nobody loses, and what no row gets.
pub(super) fn check_effect(said: &Decide, plan: &Plan) -> Result<(), Failure> {
    let idle = |flag: &str, why: &str| Failure::decision("bad_flag", format!("`--{flag}` has no effect: {why}"));
    for place in &said.accept_data_loss {
        if !plan.losses.iter().any(|lost| lost.eq_ignore_ascii_case(place)) {
            return Err(idle(&format!("accept-data-loss={place}"), "nothing of it is lost"));
        }
    }
    for (flag, values) in [("default", &said.default), ("using", &said.using)] {
        for value in values {
            let (place, _) = place_and_sql(value)?;
            let is_filled = |table: &String| {
                let same = place.get(..table.len()).is_some_and(|name| name.eq_ignore_ascii_case(table));
                same && place[table.len()..].starts_with('.')
            };
            if !plan.rebuilt.iter().any(is_filled) {
                let why =
                    "nothing changes in the columns of its table; an `UPDATE` is for a migration by hand (`--custom`)";
                return Err(idle(&format!("{flag} {place}"), why));
            }
        }
    }
    Ok(())
}

/// `people:users`, `users.login:users.name`, or shorter `users.login:name`.
fn parse_rename(text: &str) -> Result<Rename, Failure> {
    let bad = || Failure::decision("bad_flag", format!("`{text}` is not of the form `users.login:users.name`"));
    let (from, to) = text.split_once(':').filter(|(from, to)| !from.is_empty() && !to.is_empty()).ok_or_else(bad)?;
    match (from.split_once('.'), to.split_once('.')) {
        (None, None) => Ok(Rename::table(from, to)),
        (Some((table, from)), None) => Ok(Rename::column(table, from, to)),
        (Some((_, from)), Some((table, to))) => Ok(Rename::column(table, from, to)),
        (None, Some(_)) => Err(bad()),
    }
}

/// Fails if a plan has refusals, with the flag for each.
pub(super) fn refuse(plan: &Plan) -> Result<(), Failure> {
    let [first, rest @ ..] = plan.refusals.as_slice() else { return Ok(()) };
    let mut message = first.to_string();
    for refusal in rest {
        message.push_str("; ");
        message.push_str(&refusal.to_string());
    }
    let flags = plan.refusals.iter().flat_map(|refusal| refusal.flags());
    Err(flags.fold(Failure::decision("destructive", message), Failure::help))
}
