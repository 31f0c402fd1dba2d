"""Derived daily numbers: one file each, discovered by `core.sensing.feature`."""
