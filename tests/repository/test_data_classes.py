"""Every stored field has a class, and every class has its field (SAFETY.md L21, L22)."""

from __future__ import annotations

import pytest
from django.db import models

from evenkeel.apps.privacy import classes
from evenkeel.apps.privacy.classes import Retention, Sensitivity
from evenkeel.apps.records import LockedRecord

ALL = sorted(classes.all_models(), key=lambda model: model._meta.label_lower)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.label_lower)
def test_every_field_is_classed(model):
    entry = classes.class_of(model)
    columns = classes.column_names(model)
    place = f"content/privacy/fields/{model._meta.app_label}.yaml"
    assert not columns - set(entry.fields), f"class these fields in {place}"
    assert not set(entry.fields) - columns, f"these fields are gone: remove them from {place}"


def test_every_class_has_its_model():
    known = {model._meta.label_lower for model in ALL}
    for label, name, _ in classes.written_classes():
        if label != classes.LOCKED_RECORD:
            assert f"{label}.{name}" in known, f"content/privacy/fields/{label}.yaml: no such model"


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.label_lower)
def test_the_way_to_the_member_leads_there(model):
    entry = classes.class_of(model)
    if entry.member is not None:
        str(
            model._default_manager.filter(
                **{entry.member: "00000000-0000-0000-0000-000000000000"}
            ).query
        )
    links = [
        column
        for column in model._meta.concrete_fields
        if column.is_relation and column.related_model._meta.label == "people.Member"
    ]
    assert not links or entry.member, "a table that points at a member must say how: `member:`"
    for column in links:
        assert entry.fields[column.name].kind is Sensitivity.IDENTIFYING


def test_only_class_a_is_stored_open():
    """What is B, C or D lies in a binary column: nothing of it can be read or searched."""
    for model, entry in classes.classed_models():
        for name, field in entry.fields.items():
            if field.data_class != "A":
                assert isinstance(model._meta.get_field(name), models.BinaryField), (model, name)


def test_words_and_numbers_are_in_locked_records_only():
    for model, entry in classes.classed_models():
        sealed = any(field.data_class in {"B", "C", "D"} for field in entry.fields.values())
        assert sealed == issubclass(model, LockedRecord), model


def test_what_ages_names_a_time():
    for model, entry in classes.classed_models():
        ages = any(field.keep is Retention.DAYS_7 for field in entry.fields.values())
        assert ages == (entry.ages_by is not None), model
        if entry.ages_by:
            assert isinstance(model._meta.get_field(entry.ages_by), models.DateTimeField)


def test_keys_are_marked_so_that_they_go_first():
    marked = {model._meta.label for model, entry in classes.classed_models() if entry.keys}
    assert {
        "people.MemberKeys",
        "people.MemberSession",
        "people.ApiToken",
        "mfa.Authenticator",
    } <= marked
