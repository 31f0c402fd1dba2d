from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "evenkeel.apps.plan"
