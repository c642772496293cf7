//! Renames: said by an attribute or a flag, and never guessed.

use std::collections::VecDeque;
use std::fmt;

use super::model::{KeyConstraint, KeyPart, Snapshot, Table};
use crate::schema::Schema;

/// A table or a column that goes on under another name.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Rename;
///
/// assert_eq!(Rename::column("users", "login", "name").to_string(), "column `users.login` to `users.name`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rename {
    /// The table of a column, by its new name; nothing for a table.
    pub table: Option<String>,
    /// The name before.
    pub from: String,
    /// The name after.
    pub to: String,
}

impl Rename {
    /// Of a table.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Rename;
    ///
    /// assert_eq!(Rename::table("people", "users").to_string(), "table `people` to `users`");
    /// ```
    pub fn table(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { table: None, from: from.into(), to: to.into() }
    }

    /// Of a column of a table, which is called by its new name.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Rename;
    ///
    /// assert_eq!(Rename::column("users", "a", "b").table.as_deref(), Some("users"));
    /// ```
    pub fn column(table: impl Into<String>, from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { table: Some(table.into()), from: from.into(), to: to.into() }
    }

    /// What `renamed_from` says in the attributes of structs.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::Rename;
    ///
    /// #[derive(Table)]
    /// #[table(name = "users")]
    /// struct User {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     #[column(renamed_from = "login")]
    ///     name: String,
    /// }
    ///
    /// assert_eq!(Rename::all_of(&schema!(User)), [Rename::column("users", "login", "name")]);
    /// ```
    pub fn all_of(schema: &Schema) -> Vec<Self> {
        let mut renames = Vec::new();
        for table in schema.tables() {
            renames.extend(table.renamed_from.map(|from| Self::table(from, table.name)));
            let columns = table.columns.iter().filter_map(|column| Some((column.renamed_from?, column.name)));
            renames.extend(columns.map(|(from, to)| Self::column(table.name, from, to)));
        }
        renames
    }

    /// The opposite, for the way back; `tables` are the renames of tables.
    pub(super) fn reversed(&self, tables: &[Self]) -> Self {
        let before = |table: &String| {
            let renamed = tables.iter().find(|rename| rename.table.is_none() && same(&rename.to, table));
            renamed.map_or_else(|| table.clone(), |rename| rename.from.clone())
        };
        Self { table: self.table.as_ref().map(before), from: self.to.clone(), to: self.from.clone() }
    }

    fn is_of(&self, table: Option<&str>) -> bool {
        match (&self.table, table) {
            (None, None) => true,
            (Some(own), Some(table)) => same(own, table),
            _ => false,
        }
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, from, to } = self;
        match table {
            None => write!(f, "table `{from}` to `{to}`"),
            Some(table) => write!(f, "column `{table}.{from}` to `{table}.{to}`"),
        }
    }
}

