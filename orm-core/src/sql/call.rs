//! Calls of functions.

use super::expr::push_expr;
use super::select::push_order;
use super::window::push_over;
use super::writer::Writer;
use crate::ast::Call;
use crate::engine::Limits;
use crate::error::Error;

/// `name(arguments) FILTER (WHERE condition) OVER window`.
pub(super) fn push_call(w: &mut Writer, call: &Call) {
    let (arguments, most) = (call.arguments.len(), Limits::default().function_arguments);
    if arguments > most {
        let name = call.name;
        w.fail(Error::limit(format!("`{name}` has {arguments} arguments, and SQLite takes at most {most}")));
    }
    if call.custom {
        w.push_ident(call.name);
    } else {
        w.push(call.name);
    }
    w.push("(");
    if call.distinct {
        push_distinct(w, call);
    }
    if call.arguments.is_empty() && call.name == "count" {
        w.push("*");
    }
    w.separated(", ", &call.arguments, push_expr);
    push_order(w, &call.order_by);
    w.push(")");
    if let Some(filter) = &call.filter {
        w.push(" FILTER (WHERE ");
        push_expr(w, filter);
        w.push(")");
    }
    if let Some(window) = &call.over {
        w.push(" OVER ");
        push_over(w, window);
    }
}

/// SQLite takes DISTINCT with one argument only: <https://sqlite.org/lang_aggfunc.html#aggfilter>.
fn push_distinct(w: &mut Writer, call: &Call) {
    w.push("DISTINCT ");
    if call.arguments.len() != 1 {
        w.fail(Error::refused(match call.name {
            "count" => {
                "`count()` counts rows, which are all different: `count_distinct` of a column counts values".to_owned()
            }
            name => {
                format!("`{name}` with `DISTINCT` takes one argument; a separator other than a comma is a second one")
            }
        }));
    }
}
