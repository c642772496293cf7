//! What a statement of a migration does to rows, as far as a runner has to know: read from its tokens.

use super::model::{GUARD, NEW};
use super::rename::same;
use super::split;
use super::token::{Token, tokens};

/// What a runner does around a statement.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Copies a table into the one that takes its place; these columns as they are.
    Copy {
        table: String,
        columns: Vec<String>,
    },
    /// Drops a table, and what is around it.
    Drop {
        table: String,
    },
    /// Puts a new table in the place of the old one.
    Replace,
    /// Fails where there are rows in the way.
    Guard,
    Other,
}

/// What a statement does.
#[doc(hidden)]
#[must_use]
pub fn effect(sql: &str) -> Effect {
    let all = tokens(sql);
    match all.as_slice() {
        [drop, table, rest @ ..] if drop.is_word("DROP") && table.is_word("TABLE") => {
            let rest = if rest.first().is_some_and(|token| token.is_word("IF")) {
                rest.get(2..).unwrap_or_default()
            } else {
                rest
            };
            // `main.users` is `users`.
            let names = rest.iter().take_while(|token| !token.is_symbol(";")).filter_map(Token::name);
            names.last().map_or(Effect::Other, |table| Effect::Drop { table })
        }
        [alter, table, name, rename, to, ..]
            if alter.is_word("ALTER") && table.is_word("TABLE") && rename.is_word("RENAME") && to.is_word("TO") =>
        {
            if name.name().is_some_and(|name| name.starts_with(NEW)) {
                Effect::Replace
            } else {
                Effect::Other
            }
        }
        [insert, into, name, rest @ ..] if insert.is_word("INSERT") && into.is_word("INTO") => match name.name() {
            Some(name) if name == GUARD => Effect::Guard,
            Some(name) => copy(&name, rest).unwrap_or(Effect::Other),
            None => Effect::Other,
        },
        _ => Effect::Other,
    }
}

/// `(a, b) SELECT a, CAST(b AS TEXT) FROM t`: which columns are taken as they are.
fn copy(name: &str, rest: &[Token<'_>]) -> Option<Effect> {
    let table = name.strip_prefix(NEW)?.to_owned();
    let [open, rest @ ..] = rest else { return None };
    let close = rest.iter().position(|token| token.is_symbol(")")).filter(|_| open.is_symbol("("))?;
    let names: Vec<String> = rest[..close].iter().filter_map(Token::name).collect();
    let [select, values @ ..] = &rest[close + 1..] else { return None };
    if !select.is_word("SELECT") {
        return None;
    }
    let mut items: Vec<Vec<&Token<'_>>> = vec![Vec::new()];
    let mut depth = 0;
    for token in values {
        depth += isize::from(token.is_symbol("(")) - isize::from(token.is_symbol(")"));
        if depth == 0 && token.is_word("FROM") {
            break;
        }
        if depth == 0 && token.is_symbol(",") {
            items.push(Vec::new());
        } else if let Some(item) = items.last_mut() {
            item.push(token);
        }
    }
    let kept = names.iter().zip(&items).filter(|(name, item)| matches!(item.as_slice(), [one] if one.names(name)));
    Some(Effect::Copy { table, columns: kept.map(|(name, _)| name.clone()).collect() })
}

/// The statements of a text that change the schema or rows, and no other file or way of keeping this one: those that can be tried in memory.
#[doc(hidden)]
#[must_use]
pub fn trial(sql: &str) -> String {
    let is_about_files = |statement: &&str| {
        let all = tokens(statement);
        all.first().is_some_and(|first| ["VACUUM", "ATTACH", "DETACH"].iter().any(|word| first.is_word(word)))
    };
    if !split::statements(sql).iter().any(&is_about_files) {
        return sql.to_owned();
    }
    let kept: Vec<&str> = split::statements(sql).into_iter().filter(|statement| !is_about_files(statement)).collect();
    kept.join(";\n")
}

/// The finding of a guard, from the statement that makes its table.
#[doc(hidden)]
#[must_use]
pub fn guard_finding(sql: &str) -> Option<String> {
    let all = tokens(sql);
    let at = all.iter().position(|token| token.is_word("CONSTRAINT"))?;
    all.get(at + 1)?.name()
}

/// What a trigger waits for, from the statement that makes it: `INSERT`, `UPDATE` or `DELETE`.
#[doc(hidden)]
#[must_use]
pub fn trigger_event(sql: &str) -> Option<&'static str> {
    let all = tokens(sql);
    let rest = &all[all.iter().position(|token| token.is_word("TRIGGER"))? + 1..];
    let rest = if rest.first()?.is_word("IF") { rest.get(3..)? } else { rest };
    // `main.name` is three.
    let rest = if rest.get(1)?.is_symbol(".") { rest.get(3..)? } else { rest.get(1..)? };
    let is_time = |token: &&Token<'_>| ["BEFORE", "AFTER", "INSTEAD", "OF"].iter().any(|word| token.is_word(word));
    let event = rest.iter().find(|token| !is_time(token))?;
    ["INSERT", "UPDATE", "DELETE"].into_iter().find(|word| event.is_word(word))
}

