"""A language model's wording of a planned turn, sentence by sentence, or the reason it is not used.

Here: when a model's words may stand for the authored ones. Not here: what is asked of it
(`prompting`), the connection (`llm/`), the boundaries themselves (`core.safety.guard`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from evenkeel.core.dialogue.ports import Brief, LanguageModel

Show = Callable[[str], None]
"""Called with each sentence once it may be shown; a reply that is refused later is shown anew."""

# A model may be a little wordier than the plan allows before its words are dropped.
WORDS_OVER = 1.5
_WRAPPED = re.compile(
    r"""^(?:(?:reply|evenkeel|assistant)\s*:\s*|["'“”*_\s]+)+|["'“”*_\s]+$""", re.I
)
# What models say when they decline; a person who "can't help crying" is spoken of as "you".
_WOULD_NOT = re.compile(
    r"\b(?:I(?:'m| am)? (?:sorry,? (?:but )?)?(?:I )?(?:can'?t|cannot|can not|unable to|not able to"
    r"|am unable to"
    r"|'m unable to|'m not able to|am not able to|won't|will not|must decline))\b"
    r".{0,40}\b(?:assist|help (?:you )?with (?:that|this)|comply|provide|continue|engage|fulfil"
    r"|discuss|respond|generate|do that|answer that|create)"
    r"|\b(?:as an? (?:AI|artificial|language|large)|language model|my (?:guidelines|programming"
    r"|training)|content polic(?:y|ies)|usage polic(?:y|ies)|against my)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Phrased:
    """The words, or none and why: `error`, `empty`, `refused` (by our guard), `refusal` (the model
    would not), `length`, `question`, `repeat`."""

    text: str | None
    why_not: str = ""


def phrased(
    model: LanguageModel, brief: Brief, *, may_show: Callable[[str], bool], show: Show | None = None
) -> Phrased:
    """Ask `model` to word the turn. `may_show` is the guard's word on one sentence.

    Never raises: whatever a model or its connection does, the authored reply is there.
    """
    sentences: list[str] = []
    words = 0
    try:
        for raw in model.phrase(brief):
            sentence = _WRAPPED.sub("", raw).strip()
            if not sentence:
                continue
            words += len(sentence.split())
            problem = _problem(sentence, sentences, words, brief, may_show)
            if problem:
                return Phrased(None, problem)
            sentences.append(sentence)
            if show is not None:
                show(sentence)
    except Exception:  # a model may fail in any way; the turn may not
        return Phrased(None, "error")
    text = " ".join(sentences)
    if not text:
        return Phrased(None, "empty")
    if _asks(brief) and not text.endswith("?"):
        return Phrased(None, "question")
    return Phrased(text)


def would_not(sentence: str) -> bool:
    """Whether a model declines instead of wording the turn.

    >>> would_not("I'm sorry, but I can't assist with that."), would_not("You can't sleep.")
    (True, False)
    """
    return _WOULD_NOT.search(sentence.replace("\u2019", "'")) is not None


def _problem(
    sentence: str, before: list[str], words: int, brief: Brief, may_show: Callable[[str], bool]
) -> str:
    if words > WORDS_OVER * brief.most_words:
        return "length"
    if would_not(sentence):
        return "refusal"
    if "?" in sentence and (not _asks(brief) or any("?" in one for one in before)):
        return "question"
    if sentence in before or any(sentence in turn.text for turn in brief.turns):
        return "repeat"
    return "" if may_show(sentence) else "refused"


def _asks(brief: Brief) -> bool:
    """Whether the plan asks: what is planned is what the authored words hold."""
    return "?" in brief.authored
