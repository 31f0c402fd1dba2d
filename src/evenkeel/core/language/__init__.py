"""The reader: text -> Reading.

    from evenkeel.core.language import load_reader

Here: what a message means, how words are counted, how a clause is said back. Not here: risk
(`core.safety`), what the companion says (`core.dialogue`).
"""

from evenkeel.core.language.reader import Reader, load_reader
from evenkeel.core.language.tokens import normalise

__all__ = ["Reader", "load_reader", "normalise"]
