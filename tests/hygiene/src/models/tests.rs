//! The models at work, on a database and in JSON.

use serde_json::json;

use super::*;
use crate::fixture::database;

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

fn read<T: for<'de> Deserialize<'de>>(json: serde_json::Value) -> serde_json::Result<T> {
    serde_json::from_value(json)
}

#[test]
fn an_alias_of_option_is_nullable_and_optional() -> Result {
    let db = database(&schema!(Note, Setting))?;
    let note = db.insert(NewNote::builder().body_text("hi").tags(Json(vec![])).build()).returning().one()?;
    assert_eq!((note.id, note.summary, note.author, note.stars, note.length), (NoteId(1), None, None, 1, 2));
    let columns = Note::schema().columns.iter().map(|column| (column.name, column.nullable)).collect::<Vec<_>>();
    assert_eq!(
        columns,
        [
            ("id", false),
            ("body_text", false),
            ("summary", true),
            ("author", true),
            ("stars", false),
            ("tags", false),
            ("length", false)
        ]
    );
    let table: String = sql!("select sql from sqlite_schema where name = 'notes'").one(&db)?;
    assert!(table.contains(r#""summary" TEXT,"#), "{table}");
    assert!(table.contains(r#""body_text" TEXT NOT NULL"#), "{table}");

    let setting = NewSetting { key: Key("k".to_owned()), content: Set::Unset };
    assert_eq!(db.insert(setting).returning().one()?.content, None);
    let setting = db.insert(NewSetting::builder().key(Key("l".to_owned())).content(vec![1]).build());
    assert_eq!(setting.returning().one()?.content, Some(vec![1]));
    Ok(())
}

#[test]
fn a_key_of_a_type_of_its_own_is_optional() -> Result {
    let db = database(&schema!(Note, Bare))?;
    let note = |id| NewNote { id, ..read(json!({ "bodyText": "a" })).unwrap() };
    assert_eq!(db.insert(note(Set::Unset)).returning().one()?.id, NoteId(1));
    assert_eq!(db.insert(note(Set::Value(NoteId(7)))).returning().one()?.id, NoteId(7));
    assert_eq!(db.insert(note(Set::Unset)).returning().one()?.id, NoteId(8));
    assert_eq!(db.insert(NewBare { id: Set::Unset, text: "t".to_owned() }).returning().one()?.id.0, 1);
    assert_eq!(db.find::<Note>(NoteId(7)).one()?.body_text, "a");
    Ok(())
}

#[test]
fn absent_is_unset_and_null_is_a_value() -> Result {
    let new: NewNote = read(json!({ "bodyText": "hi" }))?;
    assert_eq!((&new.id, &new.author, &new.stars), (&Set::Unset, &Set::Unset, &Set::Unset));
    let new: NewNote = read(json!({ "bodyText": "hi", "author": null, "stars": 3, "tags": ["a"] }))?;
    assert_eq!((new.author, new.stars, new.tags), (Set::Value(None), Set::Value(3), Json(vec!["a".to_owned()])));

    let patch: NotePatch = read(json!({}))?;
    assert_eq!(patch, NotePatch::default());
    let patch: NotePatch = read(json!({ "author": null, "summary": null, "bodyText": "x" }))?;
    assert_eq!((&patch.author, &patch.summary), (&Set::Value(None), &Set::Value(None)));
    assert_eq!(patch.body_text, Set::Value("x".to_owned()));
    let patch: NotePatch = read(json!({ "body": "y" }))?;
    assert_eq!(patch.body_text, Set::Value("y".to_owned()));
    Ok(())
}

#[test]
fn null_for_a_column_that_takes_none_is_an_error() {
    for json in [json!({ "stars": null }), json!({ "bodyText": null }), json!({ "id": null }), json!({ "tags": null })]
    {
        assert!(read::<NotePatch>(json.clone()).is_err(), "{json}");
    }
    for json in
        [json!({}), json!({ "bodyText": null }), json!({ "bodyText": "x", "stars": null }), json!({ "body_text": "x" })]
    {
        assert!(read::<NewNote>(json.clone()).is_err(), "{json}");
    }
}

#[test]
fn an_unset_field_is_left_out_of_json() -> Result {
    let patch = NotePatch { author: Set::Value(None), stars: Set::Value(2), ..NotePatch::default() };
    let json = serde_json::to_value(&patch)?;
    assert_eq!(json, json!({ "author": null, "stars": 2 }));
    assert_eq!(read::<NotePatch>(json)?, patch);

    let new = NewNote::builder().body_text("b").tags(Json(vec![])).author("me").build();
    let json = serde_json::to_value(&new)?;
    assert_eq!(json["bodyText"], "b");
    assert_eq!(json["author"], "me");
    assert!(json.get("stars").is_none(), "{json}");
    assert_eq!(read::<NewNote>(json)?, new);
    Ok(())
}

#[test]
fn a_patch_from_json_changes_what_it_names() -> Result {
    let db = database(&schema!(Note))?;
    let new: NewNote = read(json!({ "bodyText": "hi", "author": "me", "summary": "s" }))?;
    assert_eq!(db.insert(new).run()?, 1);
    let patch: NotePatch = read(json!({ "author": null, "stars": 5 }))?;
    assert_eq!(db.update::<Note>().patch(patch).filter(Note::ID.eq(NoteId(1))).run()?, 1);
    let note = db.find::<Note>(NoteId(1)).one()?;
    assert_eq!((note.author, note.summary, note.stars), (None, Some("s".to_owned()), 5));
    assert_eq!(db.update::<Note>().patch(NotePatch::default()).all_rows().run()?, 0);
    Ok(())
}
