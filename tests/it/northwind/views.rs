//! One query a view.

use orm_sqlite::engine::Unbound;
use orm_sqlite::prelude::*;
use orm_sqlite::query::{Grouped, Select};
use orm_sqlite::scope::{InScope, InnerJoin, Of};

use super::model::{
    Category, Customer, Detail, Employee, Extended, Order, Product, ProductSales, Shipper, Subtotal, Supplier,
};
use super::{Northwind, shown};

/// A year with orders, for the views about one without.
const YEAR: &str = "2017";

/// `(UnitPrice * Quantity * (1 - Discount) / 100) * 100`
fn price<S, I>() -> Expr<S, Option<f64>>
where
    Of<Detail>: InScope<Detail, S, I>,
{
    let kept = Detail::DISCOUNT.neg().add(1.0);
    Detail::UNIT_PRICE.mul(Detail::QUANTITY.cast::<f64>()).mul(kept).div(100.0).mul(100.0)
}

/// From the first to the last day of a year, as the views say it.
fn in_year<S, I>(column: orm_sqlite::column::Column<Order, Option<String>>, year: &str) -> Expr<S, bool>
where
    Of<Order>: InScope<Order, S, I>,
{
    column.between(format!("{year}-01-01 00:00:00"), format!("{year}-12-31 00:00:00"))
}

#[test]
fn alphabetical_list_of_products() {
    let Some(northwind) = Northwind::open() else { return };
    let rows = northwind
        .db
        .select::<Category>()
        .inner_join::<Product>()
        .on(Product::CATEGORY_ID.eq(Category::ID))
        .filter(Product::DISCONTINUED.eq("0"))
        .columns((
            Product::ID,
            Product::PRODUCT_NAME,
            Product::SUPPLIER_ID,
            Product::CATEGORY_ID,
            Product::QUANTITY_PER_UNIT,
            Product::UNIT_PRICE,
            Product::UNITS_IN_STOCK,
            Product::UNITS_ON_ORDER,
            Product::REORDER_LEVEL,
            Product::DISCONTINUED,
            Category::CATEGORY_NAME,
        ))
        .all()
        .unwrap();
    northwind.assert_view("Alphabetical list of products", 69, &rows);
}

/// The view `Product Sales for 1997`, of any year.
fn product_sales(
    year: &str,
) -> Select<
    InnerJoin<InnerJoin<InnerJoin<Category, Product>, Detail>, Order>,
    Unbound,
    (Option<String>, String, Option<f64>),
    Grouped,
> {
    Category::select()
        .inner_join::<Product>()
        .on(Product::CATEGORY_ID.eq(Category::ID))
        .inner_join::<Detail>()
        .on(Detail::PRODUCT_ID.eq(Product::ID))
        .inner_join::<Order>()
        .on(Order::ID.eq(Detail::ORDER_ID))
        .filter(in_year(Order::SHIPPED_DATE, year))
        .group_by((Category::CATEGORY_NAME, Product::PRODUCT_NAME))
        .columns((Category::CATEGORY_NAME, Product::PRODUCT_NAME, price().sum()))
}

#[test]
fn product_sales_for_a_year() {
    let Some(northwind) = Northwind::open() else { return };
    northwind.assert_view("Product Sales for 1997", 0, &product_sales("1997").using(&northwind.db).all().unwrap());
    let rows = product_sales(YEAR).using(&northwind.db).all().unwrap();
    northwind.assert_view_of("Product Sales for 1997", YEAR, &rows);
}

