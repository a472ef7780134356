//! The control plane's objects against those of the official chart.
