//! Text: concatenation, patterns and collations.

use orm_sqlite::expr::Collation;
use orm_sqlite::prelude::*;

use super::{Sample, same_everywhere, samples};

#[test]
fn texts_are_joined() {
    let f = samples();
    same_everywhere(&f, Sample::WORD.concat(" - ").concat(Sample::WORD), "\"select\" || ' - ' || \"select\"");
    same_everywhere(&f, Sample::WORD.concat(Sample::NOTE), "\"select\" || note");
    same_everywhere(&f, Sample::NOTE.concat("!").coalesce("?"), "coalesce(note || '!', '?')");
}

#[test]
fn patterns_match_as_sqlite_says() {
    let f = samples();
    same_everywhere(&f, Sample::WORD.not_like("a%"), "\"select\" not like 'a%'");
    same_everywhere(&f, Sample::NOTE.not_like("x").coalesce(false), "coalesce(note not like 'x', 0)");
    same_everywhere(&f, Sample::WORD.glob("[Aa]*"), "\"select\" glob '[Aa]*'");
    same_everywhere(&f, Sample::WORD.glob("a?_b"), "\"select\" glob 'a?_b'");
    same_everywhere(&f, Sample::WORD.like_escape("a|%|__", '|'), "\"select\" like 'a|%|__' escape '|'");
    same_everywhere(&f, Sample::WORD.like_escape("aé%é_b", 'é'), "\"select\" like 'aé%é_b' escape 'é'");
    same_everywhere(&f, Sample::WORD.like_escape("a'%'_b", '\''), "\"select\" like 'a''%''_b' escape ''''");
    same_everywhere(&f, Sample::WORD.concat("x").glob("*x"), "(\"select\" || 'x') glob '*x'");
    for refused in [Sample::WORD.glob("a\0b"), Sample::WORD.like_escape("a", '\0'), Sample::WORD.not_like("\0")] {
        assert!(f.db.select::<Sample>().filter(refused).all().unwrap_err().is_encode());
    }
}

#[test]
fn a_pattern_that_is_too_long_is_refused() {
    let f = samples();
    let count = |filter: Expr<Sample, bool>| f.db.select::<Sample>().filter(filter).count();
    assert_eq!(count(Sample::WORD.like("x".repeat(50_000))).unwrap(), 0);
    assert!(count(Sample::WORD.like("x".repeat(50_001))).unwrap_err().is_limit());
    assert!(count(Sample::WORD.contains("x".repeat(49_999))).unwrap_err().is_limit());
    assert!(count(Sample::WORD.glob("x".repeat(50_001))).unwrap_err().is_limit());
}

#[test]
fn a_collation_decides_what_is_equal_and_first() {
    let f = samples();
    same_everywhere(&f, Sample::WORD.collate(Collation::NoCase).eq("ADA"), "\"select\" = 'ADA' collate nocase");
    same_everywhere(&f, Sample::WORD.collate(Collation::Binary).eq("ADA"), "\"select\" = 'ADA'");
    same_everywhere(&f, Sample::WORD.concat("  ").collate(Collation::RTrim).eq("Ada"), "\"select\" = 'Ada'");
    same_everywhere(
        &f,
        Sample::WORD.eq(Sample::NOTE.collate(Collation::NoCase)),
        "(\"select\" = note collate nocase) is true",
    );
    let order = f.db.select::<Sample>().order_by((Sample::WORD.collate(Collation::NoCase).desc(), Sample::ID));
    let expected = f.rows("select id from samples order by \"select\" collate nocase desc, id");
    let ids: Vec<String> = order.columns(Sample::ID).all().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(ids, expected);
    let unknown = f.db.select::<Sample>().order_by(Sample::WORD.collate(Collation::Named("no\"such"))).all();
    assert!(unknown.unwrap_err().to_string().contains("no such collation"));
}
