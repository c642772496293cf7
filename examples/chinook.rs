//! Four reports over the Chinook sample database, opened read-only from the path on the command line:
//!
//! ```sh
//! cargo run --example chinook -- path/to/chinook.sqlite
//! ```

use std::error::Error;

use orm_examples::chinook;
use orm_sqlite::prelude::*;

#[expect(clippy::print_stdout, reason = "a program for people to look at")]
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: chinook <path to chinook.sqlite>")?;
    let db = Database::open_read_only(path)?;

    println!("Revenue by artist");
    for (artist, revenue) in chinook::revenue_by_artist(&db)? {
        println!("  {:>8.2}  {}", revenue.unwrap_or_default(), artist.as_deref().unwrap_or("(unnamed)"));
    }

    println!("\nPlaylists");
    for playlist in chinook::playlists(&db)? {
        println!("  {}: {} tracks", playlist.name.as_deref().unwrap_or("(unnamed)"), playlist.tracks.len());
        for track in playlist.tracks.iter().take(3) {
            let album = track.album.as_ref();
            let title = album.map_or("no album", |album| &album.title);
            let artist = album.and_then(|album| album.artist.name.as_deref()).unwrap_or("(unnamed)");
            println!("    {} ({title}, {artist})", track.name);
        }
    }

    println!("\nWho reports to whom");
    for employee in chinook::reporting_chain(&db)? {
        print!("  {} {}", employee.first_name, employee.last_name);
        if let Some(manager) = &employee.manager {
            print!(" > {} {}", manager.first_name, manager.last_name);
            if let Some(next) = &manager.manager {
                print!(" > {} {}", next.first_name, next.last_name);
            }
        }
        println!();
    }

    println!("\nCustomers");
    for customer in chinook::customers(&db)? {
        let total: f64 = customer.invoices.iter().map(|invoice| invoice.total).sum();
        let lines: usize = customer.invoices.iter().map(|invoice| invoice.lines.len()).sum();
        let name = format!("{} {}", customer.first_name, customer.last_name);
        println!("  {name}: {} invoices, {lines} lines, {total:.2}", customer.invoices.len());
    }
    Ok(())
}
