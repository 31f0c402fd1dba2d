"""Light or dark, and the browser's time zone: cookies, no account."""

import pytest
from django.http import HttpRequest
from django.test import Client

from evenkeel.site.zone import zone_of


@pytest.mark.django_db
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_remembered_on_this_browser(client: Client, theme: str) -> None:
    answer = client.post("/theme", {"theme": theme, "next": "/style"})
    assert answer["Location"] == "/style"
    assert f'data-theme="{theme}"' in client.get("/style").content.decode()


@pytest.mark.django_db
def test_as_on_the_device_forgets_the_theme(client: Client) -> None:
    client.post("/theme", {"theme": "dark"})
    client.post("/theme", {"theme": "device"})
    assert "data-theme" not in client.get("/style").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_the_way_back_stays_on_this_site(client: Client, address: str) -> None:
    assert client.post("/theme", {"theme": "dark", "next": address})["Location"] == "/"


@pytest.mark.parametrize(
    ("cookie", "name"),
    [
        ("Europe/London", "Europe/London"),
        ("Pacific%2FAuckland", "Pacific/Auckland"),
        ("", None),
        ("../../etc/passwd", None),
        ("Nowhere/Place", None),
        ("\x00", None),
    ],
)
def test_a_zone_is_known_or_unknown_and_never_guessed(cookie: str, name: str | None) -> None:
    request = HttpRequest()
    request.COOKIES["zone"] = cookie
    zone = zone_of(request)
    assert (zone.key if zone else None) == name
