//! Who made an order: the browser whose word it was made with. Nothing that says whose an order is stands in its address,
//! so that can be handed on; a browser that keeps no cookie cannot show that it is the one.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::submit::hash_of_submission;
use crate::order::Order;
use crate::registry::ServicePath;
use crate::view::Viewer;

/// Who looks at an order, by the word of the browser's cookie. The order's submission was hashed with the word of the
/// browser that made it, which nobody guesses: 128 bits.
pub(super) fn viewer_of(order: &Order, browser: Option<&str>) -> Viewer {
    let path = ServicePath::of(order);
    let is_own = browser.is_some_and(|browser| {
        let version = (&path, order.version);
        let hash = hash_of_submission(version, order.language, browser, order.link.as_ref(), &order.content);
        verify_slices_are_equal(hash.as_str().as_bytes(), order.submission.as_str().as_bytes()).is_ok()
    });
    if is_own { Viewer::Maker } else { Viewer::Other }
}
