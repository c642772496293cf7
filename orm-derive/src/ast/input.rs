//! What a derive can stand on.

use syn::{Data, DeriveInput, Field, Fields};

use crate::ctxt::Ctxt;

/// The fields of a plain struct; `None` after one error.
pub(super) fn named_fields<'a>(cx: &Ctxt, input: &'a DeriveInput, derive: &str) -> Option<Vec<&'a Field>> {
    let needs = format!("`{derive}` needs a struct with named fields");
    let Data::Struct(data) = &input.data else {
        let what = if matches!(input.data, Data::Enum(_)) { "an enum" } else { "a union" };
        cx.error_spanned_by(&input.ident, format!("{needs}, `{}` is {what}", input.ident));
        return None;
    };
    let Fields::Named(fields) = &data.fields else {
        let what = if matches!(data.fields, Fields::Unit) { "a unit struct" } else { "a tuple struct" };
        cx.error_spanned_by(&input.ident, format!("{needs}, `{}` is {what}", input.ident));
        return None;
    };
    if !input.generics.params.is_empty() {
        let message = format!("{needs} and without generic parameters: one struct is one {}", noun(derive));
        cx.error_spanned_by(&input.generics, message);
        return None;
    }
    if fields.named.is_empty() {
        let message = format!("`{}` has no fields, but a {} needs a column", input.ident, noun(derive));
        cx.error_spanned_by(&input.ident, message);
        return None;
    }
    Some(fields.named.iter().collect())
}

/// What the derive makes of a struct.
fn noun(derive: &str) -> &'static str {
    match derive {
        "Shape" => "shape",
        "View" => "view",
        _ => "table",
    }
}
