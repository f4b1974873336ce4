"""Rules."""
CHECKS: dict[str, object] = {}
