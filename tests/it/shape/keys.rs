//! Keys of every kind under shapes that do not show them; views; aliases of relations to the table itself.

use orm_sqlite::prelude::*;
use orm_sqlite::query::ViewQuery;

use crate::model::{City, Country, Fixture, Seat, SeatShow, Show, Ticket, User, blog};

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Seat)]
struct SeatCard {
    kind: String,
    #[shape(order_by = Ticket::ID)]
    tickets: Vec<TicketCard>,
    #[shape(order_by = Show::TITLE.desc(), limit = 1)]
    shows: Vec<ShowTitle>,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Ticket)]
struct TicketCard {
    id: i64,
    seat: Option<Kind>,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Seat)]
struct Kind {
    kind: String,
    #[shape(count = tickets)]
    tickets: i64,
}

#[derive(Shape, Debug, PartialEq)]
#[shape(of = Show)]
struct ShowTitle {
    title: String,
}

#[test]
fn composite_keys_find_their_rows() {
    let fixture = Fixture::new(&schema!(Seat, Ticket, Show, SeatShow));
    fixture
        .raw
        .execute_batch(
            "insert into seats values ('a', 1, 'sofa'), ('a', 2, 'chair'), ('b', 1, 'box');
            insert into tickets values (1, 'a', 1), (2, 'a', 1), (3, 'b', 1), (4, null, 1);
            insert into shows values (1, 'Hamlet'), (2, 'Macbeth');
            insert into seat_shows values ('a', 1, 1), ('a', 1, 2), ('b', 1, 1)",
        )
        .unwrap();
    let seats = fixture.db.load::<SeatCard>().order_by((Seat::HALL, Seat::NUMBER)).all().unwrap();
    let shown: Vec<String> = seats
        .iter()
        .map(|seat| {
            let tickets: Vec<String> = seat.tickets.iter().map(|ticket| ticket.id.to_string()).collect();
            let shows: Vec<&str> = seat.shows.iter().map(|show| show.title.as_str()).collect();
            format!("{}|{}|{}", seat.kind, tickets.join(","), shows.join(","))
        })
        .collect();
    let by_hand = "select kind,
        coalesce((select group_concat(id, ',') from (select id from tickets t where t.hall = s.hall and t.number = s.number order by id)), ''),
        coalesce((select title from shows join seat_shows l on l.show_id = id where l.hall = s.hall and l.number = s.number
            order by title desc limit 1), '')
        from seats s order by hall, number";
    assert_eq!(shown, fixture.rows(by_hand));
    let back = seats[0].tickets[1].seat.as_ref().unwrap();
    assert_eq!((back.kind.as_str(), back.tickets), ("sofa", 2));
    let tickets = fixture.db.load::<TicketCard>().order_by(Ticket::ID).all().unwrap();
    assert_eq!(tickets.iter().map(|ticket| ticket.seat.is_some()).collect::<Vec<_>>(), [true, true, true, false]);
}

#[test]
fn keys_are_compared_as_the_foreign_key_compares_them() {
    #[derive(Shape)]
    #[shape(of = Country)]
    struct Names {
        name: String,
        #[shape(order_by = City::ID)]
        cities: Vec<CityName>,
    }
    #[derive(Shape)]
    #[shape(of = City)]
    struct CityName {
        name: String,
        country_row: CountryName,
    }
    #[derive(Shape)]
    #[shape(of = Country)]
    struct CountryName {
        name: String,
    }
    let fixture = Fixture::new(&schema!(Country, City));
    fixture
        .raw
        .execute_batch(
            "insert into countries values ('DE', 'Germany'), ('fr', 'France');
            insert into cities values (1, 'de', 'Bonn'), (2, 'DE', 'Kiel'), (3, 'FR', 'Nice')",
        )
        .unwrap();
    let countries = fixture.db.load::<Names>().order_by(Country::NAME).all().unwrap();
    let lines: Vec<String> = countries
        .iter()
        .flat_map(|country| country.cities.iter().map(move |city| (country, city)))
        .map(|(country, city)| format!("{}|{}|{}", country.name, city.name, city.country_row.name))
        .collect();
    let by_hand = "select k.name, c.name, k.name from countries k join cities c on c.country = k.code collate nocase order by k.name, c.id";
    assert_eq!(lines, fixture.rows(by_hand));
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_table_related_to_itself_by_links() {
    #[derive(Shape)]
    #[shape(of = User)]
    struct Person {
        name: String,
        #[shape(order_by = User::NAME)]
        friends: Vec<Friend>,
    }
    #[derive(Shape)]
    #[shape(of = User)]
    struct Friend {
        name: String,
        #[shape(count = friends)]
        friends: i64,
    }
    let fixture = blog();
    let people = fixture.db.load::<Person>().order_by(User::ID).all().unwrap();
    let lines: Vec<String> = people
        .iter()
        .flat_map(|person| person.friends.iter().map(move |friend| (person, friend)))
        .map(|(person, friend)| format!("{}|{}|{}", person.name, friend.name, friend.friends))
        .collect();
    let by_hand = "select u.name, f.name, (select count(*) from friendships where user_id = f.id) from users u
        join friendships l on l.user_id = u.id join users f on f.id = l.friend_id order by u.id, f.name";
    assert_eq!(lines, fixture.rows(by_hand));
}

#[derive(View, Debug)]
#[view(query = writers)]
struct Writer {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn writers() -> impl ViewQuery<Writer> {
    User::select().filter(User::posts().exists()).columns((User::ID, User::NAME))
}

#[derive(Shape)]
#[shape(of = Writer)]
struct WriterName {
    name: String,
}

#[test]
fn a_view_has_shapes_too() {
    let fixture = blog();
    fixture.db.create_tables(&schema!(Writer)).unwrap();
    let names = fixture.db.load::<WriterName>().order_by(Writer::NAME.desc()).all().unwrap();
    assert_eq!(names.iter().map(|writer| writer.name.as_str()).collect::<Vec<_>>(), ["Bob", "Ada"]);
}
