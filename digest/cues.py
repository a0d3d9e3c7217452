"""Pure: what the wording of a sentence tells of its part in a paper, and how well it can stand alone as a quotation."""

from __future__ import annotations

import re
from enum import Enum

MAX_SENTENCE_CHARS = 450
MIN_SENTENCE_CHARS = 30

_SELF = r"(?:we|i|our|this|the present|the authors?)"
_WORK = r"(?:paper|work|study|article|report|survey|project|research|investigation|letter|note)"


class Cue(Enum):
    """A kind of wording; the value is its pattern, looked for without regard to case."""

    AIM = (
        rf"\b{_SELF}\b.{{0,40}}\b(?:aim(?:s|ed)?|goal|objective|purpose|seeks?|sought|sets? out|asks?|investigat\w+|study|studies"
        r"|studied|explor\w+|examin\w+|address\w*|tackl\w+|revisit\w*|focus\w*|tests? (?:this|the|whether)|quantify|strives?)\b"
        r"|\b(?:the|our) (?:aim|goal|objective|purpose) (?:here |of (?:this|the|our) \w+ )?is\b|\baims? (?:to|at)\b"
        r"|\b(?:first|main|central|core) (?:research )?question\b"
    )
    OWN_WORK = rf"^(?:in|with|here,? in) (?:this|the present) {_WORK}\b|^this {_WORK}\b|^here,? we\b"
    PROPOSAL = (
        rf"\b{_SELF}\b.{{0,50}}\b(?:propos\w+|present\w*|introduc\w+|develop\w*|contribut\w+|design\w*|build|builds|built"
        r"|construct\w*|formaliz\w+|unveil\w*|puts? forward|creat(?:e|es|ed)|formulat\w+|curat\w+)\b"
    )
    OFFER = (
        r"\b(?:we|our)\b.{0,40}\b(?:releas\w+|provid\w+|integrat\w+|collect\w*|synthesi[sz]\w+|extend\w*|identif\w+|derived?"
        r"|annotat\w+|enhanc\w+|combin\w+|first to)\b"
        r"|\b(?:benchmark|data ?set|corpus|framework|suite|toolkit|library|system|collection|(?-i:[A-Z]\w*[A-Z0-9]\w*))\b.{0,25}"
        r"\b(?:compris\w+|consists?|contains?|includes?|covers?|spans?|features?|supports?|provides?|offers?)\b"
    )
    ADDITION = r"\b(?:also|further|furthermore|additionally|moreover|besides|finally|as well)\b|^(?:in particular|specifically)\b"
    PROBLEM = (
        r"\b(?:lack\w*|limit\w+|challeng\w+|remain\w*|despite|fail\w*|struggl\w*|difficult\w*|although|problem\w*|bottleneck\w*"
        r"|costly|expensive|under-?explored|unexplored|unclear|unknown|suffer\w*|still|scarc\w+|gap|hard|few|little|rarely|seldom"
        r"|overlook\w*|neglect\w*|ignor\w+|insufficient\w*|prohibitive\w*|hinder\w*|depends? heavily|obscur\w+|slow|lag\w*|trail)\b"
    )
    METHOD = (
        r"\b(?:we|our (?:method|approach|model|framework|system)|it|which|by)\b.{0,50}\b(?:us\w+|train\w*|appl\w+|combin\w+"
        r"|leverag\w+|employ\w*|optimi[sz]\w+|learn\w*|generat\w+|first|then|consists?|integrat\w+|decompos\w+|collect\w*"
        r"|fine-?tun\w+|adapt\w*|extract\w*|comput\w+|predict\w*|encod\w+|replac\w+|align\w*)\b"
    )
    RESULT = (
        r"\b(?:achiev\w+|outperform\w*|improv\w+|surpass\w*|show\w*|demonstrat\w+|results?|experiments?|reduc\w+|gains?"
        r"|state-of-the-art|state of the art|find|found|reveal\w*|yield\w*|attain\w*|exceed\w*|competitive|match\w*|rais\w+"
        r"|boost\w*|increas\w+|decreas\w+|lower\w*|drops?|reach\w*|cuts?|speed\w*|beats?|ranks?|obtain\w*|superior\w*|accuracy)\b"
    )
    FINDING = r"^(?:we|our \w+|experiments|evaluations?|results|the results)\b.{0,30}\b(?:find|found|show|shows|observe|demonstrate|reveal|argue|posit|hypothesi[sz]e|believe)\b"
    PROCEDURE = r"\bwe (?:also |then |further )?(?:conduct|perform|evaluate|carry out|run|compare|analy[sz]e|test)\b"
    SUMMING_UP = r"^(?:these|those|the) (?:\w+ )?(?:results|findings|advancements|observations|insights) "
    OWN_ACT = r"\bwe\b"
    VERDICT = (
        r"\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|state-of-the-art results?|new state of the art|superiority"
        r"|(?:achiev|improv|reduc|rais|boost|increas|decreas|reach)\w*\b.{0,80}\d)"
    )
    COMPARISON = (
        r"\b(?:than|over|compared|versus|vs|against|baselines?|relative to|outperform\w*|surpass\w*|exceed\w*|beats?|match\w*"
        r"|previous|prior|existing|rivals?|among|competitive|comparable|superior|state[ -]of[ -]the[ -]art|from .{1,30} to|whereas|lags?|while)\b"
    )
    LEADING_FIGURE = (
        r"\d(?:[\d.,–-]*\d)?\s*(?:%|×|x\b|points?\b|times\b|-?fold\b|pp\b|percent\b|percentage points?\b|dB\b)"
    )
    FIGURE = r"(?<![\w.-])\d+\.\d+(?!\w*(?-i:[BM])\b)|\b(?:FID|BLEU|F1|accuracy|score) (?:of )?\d|(?<![\w.-])\d+ to \d+"
    LIMITATION = (
        r"\blimitations? (?:of|in) (?:this|our|the present)\b|\b(?:main|key|one|another|primary|notable|current) limitations?\b"
        rf"|\b{_SELF}\b.{{0,60}}\b(?:(?:is|are|was|were|remains?) (?:\w+ )?(?:limited|restricted|confined)\b"
        r"|does not (?:cover|handle|generali[sz]e|support|yet|scale)|do not (?:cover|study|consider|address|evaluate)"
        r"|did not|cannot|fails? (?:to|when|on|in)|only (?:consider|evaluat|test|cover|stud|us|focus)\w*)"
        r"|\bremains? (?:to be (?:examined|verified|seen|tested|shown)|untested|unverified)\b|\bbeyond the scope\b"
        r"|\bwas not (?:tested|measured|examined|studied|evaluated)\b|\bstill needs? to be\b|\bonly .{1,50} were (?:studied|tested)\b"
    )
    DRAWBACK = r"\b(?:limitations?|shortcomings?|drawbacks?|caveats?|weakness(?:es)?)\b"
    WEAKNESS = (
        r"\b(?:limit\w*|only|cannot|not|fail\w*|degrad\w+|restrict\w+|costly|expensive|unclear|lack\w*|requires?|depend\w*|bias\w*"
        r"|may|might|untested|hard|difficult\w*|suffer\w*|drop\w*|without)\b"
    )
    OUTLOOK = (
        r"\b(?:future (?:work|research|studies|directions?|extensions?)|further (?:work|research|study)|leave .{1,60} to future"
        r"|next step|we (?:hope|plan|envision|believe|expect|encourage)|promising (?:direction|avenue)s?|could be (?:extended|explored))\b"
    )
    CONCLUSION = (
        r"\b(?:conclu\w+|suggest\w*|indicat\w+|highlight\w*|implication\w*|underscor\w+|pav\w+ the way|insights?|demonstrat\w+"
        r"|establish(?:ed|ing)|confirm\w*|taken together|we (?:show|showed|have shown|find|found)|proves?|turns? out|underlin\w+|reveal\w*"
        r"|to our knowledge|new standard|toward\w*|shows? that|offers?|our (?:findings|results|work|research))\b"
    )
    OTHERS = (
        r"\b(?:existing|prior|previous|current|conventional|traditional|other|earlier|related) (?:\w+[ -]){0,3}(?:works?|methods?"
        r"|approach\w*|models?|systems?|benchmarks?|stud\w+|techniques?|frameworks?)\b"
    )

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern, re.IGNORECASE)


