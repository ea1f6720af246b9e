//! Boards: where they are found and how they are talked to.
