//! Edits of a schema, and what a person says to each of them.

use orm_sqlite::migrate::{Decisions, Rename};

use super::model::{Key, Model};
use crate::random::Random;

/// What an edit does that is no mere difference of the schemas.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) tables: Vec<(String, String)>,
    /// The table's number, and the names.
    pub(super) columns: Vec<(usize, String, String)>,
}

impl Said {
    /// Renames by the names at the end; all losses are accepted, because the test knows what it drops.
    pub(super) fn decisions(&self, from: &Model, to: &Model) -> Decisions {
        let mut decisions = Decisions::new();
        for (before, after) in &self.tables {
            decisions = decisions.rename(Rename::table(before, after));
        }
        for (table, before, after) in &self.columns {
            if let Some(table) = to.table(*table) {
                decisions = decisions.rename(Rename::column(&table.name, before, after));
            }
        }
        for table in &from.tables {
            decisions = decisions.accept_loss(&table.name);
            let names = [Some(&table.name), to.table(table.id).map(|table| &table.name)];
            for name in names.into_iter().flatten() {
                for column in &table.columns {
                    decisions = decisions.accept_loss(format!("{name}.{}", column.name));
                    for (_, _, after) in &self.columns {
                        decisions = decisions.accept_loss(format!("{name}.{after}"));
                    }
                }
            }
        }
        decisions
    }
}

pub(super) fn edit(model: &mut Model, random: &mut Random, said: &mut Said) {
    let at = random.below(model.tables.len());
    let kind = random.below(19);
    if kind == 0 {
        return model.add_table(random);
    }
    if kind == 1 && model.tables.len() > 1 {
        let gone = model.tables.remove(at).id;
        for column in model.tables.iter_mut().flat_map(|table| &mut table.columns) {
            column.references = column.references.filter(|id| *id != gone);
        }
        return;
    }
    let strict = model.tables[at].strict;
    let mut new = model.column(random, strict);
    let table = &mut model.tables[at];
    let last = table.columns.len() - 1;
    match kind {
        2 | 3 => {
            if new.default.is_none() {
                new.not_null = false;
            }
            // A constant would be twice in it.
            new.unique = false;
            table.columns.push(new);
        }
        4 | 5 if last > 1 => {
            let gone = 2 + random.below(last - 1);
            table.columns.remove(gone);
            table.checks.clear();
        }
        6 if !said.columns.iter().any(|(id, ..)| *id == table.id) => {
            let column = &mut table.columns[random.below(last + 1)];
            let name = format!("renamed {}", column.id);
            said.columns.push((table.id, std::mem::replace(&mut column.name, name.clone()), name));
            table.checks.clear();
        }
        7 if !said.tables.iter().any(|(_, after)| *after == table.name) => {
            let name = format!("renamed {}", table.id);
            said.tables.push((std::mem::replace(&mut table.name, name.clone()), name));
        }
        8 if last > 1 => {
            let column = &mut table.columns[2 + random.below(last - 1)];
            if column.generated.is_none() && column.references.is_none() {
                column.not_null = !column.not_null;
            }
        }
        9 if last > 1 => {
            let column = &mut table.columns[2 + random.below(last - 1)];
            if column.generated.is_none() && column.references.is_none() {
                column.ty = new.ty;
                column.default = new.default;
            }
        }
        10 => {
            let column = &mut table.columns[random.below(last + 1)];
            column.index = !column.index;
        }
        11 => table.strict = !table.strict && table.columns.iter().all(|column| column.ty != "ANY"),
        12 => table.view = !table.view,
        13 => table.trigger = !table.trigger,
        14 => table.checks.push(format!("{} IS NOT 999", super::model::quoted(&table.columns[0].name))),
        15 | 16 if last > 1 => {
            let column = &mut table.columns[2 + random.below(last - 1)];
            column.unique = !column.unique;
        }
        17 => {
            if let Some(column) = table.columns.iter_mut().find(|column| column.generated.is_some()) {
                column.not_null = !column.not_null;
                table.checks.push(format!("{} <> 2", super::model::quoted(&column.name)));
            }
        }
        _ => {
            table.key = match table.key {
                Key::Rowid => Key::Autoincrement,
                Key::Autoincrement => Key::Rowid,
                Key::Pair => Key::WithoutRowid,
                Key::WithoutRowid => Key::Pair,
                Key::None => Key::None,
            };
        }
    }
}
