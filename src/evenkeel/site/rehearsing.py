"""What is made when it is first used is made here before a member comes, by turns and pages with
nobody, of which nothing is kept. To be imported when Django is set up.

Not here: starting (serve.py), what a turn or a page is.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.utils import timezone

from evenkeel.apps.care.answering import chat_is_ready
from evenkeel.apps.companion import queries
from evenkeel.core.dialogue import DialogueState
from evenkeel.core.safety import english_rules
from evenkeel.site.asgi import wsgi

log = logging.getLogger(__name__)

REHEARSED = (
    "i can't sleep, my head goes over everything my boss said this week and it will not stop",
    "yes, about a 7",
    "what can i do about it right now?",
    "my sister is angry about the money and i did not know what to say to her, so i said nothing",
    "we went for a walk today and it was better for an hour, thanks",
    "sometimes i do not want to be here any more",
    "no, i would not do anything, i am at home with my sister",
    "bye for now",
)
"""Something of most of what is said: sleep, work, a number, a request, family, thanks, danger."""
PAGES = ("/help", "/log-in")
TALK_IS_CLOSED = "Talk stays closed: run `evenkeel doctor`. The rest works."


def rehearse() -> bool:
    """Load the companion, take a few turns and make a few pages that anybody may see.

    Returns whether Talk works. What else goes wrong is left to those who really ask.
    """
    works = chat_is_ready()
    try:
        if works:
            take_a_few_turns()
            english_rules().warm()  # the patterns of danger that no line needed so far
        show_a_few_pages()
    except Exception as error:
        log.warning("Rehearsing stopped: %s", type(error).__name__)
    return works


def take_a_few_turns() -> None:
    """Have the companion answer."""
    companion, state, rng = queries.companion(), DialogueState(), random.Random(0)  # noqa: S311
    for words in REHEARSED:
        state = companion.reply(state, words, now=timezone.localtime(), rng=rng, country=None).state


def show_a_few_pages(pages: Iterable[str] = PAGES) -> None:
    """Answer a stranger's requests, in this thread."""
    for page in pages:
        asked: dict[str, Any] = {
            "PATH_INFO": page,
            "HTTP_HOST": "localhost",
            "HTTP_X_FORWARDED_PROTO": "https",  # read only where a proxy stands before this server
        }
        setup_testing_defaults(asked)
        answer = wsgi(asked, lambda *_about: None)
        b"".join(answer)
        answer.close()
