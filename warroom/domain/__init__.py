"""What things are: plain structs and pure functions. No I/O, no clock, no screen."""
