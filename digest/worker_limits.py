"""Takes from a process what its one task does not need, for good: the system refuses it, whatever a library does."""

from __future__ import annotations

import resource
import sys


def limit_process(*, cpu_s: int, memory_bytes: int, open_files: int) -> None:
    """Limit this process; it may write no file at all.

    `memory_bytes` are of address space. macOS keeps no such limit, so there the task's own limits alone bound it.
    """
    limits = {
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: open_files,
    }
    if sys.platform != "darwin":
        limits[resource.RLIMIT_AS] = memory_bytes
    for kind, most in limits.items():
        allowed = resource.getrlimit(kind)[1]
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (least, least))
