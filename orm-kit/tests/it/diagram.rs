//! Diagrams: what is in them, and that they are drawn cleanly.

use orm_kit::diagram::{mermaid, svg};
use orm_sqlite::Database;
use orm_sqlite::migrate::Snapshot;

use crate::sample;

fn parse(statements: &[&str]) -> Snapshot {
    Snapshot::parse(statements).unwrap()
}

#[test]
fn mermaid_says_keys_and_how_many_there_may_be() {
    let snapshot = parse(&[
        "CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT UNIQUE, boss_id INTEGER REFERENCES person)",
        "CREATE TABLE passport (person_id INTEGER PRIMARY KEY REFERENCES person, \"the number\" TEXT)",
        "CREATE TABLE \"likes it\" (person_id INTEGER NOT NULL REFERENCES person, what NOT NULL REFERENCES gone, \
         PRIMARY KEY (person_id, what))",
    ]);
    let expected = "erDiagram
    t1[\"person\"] {
        INTEGER id PK
        TEXT email UK
        INTEGER boss_id FK
    }
    t2[\"passport\"] {
        INTEGER person_id PK, FK
        TEXT the_number \"the number\"
    }
    t3[\"likes it\"] {
        INTEGER person_id PK, FK
        any what PK, FK
    }
    t4[\"gone\"] {
    }
    t1 |o..o{ t1 : \"boss_id\"
    t1 ||--o| t2 : \"person_id\"
    t1 ||--o{ t3 : \"person_id\"
    t4 ||--o{ t3 : \"what\"
";
    assert_eq!(mermaid(&snapshot), expected);
}

/// The boxes of an image: left, top, right, bottom.
fn boxes(image: &str) -> Vec<[f64; 4]> {
    let number = |line: &str, name: &str| -> f64 {
        let rest = line.split_once(&format!(" {name}=\"")).unwrap().1;
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let lines = image.lines().filter(|line| line.contains("<rect class=\"box\""));
    lines
        .map(|line| {
            let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(line, name));
            [x, y, x + width, y + height]
        })
        .collect()
}

/// A document of which every tag is closed and every value is in quotes.
fn assert_well_formed(image: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in image.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("`{part}` does not end"));
        assert!(!text.contains('>') && tag.matches('"').count().is_multiple_of(2), "{part}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
        for code in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
            assert!(known.iter().any(|known| code.starts_with(known)), "{code}");
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[track_caller]
fn assert_clean(snapshot: &Snapshot) {
    let image = svg(snapshot);
    assert_eq!(image, svg(snapshot), "the same schema gives the same image");
    assert_well_formed(&image);
    let boxes = boxes(&image);
    assert!(boxes.len() >= snapshot.tables.len());
    for (at, one) in boxes.iter().enumerate() {
        assert!(one[0] >= 0.0 && one[1] >= 0.0);
        for other in &boxes[..at] {
            let apart = one[0] >= other[2] || other[0] >= one[2] || one[1] >= other[3] || other[1] >= one[3];
            assert!(apart, "{one:?} lies over {other:?}");
        }
    }
}

#[test]
fn images_are_drawn_cleanly() {
    assert_clean(&Snapshot::default());
    assert_clean(&parse(&["CREATE TABLE a (b)"]));
    let circle = [
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b, a REFERENCES a, x REFERENCES missing)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, c REFERENCES c)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY, a REFERENCES a, b REFERENCES b)",
    ];
    assert_clean(&parse(&circle));
    let alone: Vec<String> = (0..30).map(|table| format!("CREATE TABLE t{table} (a, b, c)")).collect();
    assert_clean(&Snapshot::parse(alone).unwrap());
    for name in ["chinook", "northwind"] {
        let Some(file) = sample::file(name) else { continue };
        assert_clean(&Database::open_read_only(file).unwrap().inspect().unwrap());
    }
}

#[test]
fn many_tables_are_drawn_cleanly_whatever_they_reference() {
    // A generator of numbers that is the same everywhere.
    let mut state = 7_u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    for tables in (1..25).chain([150]) {
        let statements = (0..tables).map(|table| {
            let keys: Vec<_> = (0..below(4)).map(|key| format!(", k{key} REFERENCES t{}", below(tables))).collect();
            let columns: Vec<_> = (0..below(9)).map(|column| format!(", c{column} TEXT")).collect();
            format!("CREATE TABLE t{table} (id INTEGER PRIMARY KEY{}{})", columns.concat(), keys.concat())
        });
        let statements: Vec<String> = statements.collect();
        assert_clean(&Snapshot::parse(statements).unwrap());
    }
}

#[test]
fn hostile_names_are_text() {
    let name = "</text><script>alert('&')</script>\"\u{1}\u{202e}\n";
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    let create = format!("CREATE TABLE {quoted} ({quoted} {quoted} REFERENCES {quoted}, id INTEGER PRIMARY KEY)");
    let snapshot = Snapshot::parse([create]).unwrap();
    let image = svg(&snapshot);
    assert_well_formed(&image);
    assert!(!image.contains("<script") && image.contains("&lt;script&gt;"));
    assert!(!image.contains(['\u{1}', '\u{202e}']));
    let text = mermaid(&snapshot);
    assert!(!text.contains("<script") && !text.contains(['\u{1}', '\u{202e}']));
    assert_eq!(text.lines().count(), 6, "{text}");
}

#[test]
fn a_long_name_is_cut_and_told() {
    let name = "n".repeat(50);
    let image = svg(&parse(&[&format!("CREATE TABLE {name} (id INTEGER PRIMARY KEY)")]));
    assert!(image.contains(&format!("{}\u{2026}<title>{name}</title>", "n".repeat(35))), "{image}");
}
