//! Foreign keys: which of them a struct can say, and where.

use std::collections::HashSet;

use orm_sqlite::migrate::ForeignKeyConstraint;
use orm_sqlite::schema::ReferentialAction;
use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use super::left_out::Notes;
use super::plan::TablePlan;

/// A foreign key of one struct to another.
pub(super) struct Key<'a> {
    pub(super) constraint: &'a ForeignKeyConstraint,
    /// The fields, as positions.
    pub(super) fields: Vec<usize>,
    /// The position of the other table.
    pub(super) target: usize,
    /// The fields of the other struct.
    pub(super) references: Vec<usize>,
    /// Whether it stands at its field, and not at the struct.
    pub(super) at_field: bool,
    /// Whether it is the first over its fields, of which relations are made.
    pub(super) is_first: bool,
}

/// The foreign keys of a table that can be said.
pub(super) fn keys<'a>(table: &TablePlan<'a>, tables: &[TablePlan<'a>], notes: &mut Notes) -> Vec<Key<'a>> {
    let mut keys: Vec<Key<'a>> = Vec::new();
    for constraint in &table.table.foreign_keys {
        match key(table, tables, constraint) {
            Ok(mut key) => {
                let set: HashSet<usize> = key.fields.iter().copied().collect();
                key.is_first = keys.iter().all(|other| other.fields.iter().copied().collect::<HashSet<_>>() != set);
                key.at_field = key.is_first && key.fields.len() == 1;
                if !key.is_first {
                    let place = place(table, constraint);
                    let what = format!("the relation to `{}`", constraint.table);
                    notes.add(&place, what, "relations are of the first foreign key over the same columns");
                }
                keys.push(key);
            }
            Err(why) => {
                let what = format!("the foreign key to `{}`", constraint.table);
                notes.add(&place(table, constraint), what, why);
            }
        }
    }
    keys
}

fn place(table: &TablePlan<'_>, constraint: &ForeignKeyConstraint) -> String {
    match &constraint.columns[..] {
        [column] => format!("{}.{column}", table.table.name),
        _ => table.table.name.clone(),
    }
}

fn key<'a>(
    table: &TablePlan<'a>,
    tables: &[TablePlan<'a>],
    constraint: &'a ForeignKeyConstraint,
) -> Result<Key<'a>, &'static str> {
    let target = tables.iter().position(|other| other.table.name.eq_ignore_ascii_case(&constraint.table));
    let target = target.ok_or("no struct is of that table")?;
    let fields: Option<Vec<usize>> = constraint.columns.iter().map(|column| table.position(column)).collect();
    let fields = fields.filter(|fields| are_distinct(fields)).ok_or("its columns are no fields")?;
    let other = &tables[target];
    let references: Option<Vec<usize>> = constraint.references.iter().map(|column| other.position(column)).collect();
    let references = references.ok_or("the columns that it references are no fields")?;
    if references.len() != fields.len() {
        return Err("it references another number of columns");
    }
    let types_differ = fields.iter().zip(&references).any(|(own, far)| table.fields[*own].ty != other.fields[*far].ty);
    if types_differ {
        return Err("its columns are of other types than those that it references");
    }
    Ok(Key { constraint, fields, target, references, at_field: false, is_first: false })
}

fn are_distinct(fields: &[usize]) -> bool {
    fields.iter().collect::<HashSet<_>>().len() == fields.len()
}

impl Key<'_> {
    /// `Other::A, Other::B`
    pub(super) fn targets(&self, tables: &[TablePlan<'_>]) -> Vec<TokenStream> {
        paths(&tables[self.target], &self.references)
    }

    /// `on_delete = cascade, ..`
    pub(super) fn options(&self) -> Vec<TokenStream> {
        let mut options = Vec::new();
        if let Some(action) = self.constraint.on_delete.and_then(word) {
            options.push(quote!(on_delete = #action));
        }
        if let Some(action) = self.constraint.on_update.and_then(word) {
            options.push(quote!(on_update = #action));
        }
        if self.constraint.deferred {
            options.push(quote!(deferrable));
        }
        options
    }
}

/// `Other::A` for each of some fields.
pub(super) fn paths(table: &TablePlan<'_>, fields: &[usize]) -> Vec<TokenStream> {
    let ty = ident::ident(&table.ident);
    let path = |field: &usize| {
        let constant = ident::ident(&ident::constant(&table.fields[*field].name));
        quote!(#ty::#constant)
    };
    fields.iter().map(path).collect()
}

/// The word of the attributes; nothing for what happens anyway.
fn word(action: ReferentialAction) -> Option<TokenStream> {
    Some(match action {
        ReferentialAction::Cascade => quote!(cascade),
        ReferentialAction::Restrict => quote!(restrict),
        ReferentialAction::SetNull => quote!(set_null),
        ReferentialAction::SetDefault => quote!(set_default),
        ReferentialAction::NoAction => return None,
    })
}
