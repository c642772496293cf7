//! The load plan: one statement for each level.

use super::cardinality::Wrong;
use super::key::Collation;
use super::{Path, Through};
use crate::ast::{
    BinaryOp, ColumnRef, Deleted, Direction, Expr, Join, JoinKind, KeyList, List, OrderBy, Select, Source, SourceRows,
};
use crate::engine::Sql;
use crate::error::Error;
use crate::schema::{ColumnSchema, TableSchema};
use crate::sql;

/// Where the rows of one level stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Level {
    /// The statement, by its position in the load.
    pub(super) statement: usize,
    /// Whether every row of the table is loaded, so that the levels below need no keys.
    pub(super) complete: bool,
}

impl Level {
    /// The number from which on key lists of this level's own are counted. No key has as many parts.
    pub(super) const fn own_part(self) -> usize {
        (self.statement + 1) << 16
    }
}

/// The statements of a load, in the order in which they run.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Plan {
    pub(super) statements: Vec<Sql>,
}

impl Plan {
    /// The first level: the rows that the query asked for.
    pub(super) fn root(&mut self, select: &Select) -> Result<Level, Error> {
        let statement = self.statements.len();
        self.statements.push(sql::select(select)?);
        Ok(Level { statement, complete: is_complete(select) })
    }

    /// A level below another, whose rows `parent` have their keys at `parent_key`.
    pub(super) fn push(
        &mut self,
        path: &Path,
        mut child: Child,
        parent: Level,
        parent_key: &[usize],
    ) -> Result<Level, Error> {
        let select = &mut child.select;
        let complete = parent.complete && !path.shared && path.through.is_none() && is_complete(select);
        let level = Level { statement: self.statements.len(), complete };
        // A parent that holds the key may point at few rows of a large table; a child that holds it belongs to some
        // parent, and all of those are loaded.
        if !parent.complete || path.shared {
            for (part, key) in child.key.iter().enumerate() {
                let own = if path.parent_is.is_some() { level.own_part() } else { 0 };
                let list = KeyList { statement: parent.statement, column: parent_key[part], part: own + part };
                select.filter.push(Expr::InList {
                    operand: Box::new(key.clone()),
                    list: List::Keys(list),
                    negated: false,
                });
            }
        }
        if select.order_by.is_empty() {
            select.order_by = path.order_by.map(|order_by| order_by()).unwrap_or_default();
        }
        if select.is_limited() {
            select.limit_by = child.key;
            order_by_key(select);
        }
        self.statements.push(sql::select(select)?);
        Ok(level)
    }
}

/// The select of a level below another.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) select: Select,
    /// What equals the parent's key.
    key: Vec<Expr>,
}

impl Child {
    /// The select, with the columns of the parent's key among its own or behind them; and where those stand.
    pub(super) fn new(path: &Path, select: &Select, parent: &'static TableSchema) -> (Self, Box<[usize]>) {
        let key = key_exprs(path, select.from, parent);
        let key_columns = key_columns(path, select.from);
        let mut select = related(path, select);
        let positions = key_columns.map(|column| position(&mut select.columns, column)).collect();
        (Self { select, key }, positions)
    }
}

/// Where a column stands in what a level selects. One that is not among it is added: placing needs it, the row does
/// not show it.
pub(super) fn position(columns: &mut Vec<Expr>, column: ColumnRef) -> usize {
    let column = Expr::Column(column);
    columns.iter().position(|selected| *selected == column).unwrap_or_else(|| {
        columns.push(column);
        columns.len() - 1
    })
}

fn is_complete(select: &Select) -> bool {
    select.filter.is_empty() && !select.is_limited() && select.from.unless_deleted().is_none()
}

/// A limit without an order would leave to chance which rows are kept.
fn order_by_key(select: &mut Select) {
    if select.order_by.is_empty() {
        let source = child_source(select);
        let key = source.schema.primary_key.iter();
        select.order_by = key
            .map(|&index| OrderBy { expr: Expr::Column(source.column(index)), direction: Direction::Asc, nulls: None })
            .collect();
    }
}

/// The related table of a select that [`related`] made: the last one, behind the table between.
fn child_source(select: &Select) -> Source {
    select.joins.last().map_or(select.from, |join| join.source)
}

