"""Settings are read strictly: each refusal names the setting and what would work."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenkeel.site.environment import Misconfigured, read


def test_without_any_setting_it_is_a_private_embedded_installation() -> None:
    env = read({})
    assert (env.bind, env.port, env.https, env.debug) == ("127.0.0.1", 8420, False, False)
    assert env.database_url is None
    assert env.data.name == "evenkeel"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("EVENKEEL_PORT", "0", "from 1 to 65535"),
        ("EVENKEEL_PORT", "65536", "from 1 to 65535"),
        ("EVENKEEL_PORT", "8e3", "whole number"),
        ("EVENKEEL_PORT", "٨٤٢٠", "whole number"),
        ("EVENKEEL_IDLE_MINUTES", "0", "from 1 to 240"),
        ("EVENKEEL_IDLE_MINUTES", "241", "from 1 to 240"),
        ("EVENKEEL_HTTPS", "maybe", "yes or no"),
        ("EVENKEEL_MINORS", "12", "from 13 to 17"),
        ("EVENKEEL_MINORS", "18", "from 13 to 17"),
        ("EVENKEEL_SECRET_KEY", "short", "32 characters"),
        ("EVENKEEL_QUICK_EXIT_URL", "javascript:alert(1)", "https://"),
        ("DATABASE_URL", "mysql://somewhere", "postgres://"),
        ("EVENKEEL_PROT", "8420", "Did you mean EVENKEEL_PORT"),
        ("EVENKEEL_SECRET_KEY_FILE", "/does/not/exist", "cannot be read"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(name: str, value: str, says: str) -> None:
    with pytest.raises(Misconfigured, match=says):
        read({name: value})


@pytest.mark.parametrize(("value", "port"), [("1", 1), ("65535", 65535), (" 9000 ", 9000)])
def test_ports_at_both_edges(value: str, port: int) -> None:
    assert read({"EVENKEEL_PORT": value}).port == port


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("k" * 32 + "\n")
    assert read({"EVENKEEL_SECRET_KEY_FILE": str(file)}).secret_key == "k" * 32


def test_a_setting_and_its_file_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="not both"):
        read({"EVENKEEL_PORT": "1", "EVENKEEL_PORT_FILE": str(tmp_path)})
