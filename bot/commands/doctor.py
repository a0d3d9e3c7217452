"""`paperboy doctor`: every part that the bot needs in one line, with its mend; it changes nothing."""

from __future__ import annotations

import asyncio
import json

import click

from bot.checkups.findings import Finding, ill
from bot.config import Settings
from bot.doctor import examine
from bot.log import scrub
from bot.now import utc_now


def run_doctor(settings: Settings, *, as_json: bool) -> int:
    """Look at everything and print what was found; return how many parts must be mended."""
    findings = asyncio.run(examine(settings, utc_now()))
    bad = len(ill(findings))
    if as_json:
        said = {"ok": not bad, "checks": [finding.to_json() for finding in findings]}
        click.echo(scrub(json.dumps(said, ensure_ascii=False)))
    else:
        click.echo("\n".join(map(_line, findings)))
    return bad


def _line(finding: Finding) -> str:
    return scrub(f"{finding.health:<5} {finding.part:<9} {finding.told}")
