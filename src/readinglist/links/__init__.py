"""Whether the links of a list still lead to what they promise."""
