"""`evenkeel check`: content loads, copy keeps to the voice, migrations and documents are current.

Each check yields problems as sentences with the file and the remedy. Not here: what a kind of
content must hold (its schema, its contract tests).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from evenkeel.core.content import CONTENT, LANGUAGES
from evenkeel.site.library import LIBRARY_CHECKS
from evenkeel.site.overlays import (
    catalogues_are_sound,
    content_loads_in_every_language,
    overlays_are_in_step,
)

# One loader per kind of content: the folder it reads -> what reads it.
LOADERS = {
    "activities": "evenkeel.apps.checkins.catalogue:catalogue",
    "brief": "evenkeel.core.brief:load_sections",
    "care": "evenkeel.apps.care.words:help_words",
    "check_up": "evenkeel.core.warning.check_up:load_plan",
    "contraindications": "evenkeel.core.personalisation.permitted:load_contraindications",
    "consents": "evenkeel.apps.people.purposes:purposes",
    "crisis": "evenkeel.core.content.safety:load_countries",
    "dialogue": "evenkeel.core.dialogue.content:load_dialogue",
    "emotions": "evenkeel.apps.checkins.catalogue:catalogue",
    "exercises": "evenkeel.core.exercises:load_exercises",
    "flows": "evenkeel.core.flows:load_flows",
    "hazards": "evenkeel.core.law:load_hazards",
    "insights": "evenkeel.core.insights.discovery:load_texts",
    "instruments": "evenkeel.core.instruments:load_instruments",
    "law": "evenkeel.core.law.requirements:load_law",
    "lessons": "evenkeel.core.lessons:load_lessons",
    "memory": "evenkeel.core.dialogue.memory_grammar:load_forms",
    "metrics": "evenkeel.apps.checkins.catalogue:catalogue",
    "model": "evenkeel.core.dialogue.prompting:load_phrasing",
    "passphrase": "evenkeel.apps.people.ideas:words",
    "picture": "evenkeel.apps.insights.showing:picture_words",
    "nudges": "evenkeel.core.personalisation.nudging:load_nudges",
    "places": "evenkeel.core.personalisation.at_hand:load_places",
    "plan": "evenkeel.core.personalisation.week:load_changes",
    "plausible": "evenkeel.core.insights.published:load_plausible",
    "privacy": "evenkeel.apps.privacy.classes:load_classes",
    "programmes": "evenkeel.core.programmes:load_programmes",
    "prompts": "evenkeel.apps.journal.prompts:prompts",
    "relief": "evenkeel.core.insights.published:expected_points",
    "rehearsal": "evenkeel.core.rehearsal:load_coach",
    "safety": "evenkeel.core.content.safety:load_phrases",
    "safety_plan": "evenkeel.apps.safety_plan.words:steps",
    "signals": "evenkeel.core.sensing.signals:load_texts",
    "sight": "evenkeel.apps.people.sight:server_sight",
    "next_steps": "evenkeel.core.warning:load_next_steps",
    "today": "evenkeel.core.personalisation.words:all_words",
    "triage": "evenkeel.core.warning.triage:load_levels",
    "triggers": "evenkeel.apps.checkins.catalogue:catalogue",
    "warnings": "evenkeel.core.warning:load_texts",
}

# VOICE.md: what Evenkeel does not say. Patterns over texts a member reads.
UNSAID = {
    r"(?<=[a-z])!": "no exclamation marks",
    r"\bamazing\b|\bawesome\b|\bincredible\b": "no cheerleading",
    r"\bjourney\b": "no journeys",
    r"\b24/7 (?:support|here)\b|here for you 24/7": "no promise of being there",
    r"\bhold space\b|\bunpack\b": "no therapy-speak",
    r"\bas an AI\b": "say 'I'm a program'",
    r"\bclinically proven\b|\bstudies show\b": "name the study or leave it out",
    r"\byou should(?! know)\b": "not 'you should'",
    r"\b(?:I am|I'm) (?:your|a) (?:therapist|counsell?or|doctor)\b": "never a clinician",
}
# Files of patterns and of others' words, not of our own copy.
NOT_COPY = {
    *("cues.yaml", "said_back.yaml", "boundaries.yaml", "recognise.yaml", "grammar.yaml"),
    *("privacy", "instruments", "crisis", "cases"),
}
PATTERN = re.compile(r"\\b|\(\?")  # a regular expression is heard, not said


def validate() -> int:
    """Print every problem; returns 1 if there was one."""
    from evenkeel.site.serve import set_django_up

    set_django_up()
    problems = [problem for check in CHECKS for problem in check()]
    for problem in problems:
        print(problem)
    return int(bool(problems))


def content_loads() -> Iterator[str]:
    """Every folder of content/ is read by its loader, without an error."""
    folders = {path.name for path in CONTENT.iterdir() if path.is_dir()}
    for folder in sorted(folders - set(LOADERS)):
        yield f"content/{folder}: name its loader in evenkeel.site.validation.LOADERS"
    for folder in sorted(folders & set(LOADERS)):
        module, function = LOADERS[folder].split(":")
        try:
            getattr(import_module(module), function)()
        except ValueError as error:
            yield f"content/{folder}: {error}"


def lines_are_labelled() -> Iterator[str]:
    """Every batch of labelled lines and graded messages fits its schema."""
    from evenkeel.core.language.utterances import load_all

    try:
        load_all()
    except ValueError as error:
        yield f"languages/{error}"


def copy_keeps_to_the_voice() -> Iterator[str]:
    """No text of content/ or of a template says what VOICE.md leaves unsaid."""
    for path in sorted(CONTENT.rglob("*.yaml")):
        if not NOT_COPY & {path.name, *path.relative_to(CONTENT).parts}:
            yield from _unsaid(path, "\n".join(_strings(yaml.safe_load(path.read_text("utf-8")))))
    for path in sorted(CONTENT.parent.rglob("templates/**/*.html")):
        text = re.sub(
            r"<!--.*?-->|<[^>]+>|\{[%#].*?[%#]\}", " ", path.read_text("utf-8"), flags=re.S
        )
        yield from _unsaid(path, text)


def it_calls_itself_nothing_it_is_not() -> Iterator[str]:
    """No text of ours, in any language, gives the companion a clinician's name (SAFETY.md L2)."""
    from evenkeel.core.law.names import breaches

    for path, language, text in _our_texts():
        for breach in breaches(text, language):
            place = path.relative_to(CONTENT.parent)
            yield f"{place}: it must not call itself that (…{breach.words}…)"


