"""Metadata that is right: ask the sources, merge what they say, propose, and apply."""
