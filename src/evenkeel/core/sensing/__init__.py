"""Observations -> daily features: signals, units, batches, and what a day of them says.

Nothing is imported here, so that `core.sensing.heart` does not load the rest.
"""
