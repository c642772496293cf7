//! What a query finds, and that no text of a user is an error.

use orm_sqlite::Error;
use orm_sqlite::expr::Match;

use super::{Post, database, found};
use orm_sqlite::prelude::*;

#[test]
fn forms_of_a_query() -> Result<(), Error> {
    let db = database()?;
    let cases: [(Match<Post>, &[i64]); 16] = [
        (Match::all("red apple"), &[3]),
        (Match::all("RED"), &[1, 3]),
        (Match::any("pears wine"), &[2, 3]),
        (Match::phrase("red wine"), &[3]),
        (Match::phrase("wine red"), &[]),
        (Match::prefix("red app"), &[1, 3]),
        (Match::near(["apple", "wine"], 2), &[]),
        (Match::near(["apple", "red wine"], 4), &[3]),
        (Match::near(["apple", "", " "], 0), &[3]),
        (Match::all("red").not(Match::all("wine")), &[1]),
        (Match::all("red").in_column(Post::TITLE), &[1]),
        (Match::any("red green").in_column(Post::TITLE).and(Match::prefix("p")), &[2]),
        (Match::all("red wine").or(Match::all("pears")).or(Match::all("none")), &[2, 3]),
        (Match::all("red").and(Match::all("wine").or(Match::all("green"))), &[1, 3]),
        (Match::all("red").not(Match::all("x").not(Match::all("wine"))), &[1, 3]),
        (Match::raw("title: red OR \"green pears\""), &[1, 2]),
    ];
    for (query, expected) in cases {
        let shown = format!("{query:?}");
        let by_predicate =
            db.select::<Post>().filter(Post::matches(query.clone())).order_by(Post::ID).columns(Post::ID).all()?;
        assert_eq!((found(&db, query), by_predicate.as_slice()), (expected.to_vec(), expected), "{shown}");
    }
    Ok(())
}

#[test]
fn nothing_finds_nothing() -> Result<(), Error> {
    let db = database()?;
    for text in ["", "  \t\n", "\0", "-", "\"", "( )", "* :"] {
        let empty: [Match<Post>; 5] = [
            Match::all(text),
            Match::any(text),
            Match::phrase(text),
            Match::prefix(text),
            Match::near([text, text], 3),
        ];
        for query in empty {
            let red = || Match::all("red");
            assert!(found(&db, query.clone()).is_empty(), "{text:?}");
            assert!(found(&db, query.clone().in_column(Post::TITLE)).is_empty(), "{text:?}");
            assert!(found(&db, query.clone().and(red())).is_empty(), "{text:?}");
            assert_eq!(found(&db, query.clone().or(red())), [1, 3], "{text:?}");
            assert_eq!(found(&db, red().not(query)), [1, 3], "{text:?}");
        }
    }
    assert!(found(&db, Match::near([], 3)).is_empty());
    Ok(())
}

#[test]
fn a_text_has_no_syntax() -> Result<(), Error> {
    let db = database()?;
    for text in [
        "red AND",
        "red OR wine",
        "NOT red",
        "NEAR(red wine)",
        "red*",
        "title:red",
        "{title body}:red",
        "^red",
        "red + wine",
        "\"red",
        "re\"d",
        "'red'",
        "red)",
        "((red",
        "red;--",
        "-title : red",
        "red\0wine",
        "\u{feff}red",
        "a\u{301}",
        "𝒳 red",
    ] {
        for query in [Match::all(text), Match::any(text), Match::phrase(text), Match::prefix(text)] {
            let query: Match<Post> = query.clone().and(query.clone().in_column(Post::BODY)).or(query);
            db.select::<Post>().search(query).all()?;
        }
    }
    // As words: no row has `or`.
    assert!(found(&db, "red OR wine").is_empty());
    assert_eq!(
        (found(&db, "red\0wine"), found(&db, "^red* \"wine)"), found(&db, "title:red")),
        (vec![3], vec![3], vec![])
    );
    Ok(())
}

#[test]
fn long_and_deep_queries() -> Result<(), Error> {
    let db = database()?;
    let long = "red ".repeat(4_096);
    assert_eq!((found(&db, Match::all(&long)), found(&db, Match::any(&long))), (vec![1, 3], vec![1, 3]));
    assert!(found(&db, Match::phrase(&long)).is_empty());
    assert!(found(&db, Match::all(&"x".repeat(1_000_000))).is_empty());
    let longer = db.select::<Post>().search(Match::any(&"red ".repeat(4_097))).all();
    assert!(longer.is_err_and(|error| error.is_limit()));

    let red = || Match::<Post>::all("red");
    let flat = (0..500).fold(red(), |query, _| query.and(red()));
    assert_eq!(found(&db, flat), [1, 3]);
    let nested =
        |depth| (0..depth).fold(red(), |query, at| if at % 2 == 0 { red().and(query) } else { red().or(query) });
    assert_eq!(found(&db, nested(31)), [1, 3]);
    let columns = (0..15).fold(red().or(red()), |query, _| query.in_column(Post::BODY).not(Match::all("x")));
    assert_eq!(found(&db, columns), [1, 3]);
    let deep = db.select::<Post>().search(nested(33)).all();
    assert!(deep.is_err_and(|error| error.is_limit()));
    Ok(())
}

#[test]
fn a_malformed_query_is_an_error_that_does_not_show_it() -> Result<(), Error> {
    let db = database()?;
    for text in ["secret AND", "\"secret", "secret:x", "(secret", "*secret", "secret NEAR(", ""] {
        let error = db.select::<Post>().search(Match::raw(text)).all().unwrap_err();
        assert!(error.is_invalid_search(), "{text}: {error}");
        let shown = format!("{error} {error:?} {:?}", std::error::Error::source(&error).map(ToString::to_string));
        assert!(!shown.contains("secret"), "{shown}");
        let error = db.select::<Post>().filter(Post::matches(Match::raw(text))).count().unwrap_err();
        assert!(error.is_invalid_search(), "{text}: {error}");
    }
    assert!(db.select::<Post>().search(Match::raw("red\0")).all().is_err_and(|error| error.is_refused()));
    let unrelated: Result<i64, _> = sql!("select abs({i64::MIN})").one(&db);
    assert!(unrelated.is_err_and(|error| !error.is_invalid_search()));
    Ok(())
}
