"""The commands: they read words and settings, call one piece of work, and print; heavy imports stand inside."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.command_errors import SettingsRefusedError, WorkFailedError

if TYPE_CHECKING:
    from bot.config import Settings

_UNITS = {"h": "hours", "d": "days"}
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


class Program(click.Group):
    """The commands; their overview is the text that `paperboy --help` prints without click."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the overview."""
        from bot.overview import overview

        return overview()


class Day(click.ParamType[date]):
    """A day on the command line."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-05-13", param, ctx)


class Period(click.ParamType[timedelta]):
    """A stretch of time on the command line."""

    name = "24h"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read a number of hours or days, at most a year."""
        if isinstance(value, timedelta):
            return value
        match = re.fullmatch(r"(\d{1,4})([hd])", value, re.ASCII)
        period = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
        if not timedelta() < period <= timedelta(days=366):
            self.fail(f"{value!r} is no time; write it as 24h or 7d", param, ctx)
        return period


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the failures that a command can meet into one clear line and exit code 1, or 2 for its settings."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from bot.config import SettingsError
        from digest.errors import DigestError
        from storage.errors import StorageError

        try:
            return command(*args, **kwargs)
        except SettingsError as error:
            raise SettingsRefusedError(f"these settings cannot be used:\n{error}") from error
        except (DigestError, StorageError) as error:
            raise WorkFailedError(" ".join(str(error).split())) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            raise WorkFailedError(f"{error.filename or 'the system'}: {error.strerror or error}") from error

    return run


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="paperboy", prog_name="paperboy")
@click.option("-v", "--verbose", is_flag=True, help="Tell more on stderr.")
def cli(verbose: bool) -> None:
    """Paperboy: the day's AI papers, read once, told in your language."""
    from bot.log import set_up_logging

    set_up_logging(verbose=verbose)


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

    run_digest(_settings(), _begun(day), _languages(languages), out, full_text=not abstracts, as_json=as_json)


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
@click.argument("posts", metavar="POST...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--papers",
    "lists",
    metavar="LIST.json",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A day's list as Hugging Face answers it: figures are judged by its abstracts. May be given several times.",
)
@click.option("--lang", "language", help="The language the posts should be in; that of each post if not given.")
@JSON_OPTION
@told
def check(posts: tuple[Path, ...], lists: tuple[Path, ...], language: str | None, as_json: bool) -> None:
    """Check the summaries of posts: sections, language, figures, broken-off or stray text, copies."""
    from bot.commands.check import run_check

    run_check(posts, lists, language, as_json=as_json)


