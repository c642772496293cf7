//! Migrations for runners that cannot switch foreign keys off, such as Cloudflare's D1 and others that run a file in a transaction
//! with foreign keys enforced.
//!
//! There, a table that is dropped deletes its rows first, and with them those of its children
//! (<https://sqlite.org/foreignkeys.html#fk_schemacommands>). So the rows of the table and of all tables below it are set aside in
//! the file, and put back after the table was made anew; a guard fails the file if one is missing.

use super::effect::{Effect, effect};
use super::migration::Migration;
use super::model::{NEW, ObjectKind, Snapshot, Table};
use super::parse;
use super::rename::{self, Rename, same};
use super::split;
use super::token::{Token, tokens};
use crate::error::{Error, Verdict};
use crate::sql;

/// The statements of a migration for a runner that enforces foreign keys. `before` is the schema before it.
///
/// A migration that builds no table anew has the same statements. `PRAGMA foreign_keys` is left out, because it does nothing there.
///
/// # Errors
///
/// When a table is dropped that another one references, in a way in which nothing can be set aside: by hand.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Snapshot, enforced, generate};
///
/// let child = "CREATE TABLE c (p_id REFERENCES p (id) ON DELETE CASCADE)";
/// let before = Snapshot::parse(["CREATE TABLE p (id INTEGER PRIMARY KEY)", child])?;
/// let after = Snapshot::parse(["CREATE TABLE p (id INTEGER PRIMARY KEY, CHECK (id > 0))", child])?;
/// let first = generate("1_first", None, before.clone(), &Decisions::new())?;
/// let new = generate("2_second", first.migration.snapshot()?.as_ref(), after, &Decisions::new())?;
/// let statements = enforced(&new.migration, &before)?;
/// assert!(statements.iter().any(|statement| statement.starts_with(r#"CREATE TABLE "__orm_aside_c""#)));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn enforced(migration: &Migration, before: &Snapshot) -> Result<Vec<String>, Error> {
    if !migration.is_transactional() || migration.has_step() {
        let message = format!(
            "`{}` cannot be exported: it has a step in Rust, or runs outside of a transaction",
            migration.name()
        );
        return Err(Error::migration(Verdict::Decision, "not_exported", message));
    }
    let mut export = Export { name: migration.name(), schema: before.clone(), statements: Vec::new(), rebuild: None };
    for statement in split::statements(migration.up()) {
        export.add(statement)?;
    }
    Ok(export.statements)
}

struct Export<'a> {
    name: &'a str,
    /// The schema where the statements stand, as far as it matters.
    schema: Snapshot,
    statements: Vec<String>,
    rebuild: Option<Rebuild>,
}

/// A table that is being built anew.
struct Rebuild {
    table: String,
    /// The statement that makes it, under its own name.
    create: String,
    /// The columns that are written, and what of the old row.
    columns: String,
    values: String,
}