#[test]
fn category_sales_for_a_year() {
    let Some(northwind) = Northwind::open() else { return };
    let sales = |year| {
        ProductSales::subquery(product_sales(year))
            .select()
            .group_by(ProductSales::CATEGORY_NAME)
            .columns((ProductSales::CATEGORY_NAME, ProductSales::PRODUCT_SALES.sum()))
    };
    northwind.assert_view("Category Sales for 1997", 0, &sales("1997").using(&northwind.db).all().unwrap());
    let rows = sales(YEAR).using(&northwind.db).all().unwrap();
    let by_hand = northwind.by_hand(&format!(
        "select c.CategoryName, sum(s) from (select p.CategoryID as c, sum((d.UnitPrice*Quantity*(1-Discount)/100)*100) as s
         from Products p join [Order Details] d on d.ProductID = p.ProductID join Orders o on o.OrderID = d.OrderID
         where o.ShippedDate between datetime('{YEAR}-01-01') and datetime('{YEAR}-12-31')
         group by p.CategoryID, p.ProductName) join Categories c on c.CategoryID = c group by c.CategoryName order by 1"
    ));
    assert_eq!(rows.len(), by_hand.len());
    assert!(rows.len() > 5);
    // The sums of the sums are added in another order.
    let cents = |row: &str| {
        let (name, sum) = row.split_once(" | ").unwrap();
        format!("{name}: {:.2}", sum.parse::<f64>().unwrap())
    };
    let ours: Vec<String> = shown(&rows, true).iter().map(|row| cents(row)).collect();
    assert_eq!(ours, by_hand.iter().map(|row| cents(row)).collect::<Vec<_>>());
}

#[test]
fn current_product_list() {
    let Some(northwind) = Northwind::open() else { return };
    let products = northwind.db.select::<Product>().filter(Product::DISCONTINUED.eq("0"));
    let rows = products.columns((Product::ID, Product::PRODUCT_NAME)).all().unwrap();
    northwind.assert_view("Current Product List", 69, &rows);
}

#[test]
fn customer_and_suppliers_by_city() {
    let Some(northwind) = Northwind::open() else { return };
    let suppliers = Supplier::select().columns((
        Supplier::CITY,
        Supplier::COMPANY_NAME.nullable(),
        Supplier::CONTACT_NAME,
        value("Suppliers"),
    ));
    let rows = northwind
        .db
        .select::<Customer>()
        .columns((Customer::CITY, Customer::COMPANY_NAME, Customer::CONTACT_NAME, value("Customers")))
        .union(suppliers)
        .order_by((Customer::CITY, Customer::COMPANY_NAME))
        .all()
        .unwrap();
    let view = "Customer and Suppliers by City";
    northwind.assert_view(view, 122, &rows);
    // This one has an order, and no two rows share a city and a company.
    assert_eq!(shown(&rows, false), northwind.by_hand(&format!("select * from \"{view}\"")));
}

#[test]
fn invoices() {
    let Some(northwind) = Northwind::open() else { return };
    // `FirstName + ' ' + LastName` is no concatenation in SQLite: it adds numbers, which the names are not.
    let salesperson =
        Employee::FIRST_NAME.cast::<i64>().add(value(" ").cast::<i64>()).add(Employee::LAST_NAME.cast::<i64>());
    let rows = northwind
        .db
        .select::<Customer>()
        .inner_join::<Order>()
        .on(Order::CUSTOMER_ID.eq(Customer::ID))
        .inner_join::<Employee>()
        .on(Employee::ID.eq(Order::EMPLOYEE_ID))
        .inner_join::<Detail>()
        .on(Detail::ORDER_ID.eq(Order::ID))
        .inner_join::<Product>()
        .on(Product::ID.eq(Detail::PRODUCT_ID))
        .inner_join::<Shipper>()
        .on(Shipper::ID.eq(Order::SHIP_VIA))
        .columns((
            (
                Order::SHIP_NAME,
                Order::SHIP_ADDRESS,
                Order::SHIP_CITY,
                Order::SHIP_REGION,
                Order::SHIP_POSTAL_CODE,
                Order::SHIP_COUNTRY,
                Order::CUSTOMER_ID,
            ),
            (
                Customer::COMPANY_NAME,
                Customer::ADDRESS,
                Customer::CITY,
                Customer::REGION,
                Customer::POSTAL_CODE,
                Customer::COUNTRY,
                salesperson,
            ),
            (
                Order::ID,
                Order::ORDER_DATE,
                Order::REQUIRED_DATE,
                Order::SHIPPED_DATE,
                Shipper::COMPANY_NAME,
                Detail::PRODUCT_ID,
                Product::PRODUCT_NAME,
                Detail::UNIT_PRICE,
                Detail::QUANTITY,
                Detail::DISCOUNT,
                price(),
                Order::FREIGHT,
            ),
        ))
        .all()
        .unwrap();
    northwind.assert_view("Invoices", 2155, &rows);
}