_OPENING = re.compile(
    r"^(?:(?P<contrast>However|Nevertheless|Nonetheless|Unfortunately|Still|That said|(?:Yet|But)(?=,?\s\S+\s))"
    r"|Moreover|Furthermore|Additionally|In addition|Besides|Therefore|Thus|Hence|Consequently|Accordingly|As a result|Specifically"
    r"|In particular|More specifically|Concretely|Notably|Importantly|Crucially|Surprisingly|Interestingly|Remarkably|Indeed|Also"
    r"|Finally|Lastly|First|Firstly|Second|Secondly|Third|Thirdly|Next|Then|Overall|In summary|In short|To summarize|In conclusion"
    r"|To conclude|Meanwhile|Subsequently|Further|And(?=\s\S+\s)"
    r"|(?P<purpose>(?:To|In order to|Towards?) (?:\w+[ -]){1,3}(?:(?:this|these|that|those|such)\b[^,.;:]{0,60}|the (?:gap|issue|problem|challenge)s?)"
    r"|(?:Building (?:up)?on|Based on|Motivated by|Inspired by|Guided by|Given|Leveraging) (?:this|these|that|those|our) "
    r"(?:\w+ )?(?:insight|finding|observation|result|idea|analys|principle|consideration)\w*|Motivated by this|To this end|To that end|For this purpose))(?P<comma>,)?\s+"
)
"""What ties a sentence to the one before it and can go without a loss."""
_BARE_OPENINGS = frozenset({"Yet", "But", "And"})
_CITATION = re.compile(r"\s?\[[1-9]\d{0,2}(?:(?:,\s?|[–-])[1-9]\d{0,2})*\](?=[\s.,;:)])")
_INTERVAL = re.compile(r"\b(?:in|range|interval|between|from|scale|within|of)\s?\[", re.IGNORECASE)
_REFERS_BACK = re.compile(
    rf"^(?:(?:This|That)(?! (?:{_WORK}|technical|position|thesis)\b)|These|Those|It(?!s? (?:is|was|has been) (?:\w+ )?(?:known|shown|unclear))|Its"
    r"|They|Their|Such|Here|He|She|Both\b(?=,| are| were)|The (?:former|latter|same|second|third|other)|In contrast|By contrast"
    r"|On the contrary|Conversely|Similarly|Likewise|Instead|Otherwise|For (?:example|instance)|In turn|Based on (?:this|these)"
    r"|Building (?:up)?on (?:this|these|it|its)|Guided by (?:this|these)|With (?:this|these)|By doing so|In doing so|Among (?:them|these)"
    r"|At the same time|Rather|Again|Since (?:this|these|then)|Because (?:of (?:this|these)|it|they)|As such|Once|Note that|Recall)\b"
)
_POINTER = re.compile(
    r"\b(?:in (?:this|the (?:next|following|previous)) (?:sub)?sections?|(?:rest|remainder) of (?:this|the) \w+|organi[sz]ed as follows"
    r"|as follows|(?:the )?following (?:section|table|figure|question)s?|see (?:Section|Appendix|Figure|Fig|Table|Tab)|we (?:now|next) (?:turn|"
    r"describe|present|discuss)|(?:described|detailed|discussed|given|listed|shown|found|reported|provided) in (?:the )?(?:Sec|App|Fig|Tab|Eq|sup)"
    r"|(?:above|below)\b[.,])"
    r"|^(?:In |As |From |By )?(?:Sections?|Appendi\w+|Figures?|Figs?\.?|Tables?|Tabs?\.?|Eqs?\.?|Equations?)\s?[(\dA-Z]"
    r"|^(?:\w+ ){0,5}(?:are|is) (?:shown|listed|given|presented|summari[sz]ed) in\b",
    re.IGNORECASE,
)
_LOCATED = re.compile(r"\b(?:Section|Sec\.|Appendix|Figure|Fig\.|Table|Tab\.|Eq\.)\s?\(?[\dA-Z]")
_AVAILABLE = re.compile(
    r"\b(?:code|data|datasets?|models?|project page|weights|demo|resources|implementation|checkpoints?|benchmark|website)\b.{0,60}"
    r"\b(?:available|released?|open-?sourced?|found at|publicly|public)\b|\bwe\b.{0,40}\b(?:open-?source|release|make public)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|\bwww\.|github\.(?:com|io)|huggingface\.co", re.IGNORECASE)
