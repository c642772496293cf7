//! Spatial indexes: the R*Tree, the triggers that keep it in step, the checks of the table, and what looks after it.

use super::kept::{Event, Kept, push_of};
use super::literal::push_text;
use super::writer::Writer;
use crate::engine::{Label, Sql};
use crate::error::Error;
use crate::schema::{Dimension, SpatialIndex, TableSchema, ends_of};
use crate::value::{AllowedValues, StorageClass};

const WHAT: &str = "spatial index";

/// The index of a table and its triggers.
pub(super) fn spatial_statements(table: &TableSchema, index: &SpatialIndex) -> Result<Vec<String>, Error> {
    let spatial = &Spatial::new(table, index)?;
    let kept = &spatial.kept;
    // A row that `OR REPLACE` deleted has left its box behind, and the new row may have its number.
    let insert = |w: &mut Writer| {
        spatial.push_delete(w, "new");
        spatial.push_insert(w);
    };
    let statements = [
        spatial.virtual_table(),
        kept.trigger(Event::Insert, insert),
        kept.trigger(Event::Delete, |w| spatial.push_delete(w, "old")),
        kept.trigger(Event::Update, |w| {
            spatial.push_delete(w, "old");
            insert(w);
        }),
    ];
    statements.into_iter().collect()
}

/// The statements that make the index of a table anew. It is dropped and not emptied, so that a damaged one is healed.
pub(crate) fn rebuild_spatial(table: &TableSchema, index: &SpatialIndex) -> Result<Vec<Sql>, Error> {
    let spatial = Spatial::new(table, index)?;
    let mut drop = Writer::default();
    drop.push("DROP TABLE ");
    drop.push_ident(index.name());
    let mut fill = Writer::default();
    fill.push("INSERT INTO ");
    fill.push_ident(index.name());
    fill.push(" SELECT ");
    spatial.push_row(&mut fill, |w, column| w.push_ident(column));
    fill.push(" FROM ");
    fill.push_ident(table.name);
    spatial.push_has_box(&mut fill, " WHERE ", |w, column| w.push_ident(column));
    let create = spatial.virtual_table()?;
    Ok(vec![drop.finish()?, Sql { text: create.into(), params: Vec::new(), labels: Vec::new().into() }, fill.finish()?])
}

/// The question whether the tree is sound, covers the box of every row and has no others.
pub(crate) fn check_spatial(table: &TableSchema, index: &SpatialIndex) -> Result<Sql, Error> {
    let spatial = Spatial::new(table, index)?;
    let mut w = Writer::default();
    w.push("SELECT rtreecheck(");
    push_text(&mut w, index.name());
    w.push(") = 'ok' AND NOT EXISTS (SELECT 1 FROM ");
    w.push_ident(table.name);
    w.push(" AS \"t\" WHERE ");
    spatial.push_has_box(&mut w, "", |w, column| push_of(w, "t", column));
    w.push(if spatial.can_be_null() { " AND " } else { "" });
    w.push("NOT EXISTS (SELECT 1 FROM ");
    w.push_ident(index.name());
    w.push(" AS \"i\" WHERE ");
    push_of(&mut w, "i", "id");
    w.push(" = ");
    push_of(&mut w, "t", spatial.kept.key);
    for (at, dimension) in index.dimensions.iter().enumerate() {
        let [low, high] = ends_of(at).map(|end| index.table.columns[end].name);
        for (end, op, column) in [(low, " <= ", dimension.low), (high, " >= ", dimension.high)] {
            w.push(" AND ");
            push_of(&mut w, "i", end);
            w.push(op);
            spatial.push_stored(&mut w, column);
        }
    }
    w.push(")) AND NOT EXISTS (SELECT 1 FROM ");
    w.push_ident(index.name());
    w.push(" WHERE \"id\" NOT IN (SELECT ");
    w.push_ident(spatial.kept.key);
    w.push(" FROM ");
    w.push_ident(table.name);
    spatial.push_has_box(&mut w, " WHERE ", |w, column| w.push_ident(column));
    w.push("))");
    let sql = w.finish()?;
    Ok(Sql { labels: vec![Label::Expr].into(), ..sql })
}

