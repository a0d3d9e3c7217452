"""Papers with a text, for tests of reading and telling."""

from dataclasses import replace

from digest.text import FullText, Origin, TextSection
from storage.models import Paper
from tests.makers import make_paper

PAPER = make_paper(
    title="MemBERT: A Memory for Long Texts",
    abstract=(
        "Language models forget what they read a while ago. We propose MemBERT, a memory of keys and values. "
        "Recall rises by 12.5% on four benchmarks."
    ),
)
INTRODUCTION = (
    "Long texts are hard for language models because attention grows with length. "
    "We ask whether a small table can keep what matters."
)
METHOD = (
    "The table holds 4,096 keys that are learned together with the model. A gate decides what is written at each step. "
    "We train it for 20 epochs on eight GPUs."
)
RESULTS = "On LongBench, MemBERT reaches 71.3% against 63.4% of the baseline. Memory use falls by a factor of 3."
LIMITATIONS = "We only study English texts of up to 32,000 tokens."
CONCLUSION = "A small learned table is enough to keep what a long text says."
TEXT = FullText(
    Origin.ARXIV_HTML,
    (
        TextSection("Introduction", INTRODUCTION),
        TextSection("Method", METHOD),
        TextSection("Results", RESULTS),
        TextSection("Limitations", LIMITATIONS),
        TextSection("Conclusion", CONCLUSION),
        TextSection("Proofs", "A lemma of the appendix.", appendix=True),
    ),
)


def text_with(heading: str, text: str) -> FullText:
    """Return the text with one section more in its middle."""
    return replace(TEXT, sections=(*TEXT.sections[:2], TextSection(heading, text), *TEXT.sections[2:]))


def text_of(_: Paper) -> FullText:
    """Give every paper the same text."""
    return TEXT
