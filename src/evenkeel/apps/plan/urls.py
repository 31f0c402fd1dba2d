"""Addresses of Today."""

from django.urls import path

from evenkeel.apps.plan import now_views, views, week_views

app_name = "plan"
urlpatterns = [
    path("", views.today, name="today"),
    path("not-now", views.not_now, name="not-now"),
    path("now", now_views.fits_now, name="now"),
    path("plan", week_views.week, name="week"),
    path("plan/why", week_views.why, name="why"),
]
