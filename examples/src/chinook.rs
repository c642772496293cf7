//! The Chinook sample database: eleven tables of a music shop, as structs over the file as it is found.

mod model;
mod report;

pub use model::{
    Album, AlbumRow, Artist, Customer, CustomerRow, Employee, EmployeeRow, Genre, Invoice, InvoiceLine, InvoiceLineRow,
    InvoiceRow, MediaType, Playlist, PlaylistRow, PlaylistTrack, Track, TrackRow,
};
pub use report::{
    CustomerWithInvoices, EmployeeChain, PlaylistWithTracks, customers, playlists, reporting_chain, revenue_by_artist,
};
