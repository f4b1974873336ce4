"""The link checker beside others: one server, one labelled truth, one run, and ratios."""
