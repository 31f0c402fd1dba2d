"""What other areas may ask of care: which countries there are, and the address of their help."""

from __future__ import annotations

from django.urls import reverse

from evenkeel.apps.care.showing import registry


def countries() -> list[tuple[str, str]]:
    """(ISO code, name) of every country in the registry, by name."""
    return sorted(((c.id, c.name) for c in registry().values()), key=lambda pair: pair[1])


def help_address(country: str | None) -> str:
    """The crisis page of a member's country, or the general one."""
    if country and country.upper() in registry():
        return reverse("care:country", args=[country.upper()])
    return reverse("care:help")
