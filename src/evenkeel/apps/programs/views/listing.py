"""Finding an exercise, by need or by words; and looking back at past runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights import queries as insights
from evenkeel.apps.programs import queries
from evenkeel.apps.programs.hearing import heard_in
from evenkeel.apps.programs.models import ExerciseRun
from evenkeel.apps.programs.words import NEEDS
from evenkeel.apps.records import MemberRequest
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.exercises import Effect, Exercise, Need
from evenkeel.core.language import load_finder

LONGEST_SEARCH = 300
WORDS_OF_A_NEED = 3
"""From so many words on, a search is a need told, not a word looked up."""
MOST_NEAR = 4
PER_PAGE = 50
MINUTES_OF_A_GROUP = (3, 6, 10)
"""Where a list of everything is parted: what fits a break, and what wants an evening."""
_SHOWN_AS_HELPED = 3
_RUNS_TO_SAY_HELPED = 2


@require_http_methods(["GET", "HEAD", "POST"])
def exercises(request: MemberRequest) -> HttpResponse:
    """Every exercise, or those for one need or that hold the words searched for. What somebody
    tells in a search is posted, so that no address and no history holds it."""
    found = queries.exercises(get_language() or "en")
    chosen = Need.named(request.GET.get("need", ""))
    asked = request.POST if request.method == "POST" else request.GET
    search = checkins.one_line(asked.get("q", "")[:LONGEST_SEARCH])
    known = queries.effect_by_exercise(request.user, request.keyring)
    zone = checkins.zone_of(request)
    near = _near(request, found, search) if chosen is None else []
    shown = [
        one
        for one in found.values()
        if (chosen is None or chosen in one.needs) and one not in near and _holds(one, search)
    ]
    context: dict[str, Any] = {
        "cards": [(one, known.get(one.id)) for one in sorted(shown, key=_shortest_first)],
        "lengths": [],
        "needs": [(one, NEEDS[one]) for one in _used(found.values())],
        "need": chosen,
        "need_words": NEEDS[chosen] if chosen else "",
        "search": search,
        "risk": heard_in([search]),
        "near": [(one, known.get(one.id)) for one in near],
        "helped": [] if chosen or search else _helped(found, known),
        "first": [],
    }
    if chosen is None and not search:
        context["lengths"] = _by_length(context["cards"])
    if chosen is not None:
        context["first"] = queries.suggestions(
            request.user,
            request.keyring,
            needs=[chosen.value],
            local_now=zone.local(timezone.now()),
            limit=1,
            locale=get_language() or "en",
        )
    return render(request, "programs/exercises.html", context)


@require_safe
def history(request: MemberRequest) -> HttpResponse:
    """Past runs, newest first, page by page: only the page's own rows are opened."""
    found = queries.exercises(get_language() or "en")
    page = Paginator(ExerciseRun.of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    written = queries.with_words(request.user)
    rows = [queries.opened(row, request.keyring) for row in page.object_list]
    context = {
        "page": page,
        "rows": [(run, found.get(run.payload.exercise), run.id in written) for run in rows],
    }
    return render(request, "programs/history.html", context)


def _near(request: MemberRequest, found: Mapping[str, Exercise], search: str) -> list[Exercise]:
    """What would serve a need told in their own words, the likeliest first; by meaning only where
    the reader is at home."""
    if len(search.split()) < WORDS_OF_A_NEED or (get_language() or SOURCE) != SOURCE:
        return []
    barred = insights.barred_for(request.user, request.keyring)
    ranked = load_finder().rank(search, most=MOST_NEAR + len(barred))
    return [found[id] for id, _ in ranked if id in found and id not in barred][:MOST_NEAR]


def _holds(exercise: Exercise, search: str) -> bool:
    """Whether every word searched for is in its title, summary or needs."""
    text = " ".join([exercise.title, exercise.summary, *(str(NEEDS[n]) for n in exercise.needs)])
    return all(word in text.casefold() for word in search.casefold().split())


def _shortest_first(exercise: Exercise) -> tuple[int, str]:
    return exercise.minutes, exercise.title


def _by_length(
    cards: Sequence[tuple[Exercise, Effect | None]],
) -> list[tuple[int | None, list[tuple[Exercise, Effect | None]]]]:
    """(At most so many minutes, the cards of that length); None for what is longer than all."""
    groups: list[tuple[int | None, list[tuple[Exercise, Effect | None]]]] = []
    for shorter, most in pairwise((0, *MINUTES_OF_A_GROUP, None)):
        fits = [
            card
            for card in cards
            if card[0].minutes > (shorter or 0) and (most is None or card[0].minutes <= most)
        ]
        groups += [(most, fits)] if fits else []
    return groups


def _used(exercises: Iterable[Exercise]) -> list[Need]:
    used = {need for exercise in exercises for need in exercise.needs}
    return [need for need in Need if need in used]


def _helped(
    found: Mapping[str, Exercise], known: Mapping[str, Effect]
) -> list[tuple[Exercise, Effect]]:
    """What eased a feeling most often, of the exercises rated at least twice."""
    rated = [
        (found[name], effect)
        for name, effect in known.items()
        if name in found and effect.n >= _RUNS_TO_SAY_HELPED and effect.drop > 0
    ]
    return sorted(rated, key=lambda pair: -pair[1].drop)[:_SHOWN_AS_HELPED]
