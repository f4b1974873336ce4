"""What sources say, merged into what people wrote; pure.

`three_way` decides field by field by `trust` and `equality`, `published` proposes the published version
of a preprint.
"""
