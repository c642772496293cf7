//! Shapes beside odd names, without a prelude, and of types that not everybody sees.

#![allow(clippy::pub_underscore_fields, reason = "the names are the point")]

use renamed::prelude::*;

use crate::raw_idents::{self, r#Move};

/// A table whose columns have the names that an expansion uses for itself.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed)]
#[relations(columns = has_many(Odd::AT), params = belongs_to(at))]
pub struct Odd {
    /// The key.
    #[column(primary_key)]
    pub row: i64,
    /// A foreign key.
    #[column(references = Odd::ROW)]
    pub at: Option<i64>,
    /// A type's name.
    pub i64: i64,
    /// A local name.
    pub slot_0: i64,
    /// A module's name.
    pub __names: i64,
    /// A struct's name.
    pub __read: i64,
    /// A type that only this module sees.
    #[expect(private_interfaces, reason = "seen by nobody else")]
    pub start: Hidden,
}

#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
enum Hidden {
    Here,
}

/// What the attributes take at run time.
#[derive(Debug)]
pub struct Least {
    /// A number.
    pub row: i64,
}

/// All of it, by name and by attribute.
#[derive(Shape, Debug, Clone, PartialEq, Eq)]
#[shape(of = Odd, params = Least, crate = ::renamed)]
pub struct Shown {
    /// A column.
    pub row: i64,
    /// A column.
    pub at: Option<i64>,
    /// A column.
    pub i64: i64,
    /// A column.
    pub slot_0: i64,
    /// A column.
    pub __names: i64,
    /// A column.
    pub __read: i64,
    /// Computed.
    #[shape(expr = Odd::ROW.add(params.row))]
    pub __columns: i64,
    /// Counted.
    #[shape(count(columns, Odd::ROW.ge(params.row)))]
    pub width: i64,
    /// A relation with params of its own.
    #[shape(filter = Odd::ROW.ge(params.row), order_by = Odd::ROW, limit = 5, offset = 0, params = Least { row: 0 })]
    pub columns: Vec<Only>,
    /// A relation that takes the same params.
    pub params: Option<Only>,
}

/// One column, and one that is never read.
#[derive(Shape, Debug, Clone, PartialEq, Eq)]
#[shape(of = Odd, params = Least, crate = ::renamed)]
pub struct Only {
    /// Under another name.
    #[shape(column = Odd::ROW)]
    pub number: i64,
    /// Computed.
    #[shape(expr = Odd::ROW.ge(params.row))]
    pub large: bool,
}

/// A shape that only this crate sees, with a type that only this module sees.
#[cfg(test)]
#[derive(Shape, Debug)]
#[shape(of = Odd, crate = ::renamed)]
struct Inside {
    start: Hidden,
}

/// Keywords.
#[derive(Shape, Debug, Clone, PartialEq, Eq)]
#[shape(of = raw_idents::r#enum, crate = ::renamed)]
#[expect(non_camel_case_types, reason = "a keyword in camel case is no keyword")]
pub struct r#for {
    /// The key.
    pub r#type: i64,
    /// Counted.
    #[shape(count = r#loop)]
    pub r#mut: i64,
    /// A relation.
    pub r#loop: Vec<r#Move>,
    /// A relation of another name.
    #[shape(relation = r#while)]
    pub r#static: Option<r#try>,
}

/// One column.
#[derive(Shape, Debug, Clone, PartialEq, Eq)]
#[shape(of = raw_idents::r#enum, crate = ::renamed)]
#[expect(non_camel_case_types, reason = "a keyword")]
pub struct r#try {
    /// A text.
    pub r#match: String,
}

/// Without Rust's prelude.
pub mod bare {
    #![no_implicit_prelude]

    use crate::no_prelude::{Book, Page, PageId};

    /// A shape.
    #[derive(::renamed::Shape, ::std::fmt::Debug)]
    #[shape(of = Book, crate = ::renamed)]
    pub struct Titled {
        /// A text.
        pub title: ::std::string::String,
        /// A nullable text.
        pub subtitle: ::std::option::Option<::std::string::String>,
        /// Counted.
        #[shape(count = pages)]
        pub pages_count: i64,
        /// Children.
        #[shape(order_by = Page::ID.desc(), limit = 1)]
        pub pages: ::std::vec::Vec<Numbered>,
    }

    /// A shape of the children.
    #[derive(::renamed::Shape, ::std::fmt::Debug)]
    #[shape(of = Page, crate = ::renamed)]
    pub struct Numbered {
        /// The key.
        pub id: PageId,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::database;
    use crate::no_prelude::{Book, Cover, Draft, NewBook, NewPage, Page, PageId, Sequel};
    use crate::raw_idents::{NewMove, Newenum, r#enum};

    type Result = std::result::Result<(), renamed::Error>;

    #[test]
    fn odd_names_are_loaded() -> Result {
        let db = database(&schema!(Odd))?;
        let new = |row: i64, at: Option<i64>| {
            let odd = NewOdd::builder().row(row).at(at).i64(1).slot_0(2).__names(3).__read(4);
            odd.start(Hidden::Here).build()
        };
        assert_eq!(db.insert_many([new(1, None), new(2, Some(1)), new(3, Some(1))]).run()?, 3);
        let shown = db.load_with::<Shown>(Least { row: 3 }).order_by(Odd::ROW).all()?;
        let only = |number, large| Only { number, large };
        assert_eq!((shown[0].__columns, shown[0].width), (4, 1));
        assert_eq!((&shown[0].columns, &shown[0].params), (&vec![only(3, true)], &None));
        assert_eq!(shown[1].params, Some(only(1, false)));
        assert_eq!((shown[2].i64, shown[2].slot_0, shown[2].__names, shown[2].__read), (1, 2, 3, 4));
        assert_eq!(db.load::<Inside>().limit(1).one()?.start, Hidden::Here);
        assert_eq!((shown[1].row, shown[1].at), (2, Some(1)));
        Ok(())
    }

    #[test]
    fn keywords_are_loaded() -> Result {
        let db = database(&schema!(r#enum, r#Move))?;
        assert_eq!(db.insert(Newenum::builder().r#match("a").build()).run()?, 1);
        assert_eq!(db.insert(Newenum::builder().r#match("b").r#ref(1).build()).run()?, 1);
        assert_eq!(db.insert(NewMove::builder().r#in(2).build()).run()?, 1);
        let rows = db.load::<r#for>().order_by(r#enum::TYPE).all()?;
        assert_eq!((rows[0].r#mut, rows[1].r#mut, rows[1].r#loop.len()), (0, 1, 1));
        assert_eq!(rows[1].r#static, Some(r#try { r#match: "a".to_owned() }));
        assert_eq!(rows[1].r#type, 2);
        Ok(())
    }

    #[test]
    fn no_prelude_is_needed() -> Result {
        let db = database(&schema!(Book, Page, Cover, Sequel, Draft))?;
        assert_eq!(db.insert(NewBook::builder().title("One").build()).run()?, 1);
        assert_eq!(db.insert_many([1, 2].map(|id| NewPage::builder().id(PageId(id)).book_id(1).build())).run()?, 2);
        let book = db.load::<bare::Titled>().one()?;
        assert_eq!((book.title.as_str(), book.pages_count, book.pages[0].id), ("One", 2, PageId(2)));
        assert!(book.subtitle.is_none());
        Ok(())
    }
}
