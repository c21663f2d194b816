"""The command line: names, options and help; every command's work is one call elsewhere.

Work is imported by the command that needs it, so that help and errors come at once. An error
that we know is one line on stderr and its exit code; one that we do not know keeps its traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from grader.lean_imports import leave_out_iri_grammar

if TYPE_CHECKING:
    from grader.errors import DockyardError

INTERRUPTED = 130

NEWCOMER = "New here? Type ./dockyard lab and JupyterLab opens on the course."

app = typer.Typer(
    help="An interactive Docker course: every notebook gets its own real Docker daemon.",
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Yes = Annotated[
    bool, typer.Option("--yes", "-y", envvar="DOCKYARD_YES", help="Install or remove unasked.")
]
Registry = Annotated[
    str | None,
    typer.Option(
        metavar="HOST[:PORT][/PREFIX]", envvar="DOCKYARD_REGISTRY", help="Registry to pull from."
    ),
]


@app.callback(invoke_without_command=True)
def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(NEWCOMER)
        typer.echo(context.get_help())


@app.command()
def lab(
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port of JupyterLab.")] = None,
    yes: Yes = False,
    registry: Registry = None,
) -> None:
    """Open the course in JupyterLab; sets up what is missing."""
    from labkit.commands.lab import run_lab

    run_lab(browser=not no_browser, port=port, yes=yes, registry=registry)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help="Under two minutes.")] = False,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Also what takes long; fail when something cannot be tested."),
    ] = False,
    yes: Yes = False,
) -> None:
    """Test the course and the kit; other arguments go to pytest."""
    from labkit.commands.testing import run

    _allow(yes)
    _exit(run(context.args, quick=quick, everything=everything))


@app.command()
def grade(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Notebooks or folders.")],
    out: Annotated[Path, typer.Option("--out", help="Where all results go.")] = Path("graded"),
    again: Annotated[bool, typer.Option("--again", help="Also what is graded already.")] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="At once; 0: one a core.", show_default=False)
    ] = 0,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="tcp://HOST:PORT", help="Of a Dask cluster.")
    ] = "",
    store: Annotated[
        str,
        typer.Option(
            envvar="DOCKYARD_STORE", metavar="URL", help="A PostgreSQL that graders share."
        ),
    ] = "",
    course_run: Annotated[
        str, typer.Option(envvar="DOCKYARD_COURSE_RUN", help="Decides what is given.")
    ] = "self-paced",
    attempt: Annotated[
        int, typer.Option(min=1, envvar="DOCKYARD_ATTEMPT", help="Decides what is given.")
    ] = 1,
    roster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV of who should have handed in.")
    ] = None,
    due: Annotated[str, typer.Option(metavar="TIME", help="Until when; UTC without a zone.")] = "",
    yes: Yes = False,
) -> None:
    """Grade submitted notebooks, each in a sandbox of its own; goes on where it was ended."""
    from grader.grading.many import fork_server
    from labkit.prepare import prepare

    if not scheduler:
        prepare(yes=yes)
        fork_server.begin()  # and this process imports the rest meanwhile
    from grader.grading.many import Scale, grade_command
    from grader.grading.one import Rules
    from grader.places import LABS

    rules = Rules(LABS, course_run=course_run, attempt=attempt)
    scale = Scale(jobs, scheduler)
    _exit(
        grade_command(
            paths, out, rules=rules, scale=scale, store=store, again=again, roster=roster, due=due
        )
    )


@app.command()
def worker(
    scheduler: Annotated[str, typer.Argument(metavar="tcp://HOST:PORT")],
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="At once.")] = 1,
    yes: Yes = False,
) -> None:
    """Grade for a Dask cluster, with this machine's engine, until it is told to end."""
    from labkit.commands.worker import run_worker
    from labkit.prepare import prepare

    prepare(yes=yes)
    run_worker(scheduler, jobs)


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What grade wrote with --out.")],
    key: Annotated[
        list[Path] | None,
        typer.Option("--key", metavar="PUB", help="The only public key to trust; may be repeated."),
    ] = None,
) -> None:
    """Check that signed records, reports and grades are as grading left them."""
    from grader.results.records import verify_command

    _exit(verify_command(folder, key or []))


@app.command()
def build(
    only: Annotated[list[str] | None, typer.Argument(metavar="[LAB]...")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what is out of date.")] = False,
    yes: Yes = False,
) -> None:
    """Build notebooks/ and solutions/ from labs/, or of the labs named (such as 03_layers)."""
    from labkit.authoring import build_command

    _allow(yes)
    _exit(build_command(check, only or []))


@app.command()
def check(
    which: Annotated[str, typer.Argument(metavar="LAB[/EXERCISE]")],
    update: Annotated[
        bool, typer.Option("--update", help="What learners now read after a mistake is right.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Check an exercise as its author: linter, laws, what learners read, notebooks."""
    from labkit.authoring import check_command

    _allow(yes)
    _exit(check_command(which, update=update))


@app.command()
def new(lab: str, exercise: str) -> None:
    """Start a new exercise in a lab."""
    from labkit.authoring import new_exercise

    new_exercise(lab, exercise)


@app.command()
def status() -> None:
    """Show which exercises are solved."""
    from labkit.lesson import print_status

    print_status()


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    registry: Registry = None,
) -> None:
    """Say what this machine has, what does not work and how to mend it."""
    from labkit.commands.doctor import run_doctor

    _exit(run_doctor(as_json=as_json, registry=registry))


@app.command()
def clean(
    images: Annotated[bool, typer.Option("--images", help="Our images too.")] = False,
    cache: Annotated[bool, typer.Option("--cache", help="Downloads too.")] = False,
    yes: Yes = False,
) -> None:
    """Remove what Dockyard and its lessons left behind, and nothing else."""
    from labkit.commands.clean import run_clean

    _exit(run_clean(images=images, cache=cache, yes=yes))


@app.command(hidden=True)
def lock() -> None:
    """Write both lock files and environment.yml anew from pyproject.toml."""
    from labkit.commands.lock import write_locks

    write_locks()


def _allow(yes: bool) -> None:
    """Carries --yes to whoever prepares this machine later in this process."""
    if yes:
        os.environ["DOCKYARD_YES"] = "1"


def _exit(code: int) -> NoReturn:
    raise typer.Exit(code)


def main(run: Callable[..., object] = app) -> None:
    """Runs the command line; every known fault ends as one line."""
    leave_out_iri_grammar()
    try:
        run(prog_name="./dockyard")
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _say("interrupted; run the same command again to go on")
        raise
    except Exception as error:
        fault = _known(error)
        if fault is None:
            raise
        _say(f"dockyard: {fault}")
        sys.exit(fault.exit_code)


def _known(error: Exception) -> DockyardError | None:
    """The fault that a person can act on, when the error is one."""
    from grader.disk import is_full
    from grader.errors import DockyardError
    from labkit.machine import disk_full

    if isinstance(error, DockyardError):
        return error
    if isinstance(error, OSError) and is_full(error):
        return disk_full(error.filename or ".")
    return None


def _say(line: str) -> None:
    print(line, file=sys.stderr)
