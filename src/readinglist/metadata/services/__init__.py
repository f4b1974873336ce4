"""The metadata services: one file each; `registry` puts them in order."""