/// What a table (`users`) or a column (`users.bio`) is called before the renames of a text, of its name after them.
#[doc(hidden)]
#[must_use]
pub fn name_before(sql: &str, place: &str) -> String {
    let mut place = place.to_owned();
    let statements = split::statements(sql);
    for (at, statement) in statements.iter().enumerate().rev() {
        let Some((from, to)) = renamed(&tokens(statement)) else { continue };
        // The name was that of a table that made room, whose rows and columns are meant.
        let made_room = |earlier: &str| matches!(effect(earlier), Effect::Drop { table } if same(&table, &to));
        let is_prefix = place.get(..to.len()).is_some_and(|start| same(start, &to));
        if is_prefix
            && (place.len() == to.len() || place[to.len()..].starts_with('.'))
            && !statements[..at].iter().any(|earlier| made_room(earlier))
        {
            place.replace_range(..to.len(), &from);
        }
    }
    place
}

/// The place before and after an `ALTER TABLE .. RENAME`.
fn renamed(all: &[Token<'_>]) -> Option<(String, String)> {
    let [alter, word, rest @ ..] = all else { return None };
    if !(alter.is_word("ALTER") && word.is_word("TABLE")) {
        return None;
    }
    // `main.users` is `users`.
    let rest = if rest.get(1)?.is_symbol(".") { rest.get(2..)? } else { rest };
    let [table, rename, rest @ ..] = rest else { return None };
    let table = table.name()?;
    match rest {
        _ if !rename.is_word("RENAME") => None,
        // A table that takes the place of the one of its name has no other name before.
        [to, _, ..] if to.is_word("TO") && table.starts_with(NEW) => None,
        [to, new, rest @ ..] if to.is_word("TO") && rest.first().is_none_or(|next| !next.is_word("TO")) => {
            Some((table, new.name()?))
        }
        [column, old, to, new, ..] if column.is_word("COLUMN") && to.is_word("TO") => {
            Some((format!("{table}.{}", old.name()?), format!("{table}.{}", new.name()?)))
        }
        // The word may be left out.
        [old, to, new, ..] if to.is_word("TO") => {
            Some((format!("{table}.{}", old.name()?), format!("{table}.{}", new.name()?)))
        }
        _ => None,
    }
}

/// The tables whose rows a text copies into new ones, by their names before it.
#[doc(hidden)]
#[must_use]
pub fn copied_tables(sql: &str) -> Vec<String> {
    let copied = |statement: &str| match effect(statement) {
        Effect::Copy { table, .. } => Some(name_before(sql, &table)),
        _ => None,
    };
    split::statements(sql).into_iter().filter_map(copied).collect()
}

/// How many statements a text has, of those that are no `CREATE TRIGGER`.
#[doc(hidden)]
#[must_use]
pub fn statement_count(sql: &str) -> usize {
    tokens(sql).split(|token| token.is_symbol(";")).filter(|statement| !statement.is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_of_a_trigger_is_read_behind_its_name() {
        for (sql, event) in [
            ("CREATE TRIGGER a INSTEAD OF DELETE ON v BEGIN INSERT INTO b VALUES (1); END", Some("DELETE")),
            (
                "create trigger if not exists main.\"insert\" /* UPDATE */ after update of x on t begin select 1; end",
                Some("UPDATE"),
            ),
            ("CREATE TRIGGER [delete] BEFORE INSERT ON t BEGIN DELETE FROM t; END", Some("INSERT")),
            ("CREATE TRIGGER a", None),
            ("CREATE VIEW a AS SELECT 1", None),
        ] {
            assert_eq!(trigger_event(sql), event, "{sql}");
        }
    }

    #[test]
    fn effects_are_read_from_the_statement() {
        let sql =
            r#"INSERT INTO "__orm_new_a b" (rowid, "x", "y", z) SELECT rowid, "x", CAST("y" AS TEXT), "Z" FROM "a b""#;
        let columns = ["rowid", "x", "z"].map(str::to_owned).to_vec();
        assert_eq!(effect(sql), Effect::Copy { table: "a b".to_owned(), columns });
        let drop = |table: &str| Effect::Drop { table: table.to_owned() };
        assert_eq!(effect("-- x\nDROP TABLE a;"), drop("a"));
        assert_eq!(effect("drop table if exists main.\"b c\" ;"), drop("b c"));
        assert_eq!(effect("ALTER TABLE \"__orm_new_a\" RENAME TO \"a\""), Effect::Replace);
        assert_eq!(effect("ALTER TABLE a RENAME TO b"), Effect::Other);
        assert_eq!(effect("INSERT INTO \"__orm_guard\" (\"key\") SELECT 1"), Effect::Guard);
        assert_eq!(effect("INSERT INTO a (b) SELECT b FROM c"), Effect::Other);
        assert_eq!(effect("DROP VIEW a"), Effect::Other);
        assert_eq!(statement_count("VACUUM; ; -- x\n"), 1);
        assert_eq!(
            guard_finding("CREATE TABLE g (\"key\", CONSTRAINT \"a.b: no\" CHECK (0))").as_deref(),
            Some("a.b: no")
        );
    }
}
