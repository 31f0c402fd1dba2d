"""The reader: text -> Reading.

    from evenkeel.core.language import load_reader

Here: what a message means, how words are counted, how a clause is said back. Not here: risk
(`core.safety`), what the companion says (`core.dialogue`).
"""

from evenkeel.core.language.counselling import load_counselling_reader
from evenkeel.core.language.needs import load_finder
from evenkeel.core.language.pieces import MESSAGES
from evenkeel.core.language.plain_letters import folded
from evenkeel.core.language.reader import Reader, load_reader
from evenkeel.core.language.reading import LanguageReader, load_language_reader
from evenkeel.core.language.tokens import normalise

__all__ = [
    "MESSAGES",
    "LanguageReader",
    "Reader",
    "folded",
    "load_counselling_reader",
    "load_finder",
    "load_language_reader",
    "load_reader",
    "normalise",
]
