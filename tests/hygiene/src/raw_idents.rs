//! Names that are keywords, that expansions use for themselves, or that generated types would have.

pub mod collisions;

use renamed::prelude::*;

/// A struct whose name is a keyword in lower case, and whose columns and relations are keywords.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, index(r#type, desc(r#match)), unique(r#fn, r#struct), rtree(r#while(r#type)))]
#[relations(r#loop = has_many(r#Move::R_IN), r#while = belongs_to(r#ref))]
#[expect(non_camel_case_types, reason = "a keyword in camel case is no keyword")]
pub struct r#enum {
    /// The key.
    #[column(primary_key)]
    pub r#type: i64,
    /// A text.
    pub r#match: String,
    /// A nullable text.
    pub r#fn: Option<String>,
    /// With a default.
    #[column(default = r#Mode::r#Dyn)]
    pub r#struct: r#Mode,
    /// A foreign key to the same table.
    #[column(references = r#enum::TYPE)]
    pub r#ref: Option<i64>,
    /// A const with another name.
    #[column(const = r#USED, default = 0)]
    pub r#use: i64,
}

/// A raw name that needs not be raw.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed)]
#[relations(r#const = belongs_to(r#in))]
pub struct r#Move {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A foreign key, whose const has a name of its own.
    #[column(references = r#enum::TYPE, const = R_IN)]
    pub r#in: i64,
}

/// Raw variants.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
pub enum r#Mode {
    /// No keyword.
    r#Dyn,
    /// A keyword of this edition.
    #[column_type(rename = "here")]
    r#Async,
    /// A keyword in lower case.
    #[expect(non_camel_case_types, reason = "the keyword itself")]
    r#yield,
}

/// A raw view.
#[derive(View, Relations, Debug, Clone, PartialEq, Eq)]
#[view(crate = ::renamed, query = r#if)]
#[relations(r#loop = belongs_to(r#type))]
#[expect(non_camel_case_types, reason = "a keyword in camel case is no keyword")]
pub struct r#dyn {
    /// The key.
    #[column(primary_key, references = r#enum::TYPE)]
    pub r#type: i64,
    /// A text.
    pub r#match: String,
}

fn r#if() -> impl ViewQuery<r#dyn> {
    r#enum::select().columns((r#enum::TYPE, r#enum::MATCH))
}

alias!(
    /// A raw alias.
    pub r#Try = r#enum as "try"
);

#[cfg(test)]
#[test]
fn keywords_are_names() -> Result<(), renamed::Error> {
    let db = crate::fixture::database(&schema!(r#enum, r#Move, r#dyn))?;
    let first = db.insert(Newenum::builder().r#match("a").r#fn("b").build()).returning().one()?;
    let second = Newenum::builder().r#match("c").r#ref(first.r#type).r#struct(r#Mode::r#yield).r#use(3).build();
    assert_eq!(db.insert(second).run()?, 1);
    assert_eq!(db.insert(NewMove::builder().r#in(1).build()).run()?, 1);
    let rows = db.query::<r#enum>().with_loop_by(MoveQuery::with_const).with_while().order_by(r#enum::TYPE).all()?;
    assert_eq!(rows[0].r#loop[0].r#const.r#struct, r#Mode::r#Dyn);
    assert_eq!(rows[1].r#while.as_ref().map(|parent| parent.r#type), Some(1));
    assert_eq!(rows[1].r#struct, r#Mode::r#yield);
    assert_eq!(rows[1].clone(), rows[1]);
    let any = r#enum::r#loop().any(r#Move::ID.eq(1));
    assert_eq!(db.select::<r#enum>().filter(any).count()?, 1);
    let views = db.query::<r#dyn>().with_loop().order_by(r#dyn::TYPE).all()?;
    assert_eq!((views[1].r#match.as_str(), views[1].r#loop.r#type), ("c", 2));
    let changed = db.update::<r#enum>().set(r#enum::USED.to(5)).filter(r#enum::MATCH.eq("a")).run()?;
    assert_eq!(changed, 1);
    let pairs = db.select::<r#enum>().inner_join::<r#Try>().on(r#Try::TYPE.eq(r#enum::REF));
    assert_eq!(pairs.filter(r#Try::USED.eq(5)).count()?, 1);
    Ok(())
}
