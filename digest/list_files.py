"""A day's list from a file: what the API of Hugging Face answers with, as people keep it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from digest.errors import SourceError
from digest.hugging_face import BadRecordError, parse_item
from storage.models import Paper, PaperKey

MAX_BYTES = 64 * 1024 * 1024
"""A list of fifty papers has half a megabyte."""


def load_list(path: Path) -> dict[PaperKey, Paper]:
    """Read the papers of a list, or of one record; raises SourceError, in one line, if none can be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise SourceError(f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB; that is no list of papers")
        records = json.loads(content)
    except FileNotFoundError as error:
        raise SourceError(f"there is no file {path}; check its name") from error
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is no JSON; name a list as /api/daily_papers answers it") from error
    papers: dict[PaperKey, Paper] = {}
    reason = "it holds no record"
    for record in records if isinstance(records, list) else [records]:
        try:
            paper = parse_item(_as_item(record))
        except BadRecordError as error:
            reason = f"a record {error}"
        else:
            papers.setdefault(paper.key, paper)
    if not papers and records != []:
        raise SourceError(f"no paper of {path} can be read ({reason}); name a list as /api/daily_papers answers it")
    return papers


def _as_item(record: Any) -> Any:
    """Return a record in the form of the list; the answer for one paper is that of the list's inner part."""
    return {"paper": record} if isinstance(record, dict) and "paper" not in record else record
