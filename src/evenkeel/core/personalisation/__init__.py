"""Which help, when, and why: choices made for one member, each with its reason.

Here: pure rules over what the member has told. Not here: words (content/), storage, pages.
"""
