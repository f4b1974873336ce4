"""The web: one polite way to ask, and what the page says that came."""