/// The checks that keep out what the index cannot hold, each with a name that says so: its message is all that a write gives.
pub(super) fn push_checks(w: &mut Writer, table: &TableSchema, index: &SpatialIndex) {
    for column in index.columns().map(|at| &table.columns[at]) {
        let place = format!("{}.{}", table.name, column.name);
        let declared = column.sql_type.unwrap_or_default();
        // Only these types of a STRICT table keep everything else out.
        let is_typed = table.strict && !declared.eq_ignore_ascii_case("ANY");
        if !is_typed {
            let (what, classes) = if index.integer {
                ("an integer", "'integer', 'null'")
            } else {
                ("a number", "'integer', 'real', 'null'")
            };
            push_check(w, &format!("{place} is {what}"), |w| {
                w.push("typeof(");
                w.push_ident(column.name);
                w.push(") IN (");
                w.push(classes);
                w.push(")");
            });
        }
        if index.integer && !is_narrow(column.allowed) {
            push_check(w, &format!("{place} has 32 bits"), |w| {
                w.push_ident(column.name);
                w.push(&format!(" BETWEEN {} AND {}", i32::MIN, i32::MAX));
            });
        }
    }
    for dimension in index.dimensions.iter().filter(|dimension| !dimension.is_point()) {
        let [low, high] = [dimension.low, dimension.high].map(|at| table.columns[at].name);
        push_check(w, &format!("{0}.{low} <= {0}.{high}", table.name), |w| {
            w.push_ident(low);
            w.push(" <= ");
            w.push_ident(high);
        });
    }
}

/// Whether the column has a check of its own that lets nothing through that is not of 32 bits.
fn is_narrow(allowed: Option<AllowedValues>) -> bool {
    let narrow = |integer: i64| i32::try_from(integer).is_ok();
    match allowed {
        Some(AllowedValues::Range(low, high)) => narrow(low) && narrow(high),
        Some(AllowedValues::Integers(integers)) => integers.iter().copied().all(narrow),
        _ => false,
    }
}

fn push_check(w: &mut Writer, name: &str, condition: impl FnOnce(&mut Writer)) {
    w.push(",\n    CONSTRAINT ");
    w.push_ident(name);
    w.push(" CHECK (");
    condition(w);
    w.push(")");
}

/// A table and its index.
struct Spatial<'a> {
    kept: Kept<'a>,
    index: &'a SpatialIndex,
}

impl<'a> Spatial<'a> {
    fn new(table: &'a TableSchema, index: &'a SpatialIndex) -> Result<Self, Error> {
        Ok(Self { kept: Kept::new(WHAT, table, &index.table, index.columns().collect())?, index })
    }

    fn virtual_table(&self) -> Result<String, Error> {
        let mut w = Writer::default();
        w.push("CREATE VIRTUAL TABLE ");
        w.push_ident(self.kept.name);
        w.push(if self.index.integer { " USING rtree_i32(" } else { " USING rtree(" });
        w.separated(", ", self.index.table.columns, |w, column| w.push_ident(column.name));
        w.push(")");
        w.finish_text()
    }

    fn push_delete(&self, w: &mut Writer, row: &str) {
        w.push("    DELETE FROM ");
        w.push_ident(self.kept.name);
        w.push(" WHERE \"id\" = ");
        push_of(w, row, self.kept.key);
        w.push(";\n");
    }

    fn push_insert(&self, w: &mut Writer) {
        w.push("    INSERT INTO ");
        w.push_ident(self.kept.name);
        w.push(" SELECT ");
        self.push_row(w, |w, column| push_of(w, "new", column));
        self.push_has_box(w, " WHERE ", |w, column| push_of(w, "new", column));
        w.push(";\n");
    }

    /// The number of a row and the ends of its box.
    fn push_row(&self, w: &mut Writer, push: impl Fn(&mut Writer, &'static str)) {
        push(w, self.kept.key);
        for &Dimension { low, high, .. } in self.index.dimensions {
            for at in [low, high] {
                w.push(", ");
                push(w, self.kept.table.columns[at].name);
            }
        }
    }

    fn nullable(&self) -> impl Iterator<Item = &'static str> {
        let columns = self.kept.table.columns;
        self.index.columns().map(move |at| &columns[at]).filter(|column| column.nullable).map(|column| column.name)
    }

    fn can_be_null(&self) -> bool {
        self.nullable().next().is_some()
    }

    /// ` WHERE x IS NOT NULL AND ..`, or nothing where no column can be `NULL`.
    fn push_has_box(&self, w: &mut Writer, before: &str, push: impl Fn(&mut Writer, &'static str)) {
        if self.can_be_null() {
            w.push(before);
        }
        w.separated(" AND ", self.nullable(), |w, column| {
            push(w, column);
            w.push(" IS NOT NULL");
        });
    }

    /// A column of the table `t` as the index stores it, before it rounds: an integer that a `f64` cannot hold is rounded to the
    /// nearest that it can.
    fn push_stored(&self, w: &mut Writer, column: usize) {
        let column = &self.kept.table.columns[column];
        let cast = is_cast(self.index, column.storage);
        w.push(if cast { "CAST(" } else { "" });
        push_of(w, "t", column.name);
        w.push(if cast { " AS REAL)" } else { "" });
    }
}

/// Whether a number has to become a floating point number before it is compared with what the index stores.
pub(crate) const fn is_cast(index: &SpatialIndex, storage: StorageClass) -> bool {
    matches!(storage, StorageClass::Integer) && !index.integer
}
