//! HTTP over TLS on 127.0.0.1: what kubectl, helm and every other client of Kubernetes speaks.
//!
//! | file | what it does |
//! |---|---|
//! | `server`, `connection`, `patient` | listens, and serves connections with limits |
//! | `pki`, `kubeconfig`, `tokens` | certificates, the file that clients read, bearer tokens |
//! | `app`, `guard` | one request: who sends it, what it is for |
//! | `path`, `query`, `accept`, `body` | pure: what the request says |
//! | `reply`, `refusal`, `view`, `texts` | answers: objects, lists, tables; errors |
//! | `objects`, `read`, `write`, `remove`, `parts`, `reviews` | the verbs |
//! | `watch`, `logs`, `container` | streams |
//! | `discovery`, `openapi` | what is served |
//! | `upgrade`, `spdy` | connections that become something else than HTTP |
//! | `forward`, `remote` | port-forward; commands in containers, and who is attached to one |
//! | `proxy` | pods' and Services' own HTTP |

mod accept;
mod app;
mod body;
mod connection;
mod container;
mod discovery;
mod forward;
mod guard;
mod hex;
mod kubeconfig;
mod logs;
mod objects;
mod openapi;
mod parts;
mod path;
mod patient;
mod pki;
mod proxy;
mod query;
mod read;
mod refusal;
mod remote;
mod remove;
mod reply;
mod reviews;
mod server;
mod spdy;
#[cfg(test)]
mod tests;
mod texts;
mod tokens;
mod upgrade;
mod view;
mod watch;
mod write;

pub use server::Server;
