//! What a person says to a plan, from flags; and what a plan asks for, as flags.

use orm_sqlite::migrate::{Decisions, Plan, Rename};

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
    for value in said.default.iter().chain(&said.using) {
        let (place, sql) =
            value
                .split_once('=')
                .filter(|(place, sql)| place.contains('.') && !sql.trim().is_empty())
                .ok_or_else(|| Failure::decision("bad_flag", format!("`{value}` is not of the form `users.age=0`")))?;
        decisions = decisions.fill(place, sql);
    }
    Ok(decisions)
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
