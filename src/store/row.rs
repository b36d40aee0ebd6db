//! Rows as the store reads them: each column by the name of its field. It must not know any table.
//!
//! `sqlx` can derive this, but its macros compile all of `sqlx`, with SQLite, once more for the compiler's own use: a
//! quarter of a cold build.

/// Declares a struct of columns and how it is read from a row of either database.
macro_rules! row {
    ($(#[$about:meta])* $seen:vis struct $name:ident { $($field_seen:vis $column:ident: $type:ty),* $(,)? }) => {
        $(#[$about])*
        $seen struct $name {
            $($field_seen $column: $type),*
        }

        impl<'r, R> sqlx::FromRow<'r, R> for $name
        where
            R: sqlx::Row,
            &'static str: sqlx::ColumnIndex<R>,
            $($type: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>),*
        {
            fn from_row(row: &'r R) -> sqlx::Result<$name> {
                Ok($name { $($column: row.try_get(stringify!($column))?),* })
            }
        }
    };
}
pub(super) use row;
