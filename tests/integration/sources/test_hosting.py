"""What a host sets: parsed strictly, checked at start-up, off without it."""

from __future__ import annotations

import pytest

from evenkeel.apps.sources.checks import makers_are_known
from evenkeel.apps.sources.hosted import clients
from evenkeel.site.environment import Misconfigured, read


def test_nothing_set_means_nobody_is_asked() -> None:
    assert read({}).sources == {}
    assert clients() == {}


def test_entries_with_commas_and_on_lines() -> None:
    told = read({"EVENKEEL_SOURCES": "oura=a:b, whoop=c:d:e\npolar=f:g"}).sources
    assert told == {"oura": ("a", "b", ""), "whoop": ("c", "d:e", ""), "polar": ("f", "g", "")}


def test_secrets_on_a_mounted_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "sources"
    path.write_text("oura=a:b\n", encoding="utf-8")
    assert read({"EVENKEEL_SOURCES_FILE": str(path)}).sources == {"oura": ("a", "b", "")}


def test_an_address_on_this_machine_only() -> None:
    told = read({"EVENKEEL_SOURCES": "oura=a:b@http://127.0.0.1:9000"}).sources
    assert told["oura"] == ("a", "b", "http://127.0.0.1:9000")
    with pytest.raises(Misconfigured, match="on this machine"):
        read({"EVENKEEL_SOURCES": "oura=a:b@http://evil.example"})


@pytest.mark.parametrize("value", ["oura", "oura=", "oura=a", "oura=:b", "=a:b"])
def test_half_an_entry_is_refused_with_an_example(value: str) -> None:
    with pytest.raises(Misconfigured, match="oura=client-id:secret"):
        read({"EVENKEEL_SOURCES": value})


def test_a_maker_nobody_knows_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"ouraa": ("a", "b", ""), "toaster": ("a", "b", "")}
    monkeypatch.setattr("django.conf.settings.SOURCE_CLIENTS", told, raising=False)
    near, far = makers_are_known()
    assert near.hint == "Did you mean oura?"
    assert "Known are:" in str(far.hint)
    assert clients() == {}
