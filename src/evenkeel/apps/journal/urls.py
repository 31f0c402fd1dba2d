"""Addresses of the journal."""

from django.urls import path

from evenkeel.apps.journal import draft_views, views

app_name = "journal"
urlpatterns = [
    path("journal", views.listing, name="list"),
    path("journal/search", views.search, name="search"),
    path("journal/prompts", views.prompt_list, name="prompts"),
    path("journal/new", views.new, name="new"),
    path("journal/autosave", draft_views.autosave, name="autosave"),
    path("journal/drafts/<uuid:draft_id>", draft_views.draft, name="draft"),
    path("journal/drafts/<uuid:draft_id>/drop", draft_views.drop, name="drop-draft"),
    path("journal/<uuid:entry_id>", views.entry, name="entry"),
    path("journal/<uuid:entry_id>/edit", views.edit, name="edit"),
    path("journal/<uuid:entry_id>/delete", views.delete, name="delete"),
    path("journal/<uuid:entry_id>/like", views.like, name="like"),
    path("journal/<uuid:entry_id>/tone", views.tone, name="tone"),
]
