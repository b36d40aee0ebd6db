//! What can go wrong in the store, by what the caller can do about it; knows nothing of HTTP or of who asks.

use crate::ids::{ApiTokenId, LinkId, OrderKey, ServiceId, Slug, VersionNumber};
use crate::order::{DecisionKind, OrderStatus};
use crate::registry::ServicePath;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What was named does not exist.
    #[error("not in the store")]
    NotFound(#[source] Missing),
    /// It contradicts what is stored; asking again changes nothing.
    #[error("in conflict with what is stored")]
    Conflict(#[source] Conflict),
    /// The database's address is not one that this program understands.
    #[error("not an address of a database: {0}")]
    BadAddress(String),
    /// There is no database where one was named, or nothing was ever kept in it.
    #[error("there is no database at {0}")]
    NoDatabase(String),
    /// The database is away or too busy; the same call can be made again, as each is safe to repeat.
    #[error("the database is not available")]
    Unavailable(#[source] Fault),
    /// The database holds or answers what it should not; a person must look.
    #[error("the store is broken")]
    Broken(#[source] Fault),
}

/// What does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// No service of this name or id.
    #[error("no service `{0}`")]
    Service(String),
    /// The service has no version of this number.
    #[error("`{0}` has no version {1}")]
    Version(ServicePath, VersionNumber),
    /// No order with this key.
    #[error("no order {0}")]
    Order(OrderKey),
    /// No link of this name.
    #[error("no link {0}")]
    Link(LinkId),
    /// Nothing of this beneficiary was ever published.
    #[error("no beneficiary `{0}`: nothing of it was published")]
    Beneficiary(Slug),
    /// No token of the API of this name.
    #[error("no API token {0}")]
    ApiToken(ApiTokenId),
}

/// What contradicts the stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Another service has this MPay service id.
    #[error("the service id {service_id} belongs to `{owner}`")]
    ServiceIdTaken {
        /// The id.
        service_id: ServiceId,
        /// Whose it is.
        owner: ServicePath,
    },
    /// A service keeps its MPay service id for all its versions: the keys of its orders begin with it.
    #[error("`{path}` was published with the service id {stored}, not {given}")]
    ServiceIdChanged {
        /// The service.
        path: ServicePath,
        /// The id it has.
        stored: ServiceId,
        /// The id it was to get.
        given: ServiceId,
    },
    /// More than one service has this name; the beneficiary must be named too.
    #[error("more than one service has this name: {}", list(.0))]
    Ambiguous(Vec<ServicePath>),
    /// The drawn order key or token is in use; draw again.
    #[error("the drawn order key or token is in use")]
    OrderDrawn,
    /// The payment was recorded for another order.
    #[error("payment {payment_id} was recorded for the order {order_key}")]
    PaymentOfAnotherOrder {
        /// MPay's number of the payment.
        payment_id: String,
        /// The order that it paid.
        order_key: OrderKey,
    },
    /// The order's state does not let staff decide this.
    #[error("the order {key} is {}; `{}` is not possible", status.word(), kind.word())]
    NotAllowed {
        /// The order.
        key: OrderKey,
        /// What was to be decided.
        kind: DecisionKind,
        /// The order's status.
        status: OrderStatus,
    },
    /// The drawn name of a link is in use; draw again.
    #[error("the drawn name of a link is in use")]
    LinkDrawn,
    /// The service has another link, or a withdrawn one, under this reference.
    #[error("the reference `{reference}` stands for the link {link}, which says something else or was withdrawn")]
    ReferenceTaken {
        /// The reference.
        reference: String,
        /// The link that has it.
        link: LinkId,
    },
    /// The link was withdrawn.
    #[error("the link {0} was withdrawn")]
    LinkRevoked(LinkId),
    /// As many orders as the link allows were paid or can be paid.
    #[error("the link {0} is used up")]
    LinkUsedUp(LinkId),
    /// Addresses have no room for the number of another key.
    #[error("there can be no more keys of links")]
    NoMoreKeys,
}

fn list(paths: &[ServicePath]) -> String {
    paths.iter().map(ServicePath::to_string).collect::<Vec<_>>().join(", ")
}

/// The technical cause, for the log.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Fault(Cause);

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error(transparent)]
    Database(sqlx::Error),
    #[error(transparent)]
    File(std::io::Error),
    #[error("{0}")]
    Content(String),
}

impl StoreError {
    /// Something stored that this program could not have written.
    pub(super) fn content(what: impl Into<String>) -> StoreError {
        StoreError::Broken(Fault(Cause::Content(what.into())))
    }

    /// Something that stayed away for longer than we wait.
    pub(super) fn too_busy(what: &str) -> StoreError {
        StoreError::Unavailable(Fault(Cause::Content(what.to_owned())))
    }

    /// The same for another write of a transaction that failed: of the same kind, in words.
    pub(super) fn to_another(&self) -> StoreError {
        let fault = Fault(Cause::Content(format!("the transaction that it shared: {}", in_full(self))));
        if matches!(self, StoreError::Unavailable(_)) {
            StoreError::Unavailable(fault)
        } else {
            StoreError::Broken(fault)
        }
    }

    /// The database's folder or file cannot be made.
    pub(super) fn file(error: std::io::Error) -> StoreError {
        StoreError::Unavailable(Fault(Cause::File(error)))
    }

    /// Whether PostgreSQL gave this transaction up for another's sake (serialization failure, deadlock).
    pub(super) fn gave_way(&self) -> bool {
        let StoreError::Unavailable(Fault(Cause::Database(sqlx::Error::Database(error)))) = self else { return false };
        matches!(postgres_code(error.as_ref()), Some("40001" | "40P01"))
    }

    /// Whether a lock of another transaction was waited for in vain.
    pub(super) fn waited_for_a_lock(&self) -> bool {
        self.code().is_some_and(|code| code == "55P03")
    }

    /// Whether PostgreSQL is there and knows no such user, or refuses the password.
    pub fn is_refused_login(&self) -> bool {
        self.code().is_some_and(|code| code.starts_with("28"))
    }

    /// Whether PostgreSQL is there and has no database of this name.
    pub fn is_unknown_database(&self) -> bool {
        self.code().is_some_and(|code| code == "3D000")
    }

    /// PostgreSQL's code of what went wrong.
    fn code(&self) -> Option<&str> {
        let (StoreError::Unavailable(Fault(cause)) | StoreError::Broken(Fault(cause))) = self else { return None };
        let Cause::Database(sqlx::Error::Database(error)) = cause else { return None };
        postgres_code(error.as_ref())
    }
}

/// An error with its causes.
pub(super) fn in_full(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn postgres_code(error: &dyn sqlx::error::DatabaseError) -> Option<&str> {
    error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().map(|error| error.code())
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        let passes = match &error {
            Io(_) | Tls(_) | PoolTimedOut | PoolClosed | WorkerCrashed => true,
            Database(error) => match postgres_code(error.as_ref()) {
                // Connection, rolled back, resources, locks, operator, system; a standby that only reads.
                Some(code) => {
                    ["08", "40", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class)) || code == "25006"
                }
                // SQLite's primary result code is in the low byte: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
                None => error
                    .code()
                    .and_then(|code| code.parse::<u32>().ok())
                    .is_some_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)),
            },
            _ => false,
        };
        let fault = Fault(Cause::Database(error));
        if passes { StoreError::Unavailable(fault) } else { StoreError::Broken(fault) }
    }
}
