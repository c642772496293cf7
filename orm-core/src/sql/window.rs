//! Windows: behind `OVER`, and in the `WINDOW` clause.

use super::expr::push_expr;
use super::select::push_order;
use super::writer::Writer;
use crate::ast::{Distance, Exclude, Expr, Frame, FrameUnit, OrderBy, Select, Window};
use crate::engine::Param;
use crate::error::Error;
use crate::value::Value;

/// The window of a call: its name, or what it is.
pub(super) fn push_over(w: &mut Writer, window: &Window) {
    match &window.name {
        Some(name) => w.push_ident(name),
        None => push_definition(w, window),
    }
}

/// ` WINDOW "a" AS (..), "b" AS (..)`: the named windows of a select, or nothing.
pub(super) fn push_windows(w: &mut Writer, select: &Select) {
    let mut windows = Vec::new();
    let order = select.order_by.iter().map(|term| &term.expr);
    for expr in select.columns.iter().chain(order) {
        expr.walk(&mut |node| {
            if let Expr::Call(call) = node
                && let Some(window) = &call.over
            {
                collect(w, &mut windows, window);
            }
            true
        });
    }
    if windows.is_empty() {
        return;
    }
    w.push(" WINDOW ");
    w.separated(", ", windows, |w, (name, window)| {
        w.push_ident(name);
        w.push(" AS ");
        push_definition(w, window);
    });
}

/// Adds a window, if it has a name, after the one that it extends.
fn collect<'a>(w: &mut Writer, windows: &mut Vec<(&'a str, &'a Window)>, window: &'a Window) {
    if let Some(base) = &window.base {
        collect(w, windows, base);
    }
    let Some(name) = &window.name else { return };
    match windows.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
        None => windows.push((name, window)),
        Some((_, known)) if *known == window => {}
        Some(_) => w.fail(Error::refused(format!("two different windows are named `{name}`"))),
    }
}

fn push_definition(w: &mut Writer, window: &Window) {
    if let Err(error) = check(window) {
        w.fail(error);
    }
    w.push("(");
    if let Some(name) = window.base.as_ref().and_then(|base| base.name.as_ref()) {
        w.push_ident(name);
    }
    if !window.partition_by.is_empty() {
        w.push("PARTITION BY ");
        w.separated(", ", &window.partition_by, push_expr);
    }
    push_order(w, &window.order_by);
    if let Some(frame) = &window.frame {
        push_frame(w, frame);
    }
    w.push(")");
}

fn push_frame(w: &mut Writer, frame: &Frame) {
    w.push(match frame.unit {
        FrameUnit::Rows => " ROWS BETWEEN ",
        FrameUnit::Range => " RANGE BETWEEN ",
        FrameUnit::Groups => " GROUPS BETWEEN ",
    });
    push_bound(w, frame.start, "UNBOUNDED PRECEDING");
    w.push(" AND ");
    push_bound(w, frame.end, "UNBOUNDED FOLLOWING");
    w.push(match frame.exclude {
        Exclude::NoOthers => "",
        Exclude::CurrentRow => " EXCLUDE CURRENT ROW",
        Exclude::Group => " EXCLUDE GROUP",
        Exclude::Ties => " EXCLUDE TIES",
    });
}

fn push_bound(w: &mut Writer, bound: Option<Distance>, unbounded: &str) {
    let (distance, precedes) = match bound {
        None => return w.push(unbounded),
        Some(Distance::Integer(0) | Distance::Real(0.0)) => return w.push("CURRENT ROW"),
        // The lowest integer has no positive counterpart, and no partition has so many rows.
        Some(Distance::Integer(distance)) => (Value::Integer(distance.saturating_abs()), distance < 0),
        Some(Distance::Real(distance)) => (Value::Real(distance.abs()), distance < 0.0),
    };
    w.push_param(Param::Value(distance));
    w.push(if precedes { " PRECEDING" } else { " FOLLOWING" });
}

/// What SQLite would refuse in its own words: <https://sqlite.org/windowfunctions.html#window_chaining>.
fn check(window: &Window) -> Result<(), Error> {
    if let Some(base) = &window.base {
        let name = base.name.as_deref().unwrap_or_default();
        if !window.partition_by.is_empty() {
            return Err(Error::refused(format!("a window that extends `{name}` has its partitions from it")));
        }
        if !window.order_by.is_empty() && !order_of(base).is_empty() {
            return Err(Error::refused(format!(
                "window `{name}` has an order already, so what extends it can add none"
            )));
        }
        if base.frame.is_some() {
            return Err(Error::refused(format!("window `{name}` has a frame, so nothing can extend it")));
        }
    }
    let Some(frame) = &window.frame else { return Ok(()) };
    let is_reversed = match (frame.start, frame.end) {
        (Some(Distance::Integer(start)), Some(Distance::Integer(end))) => start > end,
        (Some(Distance::Real(start)), Some(Distance::Real(end))) => start > end,
        _ => false,
    };
    if is_reversed {
        return Err(Error::refused("a window's frame ends before it starts"));
    }
    let bounds = [frame.start, frame.end];
    if bounds.iter().flatten().any(|bound| matches!(bound, Distance::Real(distance) if distance.is_nan())) {
        return Err(Error::refused("a bound of a window's frame is no number"));
    }
    let is_distance =
        bounds.iter().flatten().any(|bound| *bound != Distance::Integer(0) && *bound != Distance::Real(0.0));
    if frame.unit == FrameUnit::Range && is_distance && order_of(window).len() != 1 {
        return Err(Error::refused("a range of values needs an `order_by` of one term; `rows` and `groups` do not"));
    }
    Ok(())
}

/// The order of a window, its own or that of the one it extends.
fn order_of(window: &Window) -> &[OrderBy] {
    match &window.base {
        Some(base) if window.order_by.is_empty() => order_of(base),
        _ => &window.order_by,
    }
}
