"""Nudges: when one is due, what the member allows, sending each once, and the calendar."""

from django.apps import AppConfig


class NudgesConfig(AppConfig):
    name = "evenkeel.apps.nudges"
