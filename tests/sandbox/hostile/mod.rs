//! Clients that mean harm, or do it: each is refused in a proper way, and nobody else notices.

mod crowds;
mod disk;
mod raw;
mod requests;
mod slow;
