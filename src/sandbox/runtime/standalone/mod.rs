//! What a real daprd gets in the place of Dapr's control plane, which is a stand-in here: it runs
//! in standalone mode, with files for what the operator would tell it.
//!
//! | module | what it owns |
//! |---|---|
//! | `arguments` | pure: the injector's arguments → those of standalone mode |
//! | `addresses` | pure: addresses of Services in a text → where they are served here |
//! | `names` | pure: where the apps of a namespace are found, as daprd's name resolution takes it |
//! | `callee` | pure: whom a call between sidecars is for |
//! | `resources` | pure: Components and the like → files |
//! | `configuration` | pure: a Configuration → a file |
//! | `folder` | the files as they stand on the disk |
//! | `endpoints` | where a Service is really served |
//! | `doors` | a port of loopback for each Service that is asked for, which leads to its endpoints |
//! | `router` | a port for the apps of a namespace, which passes calls on to their sidecars |
//! | `desk` | all of it for a pod, from the API's objects |

pub(crate) mod addresses;
pub(crate) mod arguments;
pub(crate) mod callee;
mod configuration;
pub(crate) mod desk;
pub(crate) mod doors;
mod endpoints;
pub(crate) mod folder;
mod names;
pub(crate) mod resources;
pub(crate) mod router;
