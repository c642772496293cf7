//! Keys of every kind: composite, nullable, TEXT, BLOB, newtypes and `u32`.

use orm_sqlite::prelude::*;

use crate::model::{
    Bin, City, Country, Device, Fixture, Order, OrderId, OrderLine, Reading, Seat, Show, Ticket, key_schema,
};

fn fixture(sql: &str) -> Fixture {
    let fixture = Fixture::new(&key_schema());
    fixture.raw.execute_batch(sql).unwrap();
    fixture
}

/// Keys whose parts cross: `(a, 2)` and `(b, 1)` are both in the lists of parts, and neither is a key.
const SEATS: &str = "
insert into seats values ('a', 1, 'box'), ('b', 2, 'box'), ('a', 2, 'row'), ('c', 9, 'row');
insert into tickets values (1, 'a', 1), (2, 'b', 2), (3, 'a', 1), (4, null, 1), (5, 'a', 2);
insert into shows values (1, 'Faust'), (2, 'Medea');
insert into seat_shows values ('a', 1, 1), ('b', 2, 1), ('a', 1, 2);
";

#[test]
fn a_composite_key_is_compared_as_a_whole() {
    let fixture = fixture(SEATS);
    let seats =
        fixture.db.query::<Seat>().filter(Seat::KIND.eq("box")).with_tickets_by(|query| query.order_by(Ticket::ID));
    let seats = seats.order_by(Seat::HALL).all().unwrap();
    let tickets: Vec<Vec<i64>> =
        seats.iter().map(|seat| seat.tickets.iter().map(|ticket| ticket.id).collect()).collect();
    assert_eq!(tickets, [vec![1, 3], vec![2]], "ticket 5 is of (a, 2), which was not asked for");

    let tickets = fixture.db.query::<Ticket>().with_seat().order_by(Ticket::ID).all().unwrap();
    let seats: Vec<_> = tickets.iter().map(|ticket| ticket.seat.as_ref().map(|seat| seat.kind.as_str())).collect();
    assert_eq!(seats, [Some("box"), Some("box"), Some("box"), None, Some("row")], "a key with a NULL in it is none");
}

#[test]
fn a_composite_key_goes_through_a_table_between() {
    let fixture = fixture(SEATS);
    let seats = fixture.db.query::<Seat>().with_shows_by(|shows| shows.order_by(Show::TITLE));
    let seats = seats.order_by((Seat::HALL, Seat::NUMBER)).all().unwrap();
    let titles: Vec<Vec<&str>> =
        seats.iter().map(|seat| seat.shows.iter().map(|show| show.title.as_str()).collect()).collect();
    assert_eq!(titles, [vec!["Faust", "Medea"], vec![], vec!["Faust"], vec![]]);

    let shows = fixture.db.query::<Show>().with_seats_by(|seats| seats.order_by(Seat::HALL)).order_by(Show::ID).all();
    let halls: Vec<Vec<String>> =
        shows.unwrap().into_iter().map(|show| show.seats.into_iter().map(|seat| seat.hall.clone()).collect()).collect();
    assert_eq!(halls, [vec!["a", "b"], vec!["a"]]);
}

#[test]
fn composite_keys_work_in_find_and_in_handles() {
    let fixture = fixture(SEATS);
    let seat = fixture.db.find::<Seat>(("a".to_owned(), 2)).get().unwrap().unwrap();
    assert_eq!(seat.kind, "row");
    assert!(fixture.db.find::<Seat>(("b".to_owned(), 1)).get().unwrap().is_none());
    let sold = fixture.db.select::<Seat>().filter(Seat::tickets().exists()).order_by(Seat::KIND).order_by(Seat::HALL);
    let sold: Vec<_> = sold.all().unwrap().into_iter().map(|seat| (seat.hall, seat.number)).collect();
    assert_eq!(sold, [("a".to_owned(), 1), ("b".to_owned(), 2), ("a".to_owned(), 2)]);
    let faust = fixture.db.select::<Seat>().filter(Seat::shows().any(Show::TITLE.eq("Medea"))).all().unwrap();
    assert_eq!(faust.len(), 1);
    let homeless = fixture.db.select::<Ticket>().filter(Ticket::seat().exists().not()).all().unwrap();
    assert_eq!(homeless.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [4]);
}

