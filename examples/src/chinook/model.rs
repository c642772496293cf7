//! The structs. The file's tables are not STRICT, and its columns are named in `PascalCase`.

use orm_sqlite::prelude::*;

/// An artist.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "Artist", strict = false)]
#[relations(albums = has_many(Album::ARTIST_ID))]
pub struct Artist {
    /// The key.
    #[column(primary_key)]
    pub artist_id: i64,
    /// The artist's or the band's name.
    #[column(sql_type = "NVARCHAR(120)")]
    pub name: Option<String>,
}

/// An album of one artist.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "Album", strict = false)]
#[relations(artist = belongs_to(artist_id), tracks = has_many(Track::ALBUM_ID))]
pub struct Album {
    /// The key.
    #[column(primary_key)]
    pub album_id: i64,
    /// The title.
    #[column(sql_type = "NVARCHAR(160)")]
    pub title: String,
    /// Whose album it is.
    #[column(references = Artist::ARTIST_ID, index(name = "IFK_AlbumArtistId"))]
    pub artist_id: i64,
}

/// A genre.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "Genre", strict = false)]
#[relations(tracks = has_many(Track::GENRE_ID))]
pub struct Genre {
    /// The key.
    #[column(primary_key)]
    pub genre_id: i64,
    /// The name.
    #[column(sql_type = "NVARCHAR(120)")]
    pub name: Option<String>,
}

/// A kind of file.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "MediaType", strict = false)]
#[relations(tracks = has_many(Track::MEDIA_TYPE_ID))]
pub struct MediaType {
    /// The key.
    #[column(primary_key)]
    pub media_type_id: i64,
    /// The name.
    #[column(sql_type = "NVARCHAR(120)")]
    pub name: Option<String>,
}

/// A track.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "Track", strict = false)]
#[relations(
    album      = belongs_to(album_id),
    genre      = belongs_to(genre_id),
    media_type = belongs_to(media_type_id),
    playlists  = many_to_many(Playlist, through(PlaylistTrack::TRACK_ID, PlaylistTrack::PLAYLIST_ID)),
    lines      = has_many(InvoiceLine::TRACK_ID),
)]
pub struct Track {
    /// The key.
    #[column(primary_key)]
    pub track_id: i64,
    /// The title.
    #[column(sql_type = "NVARCHAR(200)")]
    pub name: String,
    /// The album, if it is on one.
    #[column(references = Album::ALBUM_ID, index(name = "IFK_TrackAlbumId"))]
    pub album_id: Option<i64>,
    /// The kind of file.
    #[column(references = MediaType::MEDIA_TYPE_ID, index(name = "IFK_TrackMediaTypeId"))]
    pub media_type_id: i64,
    /// The genre, if it is known.
    #[column(references = Genre::GENRE_ID, index(name = "IFK_TrackGenreId"))]
    pub genre_id: Option<i64>,
    /// The composer, if known.
    #[column(sql_type = "NVARCHAR(220)")]
    pub composer: Option<String>,
    /// The length.
    pub milliseconds: i64,
    /// The size, if known.
    pub bytes: Option<i64>,
    /// The price.
    #[column(sql_type = "NUMERIC(10,2)")]
    pub unit_price: f64,
}

/// A playlist.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "Playlist", strict = false)]
#[relations(tracks = many_to_many(Track, through(PlaylistTrack::PLAYLIST_ID, PlaylistTrack::TRACK_ID)))]
pub struct Playlist {
    /// The key.
    #[column(primary_key)]
    pub playlist_id: i64,
    /// The name.
    #[column(sql_type = "NVARCHAR(120)")]
    pub name: Option<String>,
}

/// A track on a playlist.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "PlaylistTrack", strict = false, primary_key(playlist_id, track_id))]
pub struct PlaylistTrack {
    /// The playlist.
    #[column(references = Playlist::PLAYLIST_ID, index(name = "IFK_PlaylistTrackPlaylistId"))]
    pub playlist_id: i64,
    /// The track.
    #[column(references = Track::TRACK_ID, index(name = "IFK_PlaylistTrackTrackId"))]
    pub track_id: i64,
}

