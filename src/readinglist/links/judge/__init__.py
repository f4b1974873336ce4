"""What a reply says of a link: pure judgement, from bytes and headers to a verdict with its reason."""
