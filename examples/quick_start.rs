//! From a struct to rows, on a database in memory:
//!
//! ```sh
//! cargo run --example quick_start
//! ```

use orm_sqlite::Error;
use orm_sqlite::prelude::*;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "todos")]
struct Todo {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(default = false)]
    done: bool,
    note: Option<String>,
}

#[expect(clippy::print_stdout, reason = "a program for people to look at")]
fn main() -> Result<(), Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(Todo))?;

    // A title is required: without it, `build` does not compile.
    let milk = db.insert(NewTodo::builder().title("buy milk").build()).returning().one()?;
    let more = ["water the plants", "write a letter"].map(|title| NewTodo::builder().title(title).build());
    db.insert_many(more).run()?;

    db.update::<Todo>().set((Todo::DONE.to(true), Todo::NOTE.to("two litres"))).filter(Todo::ID.eq(milk.id)).run()?;

    let open: Vec<Todo> = db.select::<Todo>().filter(Todo::DONE.eq(false)).order_by(Todo::TITLE).all()?;
    for todo in &open {
        println!("[ ] {}", todo.title);
    }
    for (title, note) in db.select::<Todo>().filter(Todo::DONE.eq(true)).columns((Todo::TITLE, Todo::NOTE)).all()? {
        println!("[x] {title} ({})", note.unwrap_or_default());
    }

    let forgotten: Option<Todo> = db.find::<Todo>(99).get()?;
    println!("todo 99: {forgotten:?}");
    Ok(())
}
