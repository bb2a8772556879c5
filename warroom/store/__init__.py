"""Where a room keeps what it heard and what was done. Protocols, and one contract that every store fulfils."""
