"""Files that devices and apps give a member, read into columns of observations.

One folder per source: `manifest.yaml`, `mapper.py` (pure), `README.md`, `fixtures/`. Named nowhere
else; `discovery` finds them and `tests/contract/importers` holds each to the same rules. How to
write one: `docs/how-to/write-an-importer.md`. Not here: storing anything (`apps.body`).
"""
