"""The living room: one object that listens, decides, records and tells."""
