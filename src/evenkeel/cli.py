"""The `evenkeel` command. Each command imports what it needs when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evenkeel import cli_evaluate

app = typer.Typer(
    help="Evenkeel: a private, self-hosted companion for mental health.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_evaluate.app, name="evaluate")


def main() -> None:
    """Run a command; what a host can mend is one sentence, not a traceback."""
    from evenkeel.core.content import ContentError
    from evenkeel.site.environment import Misconfigured

    try:
        app()
    except (Misconfigured, ContentError) as problem:
        stop(str(problem))
    except Exception as problem:
        from evenkeel.site.serve import CannotStart

        if not isinstance(problem, CannotStart):
            raise
        stop(str(problem))


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


@app.command()
def serve() -> None:
    """Serve Evenkeel on this machine and print the address."""
    from evenkeel.site.serve import serve as run

    run()


@app.command()
def worker() -> None:
    """Run background work in a process of its own (with EVENKEEL_WORKER=no for the servers)."""
    from evenkeel.site.serve import work

    work(announce="Worker started  (Ctrl+C stops it)")


@app.command()
def chat(
    jsonl: Annotated[bool, typer.Option(help="One JSON object a line, in and out.")] = False,
    country: Annotated[str, typer.Option(help="ISO code, for crisis lines.")] = "",
    locale: Annotated[str, typer.Option(help="Language of the conversation.")] = "en",
    seed: Annotated[int, typer.Option(help="Makes replies repeatable.")] = 0,
) -> None:
    """Talk in the terminal. Nothing is stored, no account is needed."""
    from evenkeel import cli_chat

    if jsonl:
        cli_chat.jsonl(sys.stdin, sys.stdout, country=country, locale=locale, seed=seed)
    else:
        cli_chat.chat_loop(country=country, locale=locale, seed=seed)


@app.command()
def insights(
    table: Annotated[Path, typer.Argument(help="CSV with a `date` column and one row a day.")],
    outcome: Annotated[list[str], typer.Option(help="Column that says how it was; repeatable.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """What goes with what in a table of days, with how sure that is. Nothing is stored."""
    from evenkeel.cli_insights import TableError, run

    try:
        run(table, outcome, as_json=as_json)
    except TableError as problem:
        stop(str(problem))


@app.command()
def demo(
    make_only: Annotated[bool, typer.Option("--make-only", help="Do not serve.")] = False,
) -> None:
    """The same product with a synthetic member of 16 weeks, in a data folder of its own."""
    from evenkeel.site.demo import run

    run(make_only=make_only)


@app.command()
def doctor(
    settings: Annotated[bool, typer.Option("--settings", help="List every setting.")] = False,
) -> None:
    """Say what is installed, what works, what is misconfigured, and the remedy."""
    from evenkeel.site.doctor import report

    raise SystemExit(report(settings=settings))


@app.command()
def check() -> None:
    """Validate content, migrations and generated documents."""
    from evenkeel.site.validation import validate

    raise SystemExit(validate())


@app.command()
def docs() -> None:
    """Write the generated reference documents."""
    from evenkeel.site.reference import write

    write()


@app.command()
def messages(
    locale: Annotated[list[str], typer.Argument(help="es, ar, pt-br ... (a folder's name).")],
) -> None:
    """Write or refresh languages/<locale>/LC_MESSAGES/django.po from code and templates."""
    from evenkeel.site.catalogues import update

    for one in locale:
        path, count, waiting = update(one)
        print(f"{path}: {count} messages, {waiting} not translated yet")


@app.command()
def new(kind: str, id: str) -> None:
    """Make a passing skeleton of a plug-in: exercise, instrument, crisis, insight, prompt ..."""
    from evenkeel.site.scaffold import make

    for path in make(kind, id):
        print(path)


@app.command()
def report(
    what: Annotated[str, typer.Argument(help="crisis-referrals")],
    year: Annotated[int, typer.Option(help="The year to count.")],
) -> None:
    """Print counts that a law asks for, without anything about a person."""
    if what != "crisis-referrals":
        stop("Only `evenkeel report crisis-referrals --year 2026` exists so far.")
    from evenkeel.site.reports import crisis_referrals

    print(crisis_referrals(year))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A file that a watch, ring, phone or app gave.")],
    member: Annotated[str, typer.Option(help="Keep it for this nickname. Without: look.")] = "",
    zone: Annotated[str, typer.Option(help="Zone of times without one: Europe/Berlin.")] = "",
    kind: Annotated[str, typer.Option(help="Read it as this importer's.")] = "",
    only: Annotated[str, typer.Option(help="Signals to keep, with commas. Without: all.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look, keep nothing.")] = False,
) -> None:
    """Say what is in a device's file; with --member, keep it sealed. Ctrl+C stops it."""
    from evenkeel import cli_import

    cli_import.command(file, member=member, zone=zone, kind=kind, only=only, dry_run=dry_run)


@app.command()
def prescribe(
    programme: Annotated[str, typer.Argument(help="A programme's id, as in its address.")],
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many codes.")] = 1,
    unlock: Annotated[bool, typer.Option("--unlock", help="Open it to everybody again.")] = False,
) -> None:
    """Lock a programme to prescription codes and print some."""
    from evenkeel import cli_prescribe

    cli_prescribe.command(programme, count=count, unlock=unlock)


if __name__ == "__main__":
    main()
