//! What correct attributes become.

use quote::ToTokens as _;

use super::input;
use crate::ast::{Action, Collation, ColumnTypeShape, DefaultModel, IndexPart, RelationKind, Stored, VariantModel};
use crate::{column_type, relations, table};

const USER: &str = r#"
    #[table(name = "users", unique(email, name, name = "email_name"), check(name = "named", "name <> ''"))]
    #[table(index(name, desc(email), expr("lower(email)"), name = "by_name", unique, where = "name <> ''"))]
    #[table(rename_all = "camelCase", insert(derive(Debug), serde(rename_all = "camelCase")), patch(name = Change))]
    #[relations(
        posts = has_many(Post::AUTHOR_ID),
        profile = has_one(app::Profile::USER_ID),
        groups = many_to_many(Group, through(Membership::USER_ID, Membership::GROUP_ID)),
        invited_by = belongs_to(invited_by_id),
        r#loop = has_many(Kind::A, Kind::B),
        row = Loaded,
    )]
    pub struct User {
        /// The key.
        #[column(primary_key, autoincrement)]
        pub id: i64,
        #[column(unique, collate = nocase, check = "email <> ''", default_sql = "'x'")]
        pub email: String,
        #[column(index(name = "n", unique, where = "1"), collate = "mine", sensitive, const = LABEL, name = "label")]
        pub name: String,
        #[column(references = app::User::ID, on_delete = set_null, on_update = cascade, deferrable, no_index)]
        pub invited_by_id: Option<i64>,
        #[column(references = Old::ID, constraint = false, default = -1, renamed_from = "older", insert(serde(default)))]
        pub r#type: i64,
        #[column(generated(stored, "1 + 1"), sql_type = "INTEGER")]
        pub two: i64,
        #[column(default_fn = Timestamp::now, on_update_fn = now)]
        pub at: Timestamp,
    }
"#;

