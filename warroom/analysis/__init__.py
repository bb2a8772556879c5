"""Pure computation over mentions: what matches, how it sounds, what is a copy, and how bad it is."""
