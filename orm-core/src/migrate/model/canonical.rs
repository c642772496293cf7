//! The one spelling of a schema, by which two are compared and hashed.

use std::fmt::Write as _;

use super::{CheckConstraint, Column, ForeignKeyConstraint, Index, KeyConstraint, KeyPart, Object, Snapshot, Table};
use crate::migrate::text::spelled;
use crate::schema::ReferentialAction;

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for Snapshot {}

impl Snapshot {
    /// A line for each fact, sorted: equal for schemas that mean the same.
    pub(crate) fn canonical(&self) -> String {
        let tables = self.tables.iter().map(Table::canonical);
        let objects = self.objects.iter().map(Object::canonical);
        let mut all: Vec<String> = tables.chain(objects).collect();
        all.sort();
        all.concat()
    }
}

impl Table {
    fn canonical(&self) -> String {
        let mut facts: Vec<String> = self.columns.iter().map(|column| self.canonical_column(column)).collect();
        facts.extend(self.constraints());
        facts.extend(self.indexes.iter().map(Index::canonical));
        facts.sort();
        let mut text = format!("table {}\n", spelled(&self.name));
        for fact in facts {
            let _ = writeln!(text, "  {fact}");
        }
        text
    }

    /// What is said of the table beside its columns and indexes.
    pub(crate) fn constraints(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if let Some(key) = &self.primary_key {
            let kind = if self.autoincrement { "primary key autoincrement" } else { "primary key" };
            // A key in falling order beside the column is no rowid, and the same key in parentheses is one.
            let is_other = !key.is_rowid && key.parts.len() == 1;
            facts.push(format!("{kind}{} {}", if is_other { " beside" } else { "" }, key.canonical()));
        }
        facts.extend(self.uniques.iter().map(|key| format!("unique {}", key.canonical())));
        facts.extend(self.checks.iter().map(CheckConstraint::canonical));
        facts.extend(self.foreign_keys.iter().map(ForeignKeyConstraint::canonical));
        facts.extend(self.strict.then(|| "strict".to_owned()));
        facts.extend(self.without_rowid.then(|| "without rowid".to_owned()));
        facts
    }

    pub(crate) fn canonical_column(&self, column: &Column) -> String {
        let mut text = format!("column {} {}", spelled(&column.name), column.declared_type.to_ascii_uppercase());
        if self.is_required(column) {
            text.push_str(" not null");
        }
        if let Some(on_null) = column.on_null {
            let _ = write!(text, " on null {on_null:?}");
        }
        if let Some(default) = &column.default {
            let _ = write!(text, " default {}", default.canonical());
        }
        if let Some(collate) = column.collation() {
            let _ = write!(text, " collate {}", spelled(collate));
        }
        if let Some(generated) = &column.generated {
            let kind = if generated.stored { "stored" } else { "virtual" };
            let _ = write!(text, " {kind} {}", generated.expr.canonical());
        }
        text
    }
}

impl Column {
    /// The collating sequence, unless it is the one that holds anyway.
    pub(crate) fn collation(&self) -> Option<&str> {
        self.collate.as_deref().filter(|name| !name.eq_ignore_ascii_case("binary"))
    }
}

impl KeyConstraint {
    pub(crate) fn canonical(&self) -> String {
        let parts: Vec<_> = self.parts.iter().map(KeyPart::canonical).collect();
        let conflict = self.on_conflict.map(|action| format!(" on conflict {action:?}")).unwrap_or_default();
        format!("({}){conflict}", parts.join(", "))
    }
}

impl KeyPart {
    fn canonical(&self) -> String {
        let collate = self.collate.as_deref().map(|name| format!(" collate {}", spelled(name))).unwrap_or_default();
        format!("{}{collate}{}", self.expr.canonical(), if self.descending { " desc" } else { "" })
    }
}

impl CheckConstraint {
    fn canonical(&self) -> String {
        let name = self.name.as_deref().map(spelled).unwrap_or_default();
        format!("check {name} ({})", self.expr.canonical())
    }
}

impl ForeignKeyConstraint {
    pub(crate) fn canonical(&self) -> String {
        let names = |names: &[String]| names.iter().map(|name| spelled(name)).collect::<Vec<_>>().join(", ");
        // `NO ACTION` is what happens anyway.
        let action = |event: &str, action: Option<ReferentialAction>| match action {
            None | Some(ReferentialAction::NoAction) => String::new(),
            Some(action) => format!(" on {event} {}", action.sql()),
        };
        format!(
            "foreign key ({}) {} ({}){}{}{}",
            names(&self.columns),
            spelled(&self.table),
            names(&self.references),
            action("delete", self.on_delete),
            action("update", self.on_update),
            if self.deferred { " deferred" } else { "" }
        )
    }
}

impl Index {
    pub(crate) fn canonical(&self) -> String {
        let parts: Vec<_> = self.parts.iter().map(KeyPart::canonical).collect();
        let filter = self.filter.as_ref().map(|filter| format!(" where {}", filter.canonical())).unwrap_or_default();
        let unique = if self.unique { "unique " } else { "" };
        format!("{unique}index {} ({}){filter}", spelled(&self.name), parts.join(", "))
    }
}

impl Object {
    pub(crate) fn canonical(&self) -> String {
        format!("{} {} {}\n", self.kind.described(), spelled(&self.name), self.body.canonical())
    }
}
