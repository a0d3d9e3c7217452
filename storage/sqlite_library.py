"""sqlite-utils, imported without numpy, whose types no row of ours has: it would cost every process 16 MB.

numpy is installed for the pictures, which a process of its own draws.
"""

from __future__ import annotations

import sys

__all__ = ["Migrations", "sqlite_utils"]

_UNSEEN = "numpy" not in sys.modules
if _UNSEEN:
    # What is None here cannot be imported (docs.python.org/3/reference/import.html#the-module-cache).
    sys.modules["numpy"] = None  # type: ignore[assignment]
try:
    import sqlite_utils
    from sqlite_utils import Migrations
finally:
    if _UNSEEN:
        del sys.modules["numpy"]
