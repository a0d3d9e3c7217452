"""The commands: they read words and settings, call one piece of work, and print; heavy imports stand inside."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.config import Settings

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


class WorkFailedError(click.ClickException):
    """The work failed: exit code 1 and one line that says what and what to do."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"paperboy: {self.message}", file=file, err=True)


class Day(click.ParamType[date]):
    """A day on the command line."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; the end of the UTC calendar day in the furthest zone is the latest that can be meant."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-05-13", param, ctx)


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the failures that a command can meet into one clear line and exit code 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from digest.errors import DigestError
        from storage.errors import StorageError

        try:
            return command(*args, **kwargs)
        except (DigestError, StorageError) as error:
            raise WorkFailedError(" ".join(str(error).split())) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            raise WorkFailedError(f"{error.filename or 'the system'}: {error.strerror or error}") from error

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="paperboy", prog_name="paperboy")
@click.option("-v", "--verbose", is_flag=True, help="Tell more on stderr.")
def cli(verbose: bool) -> None:
    """Paperboy: the day's AI papers, read once, told in your language."""
    if verbose:
        from bot.log import set_up_logging

        set_up_logging(verbose=True)


@cli.command()
@click.option("--date", "day", type=Day(), help="The list day (UTC); today if not given.")
@click.option("--lang", "languages", help="Languages of the posts, as ko,en; those of PAPERBOY_LANGUAGES if not given.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("posts"),
    show_default=True,
    help="Folder for posts.",
)
@click.option("--abstracts", is_flag=True, help="Read the abstracts only, not the full texts.")
@JSON_OPTION
@told
def digest(day: date | None, languages: str | None, out: Path, abstracts: bool, as_json: bool) -> None:
    """Build one day's digest and write a post in each language."""
    from bot.commands.digest import run_digest

    run_digest(_settings(), day, _languages(languages), out, full_text=not abstracts, as_json=as_json)


@cli.command()
@click.argument("post", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "telegram", "slack"]),
    default="text",
    show_default=True,
)
@told
def split(post: Path, form: str) -> None:
    """Split an existing POST into one message per paper."""
    from bot.commands.split import run_split

    run_split(post, form)


@cli.command()
@click.argument("paper_id", metavar="ID")
@click.option("--lang", "language", help="The language to tell it in; the first of PAPERBOY_LANGUAGES if not given.")
@JSON_OPTION
@told
def paper(paper_id: str, language: str | None, as_json: bool) -> None:
    """Show one paper, by any form of arXiv id or link; it is read now if it is not stored."""
    from bot.commands.paper import run_paper

    run_paper(_settings(), paper_id, _languages(language), as_json=as_json)


@cli.command()
@click.option("--date", "day", type=Day(), help="The list day (UTC); the latest that was looked at if not given.")
@JSON_OPTION
@told
def status(day: date | None, as_json: bool) -> None:
    """Tell honestly what became of a day, and what waits in the outbox."""
    from bot.commands.status import run_status

    run_status(_settings(), day, as_json=as_json)


@cli.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Folder to write."
)
@told
def demo(out: Path) -> None:
    """Show a whole day offline: list, summaries, posts, messages, and a page to look at."""
    from bot.commands.demo import run_demo

    run_demo(out)


def _settings() -> Settings:
    from bot.config import SettingsError, load_settings
    from bot.log import set_up_logging

    try:
        settings = load_settings()
    except SettingsError as error:
        raise click.UsageError("these settings cannot be used:\n" + str(error)) from error
    set_up_logging(form=settings.log_format)
    return settings


def _languages(text: str | None) -> tuple[str, ...] | None:
    import re

    if text is None:
        return None
    languages = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if not languages or not all(re.fullmatch(r"[a-z]{2,3}", language) for language in languages):
        raise click.UsageError(f"--lang {text!r} is no list of languages; write codes such as ko,en")
    return languages
