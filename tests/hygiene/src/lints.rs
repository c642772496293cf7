//! Public and private structs, related to each other, in nested modules and in functions.

pub mod nested;

use renamed::prelude::*;

/// A public struct with a private column type.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, name = "shelves", index(label), fts(label), rtree(id), insert(derive(Debug)), patch(derive(Debug)))]
#[relations(signs = has_many(Sign::SHELF_ID))]
pub struct Shelf {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A field that others do not see.
    label: String,
    /// What kind it is.
    #[column(default = Kind::Open)]
    pub kind: Kind,
    /// Of a type that others do not see.
    #[column(default = Place::Hall)]
    place: Place,
}

/// A public struct that the other public one is related to.
#[derive(Table, Relations, Debug)]
#[table(crate = ::renamed, name = "signs", insert(derive(Debug)), patch(derive(Debug)))]
#[relations(shelf = belongs_to(shelf_id))]
pub struct Sign {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A foreign key.
    #[column(references = Shelf::ID)]
    pub shelf_id: i64,
}

/// A private struct that is related to a public one, most of whose fields nobody reads.
#[derive(Table, Relations)]
#[table(crate = ::renamed, name = "books", check("length(title) > 0"), unique(shelf_id, title))]
#[relations(shelf = belongs_to(shelf_id), plate = has_one(Plate::BOOK_ID), labels = many_to_many(Label, through(BookLabel::BOOK_ID, BookLabel::LABEL_ID)))]
struct Book {
    #[column(primary_key)]
    id: i64,
    #[column(references = Shelf::ID, on_delete = cascade)]
    shelf_id: i64,
    title: String,
    #[column(default_fn = Timestamp::now, on_update_fn = Timestamp::now)]
    changed_at: Timestamp,
    #[column(generated(stored, "length(title)"))]
    length: i64,
    #[column(default = 3, sensitive)]
    copies: u8,
}

/// A private struct that is related to a public one, or to a private one.
#[derive(Table, Relations)]
#[table(crate = ::renamed, name = "stamps")]
#[relations(place = polymorphic(kind, key, Shelf = 1, Book = 2))]
struct Stamp {
    #[column(primary_key)]
    id: i64,
    kind: Option<u8>,
    key: Option<i64>,
}

/// A private struct that is only reached through the relation.
#[derive(Table)]
#[table(crate = ::renamed, name = "plates")]
struct Plate {
    #[column(primary_key)]
    id: PlateId,
    #[column(unique, references = Book::ID)]
    book_id: i64,
    text: Option<String>,
}

/// A private struct with a crate's visibility.
#[derive(Table, Relations)]
#[table(crate = ::renamed, name = "labels")]
pub(crate) struct Label {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) text: String,
}

/// Two keys and nothing else.
#[derive(Table)]
#[table(crate = ::renamed, name = "book_labels", primary_key(book_id, label_id), without_rowid)]
struct BookLabel {
    #[column(references = Book::ID)]
    book_id: i64,
    #[column(references = Label::ID)]
    label_id: i64,
}

/// A table without any relation, a key or a builder that must be given something.
#[derive(Table, Relations, Debug, Default, Clone, Copy)]
#[table(crate = ::renamed, name = "events", strict = false)]
pub struct Event {
    /// Nullable.
    pub at: Option<Timestamp>,
}

/// A public view of a private table.
#[derive(View, Relations, Debug, Clone)]
#[view(crate = ::renamed, query = Long::query)]
pub struct Long {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    title: String,
}

impl Long {
    fn query() -> impl ViewQuery<Self> {
        Book::select().filter(Book::LENGTH.ge(5)).columns((Book::ID, Book::TITLE))
    }
}

/// A private view in SQL, whose fields nobody reads.
#[derive(View, Relations)]
#[view(crate = ::renamed, sql = "SELECT book_id, text FROM book_labels JOIN labels ON id = label_id")]
#[relations(long = belongs_to(book_id))]
struct LongLabel {
    #[column(references = Long::ID)]
    book_id: i64,
    text: String,
}

/// A view that is none of the database, with a private type.
#[derive(View)]
#[view(crate = ::renamed)]
struct Spot {
    place: Place,
}

/// An enum as text.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
pub enum Kind {
    /// Anybody may take from it.
    Open,
    /// Nobody may.
    Closed,
}

/// A private enum as a number.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed, integer)]
enum Place {
    Hall,
    Attic = 7,
}

/// A private key of a type of its own.
#[derive(ColumnType)]
#[column_type(crate = ::renamed)]
struct PlateId(i64);

