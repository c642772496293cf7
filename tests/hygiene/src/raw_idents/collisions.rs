//! Names that expansions use for themselves, and names that generated types would have.

use renamed::prelude::*;

/// Its fields are named as the parameters, locals and functions of expansions are.
#[expect(clippy::pub_underscore_fields, reason = "expansions begin with underscores")]
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, insert(derive(Debug, Clone)), patch(derive(Debug, Clone, Default)))]
#[relations(slot_0 = has_many(D::START), slot_1 = belongs_to(start), child = has_many(D::START))]
pub struct Local {
    /// A parameter of a setter.
    pub value: String,
    /// A parameter of `from_row`.
    #[column(default = 0)]
    pub row: i64,
    /// Another one.
    #[column(references = D::ID)]
    pub start: Option<i64>,
    /// Nearly a keyword.
    #[column(default = 0)]
    pub self_: i64,
    /// A parameter of `fmt`.
    #[column(default = 0)]
    pub f: i64,
    /// A parameter of `serialize`.
    #[column(default = 0)]
    pub serializer: i64,
    /// A parameter of `eq`.
    #[column(default = 0)]
    pub other: i64,
    /// The function that ends a builder.
    pub build: i64,
    /// The function that begins a builder.
    pub builder: i64,
    /// A parameter of `query_on`.
    #[column(default = 0)]
    pub db: i64,
    /// The key, late.
    #[column(primary_key)]
    pub id: i64,
    /// A method of rows.
    #[column(default = 0)]
    pub get: i64,
    /// The library in the block.
    #[column(default = 0)]
    pub _orm: i64,
    /// A constant of the block, in lower case.
    #[column(default = 0)]
    pub __columns: i64,
    /// The function of the proxy trait.
    #[column(default = 0)]
    pub clone: i64,
    /// A method of `Column`.
    #[column(default = 0)]
    pub eq: i64,
}

/// Its name is the query's parameter.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, name = "d")]
#[relations(locals = has_many(Local::START), s = belongs_to(start), r = has_many(R0::D_ID))]
pub struct D {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A foreign key.
    #[column(references = Local::ID)]
    pub start: i64,
}

/// Its name is the first slot's.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, name = "r0", insert(name = R0New), patch(name = R0Change))]
#[relations(row = R0Loaded, query = R0Load, local = belongs_to(value), d = belongs_to(d_id), more = has_many(__S0::R0_ID))]
pub struct R0 {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A foreign key.
    #[column(references = Local::ID)]
    pub value: i64,
    /// A foreign key.
    #[column(references = D::ID)]
    pub d_id: Option<i64>,
}

/// Its name is a builder's state.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, name = "s0")]
#[relations(r0 = belongs_to(r0_id))]
pub struct __S0 {
    /// The key.
    #[column(primary_key)]
    pub id: __Q,
    /// A foreign key.
    #[column(references = R0::ID)]
    pub r0_id: i64,
    /// Required, of a type whose name is a builder's state.
    pub state: __S1,
}

/// Its name is a parameter of `with_.._by`.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
pub struct __Q(pub i64);

/// Its name is a builder's state.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
#[column_type(crate = ::renamed, integer)]
pub enum __S1 {
    /// A variant named like a parameter of the type.
    __T,
    /// A variant named like the associated constant.
    ALLOWED,
}

/// A struct with the name that the insert model of another would have.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, insert(name = UserInsert), patch(name = UserUpdate))]
#[relations(row = LoadedUser, query = UserLoad, invited = has_many(User::INVITER))]
pub struct User {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A const with a name of its own.
    #[column(const = INVITER, references = User::ID)]
    pub invited_by_id: Option<i64>,
    /// Two fields whose consts would be the same.
    #[column(const = NAME_LOWER, name = "lower")]
    pub name: String,
    /// The other one.
    #[column(const = NAME_UPPER, name = "upper")]
    pub name_: String,
    /// A type with the name of the table's alias.
    pub nickname: Option<UserAlias>,
    /// A type with the name of the table's builder.
    pub built_by: Option<UserInsertBuilder>,
}

/// The other struct.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, insert(name = InsertNewUser), patch(name = PatchNewUser))]
#[relations(row = LoadedNewUser, query = LoadNewUser)]
pub struct NewUser {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
}

/// A struct with the name of a row.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, insert(name = InsertUserRow), patch(name = PatchUserRow))]
#[relations(row = LoadedUserRow, query = LoadUserRow)]
pub struct UserRow {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
}

