"""Today: one page that gathers what the other areas know, and the one next useful thing."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "evenkeel.apps.plan"
