//! SQLite's functions.

mod date;
mod math;

use orm_sqlite::expr::{format, random, randomblob, zeroblob};
use orm_sqlite::prelude::*;

use super::{Sample, same, same_everywhere, samples};
use crate::model::Fixture;

#[test]
fn functions_of_texts_are_sqlites() {
    let f = samples();
    let word = Sample::WORD;
    let note = Sample::NOTE;
    same_everywhere(&f, word.lower(), "lower(\"select\")");
    same_everywhere(&f, note.upper(), "upper(note)");
    same_everywhere(&f, word.length(), "length(\"select\")");
    same_everywhere(&f, word.octet_length(), "octet_length(\"select\")");
    same_everywhere(&f, word.concat("  ").trim(), "trim(\"select\" || '  ')");
    same_everywhere(&f, note.trim_start(), "ltrim(note)");
    same_everywhere(&f, note.trim_end(), "rtrim(note)");
    same_everywhere(&f, word.trim_chars("aA"), "trim(\"select\", 'aA')");
    same_everywhere(&f, word.trim_start_chars(note), "ltrim(\"select\", note)");
    same_everywhere(&f, word.trim_end_chars("a"), "rtrim(\"select\", 'a')");
    same_everywhere(&f, word.replace("a", note), "replace(\"select\", 'a', note)");
    same_everywhere(&f, word.replace("", "x"), "replace(\"select\", '', 'x')");
    same_everywhere(&f, word.substr(2, 1), "substr(\"select\", 2, 1)");
    same_everywhere(&f, word.substr(-1, -2), "substr(\"select\", -1, -2)");
    same_everywhere(&f, word.substr(Sample::B, 1), "substr(\"select\", b, 1)");
    same_everywhere(&f, word.substr_from(2), "substr(\"select\", 2)");
    same_everywhere(&f, word.instr("a"), "instr(\"select\", 'a')");
    same_everywhere(&f, note.instr(word), "instr(note, \"select\")");
    same_everywhere(&f, word.hex(), "hex(\"select\")");
    same_everywhere(&f, note.hex(), "hex(note)");
    same_everywhere(&f, word.unicode(), "unicode(\"select\")");
    same_everywhere(&f, note.quote(), "quote(note)");
    same_everywhere(&f, Sample::X.quote(), "quote(x)");
    same_everywhere(&f, word.hex().unhex().hex(), "hex(unhex(hex(\"select\")))");
    same_everywhere(&f, word.unhex().type_of(), "typeof(unhex(\"select\"))");
    same_everywhere(
        &f,
        word.lower().concat(note.upper()).length().add(1),
        "length(lower(\"select\") || upper(note)) + 1",
    );
}

#[test]
fn functions_of_numbers_are_sqlites() {
    let f = samples();
    same(&f, Sample::A.abs(), "abs(a)");
    same(&f, Sample::B.abs(), "abs(b)");
    same_everywhere(&f, Sample::X.round(), "round(x)");
    same(&f, Sample::X.mul(1.234).round_to(2), "round(x * 1.234, 2)");
    same(&f, Sample::X.round_to(Sample::B), "round(x, b)");
    same_everywhere(&f, Sample::A.sign(), "sign(a)");
    same_everywhere(&f, Sample::Y.sign(), "sign(y)");
    same_everywhere(&f, Sample::A.greatest(Sample::B), "max(a, b)");
    same_everywhere(&f, Sample::A.least(3), "min(a, 3)");
    same_everywhere(&f, Sample::WORD.greatest(Sample::NOTE.coalesce("B")), "max(\"select\", coalesce(note, 'B'))");
    same_everywhere(&f, Sample::ID.add(960).to_char(), "char(id + 960)");
    same_everywhere(&f, Sample::B.to_char().length(), "length(char(b))");
    let smallest = f.db.select::<Sample>().filter(Sample::ID.eq(5)).columns(Sample::A.abs()).one();
    assert!(smallest.unwrap_err().is_overflow());
    // The greater of two sums is checked like the sums themselves.
    let sum = Sample::A.add(1).greatest(0);
    assert!(f.db.update::<Sample>().set(Sample::A.to(sum)).all_rows().run().unwrap_err().is_overflow());
    let all: Vec<i64> = f.db.select::<Sample>().columns(random()).all().unwrap();
    assert!(all.windows(2).any(|pair| pair[0] != pair[1]));
}

#[test]
fn functions_make_bytes() {
    let f = samples();
    let blobs: Vec<(Vec<u8>, Vec<u8>)> = f.db.select::<Sample>().columns((zeroblob(3), randomblob(8))).all().unwrap();
    assert!(blobs.iter().all(|(zeros, random)| *zeros == [0, 0, 0] && random.len() == 8));
    assert_ne!(blobs[0].1, blobs[1].1);
    let hex: Vec<String> = f.db.select::<Sample>().columns(zeroblob(2).hex()).all().unwrap();
    assert_eq!(hex[0], "0000");
    assert_eq!(f.db.select::<Sample>().columns(zeroblob(0).octet_length()).get().unwrap(), Some(0));
    assert!(f.db.select::<Sample>().columns(zeroblob(2_000_000_000)).all().is_err());
}

#[test]
fn a_format_is_checked_before_it_runs() {
    let f = samples();
    let row = (Sample::WORD, Sample::A, Sample::X, Sample::NOTE);
    same(&f, format("%s|%+05d|%.2f|%%|%s", row), "format('%s|%+05d|%.2f|%%|%s', \"select\", a, x, note)");
    same(&f, format("%d %x", (Sample::B, Sample::B)), "format('%d %x', b, b)");
    same(
        &f,
        format("%,d %-8s! %Q", (Sample::A, Sample::WORD, Sample::NOTE)),
        "format('%,d %-8s! %Q', a, \"select\", note)",
    );
    same(&f, format("%s %g", (Sample::A, Sample::A)), "format('%s %g', a, a)");
    let refused = |expr: Expr<Sample, String>| {
        let error = f.db.select::<Sample>().columns(expr).all().unwrap_err();
        assert!(error.is_encode(), "{error}");
    };
    refused(format("%d", (Sample::WORD,)));
    refused(format("%d", (Sample::X,)));
    refused(format("%d %d", (Sample::A,)));
    refused(format("%d", (Sample::A, Sample::A)));
    refused(format("%n", (Sample::A,)));
    refused(format("%*d", (Sample::A, Sample::A)));
    refused(format("100%", (Sample::A,)));
    refused(format("a\0%d", (Sample::A,)));
}

#[derive(Table, Debug)]
struct Text {
    #[column(primary_key)]
    id: i64,
    boxed: Box<str>,
    bytes: Option<Vec<u8>>,
}

#[test]
fn other_types_of_text_and_bytes() {
    let f = Fixture::new(&schema!(Text));
    f.raw.execute_batch("insert into text values (1, ' Ab', x'00ff'), (2, 'c', null)").unwrap();
    let rows =
        f.db.select::<Text>().columns((Text::BOXED.trim().lower(), Text::BYTES.octet_length(), Text::BYTES.hex()));
    assert_eq!(
        rows.all().unwrap(),
        [("ab".to_owned(), Some(2), "00FF".to_owned()), ("c".to_owned(), None, String::new())]
    );
    // `length` ends at a NUL, the bytes do not.
    f.db.insert(NewText::builder().boxed("a\0b").build()).run().unwrap();
    let lengths =
        f.db.select::<Text>().filter(Text::ID.eq(3)).columns((Text::BOXED.length(), Text::BOXED.octet_length()));
    assert_eq!(lengths.one().unwrap(), (1, 3));
}