def _our_texts() -> Iterator[tuple[Path, str, str]]:
    """Every text a member may read: content, each language's overlay and catalogue, templates."""
    for path in sorted(CONTENT.rglob("*.yaml")):
        if not NOT_COPY & {path.name, *path.relative_to(CONTENT).parts}:
            yield path, "en", "\n".join(_strings(yaml.safe_load(path.read_text("utf-8"))))
    for folder in sorted(path for path in LANGUAGES.iterdir() if path.is_dir()):
        for path in sorted((folder / "content").rglob("*.yaml")):
            text = "\n".join(_strings(yaml.safe_load(path.read_text("utf-8"))))
            yield path, folder.name, text
        for path in sorted(folder.rglob("*.po")):
            said = re.findall(r'^(?:msgstr(?:\[\d\])? )?"(.*)"$', path.read_text("utf-8"), re.M)
            yield path, folder.name, "\n".join(said)
    for path in sorted(CONTENT.parent.rglob("templates/**/*.html")):
        text = re.sub(
            r"<!--.*?-->|<[^>]+>|\{[%#].*?[%#]\}", " ", path.read_text("utf-8"), flags=re.S
        )
        said = re.findall(r'\{% translate ["\'](.*?)["\'] ', path.read_text("utf-8"))
        yield path, "en", text + "\n" + "\n".join(said)


def _unsaid(path: Path, text: str) -> Iterator[str]:
    for pattern, why in UNSAID.items():
        found = re.search(pattern, text, re.I)
        if found:
            near = text[max(0, found.start() - 25) : found.end() + 10].replace("\n", " ")
            yield f"{path.relative_to(CONTENT.parent)}: {why} (…{near}…)"


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        if not PATTERN.search(data):
            yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)


def catalogues_are_complete() -> Iterator[str]:
    """A language with risk rules has every part that the companion needs."""
    for folder in sorted(path for path in LANGUAGES.iterdir() if (path / "risk").is_dir()):
        if not list((folder / "risk").glob("*.yaml")):
            yield f"languages/{folder.name}/risk holds no rules"


def migrations_are_current() -> Iterator[str]:
    """No model differs from its migrations."""
    from django.core.management import CommandError, call_command

    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    except (SystemExit, CommandError):
        yield "A model changed without a migration: run `manage makemigrations` for it."


def documents_are_current() -> Iterator[str]:
    """Generated reference documents equal what would be generated now."""
    from evenkeel.site.reference import documents

    for path, text in documents().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{path.name} is not current: run `make docs`"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    content_loads,
    lines_are_labelled,
    copy_keeps_to_the_voice,
    it_calls_itself_nothing_it_is_not,
    catalogues_are_complete,
    overlays_are_in_step,
    lambda: content_loads_in_every_language(LOADERS),
    catalogues_are_sound,
    *LIBRARY_CHECKS,
    migrations_are_current,
    documents_are_current,
)
