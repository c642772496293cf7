//! Files that somebody has damaged, or made to do harm: whatever is in them, a program that reads one gets rows or an error, soon,
//! and the file stays as it is.

mod mutate;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use mutate::{BASES, base, mutate};
use orm_kit::pull::{Options, pull};
use orm_sqlite::Error;
use orm_sqlite::prelude::*;

use super::{cases, seed};
use crate::model::{Comment, Group, Membership, Post, Profile, Tag, User};
use crate::random::Random;

/// The longest that all the reading of one file may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Everything that a program does with a file that it reads; says how much of it succeeded.
fn read(path: &Path, open: fn(&Path) -> Result<Database, Error>) -> usize {
    let Ok(db) = open(path) else { return 0 };
    let inspected = db.inspect().map(|snapshot| {
        let pulled = pull(&snapshot, &Options::new());
        syn::parse_file(&pulled.source).unwrap_or_else(|error| panic!("{error}: {}", pulled.source));
    });
    let done = [
        inspected.is_ok(),
        db.select::<User>().all().is_ok(),
        db.select::<Post>().filter(Post::TITLE.contains("e")).all().is_ok(),
        db.select::<Comment>().order_by(Comment::BODY).all().is_ok(),
        db.query::<User>().with_posts_by(|posts| posts.with_comments().with_tags()).with_profile().all().is_ok(),
        db.query::<Post>().with_author().all().is_ok(),
        db.query::<Group>().with_members().all().is_ok(),
        db.select::<Membership>().all().is_ok(),
        db.select::<Profile>().count().is_ok(),
        db.find::<Tag>(1).get().is_ok(),
        db.select::<User>().group_by(User::ROLE).columns((User::ROLE, count())).all().is_ok(),
        db.select::<User>().order_by(User::NAME).keyset(2).page().is_ok(),
        sql!("select x from odd_view").all::<i64, _>(&db).is_ok(),
        sql!("select rowid from articles_fts where articles_fts match 'engine'").all::<i64, _>(&db).is_ok(),
        sql!("select id from places where left > 0 and right < 10").all::<i64, _>(&db).is_ok(),
    ];
    done.iter().filter(|done| **done).count()
}

/// The names and bytes of what is in a folder.
fn contents(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn untrusted(path: &Path) -> Result<Database, Error> {
    Database::open_untrusted(path)
}

fn read_only(path: &Path) -> Result<Database, Error> {
    Database::open_read_only(path)
}

#[test]
fn s10_a_hostile_file_is_rows_or_an_error_and_stays_as_it_is() {
    // A file takes as long as some fifty strings do.
    let (seed, count) = (seed(), cases(300 * 50) / 50);
    let bases: Vec<Vec<u8>> = (0..BASES).map(base).collect();
    let (mut succeeded, mut slowest) = (0, Duration::ZERO);
    for at in 0..count {
        // Each file has a seed of its own, so that one that fails is made again alone.
        let mut random = Random::new(seed.wrapping_add(u64::try_from(at).unwrap()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hostile.db");
        let what = mutate(&mut random, &bases, &path);
        let before = contents(folder.path());
        let start = Instant::now();
        for open in [untrusted, read_only] {
            let done = catch_unwind(AssertUnwindSafe(|| read(&path, open)));
            succeeded += done.unwrap_or_else(|_| panic!("INJECTION_SEED={seed}, file {at}, {what}"));
            assert!(contents(folder.path()) == before, "INJECTION_SEED={seed}, file {at}, {what}: it was written to");
        }
        slowest = slowest.max(start.elapsed());
        assert!(start.elapsed() < PATIENCE, "INJECTION_SEED={seed}, file {at}, {what}: {:?}", start.elapsed());
    }
    println!("{count} files, {succeeded} reads of {}, the slowest in {slowest:?}", count * 30);
    // Most files are still read in part, or nothing was tried.
    assert!(succeeded > count, "{succeeded} of {count}");
}

#[test]
fn the_files_are_whole_before_they_are_damaged() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..BASES {
        let path = folder.path().join("base.db");
        fs::write(&path, base(at)).unwrap();
        // Everything but what a view gives, which an untrusted file does not.
        assert_eq!((read(&path, untrusted), read(&path, read_only)), (14, 15), "{at}");
    }
}
