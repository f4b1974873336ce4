"""Which links there are, which of them are asked about now, and what should stand there."""