/// A struct with the name of a query.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, insert(name = InsertUserQuery), patch(name = PatchUserQuery))]
#[relations(row = LoadedUserQuery, query = LoadUserQuery)]
pub struct UserQuery {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
}

/// A struct with the name of a patch.
#[derive(Table, Relations, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, insert(name = InsertUserPatch), patch(name = PatchUserPatch))]
#[relations(row = LoadedUserPatch, query = LoadUserPatch)]
pub struct UserPatch {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
}

/// A struct with the name of a builder.
#[derive(Table, Debug)]
#[table(crate = ::renamed)]
pub struct NewUserBuilder {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
}

/// A column type with the name of an alias.
#[derive(ColumnType, Debug, Clone, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
pub struct UserAlias(pub String);

/// A column type with the name of a builder.
#[derive(ColumnType, Debug, Clone, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
pub struct UserInsertBuilder(pub String);

#[cfg(test)]
#[test]
#[expect(clippy::used_underscore_binding, reason = "the name of an expansion")]
fn names_of_expansions_are_free() -> Result<(), renamed::Error> {
    let db = crate::fixture::database(&schema!(Local, D, R0, __S0))?;
    let new = NewLocal::builder().value("v").row(1).self_(2).f(3).serializer(4).other(5).set_build(6).builder(7).db(8);
    let new = new.get(9)._orm(10).__columns(11).clone(12).eq(13);
    let local = db.insert(new.build()).returning().one()?;
    let numbers = [local.row, local.self_, local.f, local.serializer, local.other, local.build, local.builder];
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!([local.db, local.get, local._orm, local.__columns, local.clone, local.eq], [8, 9, 10, 11, 12, 13]);
    assert_eq!(db.insert(NewD::builder().start(local.id).build()).run()?, 1);
    assert_eq!(db.insert(R0New::builder().value(local.id).d_id(1).build()).run()?, 1);
    assert_eq!(db.insert(New__S0::builder().r0_id(1).state(__S1::ALLOWED).build()).run()?, 1);
    let patch = LocalPatch { start: Set::Value(Some(1)), ..LocalPatch::default() };
    assert_eq!(db.update::<Local>().patch(patch).filter(Local::BUILD.eq(6)).run()?, 1);

    let rows = db.query::<Local>().with_slot_0().with_slot_1_by(DQuery::with_r).with_child().all()?;
    assert_eq!((rows[0].slot_0.len(), rows[0].child.len()), (1, 1));
    assert_eq!(rows[0].slot_1.as_ref().map(|d| d.r[0].value), Some(local.id));
    assert_eq!(rows[0].build, 6);
    let found = db.query::<R0>().with_more_by(__S0Query::with_r0).with_local().with_d().one()?;
    assert_eq!((found.more[0].r0.id, found.more[0].state), (1, __S1::ALLOWED));
    Ok(())
}

#[cfg(test)]
#[test]
fn generated_names_can_be_changed() -> Result<(), renamed::Error> {
    let db = crate::fixture::database(&schema!(User, NewUser, UserRow, UserQuery, UserPatch, NewUserBuilder))?;
    let first = db
        .insert(UserInsert::builder().name("a").name_("A").nickname(UserAlias("n".to_owned())).build())
        .returning()
        .one()?;
    let second = UserInsert {
        id: Set::Unset,
        invited_by_id: Set::Value(Some(first.id)),
        name: "b".to_owned(),
        name_: "B".to_owned(),
        nickname: Set::Unset,
        built_by: Set::Value(Some(UserInsertBuilder("me".to_owned()))),
    };
    assert_eq!(db.insert(second).run()?, 1);
    let users = db.query::<User>().with_invited_by(UserLoad::with_invited).order_by(User::ID).all()?;
    let names: Vec<_> = users[0].invited.iter().map(|user| &user.name_).collect();
    assert_eq!(names, ["B"]);
    let patch = UserUpdate { name: Set::Value("c".to_owned()), ..UserUpdate::default() };
    assert_eq!(db.update::<User>().patch(patch).filter(User::NAME_UPPER.eq("B")).run()?, 1);
    assert_eq!(db.select::<User>().filter(User::NAME_LOWER.eq("c")).count()?, 1);
    assert_eq!(db.select::<NewUser>().count()?, 0);
    Ok(())
}