/// The select over the related table, joined to the table between if there is one, with the relation's own filter.
pub(super) fn related(path: &Path, select: &Select) -> Select {
    let mut child = select.clone();
    child.from = path.seen(child.from);
    child.filter.extend(path.filter.map(|filter| filter()));
    if let Some(through) = path.through {
        let related = std::mem::replace(&mut child.from, link_source(through.table, select.from));
        let on = Some(link_meets_child(path, &through, select.from));
        child.joins = vec![Join { kind: JoinKind::Inner, source: related, rows: SourceRows::Named, on, link: None }];
    }
    child
}

/// The table between: under another name where it is the related table itself. It is told from the table between of
/// another relation in the same query by the table that it leads to.
pub(super) fn link_source(table: &'static TableSchema, child: Source) -> Source {
    let alias = (table.name == child.name()).then_some("link");
    Source { schema: table, alias, table: child.table, deleted: Deleted::Skip }
}

/// Where a row of the table between and one of the related table meet.
pub(super) fn link_meets_child(path: &Path, through: &Through, child: Source) -> Expr {
    let link = link_source(through.table, child);
    let pairs = through.child.iter().zip(path.child);
    let pairs = pairs.map(|(&link_column, &child_column)| {
        let child_column = child.column(child_column);
        equal(compared(link.column(link_column), child_column.schema()), Expr::Column(child_column))
    });
    Expr::All(pairs.collect())
}

/// What equals the parent's key: columns of the child, or of the table between.
pub(super) fn key_exprs(path: &Path, child: Source, parent: &'static TableSchema) -> Vec<Expr> {
    key_columns(path, child).zip(referenced(path, child, parent)).map(|(key, column)| compared(key, column)).collect()
}

/// A column as a foreign key compares it: by the collating sequence of the referenced column
/// (<https://sqlite.org/foreignkeys.html>). A plain comparison would take that of its left side.
pub(super) fn compared(column: ColumnRef, referenced: &'static ColumnSchema) -> Expr {
    let sequence = |column: &ColumnSchema| column.collate.unwrap_or("BINARY");
    if sequence(column.schema()).eq_ignore_ascii_case(sequence(referenced)) {
        Expr::Column(column)
    } else {
        Expr::Collate(Box::new(Expr::Column(column)), sequence(referenced))
    }
}

/// The columns that the key references: the parent's, or where the parent holds the key the child's own.
fn referenced(path: &Path, child: Source, parent: &'static TableSchema) -> impl Iterator<Item = &'static ColumnSchema> {
    let (table, columns) = if path.shared { (child.schema, path.child) } else { (parent, path.parent) };
    columns.iter().map(move |&index| &table.columns[index])
}

fn key_columns(path: &Path, child: Source) -> impl Iterator<Item = ColumnRef> {
    let (source, columns) = match path.through {
        Some(through) => (link_source(through.table, child), through.parent),
        None => (child, path.child),
    };
    columns.iter().map(move |&index| source.column(index))
}

/// How each part of the key is compared.
pub(super) fn collations(path: &Path, select: &Select, parent: &'static TableSchema) -> Box<[Collation]> {
    referenced(path, select.from, parent).map(Collation::of).collect()
}

pub(super) fn equal(left: Expr, right: Expr) -> Expr {
    Expr::binary(BinaryOp::Eq, left, right)
}

/// A parent with no child where it needs one, or with several where there is a place for one.
#[cold]
pub(super) fn wrong_number(wrong: Wrong, parent: &TableSchema, child: &TableSchema, name: &str) -> Error {
    let (parent, table) = (parent.name, child.name);
    match wrong {
        Wrong::Missing => {
            let deleted = child.soft_delete.map_or("", |_| ", or its row is deleted (`with_deleted` loads it)");
            Error::not_found(format!(
                "a row of `{parent}` has no `{name}` in `{table}`: the key points nowhere, or a filter left its row out{deleted}"
            ))
        }
        Wrong::Several => Error::refused(format!(
            "a row of `{parent}` has several `{name}` in `{table}`: the database does not keep the key unique"
        )),
    }
}
