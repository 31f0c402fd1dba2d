"""Addresses of Talk."""

from django.urls import URLPattern, path

from evenkeel.apps.companion import memory_views, speech, views

app_name = "companion"
urlpatterns: list[URLPattern] = [
    path("talk", views.talk, name="talk"),
    path("talk/all", views.all_talks, name="all"),
    path("talk/<uuid:conversation_id>", views.conversation, name="conversation"),
    path("talk/<uuid:conversation_id>/delete", views.delete, name="delete"),
    path("talk/message/<uuid:message_id>", views.message, name="message"),
    path("talk/message/<uuid:message_id>/rate", views.rate, name="rate"),
    path("talk/message/<uuid:message_id>/delete", views.delete_message, name="delete-message"),
    path("talk/speech", speech.written_down, name="speech"),
    path("talk/memory", memory_views.memory, name="memory"),
    path("talk/memory/switch", memory_views.switch, name="memory-switch"),
    path("talk/memory/erase", memory_views.erase_all, name="memory-erase-all"),
    path("talk/memory/<uuid:kept_id>", memory_views.line, name="memory-line"),
    path("talk/memory/<uuid:kept_id>/answer", memory_views.answer, name="memory-answer"),
    path("talk/memory/<uuid:kept_id>/erase", memory_views.erase, name="memory-erase"),
]
