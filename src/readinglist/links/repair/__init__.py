"""What could stand in place of a link, and the edits that put it there."""
