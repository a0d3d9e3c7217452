"""Where the recorded data is: tests that replay real answers read them there and say so when they cannot."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("PAPERBOY_TEST_DATA") or Path(__file__).parents[1] / ".." / "shared" / "data").resolve()

needs_data = pytest.mark.skipif(
    not (DATA / "hf_daily").is_dir(),
    reason=f"the recorded data is not at {DATA}; set PAPERBOY_TEST_DATA to its folder",
)