impl Export<'_> {
    fn add(&mut self, statement: &str) -> Result<(), Error> {
        let all = tokens(statement);
        match effect(statement) {
            Effect::Copy { .. } => self.copy(statement, &all),
            Effect::Replace => Ok(()),
            Effect::Drop { table } if self.rebuild.as_ref().is_some_and(|rebuild| same(&rebuild.table, &table)) => {
                self.rebuild_table();
                Ok(())
            }
            Effect::Drop { table } => self.drop_table(statement, &table),
            _ if is_pragma_of_foreign_keys(&all) || is_of_new_sequence(&all) => Ok(()),
            _ => {
                if let Some(create) = new_table(statement, &all) {
                    self.rebuild = Some(create);
                    return Ok(());
                }
                self.follow(statement, &all);
                self.statements.push(statement.to_owned());
                Ok(())
            }
        }
    }

    /// `INSERT INTO "__orm_new_t" (..) SELECT .. FROM "t"`
    fn copy(&mut self, statement: &str, all: &[Token<'_>]) -> Result<(), Error> {
        let unknown = || refused(self.name, "has a copy of rows that is not as it was generated");
        let rebuild = self.rebuild.as_mut().ok_or_else(unknown)?;
        let close = all.iter().position(|token| token.is_symbol(")")).ok_or_else(unknown)?;
        let from = all.iter().rposition(|token| token.is_word("FROM")).ok_or_else(unknown)?;
        let (open, select) = (all.get(3).ok_or_else(unknown)?, all.get(close + 1).ok_or_else(unknown)?);
        statement[open.end()..all[close].start].trim().clone_into(&mut rebuild.columns);
        statement[select.end()..all[from].start].trim().clone_into(&mut rebuild.values);
        Ok(())
    }

    /// A table that goes for good: nothing may reference it any more.
    fn drop_table(&mut self, statement: &str, table: &str) -> Result<(), Error> {
        if let Some(child) = children(&self.schema, table).find(|child| !same(&child.name, table)) {
            let what = format!("drops `{table}`, which `{}` references: its rows would change", child.name);
            return Err(refused(self.name, &what));
        }
        self.schema.tables.retain(|own| !same(&own.name, table));
        self.statements.push(statement.to_owned());
        Ok(())
    }

    fn rebuild_table(&mut self) {
        let Some(rebuild) = self.rebuild.take() else { return };
        let below = below(&self.schema, &rebuild.table);
        let touched = |name: &str| same(name, &rebuild.table) || below.iter().any(|table| same(&table.name, name));
        let triggers: Vec<_> = self
            .schema
            .objects
            .iter()
            .filter(|object| object.kind == ObjectKind::Trigger && object.table.as_deref().is_some_and(touched))
            .collect();
        let mut statements = vec![sql::migrate::DEFER.to_owned()];
        // What somebody wants to happen when rows are written shall not happen now.
        statements.extend(triggers.iter().map(|trigger| sql::migrate::drop_object("TRIGGER", &trigger.name)));
        statements.extend(sql::migrate::set_aside(&rebuild.table, &rebuild.columns, &rebuild.values));
        for table in &below {
            statements.extend(sql::migrate::set_table_aside(table));
        }
        let stays_marked = self.schema.table(&rebuild.table).is_some_and(|table| table.autoincrement)
            && Snapshot::parse([&rebuild.create]).is_ok_and(|new| new.tables.iter().all(|table| table.autoincrement));
        if stays_marked {
            statements.extend(sql::migrate::set_mark_aside(&rebuild.table));
        }
        for table in below.iter().rev() {
            statements.push(sql::migrate::delete_rows(&table.name));
        }
        statements.push(sql::migrate::drop_object("TABLE", &rebuild.table));
        statements.push(rebuild.create.clone());
        statements.push(sql::migrate::put_back(&rebuild.table, &rebuild.columns));
        for table in &below {
            statements.push(sql::migrate::put_table_back(table));
        }
        if stays_marked {
            statements.extend(sql::migrate::put_mark_back(&rebuild.table));
        }
        let names = || std::iter::once(rebuild.table.as_str()).chain(below.iter().map(|table| table.name.as_str()));
        for name in names() {
            let finding = format!("rows of {name} were not put back");
            statements.extend(sql::migrate::guard(&finding, &sql::migrate::missing_rows(name)));
        }
        statements.extend(names().map(sql::migrate::drop_aside));
        statements.extend(triggers.iter().map(|trigger| trigger.sql.clone()));
        if let (Ok(new), Some(old)) = (Snapshot::parse([&rebuild.create]), self.schema.table_mut(&rebuild.table))
            && let Some(new) = new.tables.into_iter().next()
        {
            *old = new;
        }
        self.statements.extend(statements);
    }

    /// Follows what statements make of the schema, so that tables are found under the names and with the columns and references
    /// that they have by then.
    fn follow(&mut self, statement: &str, all: &[Token<'_>]) {
        if all.first().is_some_and(|word| word.is_word("CREATE")) {
            // What is not understood, such as `CREATE TABLE .. AS`, references nothing.
            let _ = parse::statement(&mut self.schema, statement);
        }
        self.follow_columns(statement, all);
        if let [alter, table, name, rename, rest @ ..] = all
            && alter.is_word("ALTER")
            && table.is_word("TABLE")
            && rename.is_word("RENAME")
        {
            let name = name.name().unwrap_or_default();
            let said = match rest {
                [to, new] if to.is_word("TO") => new.name().map(|new| Rename::table(name, new)),
                [column, old, to, new] if column.is_word("COLUMN") && to.is_word("TO") => {
                    old.name().zip(new.name()).map(|(old, new)| Rename::column(name, old, new))
                }
                _ => None,
            };
            if let Some(said) = said {
                self.schema = rename::apply(&self.schema, &[said]);
            }
        }
        if let [drop, trigger, name, ..] = all
            && drop.is_word("DROP")
            && trigger.is_word("TRIGGER")
        {
            self.schema.objects.retain(|object| !name.names(&object.name));
        }
    }

    /// `ALTER TABLE .. ADD COLUMN` and `DROP COLUMN`
    fn follow_columns(&mut self, statement: &str, all: &[Token<'_>]) {
        let [alter, word, name, what, rest @ ..] = all else { return };
        if !(alter.is_word("ALTER") && word.is_word("TABLE")) {
            return;
        }
        let name = name.name().unwrap_or_default();
        let Some(table) = self.schema.table_mut(&name) else { return };
        if what.is_word("ADD")
            && let Some(new) = added(&name, statement, rest)
        {
            table.columns.extend(new.columns);
            table.foreign_keys.extend(new.foreign_keys);
        } else if what.is_word("DROP")
            && let Some(gone) = rest.iter().find(|token| !token.is_word("COLUMN"))
        {
            table.columns.retain(|column| !gone.names(&column.name));
        }
    }
}

/// A table of nothing but the column whose definition stands behind `ADD` and, maybe, `COLUMN`.
fn added(name: &str, statement: &str, rest: &[Token<'_>]) -> Option<Table> {
    let definition = rest.iter().find(|token| !token.is_word("COLUMN"))?;
    let create = format!("CREATE TABLE {} ({}\n)", sql::quoted(name), &statement[definition.start..]);
    Snapshot::parse([create]).ok()?.tables.into_iter().next()
}

fn refused(name: &str, what: &str) -> Error {
    Error::migration(Verdict::Decision, "not_exported", format!("`{name}` cannot be exported: it {what}"))
}

/// The tables that reference a table.
fn children<'a>(schema: &'a Snapshot, table: &str) -> impl Iterator<Item = &'a Table> {
    schema.tables.iter().filter(move |child| child.foreign_keys.iter().any(|key| same(&key.table, table)))
}

/// All tables below a table, parents first, without itself.
fn below<'a>(schema: &'a Snapshot, table: &str) -> Vec<&'a Table> {
    let mut found: Vec<&Table> = Vec::new();
    let mut open = vec![table.to_owned()];
    while let Some(parent) = open.pop() {
        for child in children(schema, &parent) {
            let known = same(&child.name, table) || found.iter().any(|other| same(&other.name, &child.name));
            if !known {
                found.push(child);
                open.push(child.name.clone());
            }
        }
    }
    found
}

fn is_pragma_of_foreign_keys(all: &[Token<'_>]) -> bool {
    matches!(all, [pragma, name, ..] if pragma.is_word("PRAGMA") && name.is_word("foreign_keys"))
}

/// What carries the mark of AUTOINCREMENT over to the new table: here the table has its own name all the time.
fn is_of_new_sequence(all: &[Token<'_>]) -> bool {
    let is_sequence = all.iter().any(|token| token.is_word("sqlite_sequence"));
    is_sequence && all.iter().any(|token| token.name().is_some_and(|name| name.starts_with(NEW)))
}

/// `CREATE TABLE "__orm_new_t" (..)`
fn new_table(statement: &str, all: &[Token<'_>]) -> Option<Rebuild> {
    let [create, word, name, ..] = all else { return None };
    let table = name.name()?.strip_prefix(NEW)?.to_owned();
    if !create.is_word("CREATE") || !word.is_word("TABLE") {
        return None;
    }
    let own = format!("CREATE TABLE {}{}", sql::quoted(&table), &statement[name.end()..]);
    Some(Rebuild { table, create: own, columns: String::new(), values: String::new() })
}