/// Somebody who works at the shop.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "Employee", strict = false)]
#[relations(
    manager   = belongs_to(reports_to),
    reports   = has_many(Employee::REPORTS_TO),
    customers = has_many(Customer::SUPPORT_REP_ID),
)]
pub struct Employee {
    /// The key.
    #[column(primary_key)]
    pub employee_id: i64,
    /// The family name.
    #[column(sql_type = "NVARCHAR(20)")]
    pub last_name: String,
    /// The given name.
    #[column(sql_type = "NVARCHAR(20)")]
    pub first_name: String,
    /// What they do.
    #[column(sql_type = "NVARCHAR(30)")]
    pub title: Option<String>,
    /// To whom they report.
    #[column(references = Employee::EMPLOYEE_ID, index(name = "IFK_EmployeeReportsTo"))]
    pub reports_to: Option<i64>,
    /// The day of birth, as the file writes it.
    #[column(sql_type = "DATETIME")]
    pub birth_date: Option<String>,
    /// The first day, as the file writes it.
    #[column(sql_type = "DATETIME")]
    pub hire_date: Option<String>,
    /// The street.
    #[column(sql_type = "NVARCHAR(70)")]
    pub address: Option<String>,
    /// The city.
    #[column(sql_type = "NVARCHAR(40)")]
    pub city: Option<String>,
    /// The state.
    #[column(sql_type = "NVARCHAR(40)")]
    pub state: Option<String>,
    /// The country.
    #[column(sql_type = "NVARCHAR(40)")]
    pub country: Option<String>,
    /// The postal code.
    #[column(sql_type = "NVARCHAR(10)")]
    pub postal_code: Option<String>,
    /// The telephone number.
    #[column(sql_type = "NVARCHAR(24)")]
    pub phone: Option<String>,
    /// The fax number.
    #[column(sql_type = "NVARCHAR(24)")]
    pub fax: Option<String>,
    /// The address for mail.
    #[column(sql_type = "NVARCHAR(60)")]
    pub email: Option<String>,
}

/// A customer.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "Customer", strict = false)]
#[relations(invoices = has_many(Invoice::CUSTOMER_ID), support_rep = belongs_to(support_rep_id))]
pub struct Customer {
    /// The key.
    #[column(primary_key)]
    pub customer_id: i64,
    /// The given name.
    #[column(sql_type = "NVARCHAR(40)")]
    pub first_name: String,
    /// The family name.
    #[column(sql_type = "NVARCHAR(20)")]
    pub last_name: String,
    /// The company.
    #[column(sql_type = "NVARCHAR(80)")]
    pub company: Option<String>,
    /// The street.
    #[column(sql_type = "NVARCHAR(70)")]
    pub address: Option<String>,
    /// The city.
    #[column(sql_type = "NVARCHAR(40)")]
    pub city: Option<String>,
    /// The state.
    #[column(sql_type = "NVARCHAR(40)")]
    pub state: Option<String>,
    /// The country.
    #[column(sql_type = "NVARCHAR(40)")]
    pub country: Option<String>,
    /// The postal code.
    #[column(sql_type = "NVARCHAR(10)")]
    pub postal_code: Option<String>,
    /// The telephone number.
    #[column(sql_type = "NVARCHAR(24)")]
    pub phone: Option<String>,
    /// The fax number.
    #[column(sql_type = "NVARCHAR(24)")]
    pub fax: Option<String>,
    /// The address for mail.
    #[column(sql_type = "NVARCHAR(60)")]
    pub email: String,
    /// Who looks after them.
    #[column(references = Employee::EMPLOYEE_ID, index(name = "IFK_CustomerSupportRepId"))]
    pub support_rep_id: Option<i64>,
}

/// An invoice.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "Invoice", strict = false)]
#[relations(lines = has_many(InvoiceLine::INVOICE_ID), customer = belongs_to(customer_id))]
pub struct Invoice {
    /// The key.
    #[column(primary_key)]
    pub invoice_id: i64,
    /// Who bought.
    #[column(references = Customer::CUSTOMER_ID, index(name = "IFK_InvoiceCustomerId"))]
    pub customer_id: i64,
    /// When, as the file writes it.
    #[column(sql_type = "DATETIME")]
    pub invoice_date: String,
    /// The street.
    #[column(sql_type = "NVARCHAR(70)")]
    pub billing_address: Option<String>,
    /// The city.
    #[column(sql_type = "NVARCHAR(40)")]
    pub billing_city: Option<String>,
    /// The state.
    #[column(sql_type = "NVARCHAR(40)")]
    pub billing_state: Option<String>,
    /// The country.
    #[column(sql_type = "NVARCHAR(40)")]
    pub billing_country: Option<String>,
    /// The postal code.
    #[column(sql_type = "NVARCHAR(10)")]
    pub billing_postal_code: Option<String>,
    /// The sum.
    #[column(sql_type = "NUMERIC(10,2)")]
    pub total: f64,
}

/// One line of an invoice.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(rename_all = "PascalCase", name = "InvoiceLine", strict = false)]
#[relations(invoice = belongs_to(invoice_id), track = belongs_to(track_id))]
pub struct InvoiceLine {
    /// The key.
    #[column(primary_key)]
    pub invoice_line_id: i64,
    /// The invoice.
    #[column(references = Invoice::INVOICE_ID, index(name = "IFK_InvoiceLineInvoiceId"))]
    pub invoice_id: i64,
    /// What was bought.
    #[column(references = Track::TRACK_ID, index(name = "IFK_InvoiceLineTrackId"))]
    pub track_id: i64,
    /// The price of one.
    #[column(sql_type = "NUMERIC(10,2)")]
    pub unit_price: f64,
    /// How many.
    pub quantity: i64,
}
