//! Publish and subscribe.
//!
//! - `content`: pure: what a content type is
//! - `event`: pure: the envelope around what is published
//! - `scope`: pure: which topics an app may use
//! - `broker`: one broker of any kind
//! - `memory`, `redis`: in this process; Redis streams with consumer groups
//! - `subscription`: pure: who wants what, and where it goes
//! - `deliver`: a message → the app → what becomes of it
//! - `subscriber`: the running subscriptions of an app

mod broker;
mod content;
mod deliver;
mod event;
mod memory;
mod redis;
mod scope;
mod subscriber;
mod subscription;

pub(super) use broker::{Message, Metadata, PubSub};
pub(super) use content::bytes_of;
pub(super) use event::{Source, raw_payload, wrap};
pub(super) use redis::RedisBroker;
pub(super) use scope::Scopes;
pub(super) use subscriber::Subscriber;