#[test]
fn order_details_extended() {
    let Some(northwind) = Northwind::open() else { return };
    let rows = northwind
        .db
        .select::<Product>()
        .inner_join::<Detail>()
        .on(Detail::PRODUCT_ID.eq(Product::ID))
        .columns((
            Detail::ORDER_ID,
            Detail::PRODUCT_ID,
            Product::PRODUCT_NAME,
            Detail::UNIT_PRICE,
            Detail::QUANTITY,
            Detail::DISCOUNT,
            price(),
        ))
        .all()
        .unwrap();
    northwind.assert_view("Order Details Extended", 2155, &rows);
}

fn subtotals() -> Select<Detail, Unbound, (i64, Option<f64>), Grouped> {
    Detail::select().group_by(Detail::ORDER_ID).columns((Detail::ORDER_ID, price().sum()))
}

#[test]
fn order_subtotals() {
    let Some(northwind) = Northwind::open() else { return };
    northwind.assert_view("Order Subtotals", 830, &subtotals().using(&northwind.db).all().unwrap());
}

#[test]
fn orders_qry() {
    let Some(northwind) = Northwind::open() else { return };
    let rows = northwind
        .db
        .select::<Customer>()
        .inner_join::<Order>()
        .on(Order::CUSTOMER_ID.eq(Customer::ID))
        .columns((
            (
                Order::ID,
                Order::CUSTOMER_ID,
                Order::EMPLOYEE_ID,
                Order::ORDER_DATE,
                Order::REQUIRED_DATE,
                Order::SHIPPED_DATE,
                Order::SHIP_VIA,
                Order::FREIGHT,
            ),
            (
                Order::SHIP_NAME,
                Order::SHIP_ADDRESS,
                Order::SHIP_CITY,
                Order::SHIP_REGION,
                Order::SHIP_POSTAL_CODE,
                Order::SHIP_COUNTRY,
            ),
            (
                Customer::COMPANY_NAME,
                Customer::ADDRESS,
                Customer::CITY,
                Customer::REGION,
                Customer::POSTAL_CODE,
                Customer::COUNTRY,
            ),
        ))
        .all()
        .unwrap();
    northwind.assert_view("Orders Qry", 830, &rows);
}

#[test]
fn product_details() {
    let Some(northwind) = Northwind::open() else { return };
    let rows = northwind
        .db
        .select::<Product>()
        .inner_join::<Category>()
        .on(Category::ID.eq(Product::CATEGORY_ID))
        .inner_join::<Supplier>()
        .on(Supplier::ID.eq(Product::SUPPLIER_ID))
        .columns((
            Product::ID,
            Product::PRODUCT_NAME,
            Product::SUPPLIER_ID,
            Product::CATEGORY_ID,
            Product::QUANTITY_PER_UNIT,
            Product::UNIT_PRICE,
            Product::UNITS_IN_STOCK,
            Product::UNITS_ON_ORDER,
            Product::REORDER_LEVEL,
            Product::DISCONTINUED,
            Category::CATEGORY_NAME,
            Category::DESCRIPTION,
            Supplier::COMPANY_NAME,
            Supplier::REGION,
        ))
        .all()
        .unwrap();
    northwind.assert_view("ProductDetails_V", 77, &rows);
}

#[test]
fn products_above_average_price() {
    let Some(northwind) = Northwind::open() else { return };
    let average = scalar(Product::select().columns(Product::UNIT_PRICE.avg()));
    let products = northwind.db.select::<Product>().filter(Product::UNIT_PRICE.gt(average));
    let rows = products.columns((Product::PRODUCT_NAME, Product::UNIT_PRICE)).all().unwrap();
    northwind.assert_view("Products Above Average Price", 25, &rows);
}

