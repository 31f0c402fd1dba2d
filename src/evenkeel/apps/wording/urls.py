"""Addresses of the choice of a model."""

from django.urls import path

from evenkeel.apps.wording import views

app_name = "wording"
urlpatterns = [
    path("talk/model", views.choice, name="choice"),
    path("talk/model/leave", views.leave, name="leave"),
]
