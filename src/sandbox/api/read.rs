//! Get, list and the beginning of a watch.

use super::accept::Many;
use super::app::{Api, Call};
use super::objects::Subject;
use super::query::{Listing, Revision};
use super::refusal::expired;
use super::reply::Answer;
use super::watch;
use crate::sandbox::status::Reply;

/// One object.
pub(super) fn get(api: &Api, subject: &Subject, call: &Call) -> Reply<Answer> {
    let view = subject.view(api, call)?;
    let object = subject.get(api)?;
    view.check(Many::One)?;
    Ok(view.single(200, &object))
}

/// Objects of a resource, once or for as long as the client listens.
pub(super) fn list(api: &Api, subject: &Subject, call: &Call) -> Reply<Answer> {
    let listing = Listing::parse(&call.query, None)?;
    let view = subject.view(api, call)?;
    if listing.watch {
        return watch::start(api, view, subject.namespace(), &listing);
    }
    view.check(Many::List)?;
    check_revision(&listing, api.registry.store().revision())?;
    let page = api.registry.list(
        &subject.resource,
        subject.namespace(),
        &listing.selection,
        listing.limit,
        &listing.token,
    )?;
    Ok(view.page(&page))
}

/// A list is always of now: a revision to come is refused, and so is exactly one of the past.
fn check_revision(listing: &Listing, now: u64) -> Reply<()> {
    let Revision::At(asked) = listing.revision else {
        return Ok(());
    };
    watch::not_ahead(asked, now)?;
    if listing.exact && asked < now {
        return Err(expired(
            "The resourceVersion for the provided list is too old.",
        ));
    }
    Ok(())
}
