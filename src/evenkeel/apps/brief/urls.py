"""Addresses of the page for an appointment."""

from django.urls import path

from evenkeel.apps.brief import papers, picking, views

app_name = "brief"
urlpatterns = [
    path("appointment", views.index, name="index"),
    path("appointment/<uuid:id>", views.page, name="page"),
    path("appointment/<uuid:id>/choose", views.choose, name="choose"),
    path("appointment/<uuid:id>/words", views.words, name="words"),
    path("appointment/<uuid:id>/lines", picking.lines, name="lines"),
    path("appointment/<uuid:id>/line", views.line, name="line"),
    path("appointment/<uuid:id>/sign", views.sign, name="sign"),
    path("appointment/<uuid:id>/sheet", papers.sheet, name="sheet"),
    path("appointment/<uuid:id>/file.txt", papers.file, {"kind": "txt"}, name="text"),
    path("appointment/<uuid:id>/file.html", papers.file, {"kind": "html"}, name="html"),
    path("appointment/<uuid:id>/delete", views.delete, name="delete"),
    path(
        "appointment/<uuid:id>/source/<slug:section>/<slug:key>/<int:at>",
        papers.source,
        name="source",
    ),
]
