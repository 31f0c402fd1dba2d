"""Makes `content/crisis/<COUNTRY>.yaml` from the cross-checked fact table of crisis lines.

Here: which rows may enter the registry, and how a row becomes a line. Not here: how a card is
chosen from them (`evenkeel.core.safety.registry`).

    python training/crisis_registry.py ../shared/data/crisis_lines

Only rows of high or medium confidence enter, only for countries that then have an emergency number
and a suicide or general line. Disputed or unsettled hours are left out, and so is every number of
`retired.csv`, which is copied to `content/safety/retired_numbers.yaml` so that a test can look for
them without the table.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import Any

import yaml

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "evenkeel"
RECORDED_ON = "2026-11-21"
HOW_CHECKED = (
    "Cross-checked between stored copies of independent lists. Nobody dialled it and no live page "
    "was opened."
)
UNSETTLED = re.compile(
    r"check|disputed|limited|per one source|per listing|per press|per ministry|south australia|"
    r"not settled|hours|by source|"
    r"or \d|one source|older cop|now;|vary|cities|appointment|sessions",
    re.I,
)
#: Rows whose note, not whose hours, says that the hours are in doubt.
HOURS_IN_DOUBT = {("CZ", "116 123"), ("US", "1-877-565-8860"), ("ZA", "0800 428 428")}
SETTLED = {"24/7", "Mon-Fri 9am-9pm Central"}
REGIONS = {
    ("AR", "135"): "Greater Buenos Aires",
    ("GB", "0808 808 8000"): "Northern Ireland",
    ("GB", "111"): "England, Wales and Scotland",
    ("GB", "0808 2000 247"): "England",
    ("GB", "0808 500 2222"): "England and Wales",
    ("GB", "0808 801 0677"): "England",
    ("GB", "0808 801 0432"): "Scotland",
    ("GB", "0808 801 0433"): "Wales",
    ("GB", "0808 801 0434"): "Northern Ireland",
    ("IN", "044 2464 0050"): "Chennai",
    ("RU", "051"): "Moscow",
    ("CO", "106"): "some departments only",
    ("CZ", "222 580 697"): "Prague",
    ("MX", "55 5533 5533"): "Mexico City",
    ("PK", "1121"): "Punjab",
}
FREE = {("NL", "113"): "free"}
COSTS = {("DE", "01806 313031"): "charged call"}
#: For a certain group only: shown under its own topic, never as the general line.
GROUPS = {
    "13YARN": "Aboriginal and Torres Strait Islander people",
    "MensLine": "men",
    "Hope for Wellness": "Indigenous peoples",
    "Papyrus": "people under 35",
    "CALM": "men, mostly",
    "Muslimisches": "Muslims",
    "Veterans Crisis": "veterans",
    "Trevor": "LGBTQ+ young people",
    "Arabic": "Arabic speakers",
    "SOS Help (English)": "English speakers",
    "TELL": "English speakers",
    "EDANZ": "families and carers",
    "Men's Aid": "men",
}
ACCENTS = {
    "SOS Amitie": "SOS Amitié",
    "Suicide Ecoute": "Suicide Écoute",
    "Centre de Prevention du Suicide": "Centre de Prévention du Suicide",
    "Ecoute violences conjugales": "Écoute violences conjugales",
    "*4141 No estas solo, no estas sola": "*4141 No estás solo, no estás sola",
    "Linea 106": "Línea 106",
    "Linea de la Vida": "Línea de la Vida",
    "Aqui Estoy": "Aquí Estoy",
    "024 Linea de atencion a la conducta suicida": "024, Línea de atención a la conducta suicida",
    "Telefono de la Esperanza": "Teléfono de la Esperanza",
    "119 Allo Enfance en Danger": "119 Allô Enfance en Danger",
    "Fil Sante Jeunes (12-25)": "Fil Santé Jeunes (12-25)",
    "Anorexie Boulimie Info Ecoute (FFAB)": "Anorexie Boulimie Info Écoute (FFAB)",
    "Linka prvni psychicke pomoci": "Linka první psychické pomoci",
    "Prazska linka duvery": "Pražská linka důvěry",
    "Linka bezpeci": "Linka bezpečí",
    "BorneTelefonen": "BørneTelefonen",
    "SOS Detresse": "SOS Détresse",
    "Kek Vonal": "Kék Vonal",
    "Mind Sjalvmordslinjen": "Mind Självmordslinjen",
    "Linha Nacional de Prevencao do Suicidio 1411": "Linha Nacional de Prevenção do Suicídio 1411",
    "Klic v dusevni stiski": "Klic v duševni stiski",
    "IPcko crisis line": "IPčko crisis line",
    "Linea de prevencion del suicidio": "Línea de prevención del suicidio",
    "UNAM atencion psicologica a distancia": "UNAM atención psicológica a distancia",
    "Linea nacional contra la violencia hacia las mujeres": (
        "Línea nacional contra la violencia hacia las mujeres"
    ),
    "BIOEG Telefonberatung Essstoerungen (formerly BZgA)": (
        "BIÖG Telefonberatung Essstörungen (formerly BZgA)"
    ),
}
NAMES = {
    "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BB": "Barbados", "BD": "Bangladesh",
    "BE": "Belgium", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CL": "Chile",
    "CN": "China", "CO": "Colombia", "CR": "Costa Rica", "CY": "Cyprus", "CZ": "Czechia",
    "DE": "Germany", "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "FI": "Finland",
    "FR": "France", "GB": "United Kingdom", "GR": "Greece", "HK": "Hong Kong", "HU": "Hungary",
    "ID": "Indonesia", "IE": "Ireland", "IL": "Israel", "IN": "India", "IS": "Iceland",
    "IT": "Italy", "JP": "Japan", "KE": "Kenya", "KH": "Cambodia", "KR": "South Korea",
    "LB": "Lebanon", "LK": "Sri Lanka", "LU": "Luxembourg", "MT": "Malta", "MX": "Mexico",
    "MY": "Malaysia", "NG": "Nigeria", "NL": "Netherlands", "NO": "Norway", "NP": "Nepal",
    "NZ": "New Zealand", "PG": "Papua New Guinea", "PH": "Philippines", "PK": "Pakistan",
    "PL": "Poland", "PT": "Portugal", "RO": "Romania", "RS": "Serbia", "RU": "Russia",
    "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia", "SK": "Slovakia", "TH": "Thailand",
    "TW": "Taiwan", "UA": "Ukraine", "US": "United States", "UY": "Uruguay", "ZA": "South Africa",
}  # fmt: skip


def main(folder: Path) -> None:
    """Write the registry and the list of retired numbers; prints one line a country."""
    rows = list(csv.DictReader((folder / "table.csv").open(encoding="utf-8")))
    retired = list(csv.DictReader((folder / "retired.csv").open(encoding="utf-8")))
    gone = {(row["country"], digits(row["number"])) for row in retired}
    _write(
        PACKAGE / "content" / "safety" / "retired_numbers.yaml",
        {"numbers": [{k: row[k] for k in ("country", "number", "why")} for row in retired]},
    )
    for code in sorted({row["country"] for row in rows}):
        country = _country(code, [r for r in rows if r["country"] == code], gone)
        if country is None:
            continue
        _write(PACKAGE / "content" / "crisis" / f"{code}.yaml", country)
        print(code, len(country["emergency"]), len(country["lines"]))


def digits(number: str) -> str:
    """The dialled characters of a number, to compare two ways of printing it.

    >>> digits("116 123") == digits("116-123")
    True
    """
    return re.sub(r"[^0-9*]", "", number)


def _country(
    code: str, rows: list[dict[str, str]], gone: set[tuple[str, str]]
) -> dict[str, Any] | None:
    usable = [
        row
        for row in rows
        if row["confidence"] in {"high", "medium"}
        and (row["country"], digits(row["number"])) not in gone
    ]
    emergency = [_line(row, gone) for row in usable if row["kind"] == "emergency"]
    lines = [_line(row, gone) for row in usable if row["kind"] != "emergency"]
    if not emergency or not any(line["topic"] in {"suicide", "general"} for line in lines):
        return None
    return {
        "name": NAMES[code],
        "recorded_on": RECORDED_ON,
        "how_checked": HOW_CHECKED,
        "emergency": emergency,
        "lines": lines,
    }


def _note(row: dict[str, str], gone: set[tuple[str, str]]) -> str | None:
    """The table's remark, unless it prints a number that must not be shown."""
    old = {number for country, number in gone if country == row["country"]}
    printed = {digits(run) for run in re.findall(r"\d[\d\s-]+\d", row["note"])}
    return None if printed & old else row["note"] or None


