"""The list as people hold it: read, looked up, changed, compared, taken to a new term, written."""
