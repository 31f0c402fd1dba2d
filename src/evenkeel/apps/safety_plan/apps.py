from django.apps import AppConfig


class SafetyPlanConfig(AppConfig):
    name = "evenkeel.apps.safety_plan"
