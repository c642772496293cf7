//! Lowering: a tree becomes text and parameters. No other room writes SQL.

mod balance;
mod call;
mod cte;
mod ddl;
mod expr;
mod from;
mod group;
mod guard;
mod kept;
mod literal;
pub(crate) mod migrate;
mod overflow;
mod raw;
mod search;
mod select;
mod set;
mod spatial;
mod trusted;
mod view;
mod window;
mod word;
mod write;
mod writer;

pub use ddl::{create_all, create_table};
pub(crate) use raw::raw;
#[doc(hidden)]
pub use search::SearchCommand;
pub(crate) use select::{count, exists, for_exists, select};
pub(crate) use spatial::{check_spatial, is_cast, rebuild_spatial};
pub use trusted::{Trusted, trusted};
pub use view::create_view;
pub(crate) use view::inline;
pub(crate) use word::only_reads;
#[doc(hidden)]
pub use word::{first_word, skip_blank};
pub(crate) use write::{delete, insert, unchanged, update};

/// A name as an identifier, in quotes. NUL, which no text of SQL can have, is left out.
#[doc(hidden)]
pub fn quoted(name: &str) -> String {
    let mut w = writer::Writer::default();
    w.push_ident(&name.replace('\0', ""));
    w.finish_text().unwrap_or_default()
}

/// A text as a literal, in quotes. NUL, which no text of SQL can have, is left out.
pub(crate) fn quoted_text(text: &str) -> String {
    let mut w = writer::Writer::default();
    literal::push_text(&mut w, &text.replace('\0', ""));
    w.finish_text().unwrap_or_default()
}
