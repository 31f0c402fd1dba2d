"""Addresses of care."""

from django.urls import path, re_path

from evenkeel.apps.care import views

app_name = "care"
urlpatterns = [
    path("help", views.help_now, name="help"),
    re_path(r"^help/(?P<country>[A-Za-z]{2})/?$", views.country, name="country"),
]
