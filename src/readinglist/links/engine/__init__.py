"""Asking about many links at once: what to ask next, of whom, and when."""
