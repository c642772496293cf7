//! A relational query in a batch, prepared, and in pages.

use std::sync::{Mutex, PoisonError};

use super::loader::{self, Loader};
use super::query::RelationQuery;
use super::slot::Slots;
use super::tree::LoadQuery;
use crate::ast::Select;
use crate::engine::{Request, Sql, Unbound};
use crate::error::Error;
use crate::query::decoder::{FirstOf, Terms};
use crate::query::keyset::Keyed;
use crate::query::unbound::{Countable, Form, Reads, Statement, Template, Tree};
use crate::table::Table;

/// What is kept of the slots. They have room for rows, so a run takes fresh ones, and a lock is around them because rows
/// need not be `Sync`.
struct Kept<L> {
    /// As the query has them.
    slots: L,
    /// After planning: where keys and levels are.
    planned: L,
    /// The statements that were planned.
    statements: Vec<Sql>,
}

fn with_kept<Q: RelationQuery, X>(template: &Template, read: impl FnOnce(&Kept<Q::Slots>) -> X) -> Result<X, Error> {
    let kept = template.kept.as_ref().and_then(|kept| kept.downcast_ref::<Mutex<Kept<Q::Slots>>>());
    let kept = kept.ok_or_else(|| Error::refused("the template is one of another query"))?;
    Ok(read(&kept.lock().unwrap_or_else(PoisonError::into_inner)))
}

#[diagnostic::do_not_recommend]
impl<Q: RelationQuery<Db = Unbound>> Statement for Q {
    type Output = Vec<<Q::Load as LoadQuery>::Row>;
    type Decoder = Loader<Q::Load>;
    const WRITES: bool = false;

    fn template(self) -> Result<Template, Error> {
        let tree = self.tree();
        let request = loader::request::<Q::Load>(tree.select.clone(), tree.slots.fresh())?;
        let kept =
            Kept { slots: tree.slots, planned: request.decoder.into_slots(), statements: request.statements.lower()? };
        let table = Q::Root::schema().name;
        let tree = Tree::Select(Box::new(tree.select));
        Ok(Template { tree, table, keeps: Terms::default(), kept: Some(Box::new(Mutex::new(kept))) })
    }

    fn statements(template: &Template, form: Form) -> Result<Vec<Sql>, Error> {
        match (form, &template.tree) {
            (Form::All, _) => with_kept::<Q, _>(template, |kept| kept.statements.clone()),
            (Form::First, Tree::Select(select)) => {
                let mut first = select.clone();
                first.at_most_one();
                let slots = with_kept::<Q, _>(template, |kept| kept.slots.fresh())?;
                Ok(loader::request::<Q::Load>(*first, slots)?.statements.lower()?)
            }
            _ => template.statements(form),
        }
    }

    fn decoder(template: &Template) -> Result<Loader<Q::Load>, Error> {
        with_kept::<Q, _>(template, |kept| Loader::new(kept.planned.fresh()))
    }
}

#[diagnostic::do_not_recommend]
impl<Q: RelationQuery> Keyed for Q {
    type Db = Q::Db;
    type Row = <Q::Load as LoadQuery>::Row;
    type Rest = Q::Slots;
    type Decoder = Loader<Q::Load>;

    fn split(self) -> (Select, Q::Slots, Q::Db) {
        let tree = self.tree();
        (tree.select, tree.slots, tree.db)
    }

    fn request(select: Select, slots: Q::Slots) -> Result<Request<Loader<Q::Load>>, Error> {
        loader::request::<Q::Load>(select, slots)
    }
}

#[diagnostic::do_not_recommend]
impl<Q: RelationQuery<Db = Unbound>> Reads for Q {
    type Row = <Q::Load as LoadQuery>::Row;
    type First = FirstOf<Loader<Q::Load>>;

    fn first(template: &Template) -> Result<Self::First, Error> {
        Self::decoder(template).map(FirstOf)
    }
}

#[diagnostic::do_not_recommend]
impl<Q: RelationQuery<Db = Unbound>> Countable for Q {}
