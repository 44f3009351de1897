//! Reads the project folder: raw TOML with places, checked into model types; every problem of every file is collected.
