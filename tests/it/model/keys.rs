//! Tables related by keys of every kind: composite, nullable, TEXT, BLOB, a newtype, `u32`.

use orm_sqlite::prelude::*;
use serde::{Deserialize, Serialize};

/// A composite key.
#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "seats", primary_key(hall, number))]
#[relations(
    tickets = has_many(Ticket::HALL, Ticket::NUMBER),
    shows   = many_to_many(Show, through((SeatShow::HALL, SeatShow::NUMBER), SeatShow::SHOW_ID)),
)]
pub(crate) struct Seat {
    pub(crate) hall: String,
    pub(crate) number: u32,
    pub(crate) kind: String,
}

/// A composite foreign key, one part of which may be `NULL`.
#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "tickets", foreign_key(columns(hall, number), references(Seat::HALL, Seat::NUMBER), on_delete = cascade))]
#[relations(seat = belongs_to(hall, number))]
pub(crate) struct Ticket {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) hall: Option<String>,
    pub(crate) number: u32,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "shows")]
#[relations(seats = many_to_many(Seat, through(SeatShow::SHOW_ID, (SeatShow::HALL, SeatShow::NUMBER))))]
pub(crate) struct Show {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) title: String,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(
    name = "seat_shows",
    primary_key(hall, number, show_id),
    foreign_key(columns(hall, number), references(Seat::HALL, Seat::NUMBER))
)]
pub(crate) struct SeatShow {
    pub(crate) hall: String,
    pub(crate) number: u32,
    #[column(references = Show::ID)]
    pub(crate) show_id: i64,
}

/// A TEXT key that compares without case.
#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "countries")]
#[relations(cities = has_many(City::COUNTRY))]
pub(crate) struct Country {
    #[column(primary_key, collate = nocase)]
    pub(crate) code: String,
    pub(crate) name: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "cities")]
#[relations(country_row = belongs_to(country))]
pub(crate) struct City {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references = Country::CODE, collate = nocase)]
    pub(crate) country: String,
    pub(crate) name: String,
}

/// A BLOB key.
#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "devices")]
#[relations(readings = has_many(Reading::DEVICE_ID))]
pub(crate) struct Device {
    #[column(primary_key)]
    pub(crate) id: [u8; 16],
    pub(crate) name: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "readings")]
#[relations(device = belongs_to(device_id))]
pub(crate) struct Reading {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references = Device::ID)]
    pub(crate) device_id: [u8; 16],
    pub(crate) value: f64,
}

/// A newtype as a key.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderId(pub(crate) i64);

/// An enum as INTEGER.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[column_type(integer)]
pub(crate) enum Priority {
    Low = -1,
    High = 10,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "orders")]
#[relations(lines = has_many(OrderLine::ORDER_ID))]
pub(crate) struct Order {
    #[column(primary_key)]
    pub(crate) id: OrderId,
    pub(crate) priority: Priority,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "order_lines")]
#[relations(order = belongs_to(order_id), bin = belongs_to(bin_id))]
pub(crate) struct OrderLine {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references = Order::ID)]
    pub(crate) order_id: OrderId,
    #[column(references = Bin::ID)]
    pub(crate) bin_id: Option<u32>,
}

/// A `u32` key.
#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "bins")]
#[relations(lines = has_many(OrderLine::BIN_ID))]
pub(crate) struct Bin {
    #[column(primary_key)]
    pub(crate) id: u32,
    pub(crate) label: String,
}

pub(crate) fn key_schema() -> Schema {
    schema!(Seat, Ticket, Show, SeatShow, Country, City, Device, Reading, Bin, Order, OrderLine)
}
