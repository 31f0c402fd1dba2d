"""Addresses of the safety plan."""

from django.urls import path

from evenkeel.apps.safety_plan import views

app_name = "safety_plan"
urlpatterns = [
    path("safety-plan", views.plan, name="plan"),
    path("safety-plan/sheet", views.sheet, name="sheet"),
    path("safety-plan/settings", views.settings_, name="settings"),
    path("safety-plan/delete", views.delete, name="delete"),
    path("safety-plan/step/<slug:step>", views.step, name="step"),
]
