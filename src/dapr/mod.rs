//! What Dapr is: facts about its control plane and its sidecar, no I/O.
