"""Addresses of the pages that look back."""

from django.urls import path

from evenkeel.apps.insights import trial_views, views

app_name = "insights"
urlpatterns = [
    path("insights", views.overview, name="overview"),
    path("insights/about/<slug:key>", views.finding, name="finding"),
    path("insights/words", views.words, name="words"),
    path("insights/letter", views.letter, name="letter"),
    path("insights/trials", trial_views.index, name="trials"),
    path("insights/trials/new", trial_views.new, name="trial-new"),
    path("insights/trials/<uuid:id>", trial_views.trial, name="trial"),
    path("insights/trials/<uuid:id>/change", trial_views.change, name="trial-change"),
    path("insights/<str:name>", views.metric, name="metric"),
]
