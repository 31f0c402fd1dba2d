"""Live sources: makers that are asked over the network, by the member's own permission (OAuth).

Here: one folder a maker, discovered: `manifest.yaml` (addresses, scopes, what it gives, what the
maker learns) and `reading.py` (which answers to ask for a window of days). What answers mean is the
importer's mapper of the same maker, so that a synced day and an imported export are one. Not here:
members, keys, storing, pages (`apps.sources`), meaning (`evenkeel.importers`).
"""
