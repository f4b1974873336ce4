"""A stand-in for the metadata services, on this machine: their shapes, their manners, their faults."""
