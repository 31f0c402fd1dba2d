"""`make bench`: speed, memory and size, each beside its limit or a peer, in one run.

A benchmark is a module here with `figures() -> Iterator[Figure]`; it is found by itself and runs in
a process of its own, so that one's memory is not another's.
"""
