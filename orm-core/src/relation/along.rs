//! The condition of a join along a relation.

use super::plan::{equal, key_exprs, link_meets_child, link_source};
use super::{Path, Relation};
use crate::ast::{Expr, Join, JoinKind, Link, Renamed, Select, Source, SourceRows};
use crate::table::Table;

/// The join of the relation's child, under the name by which the query calls it.
///
/// A table between is joined inside of the join, so that a link whose row is missing is no row of an outer join either.
/// Where every row of the child must come out, linked or not, the link is asked for in the condition instead.
pub(crate) fn joined<R: Relation>(kind: JoinKind, child: Source) -> Join {
    let path = R::path();
    let parent = R::Parent::source();
    let child = path.seen(child);
    let mut met = meets(&path, parent, child);
    if let Some(filter) = path.filter {
        met.push(Expr::Renamed(Box::new(Renamed { from: R::Child::source(), to: child, expr: filter() })));
    }
    let met = Expr::All(met);
    let (on, link) = match path.through {
        None => (met, None),
        Some(through) => {
            let source = link_source(through.table, child);
            let on = link_meets_child(&path, &through, child);
            match kind {
                JoinKind::Right | JoinKind::Full => {
                    let mut select = Select::from(source);
                    select.filter.extend([on, met]);
                    (Expr::Exists(Box::new(select)), None)
                }
                JoinKind::Inner | JoinKind::Left | JoinKind::Cross => (met, Some(Box::new(Link { source, on }))),
            }
        }
    };
    Join { kind, source: child, rows: SourceRows::Named, on: Some(on), link }
}

/// Where the parent's key and the columns that equal it meet: the child's, or those of the table between.
fn meets(path: &Path, parent: Source, child: Source) -> Vec<Expr> {
    let keys = key_exprs(path, child, parent.schema).into_iter().zip(path.parent);
    let typed = path.parent_is.map(|(column, value)| value.said_by(Expr::Column(parent.column(column))));
    keys.map(|(key, &index)| equal(key, Expr::Column(parent.column(index)))).chain(typed).collect()
}