@cli.command()
@click.argument("paper_id", metavar="ID")
@click.option("--lang", "language", help="The language to tell it in; the first of PAPERBOY_LANGUAGES if not given.")
@click.option(
    "--evidence", is_flag=True, help="Show the paper's sentences behind each figure, and who made the summary."
)
@JSON_OPTION
@told
def paper(paper_id: str, language: str | None, evidence: bool, as_json: bool) -> None:
    """Show one paper, by any form of arXiv id or link; it is read now if it is not stored."""
    from bot.commands.paper import run_paper

    run_paper(_settings(), paper_id, _languages(language), evidence=evidence, as_json=as_json)


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Show so many papers at most."
)
@JSON_OPTION
@told
def search(words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search the archive by words, author:, org:, cat:, code:, votes:, or an id."""
    from bot.commands.search import run_search

    run_search(_settings(), " ".join(words), limit, as_json=as_json)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@told
def backup(file: Path) -> None:
    """Copy the database to FILE, whole and checked, while the bot may run."""
    from bot.commands.backup import run_backup

    run_backup(_settings(), file)


@cli.command()
@JSON_OPTION
@told
def doctor(as_json: bool) -> None:
    """Look at settings, database, sources, model and tokens; say of each how it is and how to mend it."""
    from bot.commands.doctor import run_doctor

    if bad := run_doctor(_settings(), as_json=as_json):
        raise WorkFailedError(f"{bad} to mend, see above" if bad == 1 else f"{bad} things to mend, see above")


@cli.command()
@click.option("--date", "day", type=Day(), help="The list day (UTC); the latest that was looked at if not given.")
@click.option("--chat", "address", help="Tell of this chat alone, over the last week.")
@click.option(
    "--since", type=Period(), help="Exit with 1 if a day that ended within this time, as 24h, has no outcome; for cron."
)
@JSON_OPTION
@told
def status(day: date | None, address: str | None, since: timedelta | None, as_json: bool) -> None:
    """Tell honestly what became of a day, and what waits in the outbox."""
    from bot.commands.status import run_chat_status, run_dead_man, run_status

    if sum(given is not None for given in (day, address, since)) > 1:
        raise click.UsageError("--date, --chat and --since ask different things; give one of them")
    if since is not None:
        if missing := run_dead_man(_settings(), since, as_json=as_json):
            raise WorkFailedError(f"{missing} without an outcome, see above")
    elif address is not None:
        run_chat_status(_settings(), address, as_json=as_json)
    else:
        run_status(_settings(), day, as_json=as_json)


@cli.command()
@told
def run() -> None:
    """Run the bot: look at the lists, deliver to every chat at its hour, until SIGTERM or Ctrl-C."""
    from bot.commands.run import run_bot

    run_bot(_settings(story=True))


@cli.command()
@click.option("--date", "day", type=Day(), help="Deliver this list day (UTC) to every active chat now.")
@JSON_OPTION
@told
def deliver(day: date | None, as_json: bool) -> None:
    """Queue what is due now, send all of it, stop; what a chat has already is never sent again."""
    from bot.commands.deliver import run_deliver

    run_deliver(_settings(), _begun(day), as_json=as_json)


@cli.group()
def chats() -> None:
    """Subscribe and unsubscribe chats, and move them to another database or bot account."""


@chats.command("list")
@JSON_OPTION
@told
def chats_list(as_json: bool) -> None:
    """List every subscribed chat."""
    from bot.commands.chats import run_list

    run_list(_settings(), as_json=as_json)


@chats.command("add")
@click.argument("address")
@click.option("--lang", "language", help="Language code; the first of PAPERBOY_LANGUAGES if not given.")
@click.option(
    "--style",
    type=click.Choice(["full", "thread", "compact", "topics"]),
    help="What a digest looks like; thread is for Slack, and usual there.",
)
@click.option("--at", help="The hour, as 08:15; PAPERBOY_DELIVER_AT if not given.")
@click.option("--zone", help="The time zone, as Asia/Seoul; PAPERBOY_TIMEZONE if not given.")
@click.option("--days", help="The days, as mon,tue,wed; every day if not given.")
@click.option("--quiet", help="Hours without messages, as 22-07.")
@click.option("--topic", "topics", multiple=True, help='A topic, as "diffusion -medical"; may be given several times.')
@click.option(
    "--kind",
    type=click.Choice(["private", "group", "channel", "topic", "direct"]),
    help="Told by the address if not given.",
)
@click.option("--pictures/--no-pictures", default=None, help="Show a thumbnail with each paper.")
@JSON_OPTION
@told
def chats_add(
    address: str, as_json: bool, days: str | None, topics: tuple[str, ...], **options: str | bool | None
) -> None:
    """Subscribe the chat at ADDRESS, or change what is given of a subscribed one.

    Addresses: telegram:<chat id>[/<thread id>], slack:[<team id>/]<channel or user id>, console:<name>.
    """
    from bot.commands.chats import run_add

    given = options | {"days": days and days.lower().split(","), "topics": list(topics)}
    run_add(
        _settings(), address, {name: value for name, value in given.items() if value not in (None, [])}, as_json=as_json
    )


@chats.command("remove")
@click.argument("address")
@JSON_OPTION
@told
def chats_remove(address: str, as_json: bool) -> None:
    """End the subscription of the chat at ADDRESS; what it was given is remembered."""
    from bot.commands.chats import run_remove

    run_remove(_settings(), address, as_json=as_json)


@chats.command("export")
@JSON_OPTION
@told
def chats_export(as_json: bool) -> None:
    """Print every chat and all that it was ever given, one JSON object a line."""
    from bot.commands.chats import run_export

    del as_json  # an export is JSON in any case
    run_export(_settings())


@chats.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@JSON_OPTION
@told
def chats_import(file: Path, as_json: bool) -> None:
    """Subscribe every chat of FILE, which an export wrote: all of them or, if a line is faulty, none."""
    from bot.commands.chats import run_import

    run_import(_settings(), file, as_json=as_json)


@cli.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Folder to write."
)
@told
def demo(out: Path) -> None:
    """Show a whole day offline: list, summaries, posts, messages, and a page to look at."""
    from bot.commands.demo import run_demo

    run_demo(out)


def _settings(*, story: bool = False) -> Settings:
    """Load the settings; with `story` the log tells at INFO what happens."""
    import logging

    from bot.config import load_settings
    from bot.log import hide, set_up_logging

    settings = load_settings()
    hide(settings.secrets())
    set_up_logging(form=settings.log_format, level=logging.INFO if story else logging.ERROR)
    return settings


def _begun(day: date | None) -> date | None:
    """Return the day; raises UsageError for one whose list cannot be there yet."""
    from bot.now import utc_now

    if day is not None and day > (today := utc_now().date()):
        raise click.UsageError(f"--date {day} has not begun in UTC, where it is {today}")
    return day


def _languages(text: str | None) -> tuple[str, ...] | None:
    from bot.config import read_languages
    from digest.texts import languages

    if text is None:
        return None
    try:
        wanted = read_languages(text)
    except ValueError as error:
        raise click.UsageError(f"--lang {text!r} {error}") from error
    if unknown := [language for language in wanted if language not in languages()]:
        told = f"no texts in {', '.join(unknown)}: labels are in English; there are texts in {', '.join(languages())}"
        click.echo(f"paperboy: {told}", err=True)
    return wanted
