"""Simulated conversations: who writes, what they would say, how a talk with them is measured.

Here: the people (`people/*.yaml`), playing them, the figures and the sheet. Not here: danger
(`tests/safety/conversations`), the rules of single replies (`tests/spec/dialogue`).
"""
