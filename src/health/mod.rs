//! Pure: an object becomes its health, with the reason.
