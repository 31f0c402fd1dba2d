"""The shared frozen types of the core: what one room hands to the next.

Here: types that two or more rooms of `core` exchange. Not here: anything that computes, loads or
belongs to one room only (a room's own types live in that room).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from math import isnan
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# --- Language ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the member's own text: `text == source[start:end]`."""

    start: int
    end: int
    text: str


class Intent(StrEnum):
    """What the member wants from this turn."""

    VENTING = "venting"
    ASKS_FOR_TOOL = "asks_for_tool"
    ANSWERS = "answers"
    AGREES = "agrees"
    DECLINES = "declines"
    THANKS = "thanks"
    JOKES = "jokes"
    REPORTS_PROGRESS = "reports_progress"
    ASKS_FOR_DIAGNOSIS = "asks_for_diagnosis"
    ASKS_IF_HUMAN = "asks_if_human"
    WANTS_HUMAN = "wants_human"
    WANTS_REHEARSAL = "wants_rehearsal"
    GREETS = "greets"
    ENDS = "ends"
    ABOUT_APP = "about_app"
    OFF_TOPIC = "off_topic"


class About(StrEnum):
    """Whom the message is about."""

    SELF = "self"
    OTHER = "other"
    FICTION = "fiction"
    HYPOTHETICAL = "hypothetical"


class Tense(StrEnum):
    PAST = "past"
    NOW = "now"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Frame:
    """How the message is to be taken: about whom, when, and whether it is meant literally."""

    about: About = About.SELF
    tense: Tense = Tense.NOW
    negated: bool = False
    idiom: bool = False
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """What set a feeling off, with the member's clause that names it where one was found."""

    name: str
    confidence: float
    clause: Span | None = None


@dataclass(frozen=True, slots=True)
class ThinkingTrap:
    """A cognitive distortion (Burns 1980; Bollen et al. 2021), with the words that show it."""

    name: str
    confidence: float
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message means, and how sure we are.

    Probabilities are in [0, 1]; `intensity` is 0 (none) to 3 (overwhelming); `valence` is -1 to 1.
    `ekman` and `sentiment` are the coarser groups of the emotions (Ekman's six and neutral;
    positive, negative, ambiguous, neutral) over their own thresholds; `perceived` are the emotions
    most people would say the writer feels, of six (BRIGHTER), in other languages too.
    `unsure` names the fields whose confidence is under their own threshold: ask, do not assume.
    `vector` is what the text means, as a direction of unit length; empty where no model made one.
    `unreadable` is true for empty, binary or unsupported text: it cannot be answered from. Every
    other field is then empty, but for a language that is known a little: its emotions, intensity
    and risk are filled.
    `risk_levels` (`RiskLevel` name in lower case -> calibrated probability, sum 1) and
    `risk_pathways` (`Pathway` value -> calibrated probability, several at once) are what a trained
    head makes of the words: a source that may raise a risk assessment, and a second witness to
    frightening words in a long message. Empty where no such head was asked. `risk_together` is what
    another makes of the talk's last messages read as one: `any` (somebody careful would ask) and
    each pathway; empty where it was not asked for this message. `spoken_from` is the
    probability of any danger from which this language's reader wants it spoken to; None: as with
    English.
    """

    text: str
    emotions: Mapping[str, float] = field(default_factory=dict)
    emotion_labels: tuple[str, ...] = ()
    ekman: tuple[str, ...] = ()
    perceived: tuple[str, ...] = ()
    sentiment: tuple[str, ...] = ()
    intensity: float = 0.0
    valence: float = 0.0
    stressor: str | None = None
    triggers: tuple[Trigger, ...] = ()
    thinking_traps: tuple[ThinkingTrap, ...] = ()
    intent: Intent = Intent.VENTING
    frame: Frame = Frame()
    clauses: tuple[Span, ...] = ()
    language: str = "en"
    unsure: frozenset[str] = frozenset()
    unreadable: bool = False
    risk_levels: Mapping[str, float] = field(default_factory=dict)
    risk_pathways: Mapping[str, float] = field(default_factory=dict)
    risk_together: Mapping[str, float] = field(default_factory=dict)
    spoken_from: float | None = None
    vector: Sequence[float] = field(default=(), repr=False, compare=False)


# --- Safety -----------------------------------------------------------------------------------


class RiskLevel(IntEnum):
    """How much danger a person is in. The contract of each level is in SAFETY.md."""

    NONE = 0
    WATCH = 1
    RAISED = 2
    HIGH = 3
    IMMINENT = 4


class Pathway(StrEnum):
    """The kind of danger: each has its own questions, content and resources."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    HARM_FROM_OTHERS = "harm_from_others"
    HARM_TO_OTHERS = "harm_to_others"
    CHILD_SAFETY = "child_safety"
    EATING_DISORDER = "eating_disorder"
    PSYCHOSIS_MANIA = "psychosis_mania"
    MEDICAL_EMERGENCY = "medical_emergency"
    WITHDRAWAL = "withdrawal"
    POSTPARTUM = "postpartum"