#[test]
fn a_text_key_is_compared_by_its_collation() {
    let fixture = fixture(
        "insert into countries values ('DE', 'Germany'), ('fr', 'France'), ('', 'nowhere');
         insert into cities values (1, 'de', 'Berlin'), (2, 'DE', 'Bonn'), (3, 'FR', 'Paris'), (4, '', 'Atlantis');",
    );
    // By the table's whole rows, and by a list of keys.
    let whole =
        fixture.db.query::<Country>().with_cities_by(|cities| cities.order_by(City::ID)).order_by(Country::NAME);
    let some = fixture.db.query::<Country>().filter(Country::NAME.ne("x"));
    let some = some.with_cities_by(|cities| cities.order_by(City::ID)).order_by(Country::NAME).all().unwrap();
    let whole = whole.all().unwrap();
    assert_eq!(whole, some);
    let names: Vec<Vec<&str>> =
        whole.iter().map(|country| country.cities.iter().map(|city| city.name.as_str()).collect()).collect();
    assert_eq!(names, [vec!["Paris"], vec!["Berlin", "Bonn"], vec!["Atlantis"]]);
    let cities = fixture.db.query::<City>().with_country_row().order_by(City::ID).all().unwrap();
    let countries: Vec<_> = cities.iter().map(|city| city.country_row.name.as_str()).collect();
    assert_eq!(countries, ["Germany", "Germany", "France", "nowhere"]);
}

/// The child's column has no collation of its own; the database enforces its key by the parent's.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "towns")]
#[relations(country_row = belongs_to(country))]
struct Town {
    #[column(primary_key)]
    id: i64,
    #[column(references = Land::CODE)]
    country: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "lands")]
#[relations(towns = has_many(Town::COUNTRY))]
struct Land {
    #[column(primary_key, collate = nocase)]
    code: String,
    name: String,
}

#[test]
fn a_child_that_the_foreign_key_accepts_is_found_where_the_columns_differ_in_collation() {
    let fixture = Fixture::new(&schema!(Land, Town));
    fixture
        .raw
        .execute_batch("insert into lands values ('DE', 'Germany'); insert into towns values (1, 'de'), (2, 'DE');")
        .unwrap();
    let joined = fixture.rows("select t.id from lands l join towns t on l.code = t.country order by t.id");
    assert_eq!(joined, ["1", "2"]);
    let loaded = |lands: Vec<LandRow<Vec<TownRow>>>| -> Vec<String> {
        lands.iter().flat_map(|land| &land.towns).map(|town| town.id.to_string()).collect()
    };
    let whole = fixture.db.query::<Land>().with_towns_by(|towns| towns.order_by(Town::ID)).all().unwrap();
    let some = fixture.db.query::<Land>().filter(Land::NAME.ne("x")).with_towns_by(|towns| towns.order_by(Town::ID));
    assert_eq!(loaded(whole), joined, "all parents");
    assert_eq!(loaded(some.all().unwrap()), joined, "some parents");
    let count = fixture.db.select::<Land>().columns(Land::towns().count()).one().unwrap();
    assert_eq!(usize::try_from(count).unwrap(), joined.len());

    let towns = fixture.db.query::<Town>().with_country_row().order_by(Town::ID).all().unwrap();
    assert_eq!(towns.iter().map(|town| town.id.to_string()).collect::<Vec<_>>(), joined);
}

