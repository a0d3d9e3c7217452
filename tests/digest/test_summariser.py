"""The built-in summariser wants what it could do better, and leaves alone what others made."""

from typing import Any

import pytest

from digest.extractive import ExtractiveSummariser
from digest.summariser import BuiltInSummariser
from storage.models import Basis, Method
from tests.makers import MADE_AT, make_summary


@pytest.mark.parametrize(
    ("changes", "full_texts", "wanted"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"basis": Basis.FULL_TEXT}, True, False),
        ({"maker": "built-in/0"}, False, True),
        ({"method": Method.MODEL, "maker": "big"}, True, False),
        ({"method": Method.PREPARED, "maker": "hand"}, True, False),
    ],
)
def test_what_the_built_in_summariser_wants(changes: dict[str, Any], full_texts: bool, wanted: bool) -> None:
    summariser = BuiltInSummariser(lambda: MADE_AT)
    assert summariser.available
    assert summariser.wants(None, full_texts=full_texts)
    assert (
        summariser.wants(make_summary(**{"maker": ExtractiveSummariser.maker} | changes), full_texts=full_texts)
        is wanted
    )
