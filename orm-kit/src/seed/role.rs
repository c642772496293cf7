//! What structs say of a column beyond its type.

use orm_sqlite::schema::Schema;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It counts the updates of a row, of which a new row has had none.
    Version,
    /// It has the moment of a row's deletion, which most rows have not seen.
    Deleted,
}

/// The columns that have one, by their table.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles(Vec<(&'static str, &'static str, Role)>);

impl Roles {
    pub(super) fn of(schema: &Schema) -> Self {
        let mut roles = Vec::new();
        for table in schema.tables() {
            let deleted = table.soft_delete.map(|soft| soft.column);
            for (at, column) in table.columns.iter().enumerate() {
                let role = if column.version { Some(Role::Version) } else { None };
                let role = role.or_else(|| (deleted == Some(at)).then_some(Role::Deleted));
                roles.extend(role.map(|role| (table.name, column.name, role)));
            }
        }
        Self(roles)
    }

    pub(super) fn find(&self, table: &str, column: &str) -> Option<Role> {
        let is_it =
            |(own, name, _): &&(&str, &str, Role)| own.eq_ignore_ascii_case(table) && name.eq_ignore_ascii_case(column);
        self.0.iter().find(is_it).map(|(.., role)| *role)
    }
}
