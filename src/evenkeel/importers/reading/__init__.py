"""Help for mappers: CSV, JSON, SQLite, times, numbers, and a collector of rows into batches.

Here: what two or more formats need. Not here: any one maker's words (its own folder).
"""

from evenkeel.importers.reading.collecting import Collector
from evenkeel.importers.reading.databases import Database, database
from evenkeel.importers.reading.documents import json_document, json_documents, xml_elements
from evenkeel.importers.reading.numbers import number
from evenkeel.importers.reading.tables import Row, csv_rows
from evenkeel.importers.reading.times import Moment, UnreadableTime, from_epoch, moment

__all__ = [
    "Collector",
    "Database",
    "Moment",
    "Row",
    "UnreadableTime",
    "csv_rows",
    "database",
    "from_epoch",
    "json_document",
    "json_documents",
    "moment",
    "number",
    "xml_elements",
]
