//! Raw SQL with bound values.

use super::writer::Writer;
use crate::engine::{Param, Sql};
use crate::error::Error;
use crate::query::raw::Fragment;

/// Lowers fragments: text as it stands, values bound, names quoted.
pub(crate) fn raw(fragments: &[Fragment]) -> Result<Sql, Error> {
    let mut w = Writer::default();
    for fragment in fragments {
        match fragment {
            Fragment::Text(text) => w.push(text),
            Fragment::Value(Ok(value)) => w.push_param(Param::Value(value.clone())),
            Fragment::List(Ok(values)) => {
                // Inside of `in (..)`: one parameter, however long the list.
                w.push("SELECT value FROM rarray(");
                w.push_param(Param::List(values.clone()));
                w.push(")");
            }
            Fragment::Value(Err(error)) | Fragment::List(Err(error)) => {
                w.fail(Error::encode("a value of the raw statement".to_owned(), error.clone()));
            }
            Fragment::Name(name) => w.push_ident(name),
        }
    }
    w.finish()
}
