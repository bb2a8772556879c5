"""My desk: what I have in hand, one conversation, its answer. Imported when somebody goes there."""
