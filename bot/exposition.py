"""Pure: figures as text for Prometheus, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure of a metric, told apart from its others by labels."""

    value: float
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name, whether it is a `counter` or a `gauge`, what it means, and its figures."""

    name: str
    kind: str
    help: str
    samples: tuple[Sample, ...]


def gauge(name: str, told: str, value: float | None) -> Metric:
    """Make a gauge of one figure, or of none where it is not known."""
    return Metric(name, "gauge", told, () if value is None else (Sample(value, {}),))


def exposition(metrics: Iterable[Metric]) -> str:
    """Write metrics as text; a metric without figures is still named and explained."""
    return "".join(f"{line}\n" for metric in metrics for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {_escaped(metric.help)}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for sample in metric.samples:
        labels = ",".join(f'{name}="{_quoted(value)}"' for name, value in sample.labels.items())
        yield f"{metric.name}{{{labels}}} {sample.value!r}" if labels else f"{metric.name} {sample.value!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')
