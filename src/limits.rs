//! Every bound that the program puts on what comes from outside, in one place.
//!
//! MPay's own lengths are from its integration guide (1.3, tables of chapter "API reference").

/// Longest `ServiceID`, `OrderKey`, `LineID`, `InvoiceID`, `PaymentID` and `ConfigurationCode`, in characters.
pub const MPAY_ID_CHARS_MAX: usize = 36;
/// Longest reason of an order or of a line, in characters: it is printed on receipts.
pub const REASON_CHARS_MAX: usize = 50;
/// Longest `CustomerName` and `BeneficiaryName`, in characters.
pub const NAME_CHARS_MAX: usize = 60;
/// Longest `CustomerID`, in characters.
pub const CUSTOMER_ID_CHARS_MAX: usize = 13;
/// Longest property `Name` and `DisplayName`, in characters.
pub const PROPERTY_NAME_CHARS_MAX: usize = 36;
/// Longest property `Value`, in characters.
pub const PROPERTY_VALUE_CHARS_MAX: usize = 255;
/// Longest `BankCode` and `BankFiscalCode`, in characters.
pub const BANK_CODE_CHARS_MAX: usize = 20;

/// Largest amount of one line and of one order, in bani: 99 999 999.99 lei.
pub const AMOUNT_BANI_MAX: i64 = 9_999_999_999;

/// Longest service id that leaves room for the digits of an order key in MPay's 36 characters.
pub const SERVICE_ID_CHARS_MAX: usize = 20;

/// Largest definition file, in bytes.
pub const DEFINITION_BYTES_MAX: usize = 256 * 1024;
/// Deepest nesting of a definition file.
pub const DEFINITION_DEPTH_MAX: usize = 32;
/// Most nodes (values, keys) of a definition file.
pub const DEFINITION_NODES_MAX: usize = 50_000;
/// Longest expression, in bytes.
pub const EXPRESSION_BYTES_MAX: usize = 2_000;
/// Deepest nesting of an expression.
pub const EXPRESSION_DEPTH_MAX: usize = 32;
/// Tallest tree of an expression: each term of a sum stands one level above the one before.
pub const EXPRESSION_HEIGHT_MAX: usize = 100;
/// Tallest tree of an expression with all values that it builds on, and with changing tariffs written out.
pub const EXPRESSION_TOTAL_HEIGHT_MAX: usize = 300;
/// Most names, numbers and operators of all expressions of a service, with changing tariffs written out.
pub const EXPRESSION_PARTS_MAX: usize = 20_000;
/// Most fields of a service.
pub const FIELDS_MAX: usize = 60;
/// Most lines of an order.
pub const LINES_MAX: usize = 20;
/// Most rows of a group that repeats.
pub const ROWS_MAX: u32 = 20;
/// Most reporting columns of a service.
pub const REPORTING_MAX: usize = 15;
/// Longest text of a reporting column, in characters.
pub const REPORTING_CHARS_MAX: usize = 255;
/// Highest limit on the paid orders of a service.
pub const PAID_ORDERS_MAX: u32 = 100_000;
/// Most stops, checks and warnings of a service, each.
pub const RULES_MAX: usize = 40;
/// Most dates on which a tariff changes, and most tiers.
pub const CHANGES_MAX: usize = 50;
/// Most values and conditions that each need the one before.
pub const DEPENDENCY_DEPTH_MAX: usize = 32;
/// Largest table file beside a definition, in bytes.
pub const TABLE_BYTES_MAX: usize = 512 * 1024;
/// Most options of a choice, and items of a basket.
pub const OPTIONS_MAX: usize = 2_000;
/// Most items of a basket.
pub const BASKET_ITEMS_MAX: usize = 50;
/// Most options of all choices of a page, and items of all baskets.
pub const PAGE_OPTIONS_MAX: usize = 4_000;
/// Most columns of a table file.
pub const TABLE_COLUMNS_MAX: usize = 40;
/// Most examples of a service.
pub const EXAMPLES_MAX: usize = 100;
/// Most named values of a service.
pub const VALUES_MAX: usize = 200;
/// Most problems that are reported for one file.
pub const DIAGNOSTICS_MAX: usize = 200;
/// Longest text of a problem, in characters.
pub const MESSAGE_CHARS_MAX: usize = 600;
/// Largest logo, in bytes.
pub const LOGO_BYTES_MAX: usize = 64 * 1024;
/// Most characters of all patterns of a service together: some are slow to compile.
pub const PATTERNS_CHARS_MAX: usize = 2_000;
/// Largest compiled size of a field's pattern, in bytes: `\p{L}{1,60}` fits.
pub const PATTERN_BYTES_MAX: usize = 3 * 1024 * 1024;
/// Largest compiled size of all patterns of a service together, in bytes.
pub const PATTERNS_BYTES_MAX: usize = 6 * PATTERN_BYTES_MAX;

/// Largest body of a submitted form, in bytes.
pub const FORM_BYTES_MAX: usize = 64 * 1024;
/// Longest part of an address that fills in a form, in bytes.
pub const QUERY_BYTES_MAX: usize = 4 * 1024;
/// Longest search in the list of services, in characters; what follows is not looked at.
pub const SEARCH_CHARS_MAX: usize = 100;
/// Most name and value pairs of a submitted form.
pub const FORM_PAIRS_MAX: usize = 500;
/// How much of an oversized body is read and thrown away, so that the sender sees the refusal, in bytes.
pub const DRAIN_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Longest reference of a personal link, in characters.
pub const LINK_REFERENCE_CHARS_MAX: usize = 60;
/// Most orders that can come of a link whose uses are counted.
pub const LINK_USES_MAX: u32 = 1_000_000;

/// Largest table for which links are made, in bytes.
pub const LINK_TABLE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most lines of such a table.
pub const LINK_TABLE_ROWS_MAX: usize = 10_000;
/// Most letters of one file, about 6 kB each: a browser lays them out in seconds.
pub const LETTERS_MAX: usize = 1_000;
/// Most columns of such a table.
pub const LINK_TABLE_COLUMNS_MAX: usize = 200;

/// Largest SOAP message, in bytes.
pub const SOAP_BYTES_MAX: usize = 64 * 1024;