pub(super) fn same(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

/// The renames that lead from one schema to another: their new name is in the second, and their old one in the first, which has
/// not the new one or loses it by another rename. An attribute that has done its work says nothing any more. `said` ones, by a flag, apply where their old name is there: two
/// names can be swapped.
pub(super) fn effective(from: &Snapshot, to: &Snapshot, attributes: &[Rename], said: &[Rename]) -> Vec<Rename> {
    let is_wanted = |rename: &&Rename| match &rename.table {
        None => to.table(&rename.to).is_some(),
        Some(table) => to.table(table).is_some_and(|table| table.column(&rename.to).is_some()),
    };
    let wanted = |renames: &[Rename]| renames.iter().filter(is_wanted).cloned().collect::<Vec<_>>();
    let (attributes, said) = (&wanted(attributes), &wanted(said));
    let tables = effective_of(None, attributes, said, |name| from.table(name).is_some());
    let mut all = tables.clone();
    let mut named: Vec<&str> = attributes.iter().chain(said).filter_map(|rename| rename.table.as_deref()).collect();
    named.sort_unstable();
    named.dedup_by(|left, right| same(left, right));
    for table in named {
        let renamed = tables.iter().find(|rename| same(&rename.to, table));
        let before = renamed.map_or(table, |rename| rename.from.as_str());
        let has = |name: &str| from.table(before).is_some_and(|table| table.column(name).is_some());
        all.extend(effective_of(Some(table), attributes, said, has));
    }
    all
}

fn effective_of(
    table: Option<&str>,
    attributes: &[Rename],
    said: &[Rename],
    has: impl Fn(&str) -> bool,
) -> Vec<Rename> {
    let mut effective: Vec<Rename> = Vec::new();
    for rename in said.iter().filter(|rename| rename.is_of(table) && has(&rename.from) && rename.from != rename.to) {
        if !effective.iter().any(|other| same(&other.from, &rename.from) || same(&other.to, &rename.to)) {
            effective.push(rename.clone());
        }
    }
    // A name that is taken, and stays, is not free for another one.
    let is_blocked =
        |rename: &Rename, all: &[Rename]| has(&rename.to) && !all.iter().any(|other| same(&other.from, &rename.to));
    while let Some(at) = effective.iter().position(|rename| is_blocked(rename, &effective)) {
        effective.remove(at);
    }
    loop {
        let more = attributes.iter().find(|rename| {
            let is_new = !effective.iter().any(|other| same(&other.from, &rename.from) || same(&other.to, &rename.to));
            let is_free = !has(&rename.to) || effective.iter().any(|other| same(&other.from, &rename.to));
            rename.is_of(table) && is_new && is_free && has(&rename.from)
        });
        let Some(more) = more.cloned() else { return effective };
        effective.push(more);
    }
}

/// Single steps that lead through the renames of one table, or of the tables: one whose new name is still taken waits, and
/// two that wait for each other go by a third name. `taken` are the names at the start.
pub(super) fn steps(renames: &[Rename], taken: &[&str]) -> Vec<(String, String)> {
    let mut taken: Vec<String> = taken.iter().map(|name| name.to_ascii_lowercase()).collect();
    let mut waiting: VecDeque<(String, String)> =
        renames.iter().map(|rename| (rename.from.clone(), rename.to.clone())).collect();
    let mut steps = Vec::new();
    let mut waited = 0;
    while let Some((from, to)) = waiting.pop_front() {
        let is_taken = taken.contains(&to.to_ascii_lowercase());
        // With nothing but another case, SQLite says that the table is there already.
        if is_taken && waited < waiting.len() && !same(&from, &to) {
            waiting.push_back((from, to));
            waited += 1;
            continue;
        }
        waited = 0;
        let to = if is_taken {
            let between = format!("__orm_old_{from}");
            waiting.push_back((between.clone(), to));
            between
        } else {
            to
        };
        taken.retain(|name| *name != from.to_ascii_lowercase());
        taken.push(to.to_ascii_lowercase());
        steps.push((from, to));
    }
    steps
}

/// The schema after renames, as SQLite writes it then. The statements of its parts are those before.
pub(super) fn apply(from: &Snapshot, renames: &[Rename]) -> Snapshot {
    let mut snapshot = from.clone();
    let table_name = |name: &str| {
        let rename = renames.iter().find(|rename| rename.table.is_none() && same(&rename.from, name));
        rename.map(|rename| rename.to.as_str())
    };
    for table in &mut snapshot.tables {
        replace(&mut table.name, table_name);
    }
    for table in &mut snapshot.tables {
        let own = table.name.clone();
        rename_columns(table, |name| column_name(renames, &own, name));
        for key in &mut table.foreign_keys {
            replace(&mut key.table, table_name);
            let target = key.table.clone();
            for column in &mut key.references {
                replace(column, |name| column_name(renames, &target, name));
            }
        }
    }
    for object in &mut snapshot.objects {
        if let Some(table) = &mut object.table {
            replace(table, table_name);
        }
    }
    snapshot
}

fn column_name<'a>(renames: &'a [Rename], table: &str, column: &str) -> Option<&'a str> {
    let rename = renames.iter().find(|rename| rename.is_of(Some(table)) && same(&rename.from, column));
    rename.map(|rename| rename.to.as_str())
}

