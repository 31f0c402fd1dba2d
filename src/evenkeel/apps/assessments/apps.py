from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "evenkeel.apps.assessments"
