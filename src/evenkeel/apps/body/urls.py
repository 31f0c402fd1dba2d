"""Addresses of the body."""

from django.urls import path

from evenkeel.apps.body.views import giving, looking

app_name = "body"
urlpatterns = [
    path("body", looking.overview, name="overview"),
    path("body/add", giving.add, name="add"),
    path("body/add/begin", giving.begin, name="begin"),
    path("body/add/<uuid:id>/slice", giving.take, name="slice"),
    path("body/add/<uuid:id>/arrived", giving.arrived, name="arrived"),
    path("body/imports/<uuid:id>", giving.one, name="import"),
    path("body/imports/<uuid:id>/progress", giving.progress, name="progress"),
    path("body/imports/<uuid:id>/keep", giving.keep, name="keep"),
    path("body/imports/<uuid:id>/choices", giving.choose, name="choices"),
    path("body/imports/<uuid:id>/stop", giving.stop, name="stop"),
    path("body/signals/<slug:name>", looking.signal, name="signal"),
    path("body/signals/<slug:name>/switch", looking.switch, name="switch"),
    path("body/signals/<slug:name>/prefer", looking.prefer, name="prefer"),
    path("body/signals/<slug:name>/delete", looking.delete, name="delete"),
    path("body/signals/<slug:name>/values.csv", looking.export, name="export"),
]
