//! What a migration loses: counted before it, and accepted by name.

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{counted, name_before};
use orm_core::sql::quoted;
use rusqlite::Connection;

use super::Settings;
use crate::{error, inspect};

/// The places that a text gives up, by the names that they have after it.
pub(super) struct Losses<'a> {
    pub(super) text: &'a str,
    pub(super) places: Vec<&'a str>,
}

/// Fails where something would be lost that nobody has accepted: rows of a table, values of a column. The texts run one after the
/// other, and all of their losses are named; a place that is not there before the first of them is looked at in its turn.
pub(super) fn check(connection: &Connection, settings: &Settings, texts: &[Losses<'_>]) -> Result<(), Error> {
    let mut open: Vec<(&str, Option<Count>)> = Vec::new();
    for (at, losses) in texts.iter().enumerate() {
        for place in &losses.places {
            let is_it = |other: &str| other.eq_ignore_ascii_case(place);
            if settings.accepted.iter().any(|accepted| is_it(accepted)) || open.iter().any(|(other, _)| is_it(other)) {
                continue;
            }
            let now = texts[..=at].iter().rev().fold((*place).to_owned(), |place, text| name_before(text.text, &place));
            match count(connection, &now)? {
                Some(count) if count.number > 0 => open.push((place, Some(count))),
                // It may be there when the texts before it have run.
                None if at > 0 => {}
                None => open.push((place, None)),
                Some(_) => {}
            }
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    let lost = open.iter().map(|(place, count)| match count {
        Some(count) => format!("`{place}`, with {}", counted(count.number, count.noun)),
        None => format!("`{place}`, which is not there,"),
    });
    let lost = lost.collect::<Vec<_>>().join(", and ");
    let flags = open.iter().map(|(place, _)| format!("--accept-data-loss={place}")).collect::<Vec<_>>().join(" ");
    let message = format!("{lost} would be lost: `{flags}`, or `Migrator::accept_loss`");
    Err(Error::migration(Verdict::Decision, "destructive", message))
}

/// How much there is to lose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) number: i64,
    /// Rows of a table, or values of a column.
    noun: &'static str,
}

/// How many rows of a table (`users`), or values of a column (`users.bio`), there are; nothing if it is not there.
pub(super) fn count(connection: &Connection, place: &str) -> Result<Option<Count>, Error> {
    let live = inspect::snapshot(connection)?;
    let table = live.tables.iter().find(|table| table.name.eq_ignore_ascii_case(place));
    let column = || {
        live.tables.iter().find_map(|table| {
            let rest = place.get(table.name.len()..)?.strip_prefix('.')?;
            let same = place[..table.name.len()].eq_ignore_ascii_case(&table.name);
            Some((table, table.column(rest)?)).filter(|_| same)
        })
    };
    let (sql, noun) = match (table, column()) {
        (Some(table), _) => (format!("SELECT count(*) FROM {}", quoted(&table.name)), "row"),
        (None, Some((table, column))) => {
            (format!("SELECT count({}) FROM {}", quoted(&column.name), quoted(&table.name)), "value")
        }
        (None, None) if live.object(place).is_some() => (format!("SELECT count(*) FROM {}", quoted(place)), "row"),
        (None, None) => return Ok(None),
    };
    let number = connection.query_row(&sql, [], |row| row.get(0)).map_err(|error| error::running(error, &sql))?;
    Ok(Some(Count { number, noun }))
}
