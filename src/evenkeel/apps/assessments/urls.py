"""Addresses of questionnaires and results."""

from django.urls import path

from evenkeel.apps.assessments import views

app_name = "assessments"
urlpatterns = [
    path("questionnaires", views.instruments, name="list"),
    path("questionnaires/results/<uuid:result_id>", views.result, name="result"),
    path("questionnaires/results/<uuid:result_id>/delete", views.delete, name="delete"),
    path("questionnaires/<slug:instrument_id>", views.instrument, name="instrument"),
]
