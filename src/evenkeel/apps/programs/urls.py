"""Addresses of exercises and runs, lessons, and programmes."""

from django.urls import path

from evenkeel.apps.programs.views import (
    between,
    lessons,
    listing,
    offline,
    playing,
    programmes,
    sessions,
)

app_name = "programs"
urlpatterns = [
    path("exercises", listing.exercises, name="exercises"),
    path("exercises/runs", listing.history, name="history"),
    path("exercises/runs/<uuid:run_id>", playing.run, name="run"),
    path("exercises/runs/<uuid:run_id>/edit", playing.edit, name="edit"),
    path("exercises/runs/<uuid:run_id>/delete", playing.delete, name="delete"),
    path("exercises/<slug:exercise_id>", playing.exercise, name="exercise"),
    path("exercises/<slug:exercise_id>/offline", offline.exercise, name="exercise-offline"),
    path("lessons", lessons.lessons, name="lessons"),
    path("lessons/<slug:lesson_id>", lessons.lesson, name="lesson"),
    path("lessons/<slug:lesson_id>/sheet", lessons.sheet, name="lesson-sheet"),
    path("lessons/<slug:lesson_id>/offline", offline.lesson, name="lesson-offline"),
    path("programmes", programmes.programmes, name="programmes"),
    path("programmes/open-with-a-code", programmes.code, name="code"),
    path("programmes/<slug:programme_id>", programmes.programme, name="programme"),
    path("programmes/<slug:programme_id>/leave", programmes.leave, name="leave"),
    path("programmes/<slug:programme_id>/report", programmes.report, name="report"),
    path("programmes/<slug:programme_id>/practice", between.practice, name="practice"),
    path("programmes/<slug:programme_id>/diary", between.diary, name="diary"),
    path("programmes/<slug:programme_id>/window", between.window, name="window"),
    path("programmes/<slug:programme_id>/ladder", between.ladder, name="ladder"),
    path(
        "programmes/<slug:programme_id>/sessions/<slug:session_id>",
        sessions.session,
        name="session",
    ),
]
