//! Diagrams of a schema: tables, their columns, and the foreign keys between them.
//!
//! `model` reads what is drawn from a [`Snapshot`]; `mermaid` writes it as text for others to draw. `layers`, `order` and `place` say
//! where each table stands, and `svg` draws it there.

mod layers;
mod mermaid;
mod model;
mod order;
mod place;
mod svg;

use orm_sqlite::migrate::Snapshot;

/// An entity-relationship diagram in the language of Mermaid: <https://mermaid.js.org/syntax/entityRelationshipDiagram.html>.
///
/// Each table has its columns with declared types and the marks `PK`, `FK` and `UK`. A foreign key is a line: solid where it is a part
/// of the child's primary key, with `o|` or `|o` where there may be none, and `o{` where there may be many. Names that Mermaid
/// does not take are written with `_`, with the name itself as a comment beside it. A table that is referenced and not there is
/// drawn without columns.
///
/// # Example
///
/// ```
/// use orm_kit::diagram::mermaid;
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse([
///     "CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
///     "CREATE TABLE album (id INTEGER PRIMARY KEY, artist_id INTEGER NOT NULL REFERENCES artist)",
/// ])?;
/// let expected = r#"erDiagram
///     t1["artist"] {
///         INTEGER id PK
///         TEXT name UK
///     }
///     t2["album"] {
///         INTEGER id PK
///         INTEGER artist_id FK
///     }
///     t1 ||..o{ t2 : "artist_id"
/// "#;
/// assert_eq!(mermaid(&snapshot), expected);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn mermaid(snapshot: &Snapshot) -> String {
    mermaid::write(&model::Model::of(snapshot))
}

/// The same diagram as an image: an SVG that needs no other file, light or dark as its reader prefers.
///
/// Referenced tables stand left of those that reference them, in an order in which few lines cross. The same schema gives
/// the same image. Names longer than 36 characters are cut, with the whole name as their title.
///
/// # Example
///
/// ```
/// use orm_kit::diagram::svg;
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse(["CREATE TABLE \"<b>\" (id INTEGER PRIMARY KEY)"])?;
/// let image = svg(&snapshot);
/// assert!(image.starts_with("<svg ") && image.contains("&lt;b&gt;"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn svg(snapshot: &Snapshot) -> String {
    let model = model::Model::of(snapshot);
    let graph = layers::Graph::new(&model);
    let order = order::order(&graph);
    let places = place::place(&model, &graph, &order);
    svg::draw(&model, &graph, &places)
}
