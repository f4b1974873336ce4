"""Faults of a list that can be seen offline."""
