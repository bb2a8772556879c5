"""Everything between a source's bytes and a stored Mention: clean, match, tone, group, store."""
