//! A load of the rows that a write has written.

use std::mem;

use super::key::KeyIndex;
use super::plan::{self, Plan};
use super::query::RelationQuery;
use super::slot::Slots;
use super::tree::LoadQuery;
use crate::ast::{Expr, KeyList, List};
use crate::engine::{Cursor, Decoder, Request, Sql};
use crate::error::Error;
use crate::table::Table;
use crate::value::{FromRow, Value};

/// In the place of a statement's number: the keys were given when the load was made.
const GIVEN: usize = usize::MAX;

/// Takes the primary keys that the write returns, then the rows of all levels, and gives the assembled rows in the order
/// of the keys.
pub(crate) struct Written<Q: LoadQuery> {
    /// How many statements write.
    writes: usize,
    keys: KeyIndex,
    /// Where the primary key stands in a row that the write returns.
    returned: Box<[usize]>,
    /// Where the primary key stands in a row of the first level.
    key: Box<[usize]>,
    rows: Vec<Q::Read>,
    /// For each row, the position of its key among those that were written.
    places: Vec<usize>,
    slots: Q::Slots,
}

impl<Q: LoadQuery> Written<Q> {
    /// What the write returns: the columns of the primary key.
    pub(crate) fn returning() -> Vec<Expr> {
        let source = Q::Root::source();
        source.schema.primary_key.iter().map(|&column| Expr::Column(source.column(column))).collect()
    }

    /// The statements of the write, which return the primary key, and behind them those of the load.
    pub(crate) fn request<X>(writes: Vec<Sql>, query: X) -> Result<Request<Self>, Error>
    where
        X: RelationQuery<Root = Q::Root, Slots = Q::Slots, Load = Q>,
    {
        // The decoder answers for all statements that write, whichever is named.
        Self::plan(writes, 0, query)
    }

    /// The statements that load the rows with these primary keys.
    pub(crate) fn load<X>(keys: &[Vec<Value>], query: X) -> Result<Request<Self>, Error>
    where
        X: RelationQuery<Root = Q::Root, Slots = Q::Slots, Load = Q>,
    {
        let mut request = Self::plan(Vec::new(), GIVEN, query)?;
        for key in keys {
            request.decoder.keys.push_values(key);
        }
        Ok(Request { writes: false, ..request })
    }

    fn plan<X>(writes: Vec<Sql>, keys: usize, query: X) -> Result<Request<Self>, Error>
    where
        X: RelationQuery<Root = Q::Root, Slots = Q::Slots, Load = Q>,
    {
        let (mut select, mut slots) = query.tree().into_parts();
        let source = Q::Root::source();
        let mut key = Vec::new();
        for (part, &column) in source.schema.primary_key.iter().enumerate() {
            let column = source.column(column);
            key.push(plan::position(&mut select.columns, column));
            let list = List::Keys(KeyList { statement: keys, column: part, part });
            let operand = Box::new(Expr::Column(column));
            select.filter.push(Expr::InList { operand, list, negated: false });
        }
        slots.find_keys(&mut select.columns);
        let mut plan = Plan { statements: writes };
        let writes = plan.statements.len();
        // Nothing was written, so that there is nothing to load.
        if writes > 0 || keys == GIVEN {
            let root = plan.root(&select)?;
            slots.plan(&mut plan, root)?;
        }
        let returned = (0..key.len()).collect();
        let (keys, rows, places) = (KeyIndex::default(), Vec::new(), Vec::new());
        let decoder = Self { writes, keys, returned, key: key.into(), rows, places, slots };
        Ok(Request { statements: plan.statements.into(), writes: true, decoder })
    }
}

impl<Q: LoadQuery> Decoder for Written<Q> {
    type Output = Vec<Q::Row>;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        if statement > self.writes {
            return self.slots.rows(statement, sql, cursor);
        }
        while let Some(row) = cursor.advance()? {
            if statement < self.writes {
                self.keys.push(row, &self.returned);
                continue;
            }
            // The parts of a key of several columns are looked for one by one, which may find more rows than were written.
            for place in self.keys.parents(row, &self.key) {
                self.rows.push(Q::Read::from_row(row, 0).map_err(|error| sql.decode_error(error))?);
                self.places.push(place);
                self.slots.observe(row);
            }
        }
        Ok(())
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        if list.statement < self.writes || list.statement == GIVEN {
            return self.keys.parts(list.part);
        }
        self.slots.keys(list).unwrap_or_default()
    }

    fn finish(&mut self) -> Result<Vec<Q::Row>, Error> {
        self.slots.settle(self.rows.len(), None)?;
        let rows = mem::take(&mut self.rows).into_iter().zip(mem::take(&mut self.places));
        let mut placed: Vec<(usize, Q::Row)> =
            rows.map_while(|(read, place)| Some((place, Q::assemble(read, self.slots.next_values()?)))).collect();
        placed.sort_by_key(|(place, _)| *place);
        Ok(placed.into_iter().map(|(_, row)| row).collect())
    }
}
