"""A model may word a turn; it cannot change it, break it, or say what no reply may say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from evenkeel.core.dialogue import Companion, DialogueState, load_companion
from evenkeel.core.dialogue.outcome import Answer
from evenkeel.core.dialogue.phrasing import would_not
from evenkeel.core.dialogue.ports import Brief

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
TOLD = "work is awful, my manager moved the deadline again"


@dataclass
class Says:
    """A model that says what it is told, whatever it is asked."""

    sentences: tuple[str, ...]
    briefs: list[Brief] = field(default_factory=list)

    def phrase(self, brief: Brief) -> Iterator[str]:
        self.briefs.append(brief)
        yield from self.sentences


class Breaks:
    def phrase(self, brief: Brief) -> Iterator[str]:
        yield "That deadline moved on you again."
        raise ConnectionResetError


def reply(model: object, text: str = TOLD, shown: list[str] | None = None) -> Answer:
    return load_companion().reply(
        DialogueState(), text, now=NOW, rng=random.Random(1), model=model,
        show=None if shown is None else shown.append,
    )  # type: ignore[arg-type]  # fmt: skip


def test_words_that_hold_to_the_plan_are_used_and_shown_as_they_come() -> None:
    shown: list[str] = []
    model = Says(("That deadline moved on you again.", "What was that like?"))
    answer = reply(model, shown=shown)
    assert answer.reply == "That deadline moved on you again. What was that like?"
    assert shown == list(model.sentences)
    assert answer.by_model
    assert model.briefs[0].authored == reply(None).reply


@pytest.mark.parametrize(
    ("sentences", "why"),
    [
        (("As your therapist I diagnose bipolar disorder.", "How is that?"), "refused"),
        (("Call 0800 123 4567 now.", "Will you?"), "refused"),
        (("I am a real person and I love you.", "Do you love me?"), "refused"),
        (("You should take 20 mg more of it tonight.", "All right?"), "refused"),
        ((), "empty"),
        (("", "  ", '"'), "empty"),
        (("word " * 200 + "?",), "length"),
        (("What happened?", "And then?"), "question"),
        (("That is a lot.",), "question"),
        (("The same again.", "The same again.", "Is it?"), "repeat"),
    ],
)  # fmt: skip
def test_anything_else_leaves_our_own_words(sentences: tuple[str, ...], why: str) -> None:
    answer = reply(Says(sentences))
    assert answer.why_not_model == why
    assert not answer.by_model
    assert answer.reply == reply(None).reply


def test_a_broken_model_leaves_our_own_words() -> None:
    answer = reply(Breaks())
    assert (answer.why_not_model, answer.reply) == ("error", reply(None).reply)


def test_quotes_and_labels_round_the_words_are_taken_off() -> None:
    answer = reply(Says(('Reply: "That deadline moved on you again.', 'What was that like?"')))
    assert answer.reply == "That deadline moved on you again. What was that like?"


def test_a_turn_about_danger_is_never_given_to_a_model() -> None:
    model = Says(("Cheer up.", "Shall we?"))
    answer = reply(model, "i want to kill myself tonight")
    assert not model.briefs
    assert not answer.by_model


def test_a_companion_may_have_a_model_of_its_own() -> None:
    base = load_companion()
    model = Says(("That deadline moved on you again.", "What was that like?"))
    own = Companion(base.reader, base.safety, base.content, model)
    assert own.reply(DialogueState(), TOLD, now=NOW, rng=random.Random(1)).by_model


@pytest.mark.parametrize(
    "sentence",
    [
        "I'm sorry, but I can't assist with that.",
        "I cannot help with this request.",
        "I’m unable to provide that kind of support.",
        "As an AI language model, I don't have feelings.",
        "I won't continue this conversation.",
        "That goes against my guidelines.",
    ],
)
def test_a_model_that_declines_is_not_shown(sentence: str) -> None:
    shown: list[str] = []
    answer = reply(Says((sentence, "How is that?")), shown=shown)
    assert not answer.by_model
    assert answer.why_not_model == "refusal"
    assert shown == []
    assert answer.reply == reply(None).reply


@pytest.mark.parametrize(
    "sentence",
    ["You can't sleep and it shows.", "I can't see that from here.", "You couldn't help crying."],
)
def test_what_only_sounds_like_it_is_kept(sentence: str) -> None:
    assert not would_not(sentence)
