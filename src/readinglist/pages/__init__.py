"""Readers of course pages: text in, what was found out; one file a kind."""
