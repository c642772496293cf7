//! A module without Rust's prelude.

#![no_implicit_prelude]

use ::renamed::{ColumnType, Relations, Table, View, alias};
use ::std::clone::Clone;
use ::std::cmp::{Eq, PartialEq};
use ::std::fmt::Debug;

/// A parent.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, index(title, where = "title <> ''"), fts(title, subtitle), rtree(length), insert(derive(Debug, Clone)), patch(derive(Debug, Clone)))]
#[relations(
    pages = has_many(Page::BOOK_ID),
    cover = has_one(Cover::BOOK_ID),
    sequels = many_to_many(Book, through(Sequel::FIRST, Sequel::SECOND)),
    marks = has_many(Mark::ABOUT_ID, when(Mark::KIND = "book"), filter = Mark::ID.gt(0), order_by = Mark::ID.desc()),
)]
pub struct Book {
    /// The key.
    #[column(primary_key, autoincrement)]
    pub id: i64,
    /// A text.
    #[column(unique, collate = nocase, check = "length(title) > 0")]
    pub title: ::std::string::String,
    /// A nullable text.
    pub subtitle: ::std::option::Option<::std::string::String>,
    /// With a default in the database.
    #[column(default = State::Draft)]
    pub state: State,
    /// With a default in the program.
    #[column(default_fn = ::renamed::value::Timestamp::now)]
    pub made_at: ::renamed::value::Timestamp,
    /// Computed.
    #[column(generated(stored, "length(title)"))]
    pub length: i64,
}

/// Children.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed)]
#[relations(book = belongs_to(book_id))]
pub struct Page {
    /// The key.
    #[column(primary_key)]
    pub id: PageId,
    /// A foreign key.
    #[column(references = Book::ID, on_delete = cascade)]
    pub book_id: i64,
}

/// A child of one table or another.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed)]
#[relations(about = polymorphic(kind, about_id, Book = "book", Cover = "cover"))]
pub struct Mark {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Which table.
    pub kind: ::std::string::String,
    /// Which row.
    pub about_id: i64,
}

/// One child.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed)]
pub struct Cover {
    /// A foreign key, unique.
    #[column(primary_key, references = Book::ID)]
    pub book_id: i64,
}

/// Links.
#[derive(Table, Debug)]
#[table(crate = ::renamed, primary_key(first, second), without_rowid)]
pub struct Sequel {
    /// The one before.
    #[column(references = Book::ID)]
    pub first: i64,
    /// The one after.
    #[column(references = Book::ID)]
    pub second: i64,
}

/// A view, by a query.
#[derive(View, Relations, Debug, Clone, PartialEq, Eq)]
#[view(crate = ::renamed, query = drafts)]
#[relations(book = belongs_to(id))]
pub struct Draft {
    /// The book's.
    #[column(primary_key, references = Book::ID)]
    pub id: i64,
    /// A text.
    #[column(name = "the title")]
    pub title: ::std::option::Option<::std::string::String>,
    /// An enum.
    pub state: State,
}

fn drafts() -> impl ::renamed::query::ViewQuery<Draft> {
    let books = <Book as ::renamed::query::TableExt>::select().filter(Book::STATE.eq(State::Draft));
    books.columns((Book::ID, Book::TITLE, Book::STATE))
}

/// An enum as text.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
pub enum State {
    /// Not yet out.
    Draft,
    /// Out.
    Published,
}

/// An enum as a number.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed, integer)]
pub enum Size {
    /// One.
    Small = 1,
    /// Two.
    Large,
}

/// A newtype.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
pub struct PageId(pub i64);

alias! {
    /// The next book.
    pub Next = Book as "next"
}

#[cfg(test)]
mod tests {
    // A module inherits no attribute like that of its parent, so this one has it too.
    #![no_implicit_prelude]

    use super::{Book, NewBook, NewCover, NewPage, NewSequel, Next, PageId, Sequel, Size, State};
    use super::{BookQuery, Cover, Draft, Page};
    use ::renamed::prelude::*;
    use ::std::borrow::ToOwned as _;
    use ::std::clone::Clone as _;
    use ::std::result::Result::{self, Ok};
    use ::std::{assert, assert_eq};

    #[test]
    fn everything_runs_without_a_prelude() -> Result<(), ::renamed::Error> {
        let db = crate::fixture::database(&schema!(Book, Page, Cover, Sequel, Draft))?;
        let book = db.insert(NewBook::builder().title("One").build()).returning().one()?;
        let next = db.insert(NewBook::builder().title("Two").state(State::Published).build()).returning().one()?;
        assert_eq!(db.insert(NewPage::builder().id(PageId(7)).book_id(book.id).build()).run()?, 1);
        assert_eq!(db.insert(NewCover::builder().book_id(book.id).build()).run()?, 1);
        assert_eq!(db.insert(NewSequel { first: book.id, second: next.id }).run()?, 1);
        let loaded =
            db.query::<Book>().find(1).with_pages().with_cover().with_sequels_by(BookQuery::with_pages).one()?;
        assert_eq!(loaded.pages[0].id, PageId(7));
        assert!(loaded.cover.is_some());
        assert_eq!(loaded.sequels[0].title, "Two");
        assert_eq!(loaded.length, 3);
        assert!(::std::format!("{loaded:?}").contains("BookRow"));
        assert_eq!(loaded.clone(), loaded);
        let wanted = "Two".to_owned();
        let id: i64 = sql!("select id from book where {Book::TITLE} = {wanted}").one(&db)?;
        assert_eq!(id, next.id);
        let pairs = db.select::<Book>().inner_join::<Next>().on(Next::ID.gt(Book::ID));
        assert_eq!(pairs.filter(Next::SUBTITLE.is_null()).count()?, 1);
        let drafts = db.query::<Draft>().with_book().all()?;
        assert_eq!((drafts.len(), drafts[0].title.as_deref()), (1, ::std::option::Option::Some("One")));
        assert_eq!(drafts[0].book.id, book.id);
        let size: Size = sql!("select 2").one(&db)?;
        assert_eq!(size, Size::Large);
        Ok(())
    }
}
