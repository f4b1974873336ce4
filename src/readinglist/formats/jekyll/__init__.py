"""Jekyll: the list as data, and the include that shows them, for Liquid 4 as GitHub Pages has it."""
