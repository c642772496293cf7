//! Structs from databases.

mod hostile;
mod kept;
mod odd;
pub(crate) mod random;
mod round_trip;

use orm_kit::pull::{Options, Pulled, pull};
use orm_sqlite::migrate::Snapshot;

/// What is pulled from a schema that SQLite takes as well.
fn pulled(statements: &[&str]) -> Pulled {
    let db = orm_sqlite::Database::open_in_memory().unwrap();
    for statement in statements {
        db.execute_script(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let snapshot = db.inspect().unwrap();
    assert_eq!(snapshot, Snapshot::parse(statements).unwrap());
    pull(&snapshot, &Options::new())
}

/// The names of the structs of a source that is nothing but them and the prelude.
fn structs(source: &str) -> Vec<String> {
    let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{error}:\n{source}"));
    let mut items = file.items.into_iter();
    assert!(matches!(items.next(), Some(syn::Item::Use(_))), "{source}");
    let names = items.map(|item| match item {
        syn::Item::Struct(item) => item.ident.to_string(),
        _ => panic!("an item that is no struct:\n{source}"),
    });
    names.collect()
}
