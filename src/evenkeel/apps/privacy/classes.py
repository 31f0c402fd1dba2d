"""What every stored field is, who can read it and how long it stays, read from content files.

Here: the schema of `content/privacy/fields/<app label>.yaml`, and the look-up of one model's rows.
Not here: acting on a class (export, erase) and showing it (views, records of processing).

Locked records need no line of their own: their shared columns are described once, in
`_locked_record.yaml`; the class of what is sealed comes from the model. A subclass's own open
columns are described in its app's file like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Literal

from django.apps import apps
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, model_validator

from evenkeel.apps.records import LockedRecord
from evenkeel.core.content.languages import SOURCE, overlay
from evenkeel.core.content.loader import CONTENT, Content, ContentError, load_folder

FIELDS = CONTENT / "privacy" / "fields"
LOCKED_RECORD = "_locked_record"


class Sensitivity(StrEnum):
    """What a value says about a person."""

    IDENTIFYING = "identifying"
    """Points at one member: a name, a key, an id that other rows carry."""
    SENSITIVE = "sensitive"
    """Says something about how a member is, lives or decided."""
    TECHNICAL = "technical"
    """Needed to run; says nothing about anybody by itself."""


class Retention(StrEnum):
    """How long a value stays."""

    ACCOUNT = "account"
    ROW = "row"
    SESSION = "session"
    DAYS_7 = "days_7"
    ERASING = "erasing"
    RECEIPT = "receipt"
    INSTALLATION = "installation"


RETENTION_WORDS = {
    Retention.ACCOUNT: _("until you erase your account"),
    Retention.ROW: _("until you delete that entry or erase your account"),
    Retention.SESSION: _("until you log out or the session ends"),
    Retention.DAYS_7: _("at most 7 days"),
    Retention.ERASING: _("until the erased rows are gone, at most a day"),
    Retention.RECEIPT: _("kept: it holds nothing about you"),
    Retention.INSTALLATION: _("kept: it is about this installation, not about a person"),
}


class FieldClass(BaseModel):
    """One column. `data_class` is the letter of SAFETY.md; `exported` puts it into the archive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Sensitivity
    data_class: Literal["A", "B", "C", "D"] = "A"
    exported: bool = False
    keep: Retention = Retention.ACCOUNT
    note: str = ""


class ModelClass(BaseModel):
    """One table. `member` is the look-up that leads from a row to its member; none if no row does.

    `what` says in plain words what the table is for. `keys` marks a table that holds key material:
    its rows go first when somebody erases everything. `ages_by` is the time column of a table whose
    rows go by themselves after some days.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    member: str | None = None
    keys: bool = False
    ages_by: str | None = None
    purpose: str = "to run the app for you"
    fields: Mapping[str, FieldClass]

    @model_validator(mode="after")
    def _reachable_and_ageing(self) -> ModelClass:
        if self.member is None and any(
            f.kind is not Sensitivity.TECHNICAL and f.exported for f in self.fields.values()
        ):
            raise ValueError("exported personal fields need `member`, the way to their owner")
        if bool(self.ages_by) != any(f.keep is Retention.DAYS_7 for f in self.fields.values()):
            raise ValueError("rows that go after days need `ages_by`, their time column")
        return self


class AppClasses(Content):
    """One file: the tables of one app, by model name in lower case."""

    models: Mapping[str, ModelClass]


@cache
def load_classes(locale: str = SOURCE) -> Mapping[str, AppClasses]:
    """Every file, by app label; in `locale` where its words are written."""
    over = overlay(locale, "privacy")
    return load_folder(FIELDS, AppClasses, overlay=over / "fields" if over else None)


def written_classes() -> Iterator[tuple[str, str, ModelClass]]:
    """(app label, model name, class) for everything that is written in the files."""
    for label, file in load_classes().items():
        for name, entry in file.models.items():
            yield label, name, entry


def class_of(model: type[models.Model]) -> ModelClass:
    """The class of a model's table. Raises `ContentError` where nobody has written one."""
    file = load_classes(get_language() or SOURCE).get(model._meta.app_label)
    written = file.models.get(model._meta.model_name or "") if file else None
    if issubclass(model, LockedRecord):
        return _locked_class(model, written)
    if written is None:
        raise ContentError(
            f"{model._meta.label} is not classed. Describe it in "
            f"content/privacy/fields/{model._meta.app_label}.yaml."
        )
    return written


def classed_models() -> Iterator[tuple[type[models.Model], ModelClass]]:
    """Every table there is with its class, in a stable order."""
    for model in sorted(all_models(), key=lambda one: one._meta.label_lower):
        yield model, class_of(model)


def all_models() -> Iterator[type[models.Model]]:
    """Every model with a table of its own, many-to-many tables included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def column_names(model: type[models.Model]) -> set[str]:
    """The names of a table's columns, as Django names the fields."""
    return {field.name for field in model._meta.concrete_fields}


def own_columns(model: type[LockedRecord]) -> list[models.Field[object, object]]:
    """The open columns that a kind of locked record adds to the shared ones."""
    shared = {field.name for field in LockedRecord._meta.get_fields()}
    return [field for field in model._meta.concrete_fields if field.name not in shared]


def _locked_class(model: type[LockedRecord], written: ModelClass | None) -> ModelClass:
    shared = load_classes()[LOCKED_RECORD].models["record"]
    letter = model.data_class.value
    sealed = shared.fields["sealed"].model_copy(update={"data_class": letter})
    fields = {**shared.fields, "sealed": sealed, **(written.fields if written else {})}
    what = written.what if written else str(model._meta.verbose_name_plural).capitalize()
    return shared.model_copy(update={"what": what, "fields": fields})
