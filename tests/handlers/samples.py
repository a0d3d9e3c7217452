"""What the tests of messages share: a paper, hostile text, and what readers get of a message."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from digest.latex import readable
from digest.post import Link, Post, PostPaper
from handlers.markup import JOINER, clean
from handlers.messages import paper_messages
from storage.models import Language, Message, PaperKey, Platform, Sections
from tests.fakes import slack_blocks, telegram_html

KO, EN = Language("ko"), Language("en")
DAY = date(2026, 5, 13)
KEY = PaperKey("2605.00042")
TELEGRAM, SLACK, CONSOLE = Platform.TELEGRAM, Platform.SLACK, Platform.CONSOLE
PICTURE = "https://example.org/2605.00042.png"

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

# Every character that is markup somewhere, pieces that act by themselves, and scripts that are hard to cut.
HOSTILE = (
    "* _ ~ ` < > & $ # @ / | \\ ! . : - + = [ ] ( ) { } \" ' \n \t \r \u2028 \u200b \u202e \x00 \x1b[2J "
    "@channel <!here> <@U012AB> <#C1|x> @name /start /시작 #topic #· ★.com $GPU :fire: "
    "https://evil.example/a?b=c example.org me@example.org 10.0.0.1 t.me/x <b> </b> &lt; &amp; <a\x20href='x'> "
    "``` *굵게* _기울임_ 모델은 拡散モデル。 语言模型！ 한글 👩‍👩‍👧‍👦 🇰🇷 é e\u0301 𝒜 نص a\ud800b"
).split(" ")
hostile_text = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=30).map("".join)
spaced_text = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=60).map(" ".join)


def post_of(*papers: PostPaper, **changes: Any) -> Post:
    return replace(Post(DAY, "Daily Papers — 2026-05-13", KO, papers), **changes)


def post_of_many(count: int) -> Post:
    """Make a post of papers with keys and long titles of their own."""
    return post_of(
        *(
            replace(KOREAN, position=place, key=PaperKey(f"2605.{place:05}"), title=f"Paper {place} " + "long " * 18)
            for place in range(1, count + 1)
        )
    )


def payloads(messages: tuple[Message, ...]) -> list[dict[str, Any]]:
    return [json.loads(message.payload) for message in messages]


def check(platform: Platform, payload: dict[str, Any]) -> str:
    """Assert that the platform takes a payload; return what people read of it."""
    if platform is TELEGRAM:
        return telegram_html.check_message(payload).text
    return "\n".join(part.text for part in slack_blocks.check_message(payload))


def on_telegram(paper: PostPaper, language: Language = KO, total: int = 14) -> list[telegram_html.Parsed]:
    return [telegram_html.check_message(told) for told in payloads(paper_messages(paper, total, language, TELEGRAM))]


def on_slack(paper: PostPaper, language: Language = KO, total: int = 14) -> list[list[slack_blocks.Mrkdwn]]:
    return [slack_blocks.check_message(told) for told in payloads(paper_messages(paper, total, language, SLACK))]


def actions_of(platform: Platform, payload: dict[str, Any]) -> list[str]:
    """Return what the buttons of a message carry, in their order."""
    if platform is TELEGRAM:
        return [button["callback_data"] for row in payload["buttons"] for button in row]
    return [
        element["value"] for block in payload["blocks"] if block["type"] == "actions" for element in block["elements"]
    ]


def visible(text: str) -> str:
    return text.replace(JOINER, "")


def solid(text: str) -> str:
    """Take away what layout adds or drops: white space and invisible joiners."""
    return "".join(visible(text).split())


def read_by_people(text: str) -> str:
    return solid("\n".join(map(readable, clean(text).split("\n"))))