fn replace<'a>(name: &mut String, new_name: impl Fn(&str) -> Option<&'a str>) {
    if let Some(new) = new_name(name) {
        new.clone_into(name);
    }
}

fn rename_columns<'a>(table: &mut Table, new_name: impl Fn(&str) -> Option<&'a str> + Copy) {
    let rename_part = |part: &mut KeyPart| {
        if let Some(column) = &mut part.column {
            replace(column, new_name);
        }
        part.expr = part.expr.renamed(new_name);
    };
    let rename_key = |key: &mut KeyConstraint| key.parts.iter_mut().for_each(rename_part);
    for column in &mut table.columns {
        replace(&mut column.name, new_name);
        if let Some(generated) = &mut column.generated {
            generated.expr = generated.expr.renamed(new_name);
        }
    }
    table.primary_key.iter_mut().chain(&mut table.uniques).for_each(rename_key);
    for check in &mut table.checks {
        check.expr = check.expr.renamed(new_name);
    }
    for key in &mut table.foreign_keys {
        key.columns.iter_mut().for_each(|column| replace(column, new_name));
    }
    for index in &mut table.indexes {
        index.parts.iter_mut().for_each(rename_part);
        index.filter = index.filter.as_ref().map(|filter| filter.renamed(new_name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_and_swaps_find_a_way() {
        let renames = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| Rename::table(*a, *b)).collect::<Vec<_>>();
        let run = |pairs: &[(&str, &str)], taken: &[&str]| {
            let mut names: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
            for (from, to) in steps(&renames(pairs), taken) {
                assert!(!names.iter().any(|name| same(name, &to)), "{to} is taken in {pairs:?}");
                let at = names.iter().position(|name| *name == from).unwrap_or_else(|| panic!("{from} is gone"));
                names[at] = to;
            }
            names.join(" ")
        };
        assert_eq!(run(&[("a", "b"), ("b", "c")], &["a", "b"]), "b c");
        assert_eq!(run(&[("a", "b"), ("b", "a")], &["a", "b"]), "b a");
        assert_eq!(run(&[("a", "b"), ("b", "c"), ("c", "a")], &["a", "b", "c"]), "b c a");
        assert_eq!(run(&[("foo", "Foo")], &["foo"]), "Foo");
        assert_eq!(run(&[("a", "b")], &["a", "c"]), "b c");
    }

    #[test]
    fn an_attribute_that_has_done_its_work_says_nothing() {
        let from = Snapshot::parse(["CREATE TABLE t (a, b)"]).unwrap();
        let chain = [Rename::column("t", "a", "b"), Rename::column("t", "b", "c")];
        let after = Snapshot::parse(["CREATE TABLE t (b, c)"]).unwrap();
        assert_eq!(effective(&from, &after, &chain, &[]).len(), 2);
        assert_eq!(effective(&after, &after, &chain, &[]), []);
        assert_eq!(effective(&from, &Snapshot::default(), &chain, &[]), []);
        let swap = [Rename::column("t", "a", "b"), Rename::column("t", "b", "a")];
        assert_eq!(effective(&from, &from, &swap, &[]), []);
        assert_eq!(effective(&from, &from, &[], &swap).len(), 2);
        // A column of a table that is renamed itself is called by the new name of the table.
        let both = [Rename::column("u", "a", "z"), Rename::table("t", "u")];
        let other = Snapshot::parse(["CREATE TABLE u (z, b)"]).unwrap();
        assert_eq!(effective(&from, &other, &both, &[]).len(), 2);
    }
}