alias!(
    /// The other shelf.
    pub OtherShelf = Shelf as "other"
);
alias!(OtherBook = Book as "other");
alias!(OtherLong = Long as "other");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::database;

    #[test]
    fn public_and_private_structs_load() -> Result<(), renamed::Error> {
        let db = database(&schema!(Shelf, Sign, Book, Plate, Label, BookLabel, Event, Long, LongLabel))?;
        let shelf = db.insert(NewShelf::builder().label("A").place(Place::Attic).build()).returning().one()?;
        let book = db.insert(NewBook::builder().shelf_id(shelf.id).title("Notes").build()).returning().one()?;
        let plate = db.insert(NewPlate::builder().book_id(book.id).text("top").build()).returning().one()?;
        let label = db.insert(NewLabel::builder().text("new").build()).returning().one()?;
        assert_eq!(db.insert(NewBookLabel { book_id: book.id, label_id: label.id }).run()?, 1);
        assert_eq!(db.insert(NewEvent::builder().build()).run()?, 1);

        assert_eq!(db.insert(NewSign::builder().shelf_id(shelf.id).build()).run()?, 1);
        let books = db.query::<Book>().with_plate().with_labels().with_shelf_by(ShelfQuery::with_signs).all()?;
        assert_eq!((books[0].shelf.label.as_str(), books[0].shelf.place), ("A", Place::Attic));
        assert_eq!(books[0].shelf.kind, Kind::Open);
        assert_eq!(books[0].shelf.signs[0].id, 1);
        assert_eq!(books[0].labels[0].text, "new");
        assert_eq!(books[0].plate.as_ref().and_then(|found| found.text.as_deref()), Some("top"));
        assert_eq!(plate.id.0, 1);
        assert_eq!((book.length, book.copies), (5, 3));

        let labels = db.query::<LongLabel>().with_long().all()?;
        assert_eq!((labels[0].long.title.as_str(), labels[0].text.as_str()), ("Notes", "new"));
        let twice = db.select::<Long>().inner_join::<OtherLong>().on(OtherLong::TITLE.eq(Long::TITLE));
        assert_eq!(twice.count()?, 1);

        let pairs = db
            .select::<Shelf>()
            .inner_join::<OtherShelf>()
            .on(OtherShelf::ID.eq(Shelf::ID))
            .columns((Shelf::LABEL, OtherShelf::KIND))
            .all()?;
        assert_eq!(pairs, [("A".to_owned(), Kind::Open)]);
        let others = db.select::<Book>().left_join::<OtherBook>().on(OtherBook::ID.eq(Book::ID));
        assert_eq!(others.filter(OtherBook::COPIES.eq(3)).count()?, 1);
        assert_eq!(db.select::<Event>().all()?[0].at, None);
        let changed = db.update::<Book>().patch(BookPatch { copies: Set::Value(4), ..BookPatch::default() });
        assert_eq!(changed.filter(Book::TITLE.eq("Notes")).run()?, 1);
        Ok(())
    }

    #[test]
    fn structs_of_a_function_are_tables() -> Result<(), renamed::Error> {
        #[derive(Table, Relations, Debug, Clone, PartialEq)]
        #[table(crate = ::renamed)]
        #[relations(leaves = has_many(Leaf::TREE_ID))]
        struct Tree {
            #[column(primary_key)]
            id: i64,
            species: Species,
        }

        #[derive(Table, Relations, Debug, Clone, PartialEq)]
        #[table(crate = ::renamed)]
        #[relations(tree = belongs_to(tree_id))]
        struct Leaf {
            #[column(primary_key)]
            id: i64,
            #[column(references = Tree::ID)]
            tree_id: i64,
        }

        #[derive(ColumnType, Debug, Clone, PartialEq)]
        #[column_type(crate = ::renamed, integer)]
        enum Species {
            Oak = 2,
            Elm,
        }

        alias!(Neighbour = Tree as "neighbour");

        let db = database(&schema!(Tree, Leaf))?;
        let trees = [Species::Oak, Species::Elm].map(|species| NewTree::builder().species(species).build());
        assert_eq!(db.insert_many(trees).run()?, 2);
        assert_eq!(db.insert(NewLeaf::builder().tree_id(2).build()).run()?, 1);
        let leaf = db.query::<Leaf>().with_tree_by(TreeQuery::with_leaves).one()?;
        assert_eq!(leaf.tree.species, Species::Elm);
        assert_eq!(leaf.tree.leaves.len(), 1);
        let others = db.select::<Tree>().inner_join::<Neighbour>().on(Neighbour::ID.ne(Tree::ID));
        assert_eq!(others.filter(Neighbour::SPECIES.eq(Species::Oak)).count()?, 1);
        Ok(())
    }
}
