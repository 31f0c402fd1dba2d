"""What marks words that are in English for want of other words, for screen readers and direction.

Here: `{% spoken "exercises" exercise.id %}`, the attributes of an element whose text may fall back
to English; `{{ sentence|named }}`, a sentence in which names of content may stand in English;
`{{ text|in_english }}`, what is written in English only. Not here: choosing the words
(`core.content`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django import template
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from evenkeel.core.content.languages import SOURCE, is_written
from evenkeel.core.exercises import load_exercises
from evenkeel.core.programmes import load_programmes

register = template.Library()
ENGLISH = SafeString(f' lang="{SOURCE}" dir="ltr"')


@register.simple_tag
def spoken(kind: str, name: str) -> str:
    """Nothing in English, or where the language has its own words; else what marks English."""
    locale = get_language() or SOURCE
    # Adding makes plain strings of a template's safe ones, which paths do not take.
    return "" if is_written(locale, kind + "", name + "") else ENGLISH


@register.filter
def in_english(text: object) -> SafeString:
    """The text, marked as English on a page of another language."""
    if (get_language() or SOURCE) == SOURCE:
        return conditional_escape(str(text))
    return format_html("<span{}>{}</span>", ENGLISH, text)


@register.filter
def named(text: object) -> object:
    """The text, each name of an exercise or programme that is English only marked as English."""
    if not isinstance(text, str | Promise):
        return text
    shown = conditional_escape(str(text))
    locale = get_language() or SOURCE
    names = None if locale == SOURCE else _names_in_english(locale)
    if names is None:
        return shown
    # Escaped above; what is put around a name is our own.
    return mark_safe(names.sub(rf"<span{ENGLISH}>\g<0></span>", shown))  # noqa: S308


@cache
def _names_in_english(locale: str) -> re.Pattern[str] | None:
    names = sorted((escape(name) for name in _unwritten(locale)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)") if names else None


def _unwritten(locale: str) -> Iterator[str]:
    for exercise in load_exercises(locale).values():
        if not is_written(locale, "exercises", exercise.id):
            yield exercise.title
    for programme in load_programmes(locale).values():
        if not is_written(locale, "programmes", programme.id):
            yield programme.title
