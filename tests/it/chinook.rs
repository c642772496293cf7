//! The chinook example's reports against hand-written SQL, where the database is.

use std::fs;
use std::path::PathBuf;

use orm_examples::chinook::{self, Employee};
use orm_sqlite::prelude::*;

/// The file, or `None` after saying so.
fn file() -> Option<PathBuf> {
    let path = std::env::var_os("CHINOOK").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/chinook.sqlite")),
        PathBuf::from,
    );
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: there is no file {}", path.display());
    None
}

fn by_hand(path: &PathBuf) -> rusqlite::Connection {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    rusqlite::Connection::open_with_flags(path, flags).unwrap()
}

#[test]
fn revenue_by_artist_equals_hand_written_sql() {
    let Some(path) = file() else { return };
    let rows = chinook::revenue_by_artist(&Database::open_read_only(&path).unwrap()).unwrap();
    let connection = by_hand(&path);
    let mut statement = connection
        .prepare(
            "select a.Name, sum(l.UnitPrice * l.Quantity) from InvoiceLine l join Track t using (TrackId)
             join Album b using (AlbumId) join Artist a using (ArtistId) group by a.ArtistId order by 2 desc, 1",
        )
        .unwrap();
    let expected: Vec<(Option<String>, Option<f64>)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    assert!(rows.len() > 100);
    assert_eq!(rows, expected);
}

#[test]
fn playlists_equal_hand_written_sql() {
    let Some(path) = file() else { return };
    let playlists = chinook::playlists(&Database::open_read_only(&path).unwrap()).unwrap();
    let mut rows = Vec::new();
    for playlist in &playlists {
        for track in &playlist.tracks {
            let album = track.album.as_ref();
            let title = album.map(|album| album.title.clone());
            let artist = album.and_then(|album| album.artist.name.clone());
            rows.push((playlist.playlist_id, track.track_id, track.name.clone(), title, artist));
        }
    }
    let connection = by_hand(&path);
    let mut statement = connection
        .prepare(
            "select p.PlaylistId, t.TrackId, t.Name, b.Title, a.Name from PlaylistTrack p join Track t using (TrackId)
             left join Album b using (AlbumId) left join Artist a using (ArtistId) order by 1, 2",
        )
        .unwrap();
    let expected: Vec<_> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(rows.len(), 8715);
    assert_eq!(rows, expected);
    let names: i64 = connection.query_row("select count(*) from Playlist", [], |row| row.get(0)).unwrap();
    assert_eq!(playlists.len(), usize::try_from(names).unwrap(), "a playlist without tracks is there too");
}

#[test]
fn the_reporting_chain_equals_hand_written_sql() {
    let Some(path) = file() else { return };
    let employees = chinook::reporting_chain(&Database::open_read_only(&path).unwrap()).unwrap();
    let name = |employee: &Employee| employee.last_name.clone();
    let rows: Vec<_> = employees
        .iter()
        .map(|employee| {
            let manager = employee.manager.as_ref();
            let next = manager.and_then(|manager| manager.manager.as_ref());
            (name(employee), manager.map(|manager| name(manager)), next.map(name))
        })
        .collect();
    let connection = by_hand(&path);
    let mut statement = connection
        .prepare(
            "select e.LastName, m.LastName, n.LastName from Employee e left join Employee m on m.EmployeeId = e.ReportsTo
             left join Employee n on n.EmployeeId = m.ReportsTo order by e.LastName, e.FirstName",
        )
        .unwrap();
    let expected: Vec<(String, Option<String>, Option<String>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(rows, expected);
    assert!(rows.iter().any(|(_, _, next)| next.is_some()));
}

#[test]
fn customers_with_invoices_and_lines_equal_hand_written_sql() {
    let Some(path) = file() else { return };
    let customers = chinook::customers(&Database::open_read_only(&path).unwrap()).unwrap();
    let mut rows = Vec::new();
    for customer in &customers {
        for invoice in &customer.invoices {
            for line in &invoice.lines {
                let id = line.invoice_line_id;
                rows.push((customer.customer_id, invoice.invoice_id, id, line.unit_price.to_bits(), line.quantity));
            }
        }
    }
    let connection = by_hand(&path);
    let mut statement = connection
        .prepare(
            "select i.CustomerId, i.InvoiceId, l.InvoiceLineId, l.UnitPrice, l.Quantity from Invoice i
             join InvoiceLine l using (InvoiceId) order by 1, 2, 3",
        )
        .unwrap();
    let expected: Vec<_> = statement
        .query_map([], |row| {
            let price: f64 = row.get(3)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, price.to_bits(), row.get(4)?))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(rows, expected);
    assert_eq!(rows.len(), 2240);
}

#[test]
fn reading_leaves_the_file_as_it_is() {
    let Some(path) = file() else { return };
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("chinook.sqlite");
    fs::copy(&path, &copy).unwrap();
    let before = fs::read(&copy).unwrap();
    let db = Database::open_read_only(&copy).unwrap();
    chinook::revenue_by_artist(&db).unwrap();
    chinook::playlists(&db).unwrap();
    chinook::reporting_chain(&db).unwrap();
    chinook::customers(&db).unwrap();
    let names = |folder: &std::path::Path| {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(folder.path()), ["chinook.sqlite"], "while the database is open");
    drop(db);
    assert_eq!(names(folder.path()), ["chinook.sqlite"]);
    assert_eq!(fs::read(&copy).unwrap(), before);
}
