"""`{% spoken "exercises" exercise.id %}` marks content that is in English for want of other words.

Here: the attributes of an element whose text may fall back to English, for screen readers and for
direction. Not here: choosing the words (`core.content`).
"""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from evenkeel.core.content.languages import SOURCE, is_written

register = template.Library()


@register.simple_tag
def spoken(kind: str, name: str) -> str:
    """Nothing in English, or where the language has its own words; else what marks English."""
    locale = get_language() or SOURCE
    # Adding makes plain strings of a template's safe ones, which paths do not take.
    return "" if is_written(locale, kind + "", name + "") else ENGLISH


ENGLISH = SafeString(f' lang="{SOURCE}" dir="ltr"')
