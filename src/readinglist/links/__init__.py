"""Whether the links of a list still lead to what they promise.

In the order of a check: `targets` gathers the links, `plan` says which of them are asked about
now, `registries` and `engine` ask, `decide` and `judge` say what follows, `assessment` what is
believed after earlier runs (`memory`, `history`), `repair` what could stand in place of a link, and
`reports` puts it into words. `check` does all of it for one plan, `run` for one list.
"""
