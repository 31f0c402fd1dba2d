"""Evenkeel: a private, self-hosted companion for mental health."""

__version__ = "0.1.0"
