"""How the artefacts in `src/evenkeel/models` are made from named public data and our own lines.

Here: reading the data, fitting, calibrating, writing artefact and card. Never imported at run time.
"""
