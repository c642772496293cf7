//! Common table expressions: <https://sqlite.org/lang_with.html>.

use super::select::push_select;
use super::writer::Writer;
use crate::ast::Cte;

/// Writes `WITH ..`, if there is something to name, and then what may name it.
pub(super) fn within(w: &mut Writer, with: &[Cte], then: impl FnOnce(&mut Writer)) {
    if with.is_empty() {
        return then(w);
    }
    let known = w.known();
    w.push(if with.iter().any(|cte| cte.recursive) { "WITH RECURSIVE " } else { "WITH " });
    w.separated(", ", with, push_cte);
    w.push(" ");
    then(w);
    w.forget(known);
}

/// Each may name those before it, and itself if it is recursive.
fn push_cte(w: &mut Writer, cte: &Cte) {
    w.push_ident(cte.source.schema.name);
    w.push(" (");
    w.separated(", ", cte.source.schema.columns, |w, column| w.push_ident(column.name));
    w.push(") AS ");
    w.push(match cte.materialized {
        None => "(",
        Some(true) => "MATERIALIZED (",
        Some(false) => "NOT MATERIALIZED (",
    });
    if cte.recursive {
        w.know(cte.source);
    }
    push_select(w, &cte.body);
    w.know(cte.source);
    w.push(")");
}
