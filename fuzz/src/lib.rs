//! What the targets share: the databases that a fuzzer damages, and the table that it reads of them.

use std::fs;

use orm_sqlite::prelude::*;
use orm_sqlite::{Error, JournalMode};

/// How every database file begins: <https://sqlite.org/fileformat.html#the_database_header>.
pub const HEADER: &[u8] = b"SQLite format 3\0";

/// A table of each database.
#[derive(Table, Debug)]
#[table(name = "articles", index(title))]
pub struct Article {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    pub body: Option<String>,
    pub image: Option<Vec<u8>>,
    pub score: f64,
    #[column(references = Self::ID)]
    pub reply_to_id: Option<i64>,
}

/// What else a schema can have.
const MORE: &str = "
    CREATE VIEW odd_view AS SELECT id AS x FROM articles WHERE id > 1;
    CREATE TRIGGER on_article AFTER INSERT ON articles BEGIN UPDATE articles SET body = 'x' WHERE id = new.id; END;
    CREATE VIRTUAL TABLE articles_fts USING fts5 (title, body);
    INSERT INTO articles_fts VALUES ('engine', 'an analytical engine'), ('other', 'nothing');
    CREATE VIRTUAL TABLE places USING rtree (id, left, right);
    INSERT INTO places VALUES (1, 1, 2), (2, 3, 4);
    CREATE TABLE made (a, b AS (a || 'x') STORED, c AS (a + 1), CHECK (a <> 'never'));
    INSERT INTO made VALUES ('a'), (7), (x'00');
    CREATE INDEX made_expression ON made (lower(a)) WHERE a IS NOT NULL;
    CREATE TABLE pairs (a TEXT COLLATE NOCASE, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
    INSERT INTO pairs VALUES ('a', 1), ('B', 2);";

/// Whole databases, as small as they can be: the fewer bytes, the more of them matter.
///
/// # Errors
///
/// When SQLite does not make them.
pub fn databases() -> Result<Vec<Vec<u8>>, Box<dyn std::error::Error>> {
    let modes = [(512, JournalMode::Delete), (1024, JournalMode::Wal), (4096, JournalMode::Delete)];
    modes.into_iter().map(|(page, mode)| database(page, mode)).collect()
}

fn database(page: u32, mode: JournalMode) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("whole.db");
    rusqlite::Connection::open(&path)?.execute_batch(&format!("PRAGMA page_size = {page}; VACUUM"))?;
    let db = Database::options().path(&path).journal_mode(mode).open()?;
    db.create_tables(&schema!(Article))?;
    fill(&db)?;
    db.execute_script(MORE)?;
    db.close()?;
    Ok(fs::read(path)?)
}

fn fill(db: &Database) -> Result<(), Error> {
    for number in 0..8 {
        let image = (number % 2 == 0).then(|| vec![0xff; 40 * number]);
        let article = NewArticle::builder().title(format!("article {number}")).score(0.5).image(image);
        db.insert(article.body("word ".repeat(20 * number)).build()).run()?;
    }
    Ok(())
}