class PlanStep(StrEnum):
    """The parts of a safety plan (Stanley and Brown 2012), and what there is to live for."""

    WARNING_SIGNS = "warning_signs"
    ALONE = "alone"
    DISTRACTION = "distraction"
    PEOPLE = "people"
    PROFESSIONALS = "professionals"
    SURROUNDINGS = "surroundings"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class SaveSafetyPlanStep:
    """Effect: keep the member's own words as one line of a step of their safety plan."""

    step: PlanStep
    text: str


class Author(StrEnum):
    MEMBER = "member"
    COMPANION = "companion"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation. `at` is aware."""

    author: Author
    text: str
    at: datetime


# --- Signals ----------------------------------------------------------------------------------


class SignalKind(StrEnum):
    """What one observation of a signal is."""

    INSTANT = "instant"
    """A value at one moment: start and end are the same."""
    INTERVAL = "interval"
    """A value that belongs to a stretch of time: steps, energy, a workout's minutes."""
    EVENT = "event"
    """Something that happened; the value counts it or codes it."""
    STAGE = "stage"
    """A state that lasted from start to end; the value is a code of `Signal.stages`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and how it becomes its kind's base unit: `base = value * factor + offset`."""

    id: str
    base: str
    factor: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Signal:
    """One kind of measurement over time. Every observation of it is stored in `unit`.

    `plausible` are the lowest and highest value a sensor can mean; others are broken rows.
    `stages` gives the code of each stage by name, for signals of that kind.
    """

    id: str
    unit: str
    kind: SignalKind
    plausible: tuple[float, float]
    stages: Mapping[str, int] = field(default_factory=dict)


ZONE_UNKNOWN: Final = -32768
"""An offset that is not known although the instant is: UTC is right, the clock on the wall is not
known."""
CLOCK_ONLY: Final = -32767
"""An instant that is not known although the clock is: `start` is the wall's clock read as UTC."""


@dataclass(frozen=True, slots=True, eq=False)
class ObservationBatch:
    """Many observations of one signal, as columns of one length: never an object per sample.

    `start` and `end` are int64 milliseconds since 1970 UTC, `value` float64 in the signal's unit,
    `offset` int16 minutes east of UTC (or `ZONE_UNKNOWN`, `CLOCK_ONLY`). `source`, `device` and
    `label` are uint16 codes into the tuples of names beside them; code 0 of a label is "".
    """

    signal: str
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    value: NDArray[np.float64]
    offset: NDArray[np.int16]
    source: NDArray[np.uint16]
    device: NDArray[np.uint16]
    label: NDArray[np.uint16]
    sources: tuple[str, ...]
    devices: tuple[str, ...] = ("",)
    labels: tuple[str, ...] = ("",)

    def __len__(self) -> int:
        return len(self.start)


# --- Days and findings ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one signal over an interval; `unit` is a UCUM-like string (`min`, `/min`)."""

    signal: str
    value: float
    unit: str
    start: datetime
    end: datetime
    source: str


@dataclass(frozen=True, slots=True)
class DayTable:
    """Dates x columns; `nan` is a missing cell. Every column has one value per date.

    `coverage` gives, per column, the share of dates that hold a value. `cells` gives, per column
    and date, how much of what that value rests on was there, 0 to 1; empty where nobody measured.
    """

    dates: tuple[date, ...]
    columns: Mapping[str, tuple[float, ...]]
    cells: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def coverage(self, column: str) -> float:
        """Share of days with a value, 0 to 1; 0 for an empty table."""
        values = self.columns[column]
        return sum(not isnan(v) for v in values) / len(values) if values else 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement about one person's data, with its size, its uncertainty and its limits.

    `sentence` is a content key, `values` fills it; `interval` is (low, high) of `effect` or None.
    `days` are the dates it rests on; `missing_days` counts dates in the window without data.
    """

    insight: str
    sentence: str
    values: Mapping[str, str | int | float]
    n: int
    days: tuple[date, ...]
    missing_days: int
    effect: float | None = None
    interval: tuple[float, float] | None = None
    reason: str = ""
    what_would_change_it: str = ""