_WHOLE = re.compile(r"[.!?。][\"'”’)\]]*$")
_BEGINNING = re.compile(r"^[\"'“‘\[]?[A-Z0-9가-힣一-鿿ぁ-ヿα-ω]|^[a-z]{1,6}-?[A-Z]")
_BROKEN = re.compile(r"\\[A-Za-z]|\$|\?\?|\[\?\]|\(\)|\[\]|\ufffd|[{}]|\\[({\[]|<[a-z/]|\^_|…$|\.\.\.$|\( ?[,;)]")
_LIST_MARKS = tuple(
    (re.compile(rf"(?<!\w)\(?{one}\)\s"), re.compile(rf"(?<!\w)\(?{two}\)\s"))
    for one, two in (("1", "2"), ("i", "ii"), ("a", "b"))
)
_BEGINS_LATE = re.compile(r"^\(?(?:[2-9]|i{2,3}|iv|vi{0,3}|[b-h])[).]\s")


class Opening(Enum):
    """How a sentence ties itself to the one before it."""

    NONE = "none"
    LINK = "link"
    CONTRAST = "contrast"
    PURPOSE = "purpose"


def opening_of(sentence: str) -> tuple[Opening, str]:
    """Return what ties a sentence to the one before it, and the sentence without it; no other word changes."""
    match = _OPENING.match(sentence)
    if match is None or not (match["comma"] or match[0].strip() in _BARE_OPENINGS):
        return Opening.NONE, sentence
    rest = sentence[match.end() :]
    word = rest.split(" ", 1)[0]
    if word.islower():
        rest = rest[0].upper() + rest[1:]
    if match["contrast"]:
        return Opening.CONTRAST, rest
    return (Opening.PURPOSE if match["purpose"] else Opening.LINK), rest


