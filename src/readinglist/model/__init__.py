"""What a list is: readings, sessions, identifiers, findings, provenance. Values and their rules, no files."""
