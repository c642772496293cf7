//! Rules within one column.

use syn::{PathArguments, Type};

use crate::ast::{ColumnModel, TableModel};
use crate::attr::symbol;
use crate::ctxt::Ctxt;

pub(super) fn check(cx: &Ctxt, table: &TableModel<'_>, column: &ColumnModel<'_>) {
    check_generated(cx, column);
    check_default(cx, column);
    check_reference(cx, column);
    check_index(cx, column);
    check_sql_type(cx, table, column);
}

/// A view has no constraints, so that saying so again is fine, and asking for one is not.
pub(super) fn check_view(cx: &Ctxt, column: &ColumnModel<'_>) {
    check_reference(cx, column);
    if column.references.as_ref().is_some_and(|reference| reference.constraint) {
        let message = "a view has no foreign keys; remove `constraint`";
        cx.error_spanned_by(column.keys.get(symbol::CONSTRAINT), message);
    }
}

/// A generated column is computed from the others, so nothing may give it a value.
fn check_generated(cx: &Ctxt, column: &ColumnModel<'_>) {
    if column.generated.is_none() {
        return;
    }
    for word in [symbol::DEFAULT, symbol::DEFAULT_SQL, symbol::DEFAULT_FN, symbol::ON_UPDATE_FN] {
        if let Some(key) = column.keys.get(word) {
            cx.error_spanned_by(
                key,
                format!("`{word}` on a generated column, which nothing but its SQL gives a value"),
            );
        }
    }
    for word in [symbol::INSERT, symbol::PATCH] {
        if let Some(key) = column.keys.get(word) {
            cx.error_spanned_by(key, format!("`{word}` on a generated column, which has no field in the {word} model"));
        }
    }
}

/// One default per column. `default_sql` with `default_fn` is fine: one for other programs, one for this one.
fn check_default(cx: &Ctxt, column: &ColumnModel<'_>) {
    // On a generated column each of them is an error already.
    if column.keys.get(symbol::DEFAULT).is_none() || column.generated.is_some() {
        return;
    }
    for word in [symbol::DEFAULT_SQL, symbol::DEFAULT_FN] {
        if let Some(key) = column.keys.get(word) {
            cx.error_spanned_by(key, format!("`{word}` together with `default`; write one of the two"));
        }
    }
}

/// What belongs to a foreign key is silently without effect where there is none.
fn check_reference(cx: &Ctxt, column: &ColumnModel<'_>) {
    let actions = [symbol::ON_DELETE, symbol::ON_UPDATE, symbol::DEFERRABLE];
    match &column.references {
        None if column.incomplete => {}
        None => {
            for word in actions.into_iter().chain([symbol::CONSTRAINT]) {
                if let Some(key) = column.keys.get(word) {
                    cx.error_spanned_by(key, format!("`{word}` needs `references = Other::ID` on the same field"));
                }
            }
        }
        Some(reference) if reference.constraint => {}
        Some(_) => {
            for key in actions.into_iter().filter_map(|word| column.keys.get(word)) {
                cx.error_spanned_by(key, format!("`{key}` needs a foreign key, but `constraint = false` has none"));
            }
        }
    }
}

/// `no_index` turns off the index that a column gets by itself; it cannot be meant with `index`.
fn check_index(cx: &Ctxt, column: &ColumnModel<'_>) {
    if column.index.is_some() && column.no_index {
        cx.error_spanned_by(
            column.keys.get(symbol::NO_INDEX),
            "`no_index` together with `index`; remove one of the two",
        );
    }
}

/// The types of a STRICT table, <https://sqlite.org/stricttables.html>.
const STRICT_TYPES: [&str; 6] = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];

/// SQLite refuses any other type name in a STRICT table, and STRICT is the default here.
fn check_sql_type(cx: &Ctxt, table: &TableModel<'_>, column: &ColumnModel<'_>) {
    // A `strict` that did not parse may have been `strict = false`.
    if !table.strict || table.incomplete {
        return;
    }
    if let Some(sql_type) = &column.sql_type
        && !STRICT_TYPES.iter().any(|known| sql_type.value().eq_ignore_ascii_case(known))
    {
        let message = format!(
            "`{}` is no type of a STRICT table ({}); write `#[table(strict = false)]` to use it",
            sql_type.value(),
            STRICT_TYPES.join(", ")
        );
        cx.error_spanned_by(sql_type, message);
    }
}

/// The column is plainly no INTEGER. Every other type is left to the trait solver.
pub(super) fn is_never_integer(column: &ColumnModel<'_>) -> bool {
    column.sql_type.as_ref().is_some_and(|sql_type| !sql_type.value().eq_ignore_ascii_case("INTEGER"))
        || is_never_integer_type(column.ty)
}

pub(super) fn is_never_integer_type(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) | Type::Slice(_) | Type::Array(_) | Type::Tuple(_) => true,
        Type::Group(group) => is_never_integer_type(&group.elem),
        Type::Paren(paren) => is_never_integer_type(&paren.elem),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| match &last.arguments {
            PathArguments::None => {
                ["String", "str", "f32", "f64", "bool", "char"].iter().any(|name| last.ident == name)
            }
            _ => last.ident == "Option" || last.ident == "Vec",
        }),
        _ => false,
    }
}
