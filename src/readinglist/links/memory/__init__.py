"""What is remembered of a link from run to run, and what of that is believed."""
