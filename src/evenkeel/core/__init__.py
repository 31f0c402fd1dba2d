"""The pure core: usable as a library, without Django, network, database, settings or clock.

Effects are returned as data; `now`, random generators and model paths are arguments.
"""
