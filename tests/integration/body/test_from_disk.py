"""`evenkeel import`: a file on this machine, looked at and kept from a terminal."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest

from evenkeel import cli_import
from evenkeel.apps.body import actions, queries
from evenkeel.apps.body.models import SignalBlock
from evenkeel.core.sensing.days import EPOCH
from evenkeel.importers import streams
from evenkeel.importers.discovery import FOLDER
from evenkeel.importers.sources import Stopped
from tests.factories.members import NOW, PASSPHRASE, Known
from tests.integration.body.conftest import apple_zip

DAY = EPOCH.replace(2026, 3, 4)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.zip"
    path.write_bytes(apple_zip())
    return path


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evenkeel.site.serve.prepare", lambda: None)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: PASSPHRASE)


def command(path: Path, *, member: str = "", only: str = "", dry_run: bool = False) -> None:
    cli_import.command(path, member=member, zone="", kind="", only=only, dry_run=dry_run)


def test_looking_keeps_nothing(
    known: Known, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(export)
    command(export, member="Wren", dry_run=True)
    said = capsys.readouterr().out
    assert "Apple Health: " in said
    assert "1 days with sleep" in said
    assert "heart_rate" in said
    assert "Left out: MetadataEntry" in said
    assert said.count("Nothing was kept.") == 2
    assert not SignalBlock.objects.exists()


def test_keeping_twice_adds_nothing_the_second_time(
    known: Known, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(export, member="Wren", only="heart_rate, steps")
    assert "5 rows new" in capsys.readouterr().out
    command(export, member="wren", only="heart_rate,steps")
    assert "0 rows new" in capsys.readouterr().out
    held = queries.held(known.member, known.keyring, on=DAY)
    assert {one.id: one.rows for one in held} == {"heart_rate": 3, "steps": 2}
    assert queries.day_table(known.member, known.keyring, DAY, DAY).columns["steps"] == (151.0,)


def test_a_signal_that_is_off_is_not_kept(known: Known, export: Path) -> None:
    actions.switch(by=known.member, keyring=known.keyring, signal="steps", on=False, now=NOW)
    command(export, member="Wren", only="steps")
    assert not SignalBlock.objects.exists()


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("empty.xml", b"", "There is nothing in this file"),
        ("letter.txt", b"dear Jo", "We do not know this kind of file"),
        ("cut.zip", apple_zip()[:900], "damaged or was cut off"),
    ],
)
def test_what_cannot_be_read_is_said_kindly(
    tmp_path: Path, name: str, raw: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(SystemExit):
        command(path)
    assert said in capsys.readouterr().err


def test_wrong_names_and_passphrases_are_one_sentence(
    known: Known,
    export: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SystemExit):
        command(export, member="Nobody")
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: "another phrase altogether")
    with pytest.raises(SystemExit):
        command(export, member="Wren")
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(set(lines)) == 1
    with pytest.raises(SystemExit):
        command(export, member="Wren", only="blood_glucose,colour")
    assert "Not in this file: colour" in capsys.readouterr().err


def test_ctrl_c_stops_between_reads(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_self: streams.Progress, _count: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(streams.Progress, "read", stop)
    with pytest.raises(Stopped):
        cli_import.look(export)


def test_files_of_other_makers_are_named() -> None:
    found = cli_import.look(FOLDER / "daylio/fixtures/daylio_export.csv", zone="Europe/Berlin")
    assert cli_import.describe(found).startswith("Daylio: 11 rows of 2 kinds")
    with pytest.raises(cli_import.NotRead, match="no time zone"):
        cli_import.look(FOLDER / "daylio/fixtures/daylio_export.csv", zone="Berlin time")
