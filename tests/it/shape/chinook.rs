//! Shapes of the Chinook sample database, where it is.

use std::path::PathBuf;

use orm_examples::chinook::{Album, Artist, Track};
use orm_sqlite::prelude::*;

use crate::model::rows;

#[derive(Shape)]
#[shape(of = Artist)]
struct ArtistCard {
    name: Option<String>,
    #[shape(count = albums)]
    albums_count: i64,
    #[shape(order_by = Album::TITLE, limit = 2)]
    albums: Vec<AlbumCard>,
}

#[derive(Shape)]
#[shape(of = Album)]
struct AlbumCard {
    title: String,
    #[shape(count(tracks, Track::COMPOSER.is_null()))]
    anonymous: i64,
    #[shape(filter = Track::MILLISECONDS.gt(200_000), order_by = (Track::NAME, Track::TRACK_ID), limit = 3)]
    tracks: Vec<TrackCard>,
}

#[derive(Shape)]
#[shape(of = Track)]
struct TrackCard {
    name: String,
    #[shape(expr = Track::UNIT_PRICE.mul(2.0))]
    double: f64,
    genre: Option<GenreName>,
}

#[derive(Shape)]
#[shape(of = orm_examples::chinook::Genre)]
struct GenreName {
    name: Option<String>,
}

const BY_HAND: &str = "select a.Name, (select count(*) from Album where ArtistId = a.ArtistId), b.Title,
        (select count(*) from Track where AlbumId = b.AlbumId and Composer is null), t.Name, t.UnitPrice * 2.0, g.Name
    from Artist a
    join (select *, row_number() over (partition by ArtistId order by Title) as n from Album) b on b.ArtistId = a.ArtistId and b.n <= 2
    join (select *, row_number() over (partition by AlbumId order by Name, TrackId) as n from Track where Milliseconds > 200000) t
        on t.AlbumId = b.AlbumId and t.n <= 3
    left join Genre g on g.GenreId = t.GenreId
    order by a.ArtistId, b.n, t.n";

#[test]
fn three_levels_equal_hand_written_sql() {
    let path = std::env::var_os("CHINOOK").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/chinook.sqlite")),
        PathBuf::from,
    );
    if !path.is_file() {
        println!("skipped: there is no file {}", path.display());
        return;
    }
    let db = Database::open_read_only(&path).unwrap();
    assert_eq!(ArtistCard::load().to_sql().unwrap().len(), 4);
    let mut lines = Vec::new();
    for artist in db.load::<ArtistCard>().order_by(Artist::ARTIST_ID).all().unwrap() {
        for album in &artist.albums {
            for track in &album.tracks {
                let artist_name = artist.name.as_deref().unwrap_or("NULL");
                let genre = track.genre.as_ref().and_then(|genre| genre.name.as_deref()).unwrap_or("NULL");
                let (count, title, anonymous) = (artist.albums_count, &album.title, album.anonymous);
                lines.push(format!(
                    "{artist_name}|{count}|{title}|{anonymous}|{}|{:?}|{genre}",
                    track.name, track.double
                ));
            }
        }
    }
    let raw = rusqlite::Connection::open_with_flags(&path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    assert!(lines.len() > 500);
    assert_eq!(lines, rows(&raw, BY_HAND));
}
