"""Pure: a sentence of a paper becomes one that can stand alone, or is recognised as one that cannot."""

from __future__ import annotations

import re
from enum import Enum

from digest.cues import WORK, any_of

MAX_SENTENCE_CHARS = 450
"""What is longer is quoted only where nothing shorter says it, and never beyond four times as much."""
MIN_SENTENCE_CHARS = 30


class Opening(Enum):
    """How a sentence ties itself to the one before it."""

    NONE = "none"
    LINK = "link"
    CONTRAST = "contrast"
    PURPOSE = "purpose"


_CONTRASTS = any_of("However Nevertheless Nonetheless Unfortunately Still That_said")
_LINKS = any_of(
    "Moreover Furthermore Additionally In_addition Besides Therefore Thus Hence Consequently Accordingly "
    "As_a_result Specifically In_particular More_specifically Concretely Notably Importantly Crucially Surprisingly "
    "Interestingly Remarkably Indeed Also Further Finally Lastly First Firstly Second Secondly Third Thirdly Next "
    "Then Overall In_summary In_short To_summarize In_conclusion To_conclude Meanwhile Subsequently"
)
_PURPOSES = "|".join(
    (
        r"(?:To|In order to|Towards?) (?:\w+[ -]){1,3}(?:this|these|that|those|such)\b[^,.;:]{0,60}",
        r"(?:To|In order to) \w+ the (?:gap|issue|problem|challenge)s?",
        any_of("Building_on Building_upon Based_on Motivated_by Inspired_by Guided_by Given Leveraging")
        + r" (?:this|these|that|those|our) (?:\w+ )?"
        + any_of("insight* finding* observation* result* idea* analys* principle* consideration*"),
        any_of("Motivated_by_this To_this_end To_that_end"),
    )
)
_OPENING = re.compile(
    rf"^(?:(?P<contrast>{_CONTRASTS}),|(?P<bare>Yet|But)(?:,|(?=\s\S+\s))|(?:{_LINKS}),|And(?=\s\S+\s)"
    rf"|(?P<purpose>(?:{_PURPOSES}),|For this purpose,?))\s+"
)
_CITATION = re.compile(r"\s?\[[1-9]\d{0,2}(?:(?:,\s?|[–-])[1-9]\d{0,2})*\](?=[\s.,;:)])")
_INTERVAL = re.compile(r"\b(?:in|range|interval|between|from|scale|within|of)\s?\[", re.IGNORECASE)
_REFERS_BACK = re.compile(
    rf"^(?:(?:This|That)(?! (?:{WORK}|technical|position|thesis))|"
    + any_of(
        "These Those It Its They Their Such Here He She Both_are Both_were The_former The_latter The_same "
        "The_second The_third The_other In_contrast By_contrast On_the_contrary Conversely Similarly Likewise "
        "Instead Otherwise For_example For_instance In_turn Based_on_this Based_on_these Building_on_this "
        "Building_on_these Building_on_it Building_upon_this Building_upon_these Guided_by_this Guided_by_these "
        "With_this With_these By_doing_so In_doing_so Among_them Among_these At_the_same_time Rather Again "
        "Since_this Since_these Because_of_this Because_it Because_they As_such Once Note_that Recall"
    )
    + ")"
)
_PLACE = r"^(?:In |As |From |By )?(?:Sections?|Appendi\w+|Figures?|Figs?\.?|Tables?|Tabs?\.?|Eqs?\.?|Equations?)"
_POINTER = re.compile(
    "|".join(
        (
            r"\bin (?:this|the (?:next|following|previous)) (?:sub)?sections?\b",
            r"\b(?:rest|remainder) of (?:this|the) " + any_of("paper work article report section manuscript"),
            any_of("organized_as_follows organised_as_follows structured_as_follows as_follows"),
            r"\bfollowing (?:section|table|figure|question)s?\b|\bsee (?:Section|Appendix|Figure|Fig|Table|Tab)\b",
            r"\bwe (?:now|next) (?:turn|describe|present|discuss)\b",
            any_of("described detailed discussed given listed shown found reported provided summarized presented")
            + r" (?:above|below|in (?:the )?(?:Sec|App|Fig|Tab|Eq|supp))",
            _PLACE + r"\s?[(\d]",
        )
    ),
    re.IGNORECASE,
)
_LOCATED = re.compile(r"\b(?:Section|Sec\.|Appendix|Figure|Fig\.|Table|Tab\.|Eq\.)\s?\(?[\dA-Z]")
_AVAILABLE = re.compile(
    any_of(
        "code data data-set data-sets model models project_page weights demo resources implementation benchmark website"
    )
    + ".{0,60}"
    + any_of("available release released open-source open-sourced found_at publicly public")
    + r"|\bwe\b.{0,40}"
    + any_of("open-source release make_public"),
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|\bwww\.|github\.(?:com|io)|huggingface\.co", re.IGNORECASE)
_WHOLE = re.compile(r"[.!?。][\"'”’)\]]*$")
_BEGINNING = re.compile(r"^[\"'“‘\[]?[A-Z0-9가-힣一-鿿ぁ-ヿα-ω]|^[a-z]{1,6}-?[A-Z]")
_BROKEN = re.compile(r"\\[A-Za-z({\[]|\$|\?\?|\[\?\]|\(\)|\[\]|\ufffd|[{}]|<[a-z/]|\^_|(?:…|\.\.\.)$|\( ?[,;)]")
_ITEM_MARKS = tuple(
    (re.compile(rf"(?<!\w)\(?{one}\)\s"), re.compile(rf"(?<!\w)\(?{two}\)\s"))
    for one, two in (("1", "2"), ("i", "ii"), ("a", "b"))
)
_LATE_ITEM = re.compile(r"^\(?(?:[2-9]|i{2,3}|iv|vi{0,3}|[b-h])[).]\s")
_ITEM_MARK = re.compile(r"(?<![\w(])\w{1,3}\)\s")


def opening_of(sentence: str) -> tuple[Opening, str]:
    """Return what ties a sentence to the one before it, and the sentence without that; no other word changes."""
    match = _OPENING.match(sentence)
    if match is None:
        return Opening.NONE, sentence
    rest = sentence[match.end() :]
    if rest.split(" ", 1)[0].islower():
        rest = rest[0].upper() + rest[1:]
    if match["contrast"] or match["bare"]:
        return Opening.CONTRAST, rest
    return (Opening.PURPOSE if match["purpose"] else Opening.LINK), rest


def without_citations(sentence: str) -> str:
    """Take out the numbers in brackets that point into a bibliography; intervals stay."""
    return sentence if _INTERVAL.search(sentence) else _CITATION.sub("", sentence)


def is_usable(text: str) -> bool:
    """Tell whether a sentence can be quoted at all: whole, of words, unbroken, and no pointer to elsewhere."""
    letters = sum(char.isalpha() for char in text)
    return (
        MIN_SENTENCE_CHARS <= len(text) <= 4 * MAX_SENTENCE_CHARS
        and bool(_WHOLE.search(text) and _BEGINNING.match(text))
        and letters >= 0.6 * len(text.replace(" ", ""))
        and not (_BROKEN.search(text) or _ADDRESS.search(text) or _POINTER.search(text) or _LATE_ITEM.match(text))
        and all(text.count(one) == text.count(two) for one, two in ("[]", "“”"))
        and _is_closed(text)
    )


def _is_closed(text: str) -> bool:
    """Every bracket closes, and a list in a sentence has its second item: "(1) this." alone is the stump of one."""
    unopened = text.count(")") - text.count("(")
    stump = any(one.search(text) and not two.search(text) for one, two in _ITEM_MARKS)
    return 0 <= unopened <= len(_ITEM_MARK.findall(text)) and not stump


def refers_back(text: str) -> bool:
    """Tell whether a sentence begins with a reference to the one before it, so that it is understood behind it only."""
    return _REFERS_BACK.match(text) is not None


def faults(text: str) -> float:
    """Return what makes a sentence read badly as a quotation: length, places in the paper, where things are kept."""
    return (
        (1.5 if len(text) > MAX_SENTENCE_CHARS else 0.0)
        + (0.4 if _LOCATED.search(text) else 0.0)
        + (2.0 if _AVAILABLE.search(text) else 0.0)
        + (1.0 if text.endswith("?") else 0.0)
    )
