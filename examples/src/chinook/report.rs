//! Four questions to the shop.

use orm_sqlite::Error;
use orm_sqlite::prelude::*;

use super::{
    Album, AlbumRow, Artist, Customer, CustomerRow, Employee, EmployeeRow, Invoice, InvoiceLine, InvoiceLineRow,
    InvoiceRow, Playlist, PlaylistRow, Track, TrackRow,
};

/// A playlist with its tracks, each with its album and that with its artist.
pub type PlaylistWithTracks = PlaylistRow<Vec<TrackRow<Option<AlbumRow<Artist>>>>>;

/// An employee with the two levels above.
pub type EmployeeChain = EmployeeRow<Option<EmployeeRow<Option<Employee>>>>;

/// A customer with invoices and their lines.
pub type CustomerWithInvoices = CustomerRow<Vec<InvoiceRow<Vec<InvoiceLineRow>>>>;

/// What each artist's tracks brought in, the most first.
///
/// # Errors
///
/// What the query fails with.
pub fn revenue_by_artist(db: &impl Read) -> Result<Vec<(Option<String>, Option<f64>)>, Error> {
    let revenue = || InvoiceLine::UNIT_PRICE.mul(InvoiceLine::QUANTITY.expr().cast::<f64>()).sum();
    db.select::<InvoiceLine>()
        .inner_join::<Track>()
        .on(InvoiceLine::TRACK_ID.eq(Track::TRACK_ID))
        .inner_join::<Album>()
        .on(Track::ALBUM_ID.eq(Album::ALBUM_ID))
        .inner_join::<Artist>()
        .on(Album::ARTIST_ID.eq(Artist::ARTIST_ID))
        .group_by(Artist::ARTIST_ID)
        .columns((Artist::NAME, revenue()))
        .order_by((revenue().desc(), Artist::NAME))
        .all()
}

/// The playlists with all their tracks.
///
/// # Errors
///
/// What the query fails with.
pub fn playlists(db: &impl Read) -> Result<Vec<PlaylistWithTracks>, Error> {
    db.query::<Playlist>()
        .order_by(Playlist::PLAYLIST_ID)
        .with_tracks_by(|tracks| tracks.order_by(Track::TRACK_ID).with_album_by(|album| album.with_artist()))
        .all()
}

/// The employees, each with the manager and the manager's manager.
///
/// # Errors
///
/// What the query fails with.
pub fn reporting_chain(db: &impl Read) -> Result<Vec<EmployeeChain>, Error> {
    db.query::<Employee>()
        .order_by((Employee::LAST_NAME, Employee::FIRST_NAME))
        .with_manager_by(|manager| manager.with_manager())
        .all()
}

/// The customers with their invoices and lines.
///
/// # Errors
///
/// What the query fails with.
pub fn customers(db: &impl Read) -> Result<Vec<CustomerWithInvoices>, Error> {
    db.query::<Customer>()
        .order_by(Customer::CUSTOMER_ID)
        .with_invoices_by(|invoices| {
            invoices.order_by(Invoice::INVOICE_ID).with_lines_by(|lines| lines.order_by(InvoiceLine::INVOICE_LINE_ID))
        })
        .all()
}
