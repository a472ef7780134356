//! equality
