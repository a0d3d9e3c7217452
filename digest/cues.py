"""Pure: what the wording of a sentence tells of its part in a paper."""

from __future__ import annotations

import re
from enum import Enum


def any_of(words: str) -> str:
    """Make the pattern of a list of words: `*` is any ending, `_` a space, `-` a hyphen, a space or nothing."""
    alternatives = (re.escape(word).replace(r"\*", r"\w*").replace("_", r"\s") for word in words.split())
    return rf"\b(?:{'|'.join(alternatives)})\b".replace(r"\-", r"[-\s]?")


def _behind(subject: str, words: str, most_chars: int = 50) -> str:
    return rf"{subject}.{{0,{most_chars}}}{any_of(words)}"


_OWN = any_of("we i our this the_present author authors")
WORK = any_of("paper work study article report survey project research investigation letter note")
_RESULT_VERBS = (
    "achiev* outperform* improv* surpass* show* demonstrat* reduc* find found reveal* yield* attain* exceed* match* "
    "rais* boost* increas* decreas* lower* drop drops reach* cut cuts speed* beat beats rank ranks obtain*"
)


class Cue(Enum):
    """A kind of wording; the value is its pattern, looked for without regard to case."""

    AIM = "|".join(
        (
            _behind(
                _OWN,
                "aim aims aimed goal objective purpose seek seeks sought set_out sets_out ask asks investigat* "
                "study studies studied explor* examin* address* tackl* revisit* focus* test_this test_the "
                "test_whether tests_whether tests_the quantify strive strives",
                40,
            ),
            any_of("the our") + r" (?:aim|goal|objective|purpose) (?:here |of (?:this|the|our) \w+ )?is\b",
            r"\baims? (?:to|at)\b",
            any_of("first main central core") + r" (?:research )?question\b",
        )
    )
    OWN_WORK = rf"^(?:in|with|here,? in) (?:this|the present) (?:\w+ )?{WORK}|^this {WORK}|^here,? we\b"
    PROPOSAL = "|".join(
        (
            _behind(
                _OWN,
                "propos* present presents presented introduc* develop develops developed contribut* design* build "
                "builds built construct* formaliz* unveil* put_forward puts_forward document documents create "
                "creates created formulat* curat* assembl*",
            ),
            r"\b(?:our|the) (?:\w+ )?contributions? (?:of this \w+ )?(?:is|are)\b",
        )
    )
    OFFER = "|".join(
        (
            _behind(
                any_of("we our"),
                "releas* provid* integrat* collect* synthesi* extend* identif* derive derived annotat* enhanc* "
                "combin* first_to",
                40,
            ),
            _behind(
                rf"(?:{any_of('benchmark data-set corpus framework suite toolkit library system collection')}"
                r"|\b(?-i:[A-Z]\w*[A-Z0-9]\w*)\b)",
                "compris* consist consists contain contains include includes cover covers span spans feature "
                "features support supports provide provides offer offers",
                25,
            ),
        )
    )
    ADDITION = any_of("also further furthermore additionally moreover besides finally as_well")
    PROBLEM = any_of(
        "lack* limit* challeng* remain* despite fail* struggl* difficult* although problem* bottleneck* costly "
        "expensive under-explored unexplored unclear unknown suffer* still scarc* gap hard few little rarely seldom "
        "overlook* neglect* ignor* insufficient* prohibitive* hinder* obscur* slow lag* trail"
    )
    METHOD = _behind(
        any_of("we our_method our_approach our_model our_framework our_system it which by"),
        "us* train* appl* combin* leverag* employ* optimi* learn* generat* first then consist consists integrat* "
        "decompos* collect* fine-tun* adapt* extract* comput* predict* encod* replac* align*",
    )
    RESULT = any_of(
        _RESULT_VERBS
        + " result results experiment experiments gain gains state-of-the-art competitive accuracy better worse"
    )
    VERDICT = (
        any_of("outperform* surpass* exceed* beat beats new_state-of-the-art superiority")
        + "|"
        + r"\b(?:better|worse|higher|lower|faster|slower|stronger|larger|smaller|more \w+|less \w+) than\b|"
        + any_of("achiev* improv* reduc* rais* boost* increas* decreas* reach* lower* cut cuts")
        + r".{0,80}\d"
    )
    FINDING = (
        _behind(
            r"^(?:we|our \w+|experiments|evaluations?|results|the results)\b",
            "find found show shows observe demonstrate reveal argue posit hypothesize believe",
            30,
        )
        + "|"
        + any_of("turn_out turns_out")
    )
    PROCEDURE = r"\bwe (?:also |then |further )?" + any_of(
        "conduct perform evaluate carry_out run compare analyze analyse test"
    )
    SUMMING_UP = "|".join(
        (
            r"^(?:these|those|the) (?:\w+ )?" + any_of("results findings advancements observations insights"),
            rf"^(?:the|this|our) {WORK} " + any_of("indicates suggests shows demonstrates concludes implies"),
        )
    )
    OWN_ACT = r"\bwe\b"
    COMPARISON = (
        any_of(
            "than over compared versus vs against baseline baselines relative_to outperform* surpass* exceed* beat "
            "beats match* previous prior existing rival rivals among competitive comparable superior "
            "state-of-the-art whereas lag lags while"
        )
        + r"|\bfrom .{1,30} to\b"
    )
    LEADING_FIGURE = r"\d(?:[\d.,–-]*\d)?\s*(?:%|×|(?:x|points?|times|-?fold|pp|percent|percentage points?|dB)\b)"
    FIGURE = r"(?<![\w.-])\d+\.\d+(?!\w*(?-i:[BM])\b)|\b(?:FID|BLEU|F1|accuracy|score) (?:of )?\d|(?<![\w.-])\d+ to \d+"
    LIMITATION = "|".join(
        (
            r"\blimitations? (?:of|in) (?:this|our|the present)\b",
            r"^(?:a|the|one|another) (?:\w+ )?limitations? (?:is|are|of (?:this|our|the present))\b",
            rf"{_OWN}.{{0,60}}\b(?:is|are|was|were|remains?) (?:\w+ )?(?:limited|restricted|confined)\b",
            _behind(
                r"\b(?:we(?!\s(?:observe|find|found|show|note|see)\b)|our|the (?:method|approach|study|evaluation)"
                r"|this (?:method|approach|study))\b",
                "does_not_cover does_not_handle does_not_generalize does_not_support does_not_yet does_not_scale "
                "do_not_cover do_not_study do_not_consider do_not_address do_not_evaluate did_not cannot fail_to "
                "fails_to fails_when fails_on only_consider* only_evaluat* only_test* only_cover* only_stud* "
                "only_us* only_focus*",
                60,
            ),
            r"\bremains? " + any_of("to_be_examined to_be_verified to_be_seen to_be_tested untested unverified"),
            any_of("is_limited_to are_limited_to is_restricted_to beyond_the_scope still_needs_to_be"),
            r"\b(?:was|were) not " + any_of("tested measured examined studied evaluated"),
            r"\bonly .{1,50} (?:was|were) (?:studied|tested)\b",
        )
    )
    COST = _behind(
        "^"
        + any_of(
            "the_method the_approach the_model the_framework the_system the_procedure the_study the_evaluation "
            "the_experiments the_benchmark training inference distillation results experiments performance accuracy "
            "quality some verification"
        ),
        "suffer suffers degrade degrades still_fail still_fails needs_access demands remains_costly remain_costly "
        "is_costly cover_only covers_only is_sensitive are_excluded still_leans does_not_guarantee",
        60,
    )
    DRAWBACK = any_of("limitation* shortcoming* drawback* caveat* weakness*")
    WEAKNESS = any_of(
        "limit* only cannot not fail* degrad* restrict* costly expensive unclear lack* require requires depend* "
        "bias* may might untested hard difficult* suffer* drop* without"
    )
    OUTLOOK = (
        any_of(
            "future_work future_research future_studies future_direction* future_extension* further_work "
            "further_research further_study next_step we_hope we_plan we_envision we_believe we_expect we_encourage "
            "promising_direction* promising_avenue* may_help can_help could_help could_be_extended "
            "could_be_explored"
        )
        + r"|\bleave .{1,60} to future\b"
    )
    CONCLUSION = any_of(
        "conclu* suggest* indicat* highlight* implication* underscor* pav*_the_way insight* demonstrat* established "
        "establishing confirm* taken_together we_show_that we_showed we_have_shown we_find we_found prove proves "
        "turn_out turns_out underlin* reveal* to_our_knowledge new_standard toward* show_that shows_that offer "
        "offers our_findings our_results our_work our_research"
    )
    OTHERS = any_of("existing prior previous current conventional traditional other earlier related") + (
        r" (?:\w+[ -]){0,3}"
        + any_of("work works method* approach* model* system* benchmark* stud* technique* framework*")
    )

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        """Tell whether the text is worded so."""
        return self._pattern.search(text) is not None
