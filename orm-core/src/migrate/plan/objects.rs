//! Views, triggers and virtual tables around tables that change.
//!
//! SQLite refuses `ALTER TABLE` where a view or trigger would not compile after it, and forgets the triggers of a table that is
//! dropped. So whatever names a changed table is taken away first and made again at the end.

use super::{Plan, kept};
use crate::migrate::change::Change;
use crate::migrate::model::{Object, ObjectKind, Snapshot};
use crate::migrate::rename::{Rename, same};
use crate::sql;

pub(super) struct Objects<'a> {
    to: &'a Snapshot,
    gone: Vec<&'a Object>,
    new: Vec<&'a Object>,
}

impl<'a> Objects<'a> {
    pub(super) fn new(from: &'a Snapshot, to: &'a Snapshot, renames: &[Rename], plan: &Plan) -> Self {
        let mut affected = affected_tables(plan);
        affected.extend(renames.iter().filter(|rename| rename.table.is_none()).map(|rename| rename.from.clone()));
        let stays =
            |object: &Object| to.object(&object.name).is_some_and(|other| other.canonical() == object.canonical());
        let mut gone: Vec<&Object> = Vec::new();
        // Virtual tables that go take the views of them along, and these the views and triggers of views.
        for kind in [ObjectKind::VirtualTable, ObjectKind::View, ObjectKind::Trigger] {
            loop {
                let touches = |object: &Object| affected.iter().any(|name| object.mentions(name));
                let next = from.objects.iter().filter(|object| object.kind == kind).find(|object| {
                    let is_new = !gone.iter().any(|other| other.kind == kind && same(&other.name, &object.name));
                    is_new && (!stays(object) || kind != ObjectKind::VirtualTable && touches(object))
                });
                let Some(next) = next else { break };
                affected.push(next.name.clone());
                gone.push(next);
            }
        }
        let is_there = |object: &Object| {
            let was = from.object(&object.name).is_some_and(|other| other.canonical() == object.canonical());
            was && !gone.iter().any(|other| other.kind == object.kind && same(&other.name, &object.name))
        };
        let new = to.objects.iter().filter(|object| !is_there(object)).collect();
        Self { to, gone, new }
    }

    /// Triggers, then views that may read others, then virtual tables.
    pub(super) fn drops(&self) -> impl Iterator<Item = String> {
        self.gone.iter().rev().map(|object| sql::migrate::drop_object(object.kind.word(), &object.name))
    }

    /// Virtual tables with what they show of their tables, then views, then triggers.
    pub(super) fn creations(&self) -> impl Iterator<Item = String> {
        let of = |kind| self.new.iter().filter(move |object| object.kind == kind);
        let fill = |object: &Object| kept::fill(self.to, object);
        let virtual_tables = of(ObjectKind::VirtualTable)
            .flat_map(move |object| [Some(object.sql.clone()), fill(object)].into_iter().flatten());
        let rest = of(ObjectKind::View).chain(of(ObjectKind::Trigger));
        virtual_tables.chain(rest.map(|object| object.sql.clone()))
    }
}

/// The tables, by their new names, that a view or trigger may not name meanwhile.
fn affected_tables(plan: &Plan) -> Vec<String> {
    let mut affected = plan.rebuilt.clone();
    for change in &plan.changes {
        match change {
            Change::Rename(Rename { table: Some(table), .. } | Rename { table: None, to: table, .. })
            | Change::DropTable(table)
            | Change::DropColumn { table, .. } => affected.push(table.clone()),
            _ => {}
        }
    }
    affected
}
