"""What readinglist costs, measured beside its peers: ``python -m bench``."""
