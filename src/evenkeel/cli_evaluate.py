"""`evenkeel evaluate language --task NAME --data FILE`: figures of the reader on anybody's file.

Here: the command and its words. Not here: the file's format and the scorers
(`core.language.evaluation`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Figures of a part of the core on any file in the documented format.")


@app.callback()
def parts() -> None:
    """Figures of a part of the core on any file in the documented format."""


@app.command()
def language(
    task: Annotated[str, typer.Option(help="Name of the head, e.g. emotions, stressor, traps.")],
    data: Annotated[Path, typer.Option(help="JSON lines, CSV or TSV with `text` and `labels`.")],
    locale: Annotated[str, typer.Option(help="The writers' language, e.g. de.")] = "en",
) -> None:
    """Print JSON figures of the reader: macro-F1 with its interval, F1 a label, calibration."""
    from evenkeel.core.language.evaluation import EvaluationError, evaluate

    try:
        print(json.dumps(evaluate(task, data, locale=locale), indent=2))
    except EvaluationError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
