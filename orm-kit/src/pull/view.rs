//! Views: their columns are what SQLite says of them, asked of an empty database with the same schema.

use orm_sqlite::migrate::{Object, ObjectKind, Snapshot, SqlText};
use orm_sqlite::prelude::*;
use orm_sqlite::sql::trusted;
use proc_macro2::TokenStream;
use quote::quote;

use super::left_out::Notes;
use super::names::TypeNames;
use super::{Options, ident};
use crate::declared::{RustType, quoted};

/// A view and its struct.
pub(super) struct View<'a> {
    object: &'a Object,
    ident: String,
    /// The name of the column, of the field, and its type.
    columns: Vec<(String, String, RustType)>,
}

/// The views that SQLite understands.
pub(super) fn views<'a>(
    snapshot: &'a Snapshot,
    options: &Options,
    names: &mut TypeNames,
    notes: &mut Notes,
) -> Vec<View<'a>> {
    let is_view = |object: &&Object| object.kind == ObjectKind::View && options.has(&object.name);
    let mut objects = snapshot.objects.iter().filter(is_view).peekable();
    if objects.peek().is_none() {
        return Vec::new();
    }
    let empty = empty(snapshot);
    let mut views = Vec::new();
    for object in objects {
        let columns = empty.as_ref().map_err(|_| "no empty database could be made to ask for its columns".to_owned());
        match columns.and_then(|db| columns_of(db, &object.name)) {
            Ok(columns) => views.push(View { object, ident: names.view(&object.name), columns }),
            Err(why) => notes.add(&object.name, "the view", why),
        }
    }
    views
}

/// A database in memory with the tables and views. What cannot be made there, such as a virtual table of a module that is not
/// there, is missing: a view that needs it has no columns then.
///
/// A file that was tampered with can have more than one statement in a row of its schema. Each is run by `sql!`, which refuses that.
fn empty(snapshot: &Snapshot) -> Result<Database, orm_sqlite::Error> {
    let db = Database::open_in_memory()?;
    let triggers = |sql: &str| snapshot.objects.iter().any(|one| one.kind == ObjectKind::Trigger && one.sql == sql);
    for statement in snapshot.statements().filter(|sql| !triggers(sql)) {
        let _: Result<_, _> = sql!("{trusted(statement)}").run(&db);
    }
    Ok(db)
}

fn columns_of(db: &Database, view: &str) -> Result<Vec<(String, String, RustType)>, String> {
    if view.is_empty() {
        return Err("a struct's view has a name".to_owned());
    }
    let rows = sql!("select name, type from pragma_table_info({view})").all(db);
    let rows: Vec<(String, String)> = rows.map_err(|_| "SQLite does not understand its query".to_owned())?;
    if rows.is_empty() {
        return Err("SQLite does not understand its query".to_owned());
    }
    let mut columns: Vec<(String, String, RustType)> = Vec::new();
    for (column, declared) in rows {
        if column.is_empty() {
            return Err("a column of it has no name".to_owned());
        }
        // An expression has no type, and neither has a column that takes all: SQLite says nothing of them, or `BLOB`.
        let ty = RustType::of(&declared).filter(|ty| *ty != RustType::Blob).unwrap_or(RustType::Any);
        let field = ident::numbered(&ident::field(&column, "column"), "_", |name| {
            let constant = ident::constant(name);
            columns.iter().all(|(_, other, _)| other != name && ident::constant(other) != constant)
        });
        columns.push((column, field, ty));
    }
    Ok(columns)
}

/// The struct of a view. Any column of a view may be `NULL`.
pub(super) fn item(view: &View<'_>, notes: &mut Notes) -> TokenStream {
    let name = &view.object.name;
    let kind = if let Some(sql) = query(view) {
        quote!(sql = #sql)
    } else {
        let why = "it does not list its columns, so that the struct says `existing`: nothing creates or changes it";
        notes.add(name, "the query of the view", why);
        quote!(existing)
    };
    let fields = view.columns.iter().map(|(column, field, ty)| {
        let attribute = (column != field || !field.is_ascii()).then(|| quote!(#[column(name = #column)]));
        let (field, ty) = (ident::ident(field), ty.tokens(true));
        quote!(#attribute pub #field: #ty)
    });
    let ty = ident::ident(&view.ident);
    quote! {
        #[derive(View, Debug, Clone, PartialEq)]
        #[view(#kind, name = #name)]
        pub struct #ty { #(#fields),* }
    }
}

/// The query of a view that lists its columns, as the derive would write it.
fn query(view: &View<'_>) -> Option<String> {
    let body = view.object.body.as_str();
    let names: Vec<_> = view.columns.iter().map(|(column, ..)| quoted(column)).collect();
    let head = format!("({}) AS ", names.join(", "));
    let starts = body.char_indices().map(|(at, _)| at);
    let mut after =
        starts.filter(|at| body.get(at - at.min(&2)..*at).is_some_and(|word| word.eq_ignore_ascii_case("as")));
    after.find_map(|at| {
        let rest = body[at..].trim();
        (SqlText::new(format!("{head}{rest}")) == view.object.body).then(|| rest.to_owned())
    })
}
