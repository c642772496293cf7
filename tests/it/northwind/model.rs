//! Northwind's tables as they are: names with spaces, nullable almost everywhere, not STRICT.

#![expect(clippy::struct_field_names, reason = "the columns of the database are named so")]

use orm_sqlite::prelude::*;

#[derive(Table, Debug)]
#[table(name = "Categories", rename_all = "PascalCase", strict = false)]
pub(super) struct Category {
    #[column(primary_key, autoincrement, name = "CategoryID")]
    pub(super) id: i64,
    pub(super) category_name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) picture: Option<Vec<u8>>,
}

#[derive(Table, Debug)]
#[table(name = "Customers", rename_all = "PascalCase", strict = false)]
pub(super) struct Customer {
    #[column(primary_key, name = "CustomerID")]
    pub(super) id: String,
    pub(super) company_name: Option<String>,
    pub(super) contact_name: Option<String>,
    pub(super) address: Option<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) country: Option<String>,
}

#[derive(Table, Debug)]
#[table(name = "Employees", rename_all = "PascalCase", strict = false)]
pub(super) struct Employee {
    #[column(primary_key, autoincrement, name = "EmployeeID")]
    pub(super) id: i64,
    pub(super) last_name: Option<String>,
    pub(super) first_name: Option<String>,
    #[column(references = Employee::ID)]
    pub(super) reports_to: Option<i64>,
}

#[derive(Table, Debug)]
#[table(name = "Shippers", rename_all = "PascalCase", strict = false)]
pub(super) struct Shipper {
    #[column(primary_key, autoincrement, name = "ShipperID")]
    pub(super) id: i64,
    pub(super) company_name: String,
}

#[derive(Table, Debug)]
#[table(name = "Suppliers", rename_all = "PascalCase", strict = false)]
pub(super) struct Supplier {
    #[column(primary_key, autoincrement, name = "SupplierID")]
    pub(super) id: i64,
    pub(super) company_name: String,
    pub(super) contact_name: Option<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
}

#[derive(Table, Debug)]
#[table(name = "Products", rename_all = "PascalCase", strict = false)]
pub(super) struct Product {
    #[column(primary_key, autoincrement, name = "ProductID")]
    pub(super) id: i64,
    pub(super) product_name: String,
    #[column(name = "SupplierID", references = Supplier::ID)]
    pub(super) supplier_id: Option<i64>,
    #[column(name = "CategoryID", references = Category::ID)]
    pub(super) category_id: Option<i64>,
    pub(super) quantity_per_unit: Option<String>,
    #[column(sql_type = "NUMERIC")]
    pub(super) unit_price: Option<f64>,
    pub(super) units_in_stock: Option<i64>,
    pub(super) units_on_order: Option<i64>,
    pub(super) reorder_level: Option<i64>,
    #[column(default = "0")]
    pub(super) discontinued: String,
}

#[derive(Table, Debug)]
#[table(name = "Orders", rename_all = "PascalCase", strict = false)]
pub(super) struct Order {
    #[column(primary_key, autoincrement, name = "OrderID")]
    pub(super) id: i64,
    #[column(name = "CustomerID", references = Customer::ID)]
    pub(super) customer_id: Option<String>,
    #[column(name = "EmployeeID", references = Employee::ID)]
    pub(super) employee_id: Option<i64>,
    #[column(sql_type = "DATETIME")]
    pub(super) order_date: Option<String>,
    #[column(sql_type = "DATETIME")]
    pub(super) required_date: Option<String>,
    #[column(sql_type = "DATETIME")]
    pub(super) shipped_date: Option<String>,
    #[column(references = Shipper::ID)]
    pub(super) ship_via: Option<i64>,
    #[column(sql_type = "NUMERIC")]
    pub(super) freight: Option<f64>,
    pub(super) ship_name: Option<String>,
    pub(super) ship_address: Option<String>,
    pub(super) ship_city: Option<String>,
    pub(super) ship_region: Option<String>,
    pub(super) ship_postal_code: Option<String>,
    pub(super) ship_country: Option<String>,
}

#[derive(Table, Debug)]
#[table(name = "Order Details", rename_all = "PascalCase", primary_key(order_id, product_id), strict = false)]
pub(super) struct Detail {
    #[column(name = "OrderID", references = Order::ID)]
    pub(super) order_id: i64,
    #[column(name = "ProductID", references = Product::ID)]
    pub(super) product_id: i64,
    #[column(sql_type = "NUMERIC", default = 0)]
    pub(super) unit_price: f64,
    #[column(default = 1)]
    pub(super) quantity: i64,
    #[column(default = 0)]
    pub(super) discount: f64,
}

/// The view `Order Subtotals`, as a query of its own.
#[derive(View, Debug)]
pub(super) struct Subtotal {
    pub(super) order_id: i64,
    pub(super) subtotal: Option<f64>,
}

/// The view `Order Details Extended`.
#[derive(View, Debug)]
pub(super) struct Extended {
    pub(super) order_id: i64,
    pub(super) product_id: i64,
    pub(super) extended_price: Option<f64>,
}

/// The view `Product Sales for 1997`.
#[derive(View, Debug)]
pub(super) struct ProductSales {
    pub(super) category_name: Option<String>,
    pub(super) product_name: String,
    pub(super) product_sales: Option<f64>,
}