def _line(row: dict[str, str], gone: set[tuple[str, str]]) -> dict[str, Any]:
    number, _, menu = row["number"].partition(" then ")
    key = (row["country"], number)
    group = next((g for start, g in GROUPS.items() if start in row["name"]), None)
    line: dict[str, Any] = {
        "name": ACCENTS.get(row["name"], row["name"]),
        "topic": row["kind"],
        "channel": "chat" if not number else row["channel"],
        "number": number or None,
        "menu": menu.removeprefix("press ") or None,
        "url": row["url"] or None,
        "hours": _hours(row, key),
        "languages": [part.strip() for part in row["languages"].split(";") if part.strip()],
        "region": REGIONS.get(key),
        "group": group,
        "cost": FREE.get(key) or COSTS.get(key),
        "sources": _sources(row["sources"]),
        "confidence": row["confidence"],
        "note": _note(row, gone),
    }
    return {name: value for name, value in line.items() if value is not None}


def _hours(row: dict[str, str], key: tuple[str, str]) -> str | None:
    hours = row["hours"].strip()
    if not hours or key in HOURS_IN_DOUBT:
        return None
    if hours not in SETTLED and UNSETTLED.search(hours):
        return None
    return hours


def _sources(text: str) -> list[str]:
    _, _, listed = text.partition(": ")
    return [part.strip() for part in (listed or text).split(";") if part.strip()]


def _write(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