#[test]
fn table_of_a_user() {
    let input = input(USER);
    let user = table::parse(&input).unwrap();
    assert_eq!((user.ident.to_string(), user.name.text.as_str()), ("User".to_owned(), "users"));
    assert_eq!(
        (&user.primary_key[..], user.autoincrement, user.strict, user.without_rowid),
        (&[0][..], true, true, false)
    );
    let names: Vec<_> = user.columns.iter().map(|column| column.name.text.as_str()).collect();
    assert_eq!(names, ["id", "email", "label", "invitedById", "type", "two", "at"]);
    let consts: Vec<_> = user.columns.iter().map(|column| column.const_ident.to_string()).collect();
    assert_eq!(consts, ["ID", "EMAIL", "LABEL", "INVITED_BY_ID", "TYPE", "TWO", "AT"]);
    assert_eq!(user.uniques[0].columns, [1, 2]);
    assert!(user.checks[0].name.is_some());

    let index = &user.indexes[0];
    assert!(index.unique && index.filter.is_some() && index.name.is_some());
    assert!(matches!(index.parts[0], IndexPart::Column { column: 2, descending: false }));
    assert!(matches!(index.parts[1], IndexPart::Column { column: 1, descending: true }));
    assert!(matches!(&index.parts[2], IndexPart::Expr(sql) if sql.value() == "lower(email)"));

    assert_eq!(
        (user.insert.name.to_string(), user.patch.name.to_string()),
        ("NewUser".to_owned(), "Change".to_owned())
    );
    assert_eq!(user.insert.derives.len(), 1);
    assert_eq!(user.insert.attrs[0].to_string(), r#"serde (rename_all = "camelCase")"#);
}

#[test]
fn columns_of_a_user() {
    let input = input(USER);
    let user = table::parse(&input).unwrap();
    let [id, email, name, invited_by, kind, two, at] = &user.columns[..] else { panic!("seven columns") };
    assert_eq!(id.docs.len(), 1);
    assert!(id.primary_key && id.autoincrement);
    assert!(email.unique && email.check.is_some());
    assert!(matches!(email.collate, Some(Collation::NoCase)));
    assert!(matches!(&email.default, Some(DefaultModel::Sql(sql)) if sql.value() == "'x'"));
    assert!(name.sensitive && name.index.as_ref().is_some_and(|index| index.unique && index.filter.is_some()));
    assert!(matches!(&name.collate, Some(Collation::Custom(name)) if name.value() == "mine"));
    let reference = invited_by.references.as_ref().unwrap();
    assert_eq!(reference.target.table.to_token_stream().to_string(), "app :: User");
    assert!(reference.on_delete == Some(Action::SetNull) && reference.on_update == Some(Action::Cascade));
    assert!(reference.constraint && reference.deferrable && invited_by.no_index);
    assert!(!kind.references.as_ref().unwrap().constraint);
    assert!(matches!(&kind.default, Some(DefaultModel::Value(value)) if value.to_token_stream().to_string() == "- 1"));
    assert_eq!(kind.insert_attrs[0].to_string(), "serde (default)");
    assert!(two.generated.as_ref().is_some_and(|generated| generated.stored));
    assert!(at.default_fn.is_some() && at.on_update_fn.is_some());
}

#[test]
fn relations_of_a_user() {
    let input = input(USER);
    let user = relations::parse(&input).unwrap();
    assert_eq!((user.row.to_string(), user.query.to_string()), ("Loaded".to_owned(), "UserQuery".to_owned()));
    let tags: Vec<_> = user.relations.iter().map(|relation| relation.tag.to_string()).collect();
    assert_eq!(tags, ["User_posts", "User_profile", "User_groups", "User_invited_by", "User_loop"]);
    assert!(
        matches!(&user.relations[0].kind, RelationKind::HasMany(columns) if columns[0].path.to_token_stream().to_string() == "Post :: AUTHOR_ID")
    );
    assert!(matches!(&user.relations[1].kind, RelationKind::HasOne(_)));
    let RelationKind::ManyToMany { target, link, .. } = &user.relations[2].kind else { panic!("many to many") };
    assert!(target.is_ident("Group") && link.is_ident("Membership"));
    let RelationKind::BelongsTo { columns, table } = &user.relations[3].kind else { panic!("belongs to") };
    assert_eq!((&columns[..], table.to_token_stream().to_string().as_str(),), (&[3][..], "app :: User"));
    assert!(matches!(&user.relations[4].kind, RelationKind::HasMany(columns) if columns.len() == 2));
}

#[test]
fn belongs_to_follows_the_foreign_key() {
    let input = input(
        "#[table(foreign_key(columns(a, b), references(O::A, O::B), on_delete = cascade))]
        #[relations(o = belongs_to(b, a))] struct X { a: i64, b: i64 }",
    );
    let table = table::parse(&input).unwrap();
    assert!(table.foreign_keys[0].on_delete == Some(Action::Cascade) && table.foreign_keys[0].table.is_ident("O"));
    let model = relations::parse(&input).unwrap();
    let RelationKind::BelongsTo { columns, .. } = &model.relations[0].kind else { panic!("belongs to") };
    // In the order of the foreign key, so that each column stays with its target.
    assert_eq!(columns, &[0, 1]);
}

fn stored(variants: &[VariantModel<'_>]) -> Vec<String> {
    let text = |variant: &VariantModel<'_>| match &variant.stored {
        Stored::Text(text) => text.clone(),
        Stored::Integer(value) => value.to_string(),
    };
    variants.iter().map(text).collect()
}

#[test]
fn stored_variants() {
    let texts = input(r#"enum State { InReview, #[column_type(rename = "Done!")] Done, r#Self_ }"#);
    let ColumnTypeShape::Text(variants) = column_type::parse(&texts).unwrap().shape else { panic!("text") };
    assert_eq!(stored(&variants), ["in_review", "Done!", "self"]);
    let integers =
        input("#[column_type(integer, crate = orm)] enum Level { Low, Mid = 5, High, Least = -0x10, After }");
    let ColumnTypeShape::Integer(variants) = column_type::parse(&integers).unwrap().shape else { panic!("integer") };
    assert_eq!(stored(&variants), ["0", "5", "6", "-16", "-15"]);
    let newtype = input("pub struct UserId(pub i64);");
    assert!(matches!(column_type::parse(&newtype).unwrap().shape, ColumnTypeShape::Newtype { .. }));
}
