"""From what stands on a page to a list, and again when the page has changed."""
