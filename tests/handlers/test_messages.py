"""What readers get: whole, within the platforms' limits, in their language, and only what we say acts."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digest.latex import readable
from digest.post import Link, Post, PostPaper
from digest.texts import languages, say
from handlers.markup import clean, cut
from handlers.messages import TITLE_CHARS, head_messages, paper_messages, plain_text
from storage.models import Language, Message, PaperKey, Platform, Section, Sections
from tests.data import DATA, needs_data
from tests.fakes import slack_blocks, telegram_html
from tests.handlers.test_markup import hostile_text

KO, EN = Language("ko"), Language("en")
KEY = PaperKey("2605.00042")
TELEGRAM, SLACK, CONSOLE = Platform.TELEGRAM, Platform.SLACK, Platform.CONSOLE

KOREAN = PostPaper(
    position=3,
    title="Memory Without Forgetting",
    url="https://arxiv.org/abs/2605.00042",
    key=KEY,
    sections=Sections(
        goal="본 연구는 잊지 않는 기억을 목표로 한다.",
        motivation="기존 모델은 오래된 사실을 잊는다.",
        contribution="본 논문은 새로운 기억 구조를 제안한다.",
        method="사실을 그래프로 저장한다. 질문마다 다시 읽는다.",
        results="재현율이 12% 올랐다.",
        limitations="정보 부족",
        conclusion="기억은 밖에 두는 편이 낫다.",
    ),
    links=(Link("Code", "https://github.com/ada/memory"),),
    authors=("Ada Kim", "Bo Lee", "Cy Park", *(f"Author {number}" for number in range(12))),
    upvotes=45,
)


def payloads(messages: tuple[Message, ...]) -> list[dict[str, Any]]:
    return [json.loads(message.payload) for message in messages]


def on_telegram(paper: PostPaper, language: Language = KO, total: int = 14) -> list[telegram_html.Parsed]:
    found = payloads(paper_messages(paper, total, language, TELEGRAM))
    return [telegram_html.check_message(payload["text"]) for payload in found]


def on_slack(paper: PostPaper, language: Language = KO, total: int = 14) -> list[list[slack_blocks.Mrkdwn]]:
    return [slack_blocks.check_message(payload) for payload in payloads(paper_messages(paper, total, language, SLACK))]


def solid(text: str) -> str:
    """Take away what layout adds or drops: white space and invisible joiners."""
    return "".join(text.replace("\u2060", "").split())


def read_by_people(text: str) -> str:
    return solid("\n".join(map(readable, clean(text).split("\n"))))


def post_of(*papers: PostPaper, **changes: Any) -> Post:
    return replace(Post(date(2026, 5, 13), "Daily Papers — 2026-05-13", KO, papers), **changes)


# What one paper says


def test_a_paper_shows_number_title_authors_and_votes_first():
    [message] = on_telegram(KOREAN)

    assert message.text.splitlines()[:2] == [
        "3/14 · Memory Without Forgetting",
        "Ada Kim, Bo Lee, Cy Park +12 · ▲ 45",
    ]
    assert message.of("b")[0] == "Memory Without Forgetting"
    assert message.entities[0].url == "https://arxiv.org/abs/2605.00042"


def test_three_authors_are_all_named():
    [message] = on_telegram(replace(KOREAN, authors=("Ada Kim", "Bo Lee", "Cy Park"), upvotes=None))

    assert message.text.splitlines()[1] == "Ada Kim, Bo Lee, Cy Park"


def test_method_to_conclusion_are_folded_on_telegram_and_the_rest_is_seen():
    [message] = on_telegram(KOREAN)
    [folded] = message.of("blockquote")
    seen = message.text.replace(folded, "")

    assert [entity.expandable for entity in message.entities if entity.tag == "blockquote"] == [True]
    assert all(f"{label}:" in folded for label in ("Method", "Results", "Limitations", "Conclusion"))
    assert all(f"{label}:" in seen for label in ("Goal", "Motivation", "Contribution"))


def test_the_names_of_sections_are_the_same_in_every_language():
    labels = {f"{section.value.capitalize()}:" for section in Section}

    for language in languages():
        [message] = on_telegram(KOREAN, language)
        assert labels <= set(message.of("b"))


def test_links_stand_at_the_end_in_the_order_that_readers_know():
    expected = ["arXiv", "PDF", "Hugging Face", "Code", "alphaXiv"]
    [message] = on_telegram(KOREAN)

    assert message.text.splitlines()[-1] == " · ".join(expected)
    assert message.of("a")[1:] == expected
    [blocks] = on_slack(KOREAN)
    assert [label for _, label in blocks[-1].links] == expected


def test_a_link_of_the_post_takes_the_place_of_the_standard_one():
    paper = replace(KOREAN, links=(Link("Alphaxiv", "https://www.alphaxiv.org/abs/2605.00042v1"),))
    [message] = on_telegram(paper)

    assert [entity.url for entity in message.entities if entity.tag == "a"][-1] == paper.links[0].url


def test_a_paper_that_is_not_on_arxiv_has_its_own_link_and_no_buttons():
    paper = replace(KOREAN, key=None, url="https://example.org/paper", links=())
    [payload] = payloads(paper_messages(paper, 14, KO, TELEGRAM))

    assert telegram_html.check_message(payload["text"]).of("a")[-1] == "example.\u2060org"
    assert payload["buttons"] == []


def test_buttons_carry_all_they_need_in_64_bytes():
    for key in ("2605.00042", "astro-ph/9901001"):
        [payload] = payloads(paper_messages(replace(KOREAN, key=PaperKey(key)), 14, EN, TELEGRAM))
        actions = [button["callback_data"] for row in payload["buttons"] for button in row]

        assert actions == [f"v1:{name}:{key}" for name in ("like", "save", "language", "evidence", "report")]
        assert max(len(action.encode()) for action in actions) <= 64


def test_slack_buttons_name_action_and_paper():
    [payload] = payloads(paper_messages(KOREAN, 14, EN, SLACK))

    assert [(button["action_id"], button["value"]) for button in payload["blocks"][-1]["elements"]][:2] == [
        ("v1:like", "v1:like:2605.00042"),
        ("v1:save", "v1:save:2605.00042"),
    ]


def test_notes_lateness_and_text_outside_of_sections_are_shown():
    note = say(KO, "note-abstract")
    [message] = on_telegram(replace(KOREAN, notes=(note,), late=True, extra="Something else."))

    assert say(KO, "late") in message.text.splitlines()[1]
    assert message.of("i") == [note]
    assert "Something else." in message.text


def test_a_section_that_is_absent_is_not_mentioned():
    [message] = on_telegram(replace(KOREAN, sections=Sections(goal="목표이다.")))

    assert "Method" not in message.text
    assert message.of("blockquote") == []


def test_a_paper_without_summary_still_has_title_and_links():
    paper = replace(KOREAN, sections=Sections(), authors=(), upvotes=0)

    assert (
        on_telegram(paper)[0].text == "3/14 · Memory Without Forgetting\n\narXiv · PDF · Hugging Face · Code · alphaXiv"
    )
    assert on_slack(paper)[0][0].text == "3/14 · Memory Without Forgetting"


def test_a_paper_without_title_is_called_by_its_id():
    assert on_telegram(replace(KOREAN, title=" "))[0].text.startswith("3/14 · 2605.00042")


def test_a_paper_alone_is_not_numbered():
    assert on_telegram(replace(KOREAN, position=1), total=1)[0].text.startswith("Memory")


def test_slack_says_all_without_blocks_too():
    [payload] = payloads(paper_messages(KOREAN, 14, KO, SLACK))
    said = slack_blocks.read_mrkdwn(payload["text"])

    assert all(text in said.text for _, text in KOREAN.sections.items())
    assert said.text.startswith("3/14 · Memory Without Forgetting\nAda Kim, Bo Lee, Cy Park +12")
    assert said.links == on_slack(KOREAN)[0][-1].links


def test_plain_text_has_no_markup_and_writes_addresses_out():
    lines = plain_text(KOREAN, 14, KO).splitlines()

    assert lines[:3] == [
        "3/14 · Memory Without Forgetting",
        "https://arxiv.org/abs/2605.00042",
        "Ada Kim, Bo Lee, Cy Park +12 · ▲ 45",
    ]
    assert "Goal: 본 연구는 잊지 않는 기억을 목표로 한다." in lines
    assert lines[-2:] == [
        "Code: https://github.com/ada/memory",
        "alphaXiv: https://www.alphaxiv.org/ko/overview/2605.00042",
    ]
    assert "\x1b" not in plain_text(replace(KOREAN, title="\x1b[2J" + KOREAN.title), 14, KO)


def test_the_console_gets_the_plain_text():
    [payload] = payloads(paper_messages(KOREAN, 14, KO, CONSOLE))

    assert payload == {"text": plain_text(KOREAN, 14, KO)}


def test_c11_latex_is_made_readable_everywhere():
    paper = replace(KOREAN, title="On $x^2$", sections=Sections(goal=r"It is $\alpha$.", method=r"Up by 5\%."))

    for text in (on_telegram(paper)[0].text, "\n".join(part.text for part in on_slack(paper)[0])):
        assert solid("On x²") in solid(text)
        assert "α" in text
        assert "5%" in text
        assert "$" not in text
        assert "\\" not in text


# How it is sent


def test_only_the_head_notifies_and_papers_reply_to_it():
    [head] = head_messages(post_of(KOREAN), KO, TELEGRAM)
    [message] = paper_messages(KOREAN, 1, KO, TELEGRAM)

    assert (head.subject, head.part, head.reply) == ("head:2026-05-13", 0, False)
    assert (message.subject, message.part, message.reply) == ("paper:2605.00042", 0, True)
    assert [json.loads(each.payload)["silent"] for each in (head, message)] == [False, True]


@pytest.mark.parametrize("platform", list(Platform))
def test_the_same_paper_makes_the_same_bytes(platform):
    assert paper_messages(KOREAN, 14, KO, platform) == paper_messages(KOREAN, 14, KO, platform)


def test_c12_no_link_is_previewed():
    pictured = replace(KOREAN, thumbnail_url="https://example.org/picture.png")

    for message in (*head_messages(post_of(pictured), KO, TELEGRAM), *paper_messages(pictured, 1, KO, TELEGRAM)):
        assert json.loads(message.payload)["preview"] is None
    for message in paper_messages(pictured, 1, KO, SLACK):
        assert "image" not in {block["type"] for block in json.loads(message.payload)["blocks"]}


# The head


def test_the_head_has_date_count_and_one_line_per_paper_in_the_language_of_the_chat():
    post = post_of(replace(KOREAN, position=1), replace(KOREAN, position=2, title="Second"))
    [korean] = payloads(head_messages(post, KO, TELEGRAM))
    [english] = payloads(head_messages(post, EN, TELEGRAM))

    assert telegram_html.check_message(korean["text"]).text == (
        "Daily Papers — 2026년 5월 13일 (수)\n논문 2편\n\n1. Memory Without Forgetting\n2. Second"
    )
    assert telegram_html.check_message(english["text"]).text.startswith(
        "Daily Papers — Wednesday, 13 May 2026\n2 papers\n\n1. "
    )


def test_the_head_says_which_papers_match_and_why():
    [payload] = payloads(head_messages(post_of(replace(KOREAN, late=True)), EN, TELEGRAM, {KEY: ("memory", "recall")}))
    parsed = telegram_html.check_message(payload["text"])

    assert "3. ★ Memory Without Forgetting — joined the list late · matches your topics: memory, recall" in parsed.text


def test_a_day_without_papers_has_a_head_that_says_so():
    for platform in Platform:
        [payload] = payloads(head_messages(post_of(), EN, platform))
        assert "No papers" in json.dumps(payload)


def test_a_post_without_a_date_keeps_its_own_title():
    [message] = head_messages(post_of(KOREAN, day=None, title="Arxiv - some day"), KO, TELEGRAM)

    assert message.subject == "head:None"
    assert telegram_html.check_message(json.loads(message.payload)["text"]).text.startswith("Arxiv - some day\n")


@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_a_head_of_a_hundred_papers_is_divided_and_its_rest_replies_silently(platform):
    papers = [replace(KOREAN, position=place, title=f"Paper {place} " + "long " * 18) for place in range(1, 101)]
    messages = head_messages(post_of(*papers), EN, platform, {KEY: ("memory",)})

    assert len(messages) > 1
    assert [message.reply for message in messages] == [False] + [True] * (len(messages) - 1)
    assert [message.part for message in messages] == list(range(len(messages)))
    for payload in payloads(messages):
        check(platform, payload)
    shown = "".join(message.payload for message in messages)
    assert all(f"Paper {place} " in shown for place in range(1, 101))


# Long and hostile text


def check(platform: Platform, payload: dict[str, Any]) -> str:
    """Assert that the platform takes a payload; return what people read of it."""
    if platform is TELEGRAM:
        return telegram_html.check_message(payload["text"]).text
    return "\n".join(part.text for part in slack_blocks.check_message(payload))


def test_c7_a_text_of_any_length_is_sent_whole():
    sentence = "기억 구조를 바깥에 두고 필요할 때마다 다시 읽는다. "
    paper = replace(KOREAN, sections=Sections(goal="짧다.", method=sentence * 600, conclusion="끝이다."))

    for platform in (TELEGRAM, SLACK):
        found = payloads(paper_messages(paper, 14, KO, platform))
        shown = [check(platform, payload) for payload in found]
        assert len(found) > 2
        assert solid("".join(shown)).count(solid(sentence)) == 600
        assert shown[0].startswith("3/14 · Memory Without Forgetting\n")
        assert [text.splitlines()[0] for text in shown[1:]] == [
            f"3/14 ({part}/{len(shown)})" for part in range(2, len(shown) + 1)
        ]
        assert "alphaXiv" in shown[-1]


def test_buttons_and_links_stand_under_the_last_part_only():
    paper = replace(KOREAN, extra="word " * 5_000)
    found = payloads(paper_messages(paper, 14, KO, TELEGRAM))

    assert [bool(payload["buttons"]) for payload in found] == [False] * (len(found) - 1) + [True]
    assert ["alphaXiv" in payload["text"] for payload in found] == [False] * (len(found) - 1) + [True]
    on_slack = payloads(paper_messages(paper, 14, KO, SLACK))
    assert ["actions" in {block["type"] for block in payload["blocks"]} for payload in on_slack][-1]
    assert not any("actions" in {block["type"] for block in payload["blocks"]} for payload in on_slack[:-1])


def test_a_section_that_fits_a_message_is_not_cut():
    paper = replace(KOREAN, sections=Sections(goal="가" * 2_500, method="나" * 2_500))

    assert [message.text.count("나") for message in on_telegram(paper)] == [0, 2_500]


@pytest.mark.parametrize("before", range(3_990, 4_030))
def test_c8_no_tag_and_no_character_is_cut_at_the_edge_of_a_message(before):
    text = "가" * before + " 끝🙂👩‍👩‍👧🙂<a href='x'>&amp;</a>🙂"
    for section in ("goal", "method"):
        messages = on_telegram(replace(KOREAN, sections=Sections(**{section: text})))

        assert solid(text) in solid("".join(message.text.partition(")\n")[2] or message.text for message in messages))
        assert all(message.units <= 4096 for message in messages)


def test_c10_slack_gets_no_more_than_it_takes():
    for text in ("<&>*" * 4_000, '"\\\n' * 4_000, "word " * 4_000, "🙂" * 12_000):
        paper = replace(KOREAN, sections=Sections(*([text] * 7)), extra=text)
        for payload in payloads(paper_messages(paper, 14, KO, SLACK)):
            slack_blocks.check_message(payload)


papers = st.builds(
    PostPaper,
    position=st.integers(0, 20),
    title=hostile_text | st.text(min_size=250, max_size=700),
    url=st.just("https://arxiv.org/abs/2605.00042") | st.text() | hostile_text,
    key=st.none() | st.sampled_from([KEY, PaperKey("hep-th/9901001"), PaperKey("x" * 60)]),
    sections=st.builds(Sections, *[st.none() | hostile_text | st.text(min_size=50)] * 7),
    links=st.lists(st.builds(Link, hostile_text, st.text().map("https://a.org/".__add__)), max_size=8).map(tuple),
    notes=st.lists(hostile_text, max_size=3).map(tuple),
    extra=hostile_text,
    authors=st.lists(hostile_text, max_size=5).map(tuple),
    upvotes=st.none() | st.integers(0, 99_999),
    late=st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(papers, st.sampled_from([TELEGRAM, SLACK]), st.sampled_from(languages()), st.integers(1, 400))
@example(replace(KOREAN, title="& < > *" * 200, extra="<&>" * 20), SLACK, KO, 40)
@example(replace(KOREAN, title="A*Star _x_ `y` ~z~ [a](b) {c} #1 |2| !"), SLACK, KO, 1)
def test_c7_c8_c9_c10_any_text_makes_messages_that_hold_all_of_it_and_do_nothing(paper, platform, language, times):
    paper = replace(paper, extra=paper.extra * times)
    found = payloads(paper_messages(paper, 14, language, platform))
    shown = [check(platform, payload) for payload in found]
    together = solid("\n".join([shown[0], *(text.partition("\n")[2] for text in shown[1:])]))

    assert all(payload["text"] for payload in found)
    assert not [part for text in shown for part in telegram_html.active_parts(text)]
    for text in [text for _, text in paper.sections.items()]:
        assert read_by_people(text) in together
    assert read_by_people(paper.extra) in together
    for piece in cut(readable(clean(paper.title)), TITLE_CHARS):
        assert solid(piece) in together


@needs_data
@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_every_recorded_abstract_makes_one_valid_message(platform):
    for file in sorted((DATA / "hf_daily").glob("*.json"))[::6]:
        for record in json.loads(file.read_text(encoding="utf-8")):
            told = record["paper"]
            paper = replace(KOREAN, title=told["title"], extra=told["summary"])
            [payload] = payloads(paper_messages(paper, 14, KO, platform))
            assert read_by_people(told["summary"]) in solid(check(platform, payload))
