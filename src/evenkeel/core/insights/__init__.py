"""Looking back: one file per insight, discovered; each says what it found and how sure it is.

A file of this folder is an insight when it defines `INSIGHT`; its words are in
`content/insights/<file stem>.yaml`. It is named nowhere else. The other files are what insights
stand on: `insight` (types), `days` (entries -> `DayTable`), `whitening` (days made comparable),
`links`, `thresholds`, `searched` (everything held against everything, once), `uncertainty`,
`turned_weeks`, `writing_words`, `ink`, `telling`; and what stands on them: `whole_picture` (one
page about a person), `trials`.
Not here: opening records, rendering pictures, forecasts (`core.warning`).
"""

from evenkeel.core.insights.days import day_table, each_day, given
from evenkeel.core.insights.discovery import insights, load_texts
from evenkeel.core.insights.insight import (
    DatedText,
    Effort,
    Entry,
    Event,
    Insight,
    InsightText,
    Metric,
    MetricKind,
    Picture,
    View,
)
from evenkeel.core.insights.telling import tell

__all__ = [
    "DatedText",
    "Effort",
    "Entry",
    "Event",
    "Insight",
    "InsightText",
    "Metric",
    "MetricKind",
    "Picture",
    "View",
    "day_table",
    "each_day",
    "given",
    "insights",
    "load_texts",
    "tell",
]