#[test]
fn products_by_category() {
    let Some(northwind) = Northwind::open() else { return };
    let rows = northwind
        .db
        .select::<Category>()
        .inner_join::<Product>()
        .on(Product::CATEGORY_ID.eq(Category::ID))
        .filter(Product::DISCONTINUED.ne("1"))
        .columns((
            Category::CATEGORY_NAME,
            Product::PRODUCT_NAME,
            Product::QUANTITY_PER_UNIT,
            Product::UNITS_IN_STOCK,
            Product::DISCONTINUED,
        ))
        .all()
        .unwrap();
    northwind.assert_view("Products by Category", 69, &rows);
}

#[test]
fn quarterly_orders() {
    let Some(northwind) = Northwind::open() else { return };
    let customers = |year| {
        Customer::select()
            .inner_join::<Order>()
            .on(Order::CUSTOMER_ID.eq(Customer::ID))
            .filter(in_year(Order::ORDER_DATE, year))
            .columns((Customer::ID, Customer::COMPANY_NAME, Customer::CITY, Customer::COUNTRY))
            .distinct()
    };
    northwind.assert_view("Quarterly Orders", 0, &customers("1997").using(&northwind.db).all().unwrap());
    northwind.assert_view_of("Quarterly Orders", YEAR, &customers(YEAR).using(&northwind.db).all().unwrap());
}

#[test]
fn sales_totals_by_amount() {
    let Some(northwind) = Northwind::open() else { return };
    let totals = |year| {
        Customer::select()
            .with(Subtotal::cte(subtotals()))
            .inner_join::<Order>()
            .on(Order::CUSTOMER_ID.eq(Customer::ID))
            .inner_join::<Subtotal>()
            .on(Subtotal::ORDER_ID.eq(Order::ID))
            .filter(Subtotal::SUBTOTAL.gt(2500.0))
            .filter(in_year(Order::SHIPPED_DATE, year))
            .columns((Subtotal::SUBTOTAL, Order::ID, Customer::COMPANY_NAME, Order::SHIPPED_DATE))
    };
    northwind.assert_view("Sales Totals by Amount", 0, &totals("1997").using(&northwind.db).all().unwrap());
    northwind.assert_view_of("Sales Totals by Amount", YEAR, &totals(YEAR).using(&northwind.db).all().unwrap());
}

#[test]
fn sales_by_category() {
    let Some(northwind) = Northwind::open() else { return };
    let extended = || Extended::cte(Detail::select().columns((Detail::ORDER_ID, Detail::PRODUCT_ID, price())));
    let sales = |year| {
        Category::select()
            .with(extended())
            .inner_join::<Product>()
            .on(Product::CATEGORY_ID.eq(Category::ID))
            .inner_join::<Extended>()
            .on(Extended::PRODUCT_ID.eq(Product::ID))
            .inner_join::<Order>()
            .on(Order::ID.eq(Extended::ORDER_ID))
            .filter(in_year(Order::ORDER_DATE, year))
            .group_by((Category::ID, Category::CATEGORY_NAME, Product::PRODUCT_NAME))
            .columns((Category::ID, Category::CATEGORY_NAME, Product::PRODUCT_NAME, Extended::EXTENDED_PRICE.sum()))
    };
    northwind.assert_view("Sales by Category", 0, &sales("1997").using(&northwind.db).all().unwrap());
    northwind.assert_view_of("Sales by Category", YEAR, &sales(YEAR).using(&northwind.db).all().unwrap());
}

/// The views by quarter and by year are the same.
#[test]
fn summaries_of_sales() {
    let Some(northwind) = Northwind::open() else { return };
    let rows = northwind
        .db
        .select::<Order>()
        .inner_join_from(Subtotal::subquery(subtotals()))
        .on(Subtotal::ORDER_ID.eq(Order::ID))
        .filter(Order::SHIPPED_DATE.is_not_null())
        .columns((Order::SHIPPED_DATE, Order::ID, Subtotal::SUBTOTAL))
        .all()
        .unwrap();
    northwind.assert_view("Summary of Sales by Quarter", 809, &rows);
    northwind.assert_view("Summary of Sales by Year", 809, &rows);
}