def without_citations(sentence: str) -> str:
    """Take numbers in brackets out that point into a bibliography; intervals stay."""
    return sentence if _INTERVAL.search(sentence) else _CITATION.sub("", sentence)


def is_usable(text: str) -> bool:
    """Tell whether a sentence can be quoted at all: whole, of words, unbroken, and no pointer to elsewhere."""
    letters = sum(char.isalpha() for char in text)
    return (
        MIN_SENTENCE_CHARS <= len(text) <= 4 * MAX_SENTENCE_CHARS
        and bool(_WHOLE.search(text) and _BEGINNING.match(text))
        and letters >= 0.6 * len(text.replace(" ", ""))
        and not (_BROKEN.search(text) or _ADDRESS.search(text) or _POINTER.search(text) or _BEGINS_LATE.match(text))
        and all(text.count(one) == text.count(two) for one, two in ("[]", "“”"))
        and _is_closed(text)
    )


def _is_closed(text: str) -> bool:
    """Every bracket closes, and a list in a sentence has its second item: "(1) this." alone is the stump of one."""
    marks = len(re.findall(r"(?<![\w(])\w{1,3}\)\s", text))
    closed = text.count("(") <= text.count(")") <= text.count("(") + marks
    return closed and not any(one.search(text) and not two.search(text) for one, two in _LIST_MARKS)


def refers_back(text: str) -> bool:
    """Tell whether a sentence begins with a reference to the one before it, so that it is understood behind it only."""
    return _REFERS_BACK.match(text) is not None


def faults(text: str) -> float:
    """Return what makes a sentence read badly as a quotation: length, places in the paper, talk of where things are kept."""
    return (
        (1.5 if len(text) > MAX_SENTENCE_CHARS else 0.0)
        + (0.4 if _LOCATED.search(text) else 0.0)
        + (2.0 if _AVAILABLE.search(text) else 0.0)
        + (1.0 if text.endswith("?") else 0.0)
    )
