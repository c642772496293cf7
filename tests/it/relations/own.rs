//! `Self` in attributes: the table itself.

use orm_sqlite::prelude::*;

/// A name that is a keyword, so that it is a raw one.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "pages", index(title))]
#[relations(children = has_many(Self::PARENT_ID), parent = belongs_to(parent_id))]
struct r#Page {
    #[column(primary_key)]
    id: i64,
    #[column(default_fn = Self::untitled)]
    title: String,
    #[column(references = Self::ID, on_delete = cascade)]
    parent_id: Option<i64>,
}

impl Page {
    fn untitled() -> String {
        "untitled".to_owned()
    }
}

#[test]
fn self_is_the_struct_that_has_the_attribute() -> Result<(), orm_sqlite::Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Page))?;
    let root = db.insert(NewPage::builder().build()).returning().one()?;
    db.insert(NewPage::builder().title("leaf").parent_id(root.id).build()).run()?;

    let pages = db.query::<Page>().with_children().with_parent().order_by(Page::ID).all()?;
    assert_eq!(pages[0].title, "untitled");
    assert_eq!(pages[0].children[0].title, "leaf");
    assert_eq!(pages[1].parent.as_ref().map(|parent| parent.id), Some(root.id));

    let sql: String = sql!("select group_concat(sql) from sqlite_schema").one(&db)?;
    assert!(sql.contains("REFERENCES \"pages\" (\"id\") ON DELETE CASCADE"), "{sql}");
    assert!(sql.contains("ON \"pages\" (\"title\")"), "{sql}");
    db.delete::<Page>().filter(Page::ID.eq(root.id)).run()?;
    assert_eq!(db.select::<Page>().count()?, 0);
    Ok(())
}
