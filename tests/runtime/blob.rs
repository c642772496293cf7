//! Large values, piece by piece.

use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::process::Command;

use orm_sqlite::expr::zeroblob;
use orm_sqlite::prelude::*;
use orm_sqlite::{BlobWriter, Error};

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "attachments")]
struct Attachment {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: Option<String>,
    data: Option<Vec<u8>>,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "flat", without_rowid)]
struct Flat {
    #[column(primary_key)]
    key: String,
    data: Vec<u8>,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "loose", strict = false)]
struct Loose {
    #[column(primary_key)]
    id: i64,
    data: Option<String>,
    #[column(generated(stored, "upper(data)"))]
    upper: Option<String>,
}

fn database() -> Database {
    let db = Database::open_in_memory().unwrap();
    db.create_tables(&schema!(Attachment, Flat, Loose)).unwrap();
    let attachment = |name: &str, data: &[u8]| NewAttachment::builder().name(name).data(data).build();
    db.insert_many([attachment("a", b"0123456789"), attachment("b", b"")]).run().unwrap();
    db.insert(NewAttachment::builder().name("c").build()).run().unwrap();
    db
}

fn data(db: &Database, id: i64) -> Option<Vec<u8>> {
    db.find::<Attachment>(id).one().unwrap().data
}

/// The library's error in one of the standard library's.
#[track_caller]
fn ours(error: std::io::Error) -> Error {
    let ours = Error::io(error);
    assert!(std::error::Error::source(&ours).is_none_or(|source| !source.is::<std::io::Error>()), "{ours}");
    ours
}

