"""Addresses of exercises and of the member's runs."""

from django.urls import path

from evenkeel.apps.programs.views import listing, playing

app_name = "programs"
urlpatterns = [
    path("exercises", listing.exercises, name="exercises"),
    path("exercises/runs", listing.history, name="history"),
    path("exercises/runs/<uuid:run_id>", playing.run, name="run"),
    path("exercises/runs/<uuid:run_id>/edit", playing.edit, name="edit"),
    path("exercises/runs/<uuid:run_id>/delete", playing.delete, name="delete"),
    path("exercises/<slug:exercise_id>", playing.exercise, name="exercise"),
]
