"""Files on disk and in git: read whole, replaced in one step."""
