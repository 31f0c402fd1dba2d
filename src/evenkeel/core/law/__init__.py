"""What law and guidance ask of a companion, as dated data and pure rules (SAFETY.md section 4).

    >>> from datetime import date
    >>> from evenkeel.core.law import load_packs, rules_of
    >>> rules_of(load_packs(), ["wellness"], on=date(2026, 11, 21)).ai_notice_minutes
    180

Here: jurisdiction packs, when a notice is due, the law table, the safety case, and the names that a
companion must not give itself. Not here: showing any of it (`apps.care`), deciding risk.
"""

from evenkeel.core.law.hazards import Hazard, load_hazards
from evenkeel.core.law.hosts import HostKind, host_kind, impossible_at
from evenkeel.core.law.notices import Notice, ai_notice_due, break_due
from evenkeel.core.law.packs import Pack, Rules, load_packs, rules_of
from evenkeel.core.law.reliance import Leaning, Stretch, leaning
from evenkeel.core.law.requirements import Requirement, load_requirements

__all__ = [
    "Hazard",
    "HostKind",
    "Leaning",
    "Notice",
    "Pack",
    "Requirement",
    "Rules",
    "Stretch",
    "ai_notice_due",
    "break_due",
    "host_kind",
    "impossible_at",
    "leaning",
    "load_hazards",
    "load_packs",
    "load_requirements",
    "rules_of",
]
