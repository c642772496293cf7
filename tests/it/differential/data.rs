//! Three small tables full of ties and `NULL`s, in the database and in memory.

use orm_sqlite::prelude::*;

use super::random::Random;

#[derive(Table, Debug, Clone)]
#[table(name = "apples", insert(derive(Clone)))]
pub(super) struct Apple {
    #[column(primary_key)]
    pub(super) id: i64,
    pub(super) size: Option<i64>,
    pub(super) name: Option<String>,
}

/// Named like the columns of the others, and with a name that needs quotes.
#[derive(Table, Debug, Clone)]
#[table(name = "berries \"red\"", insert(derive(Clone)))]
pub(super) struct Berry {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(references = Apple::ID, constraint = false)]
    pub(super) apple_id: Option<i64>,
    pub(super) size: i64,
    #[column(name = "the name")]
    pub(super) name: Option<String>,
}

#[derive(Table, Debug, Clone)]
#[table(name = "cherries", insert(derive(Clone)))]
pub(super) struct Cherry {
    #[column(primary_key)]
    pub(super) id: i64,
    pub(super) size: Option<i64>,
    pub(super) name: String,
}

pub(super) fn schema() -> Schema {
    schema!(Apple, Berry, Cherry)
}

/// One row of one table: its integers, then its texts, in the order in which `typed.rs` numbers the columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cells {
    pub(super) ints: Vec<Option<i64>>,
    pub(super) texts: Vec<Option<String>>,
}

#[derive(Debug, Default)]
pub(super) struct Tables {
    apples: Vec<Apple>,
    berries: Vec<Berry>,
    cherries: Vec<Cherry>,
}

const WORDS: [&str; 6] = ["", "a", "b", "ab", "Ba", "a%"];

impl Tables {
    pub(super) fn random(random: &mut Random) -> Self {
        let id = |index: usize| i64::try_from(index).unwrap() + 1;
        let maybe = |random: &mut Random| (!random.chance(25)).then(|| random.small());
        let word = |random: &mut Random| (*random.pick(&WORDS)).to_owned();
        let some = |random: &mut Random| (!random.chance(25)).then(|| word(random));
        let (apples, berries, cherries) = (random.below(6), random.below(6), random.below(5));
        Self {
            apples: (0..apples).map(|at| Apple { id: id(at), size: maybe(random), name: some(random) }).collect(),
            berries: (0..berries)
                .map(|at| Berry { id: id(at), apple_id: maybe(random), size: random.small(), name: some(random) })
                .collect(),
            cherries: (0..cherries).map(|at| Cherry { id: id(at), size: maybe(random), name: word(random) }).collect(),
        }
    }

    pub(super) fn store(&self, db: &Database) {
        db.delete::<Apple>().all_rows().run().unwrap();
        db.delete::<Berry>().all_rows().run().unwrap();
        db.delete::<Cherry>().all_rows().run().unwrap();
        let apples = self.apples.iter().cloned().map(|row| NewApple {
            id: Set::Value(row.id),
            size: Set::Value(row.size),
            name: Set::Value(row.name),
        });
        db.insert_many(apples).run().unwrap();
        let berries = self.berries.iter().cloned().map(|row| NewBerry {
            id: Set::Value(row.id),
            apple_id: Set::Value(row.apple_id),
            size: row.size,
            name: Set::Value(row.name),
        });
        db.insert_many(berries).run().unwrap();
        let cherries = self.cherries.iter().cloned().map(|row| NewCherry {
            id: Set::Value(row.id),
            size: Set::Value(row.size),
            name: row.name,
        });
        db.insert_many(cherries).run().unwrap();
    }

    pub(super) fn apples(&self) -> Vec<Cells> {
        let cells = |row: &Apple| Cells { ints: vec![Some(row.id), row.size], texts: vec![row.name.clone()] };
        self.apples.iter().map(cells).collect()
    }

    pub(super) fn berries(&self) -> Vec<Cells> {
        let cells = |row: &Berry| Cells {
            ints: vec![Some(row.id), row.apple_id, Some(row.size)],
            texts: vec![row.name.clone()],
        };
        self.berries.iter().map(cells).collect()
    }

    pub(super) fn cherries(&self) -> Vec<Cells> {
        let cells = |row: &Cherry| Cells { ints: vec![Some(row.id), row.size], texts: vec![Some(row.name.clone())] };
        self.cherries.iter().map(cells).collect()
    }
}