#[test]
fn a_blob_key_finds_its_rows() {
    let fixture = Fixture::new(&key_schema());
    let key = |last: u8| {
        let mut key = [0; 16];
        key[15] = last;
        key
    };
    for last in 0..3 {
        fixture.db.insert(NewDevicePair(last).device(key(last))).run().unwrap();
    }
    for (id, last) in [(1, 2), (2, 0), (3, 2)] {
        fixture
            .db
            .insert(crate::model::NewReading { id: Set::Value(id), device_id: key(last), value: 0.5 })
            .run()
            .unwrap();
    }
    let devices = fixture.db.query::<Device>().with_readings_by(|readings| readings.order_by(Reading::ID));
    let devices = devices.order_by(Device::ID).all().unwrap();
    let readings: Vec<Vec<i64>> =
        devices.iter().map(|device| device.readings.iter().map(|reading| reading.id).collect()).collect();
    assert_eq!(readings, [vec![2], vec![], vec![1, 3]]);
    let readings = fixture.db.query::<Reading>().with_device().order_by(Reading::ID).all().unwrap();
    assert_eq!(readings.iter().map(|reading| reading.device.id[15]).collect::<Vec<_>>(), [2, 0, 2]);
}

/// Names a device by its number.
struct NewDevicePair(u8);

impl NewDevicePair {
    fn device(&self, id: [u8; 16]) -> crate::model::NewDevice {
        crate::model::NewDevice { id, name: self.0.to_string() }
    }
}

#[test]
fn newtypes_and_narrow_integers_are_keys() {
    let fixture = fixture(
        "insert into bins values (4294967295, 'last'), (0, 'first');
         insert into orders values (7, 10), (-1, -1);
         insert into order_lines values (1, 7, 4294967295), (2, 7, null), (3, -1, 0);",
    );
    let orders = fixture
        .db
        .query::<Order>()
        .with_lines_by(|lines| lines.order_by(OrderLine::ID).with_bin())
        .order_by(Order::ID)
        .all()
        .unwrap();
    let seen: Vec<(OrderId, Vec<Option<u32>>)> = orders
        .iter()
        .map(|order| (order.id, order.lines.iter().map(|line| line.bin.as_ref().map(|bin| bin.id)).collect()))
        .collect();
    assert_eq!(seen, [(OrderId(-1), vec![Some(0)]), (OrderId(7), vec![Some(u32::MAX), None])]);
    let bins = fixture.db.query::<Bin>().with_lines_by(|lines| lines.with_order()).order_by(Bin::ID).all().unwrap();
    assert_eq!(bins[1].lines[0].order.id, OrderId(7));
    assert_eq!(fixture.db.find::<Order>(OrderId(7)).one().unwrap().id, OrderId(7));
}

/// Two keys begin with one column; the first has `NULL` in its other part, the second is there all the same.
#[test]
fn a_key_that_shares_a_column_with_another_is_found_where_the_other_is_null() {
    #[derive(Table, Relations, Debug)]
    #[table(primary_key(hall, number))]
    struct Place {
        hall: String,
        number: i64,
    }
    #[derive(Table, Relations, Debug)]
    struct Hall {
        #[column(primary_key)]
        hall: String,
    }
    #[derive(Table, Relations, Debug)]
    #[table(foreign_key(columns(hall, number), references(Place::HALL, Place::NUMBER)))]
    #[relations(place = belongs_to(hall, number), in_hall = belongs_to(hall))]
    struct Visit {
        #[column(primary_key)]
        id: i64,
        #[column(references = Hall::HALL)]
        hall: String,
        number: Option<i64>,
    }
    let fixture = Fixture::new(&schema!(Place, Hall, Visit));
    fixture
        .raw
        .execute_batch(
            "insert into hall values ('a'), ('b'); insert into place values ('a', 1);
            insert into visit values (1, 'a', 1), (2, 'b', null)",
        )
        .unwrap();
    let visits = fixture.db.query::<Visit>().with_place().with_in_hall().order_by(Visit::ID).all().unwrap();
    let halls: Vec<&str> = visits.iter().map(|visit| visit.in_hall.hall.as_str()).collect();
    assert_eq!(halls, ["a", "b"]);
    assert!(visits[0].place.is_some() && visits[1].place.is_none());
}