#[test]
fn a_value_is_read_from_anywhere() {
    let db = database();
    db.read_transaction(|tx| {
        let mut blob = tx.blob(Attachment::DATA, 1)?;
        assert_eq!((blob.len(), blob.is_empty()), (10, false));
        let mut buffer = [0; 4];
        assert_eq!(blob.read(&mut buffer).unwrap(), 4);
        assert_eq!(blob.seek(SeekFrom::Current(-2)).unwrap(), 2);
        let mut rest = String::new();
        blob.read_to_string(&mut rest).unwrap();
        assert_eq!((&buffer, rest.as_str()), (b"0123", "23456789"));
        assert_eq!(blob.read(&mut buffer).unwrap(), 0);
        assert_eq!(blob.seek(SeekFrom::End(-1)).unwrap(), 9);
        assert_eq!(blob.read(&mut buffer).unwrap(), 1);
        assert_eq!(blob.seek(SeekFrom::Start(10)).unwrap(), 10);
        for beyond in [SeekFrom::Start(11), SeekFrom::End(1), SeekFrom::Current(-11), SeekFrom::Current(i64::MAX)] {
            assert!(blob.seek(beyond).is_err(), "{beyond:?}");
        }
        assert_eq!(blob.stream_position().unwrap(), 10);
        let empty = tx.blob(Attachment::DATA, 2)?;
        assert!(empty.is_empty());
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_value_is_written_within_its_length_and_no_further() {
    let db = database();
    db.write_blob(Attachment::DATA, 1, |blob| {
        blob.seek(SeekFrom::Start(8)).unwrap();
        // Not even the part that would fit.
        let refused = ours(blob.write(b"xyz").unwrap_err());
        assert!(refused.is_limit(), "{refused}");
        assert_eq!(
            refused.to_string(),
            "the value of `attachments.data` has 10 bytes, and is not made longer by writing"
        );
        blob.write_all(b"xy").unwrap();
        assert!(blob.write_all(b"z").is_err());
        assert_eq!(blob.write(b"").unwrap(), 0);
        blob.rewind().unwrap();
        blob.write_all(b"ab").unwrap();
        let mut read = Vec::new();
        blob.read_to_end(&mut read).unwrap();
        assert_eq!(read, b"234567xy");
        Ok(())
    })
    .unwrap();
    assert_eq!(data(&db, 1).unwrap(), b"ab234567xy");
    assert!(db.write_blob(Attachment::DATA, 2, |blob| blob.write_all(b"a").map_err(Error::io)).unwrap_err().is_limit());
}

#[test]
fn what_is_written_is_taken_back_with_its_transaction() {
    let db = database();
    let write = |blob: &mut BlobWriter<'_>| blob.write_all(b"xxxx").map_err(Error::io);
    let failed = db.write_blob(Attachment::DATA, 1, |blob| write(blob).and(Err::<(), _>(Error::custom("no"))));
    assert_eq!(failed.unwrap_err().to_string(), "no");
    let inner = db.transaction(|tx| {
        let inner = tx.transaction(|tx| {
            write(&mut tx.blob_mut(Attachment::DATA, 1)?)?;
            Err::<(), _>(Error::custom("no"))
        });
        assert!(inner.is_err());
        let mut read = [0; 4];
        tx.blob(Attachment::DATA, 1)?.read_exact(&mut read).map_err(Error::io)?;
        Ok(read)
    });
    assert_eq!(inner.unwrap(), *b"0123");
    assert_eq!(data(&db, 1).unwrap(), b"0123456789");
}

#[test]
fn a_value_that_cannot_be_opened_is_an_error_that_says_why() {
    let db = database();
    db.insert(NewFlat::builder().key("k").data(b"x".to_vec()).build()).run().unwrap();
    sql!("insert into loose (data) values ('text'), (x'00'), (null)").run(&db).unwrap();
    db.execute_script(
        "create table numbers (id integer primary key, data); insert into numbers values (1, 5), (2, 1.5)",
    )
    .unwrap();
    db.transaction(|tx| {
        let missing = tx.blob(Attachment::DATA, 99).unwrap_err();
        assert!(missing.is_not_found());
        assert_eq!(missing.to_string(), "`attachments` has no row with this rowid");
        assert!(tx.blob_mut(Attachment::DATA, -1).unwrap_err().is_not_found());

        let null = tx.blob(Attachment::DATA, 3).unwrap_err();
        assert_eq!((null.table(), null.columns()), (Some("attachments"), ["data".to_owned()].as_slice()));
        assert!(null.to_string().contains("is NULL"), "{null}");
        assert!(tx.blob_mut(Attachment::DATA, 3).is_err());

        let flat = tx.blob(Flat::DATA, 1).unwrap_err();
        assert!(flat.is_refused() && flat.to_string().contains("WITHOUT ROWID"), "{flat}");

        let indexed = tx.blob_mut(Attachment::NAME, 1).unwrap_err();
        assert!(indexed.is_refused() && indexed.to_string().contains("index"), "{indexed}");
        assert_eq!(tx.blob(Attachment::NAME, 1)?.len(), 1);
        Ok(())
    })
    .unwrap();
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "numbers", strict = false)]
struct Number {
    #[column(primary_key)]
    id: i64,
    #[column(sql_type = "")]
    data: Vec<u8>,
}

#[test]
fn a_number_that_stands_in_a_column_of_bytes_is_refused() {
    let db = Database::open_in_memory().unwrap();
    db.execute_script(
        "create table numbers (id integer primary key, data); insert into numbers values (1, 5), (2, 1.5)",
    )
    .unwrap();
    for id in [1, 2] {
        let number = db.read_blob(Number::DATA, id, |_| Ok(())).unwrap_err();
        assert_eq!(number.table(), Some("numbers"));
        assert!(number.to_string().contains("is a number"), "{number}");
    }
}

#[test]
fn a_handle_of_a_row_that_has_changed_is_an_error() {
    let db = database();
    let stale = |change: &dyn Fn(&Transaction<'_>)| {
        db.transaction(|tx| {
            let (mut reader, mut writer) = (tx.blob(Attachment::DATA, 1)?, tx.blob_mut(Attachment::DATA, 1)?);
            let mut buffer = [0; 2];
            reader.read_exact(&mut buffer).unwrap();
            change(tx);
            assert!(ours(reader.read_exact(&mut buffer).unwrap_err()).is_conflict());
            assert!(ours(writer.write_all(b"lost").unwrap_err()).is_conflict());
            // And it stays one.
            assert!(reader.read_exact(&mut buffer).is_err());
            Err::<(), _>(Error::custom("back"))
        })
        .unwrap_err()
    };
    let first = || Attachment::ID.eq(1);
    let update = |tx: &Transaction<'_>| {
        tx.update::<Attachment>().set(Attachment::NAME.to("new")).filter(first()).run().unwrap();
    };
    assert_eq!(stale(&update).to_string(), "back");
    let delete = |tx: &Transaction<'_>| {
        tx.delete::<Attachment>().filter(first()).run().unwrap();
    };
    assert_eq!(stale(&delete).to_string(), "back");
    assert_eq!(data(&db, 1).unwrap(), b"0123456789");
    // Another row does not matter.
    db.transaction(|tx| {
        let mut reader = tx.blob(Attachment::DATA, 1)?;
        tx.delete::<Attachment>().filter(Attachment::ID.eq(2)).run()?;
        let mut all = Vec::new();
        reader.read_to_end(&mut all).map_err(Error::io)?;
        assert_eq!(all, b"0123456789");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_handle_opens_nothing_outside_of_its_transaction() {
    let db = database();
    let over = db.transaction(|tx| {
        assert!(sql!("insert or rollback into attachments (name) values ('a')").run(tx).is_err());
        assert!(tx.blob_mut(Attachment::DATA, 1).unwrap_err().is_transaction_aborted());
        tx.blob(Attachment::DATA, 1).map(drop)
    });
    assert!(over.unwrap_err().is_transaction_aborted());
    // What only reads does not open a value to write.
    let db_read = db.read_transaction(|tx| Ok(tx.blob(Attachment::DATA, 1)?.len()));
    assert_eq!(db_read.unwrap(), 10);
}

#[test]
fn neither_a_handle_nor_its_errors_show_a_value() {
    let db = database();
    db.write_blob(Attachment::DATA, 1, |blob| {
        blob.write_all(b"c4n4ry").unwrap();
        let error = blob.write_all(b"c4n4ry").unwrap_err();
        for shown in [format!("{blob:?}"), format!("{error:?}"), error.to_string()] {
            assert!(!shown.contains("c4n4ry") && !shown.contains("99, 52"), "{shown}");
        }
        assert_eq!(format!("{blob:?}"), "BlobWriter { value: attachments.data, length: 10, position: 6 }");
        Ok(())
    })
    .unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn r26_a_hundred_megabytes_are_written_and_read_without_being_in_memory() {
    const SIZE: u32 = 100 << 20;
    const ALONE: &str = "ORM_BLOB_ALONE";
    // The peak of a process is of all of its tests: this one has a process of its own.
    if std::env::var_os(ALONE).is_none() {
        let name = "blob::r26_a_hundred_megabytes_are_written_and_read_without_being_in_memory";
        let alone =
            Command::new(std::env::current_exe().unwrap()).args(["--exact", name]).env(ALONE, "1").output().unwrap();
        let shown = String::from_utf8_lossy(&alone.stdout);
        assert!(alone.status.success() && shown.contains("1 passed"), "{shown}");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let db = Database::open(directory.path().join("app.db")).unwrap();
    db.create_tables(&schema!(Attachment)).unwrap();
    db.transaction(|tx| {
        tx.insert(NewAttachment::builder().name("large").data(Vec::new()).build()).run()?;
        tx.update::<Attachment>().set(Attachment::DATA.to(zeroblob(SIZE))).filter(Attachment::ID.eq(1)).run()?;
        let mut writer = BufWriter::with_capacity(1 << 16, tx.blob_mut(Attachment::DATA, 1)?);
        for number in 0..SIZE / 4 {
            writer.write_all(&number.to_le_bytes()).map_err(Error::io)?;
        }
        writer.flush().map_err(Error::io)
    })
    .unwrap();
    let sum = db.read_blob(Attachment::DATA, 1, |blob| {
        assert_eq!(blob.len(), u64::from(SIZE));
        let mut buffer = vec![0; 1 << 16];
        let mut next = 0;
        loop {
            let read = blob.read(&mut buffer).map_err(Error::io)?;
            if read == 0 {
                return Ok(next);
            }
            for number in buffer[..read].chunks_exact(4) {
                assert_eq!(u32::from_le_bytes(number.try_into().unwrap()), next);
                next += 1;
            }
        }
    });
    assert_eq!(sum.unwrap(), SIZE / 4);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kibibytes: u32 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kibibytes < 60 << 10, "{kibibytes} KiB at the peak");
}
