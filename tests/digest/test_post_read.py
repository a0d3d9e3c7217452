"""Posts as people make them by hand are read whole: nothing is lost, and what is odd is told."""

import time
from datetime import date
from pathlib import Path

import pytest

from digest.errors import PostError
from digest.post import Link, PostPaper
from digest.post_read import MAX_BYTES, MAX_LINES, MAX_PAPERS, load_post, read_post
from storage.models import PaperKey, Sections

FRONT = '---\nlayout: post\ntitle: "Daily Papers — 2026-05-13"\ndate: 2026-05-13 08:15:00 +0900\n---\n\n'
URL = "https://arxiv.org/abs/2605.00042"
HEADING = f"# 1. [Memory]({URL})\n"


def read(body: str, front: str = FRONT) -> PostPaper:
    [paper] = read_post(front + body).papers
    return paper


def told(paper: PostPaper) -> list[str]:
    """Return the warnings but for those of missing sections."""
    return [warning for warning in paper.warnings if not warning.startswith("there is no text for")]


# Headings as people write them


@pytest.mark.parametrize(
    ("heading", "title", "warnings"),
    [
        (f"# 1. [Memory]({URL})", "Memory", []),
        (f"#\t1.\t[Memory]({URL})", "Memory", []),
        (f"  #  1)  [Memory]( {URL} )  ##  ", "Memory", []),
        (f"# 1 [Memory](<{URL}>)", "Memory", []),
        (f"#1.[Memory]({URL})", "Memory", []),
        (f"# **1. [Memory]({URL})**", "Memory", []),
        (f"# 1. __[Memory]({URL})__", "Memory", []),
        (f"#### 1. [Memory]({URL})", "Memory", ["the heading is of level 4, not 1"]),
        (f"# 7. [Memory]({URL})", "Memory", ["is numbered 7, but is paper 1"]),
        (f"# [Memory]({URL})", "Memory", ["the heading has no number"]),
        (f"# 1. [Memory]({URL}v2)", "Memory", [f"the link names version 2: {URL}v2"]),
        (f"# 1. [Memory]({URL.replace('s:', ':')})", "Memory", ["the link is http, not https"]),
        (f"# 1. [Memory  of\t a  Model]({URL})", "Memory of a Model", ["the title holds runs of spaces"]),
        (f"# 1. [Memory\n\n   of a Model]({URL})", "Memory of a Model", ["the title is broken over lines"]),
        (f"# 1. []({URL})", "", ["the title is empty"]),
        (f"# 1. [A ] B]({URL})", "A ] B", []),
        (f"# 1. [A [B]({URL})", "A [B", []),
        (f"# 1. [A [B](C) D]({URL})", "A [B](C) D", []),
        (f"# 1. [A ](B) C]({URL})", "A ](B) C", []),
        (f"# 1. [[A] (B)]({URL})", "[A] (B)", []),
        (rf"# 1. [A\]({URL})]({URL})", f"A]({URL})", []),
        (rf"# 1. [\$x\_1\$ &amp; &lt;y>]({URL})", "$x_1$ & <y>", []),
    ],
)
def test_a_heading_is_understood(heading, title, warnings):
    paper = read(f"{heading}\n\n## Method\nIt remembers.\n")

    assert (paper.title, paper.key, paper.url) == (title, "2605.00042", URL)
    assert (paper.sections.method, paper.extra) == ("It remembers.", "")
    assert told(paper) == warnings


@pytest.mark.parametrize(
    "link",
    [
        "https://huggingface.co/papers/2605.00042",
        "https://www.alphaxiv.org/ko/overview/2605.00042",
        "https://arxiv.org/pdf/2605.00042",
        "arxiv:2605.00042",
    ],
)
def test_a_link_to_the_paper_elsewhere_is_the_paper_and_told(link):
    paper = read(f"# 1. [Memory]({link})\n")

    assert (paper.key, paper.url) == ("2605.00042", URL)
    assert told(paper) == [f"the link is not the one to the abstract: {link}"]


@pytest.mark.parametrize("link", ["https://example.org/a_(b)", "/papers/1", ""])
def test_a_link_that_leads_to_no_paper_is_kept_and_told(link):
    paper = read(f"# 1. [Memory]({link})\n")

    assert (paper.title, paper.key, paper.url) == ("Memory", None, link)
    assert told(paper) == [f"the link {link!r} leads to no paper of arXiv"]


@pytest.mark.parametrize(
    ("after", "extra"),
    [("⭐ 12 votes", "⭐ 12 votes"), ("{#anchor}", "{#anchor}"), (f"· [PDF]({URL})", f"· [PDF]({URL})")],
)
def test_what_follows_the_link_of_a_heading_is_kept(after, extra):
    paper = read(f"# 1. [Memory]({URL}) {after}\n")

    assert (paper.title, paper.url, paper.extra) == ("Memory", URL, extra)
    assert told(paper) == ["text follows the link of the heading"]


def test_the_tip_of_a_link_is_kept():
    assert read(f'# 1. [Memory]({URL} "read me")\n').extra == '"read me"'


@pytest.mark.parametrize(
    ("second", "title"),
    [
        ("# 2. Second\n> [arXiv](https://arxiv.org/abs/2605.00002)", "Second"),
        ("# 2. Second ([arXiv](https://arxiv.org/abs/2605.00002))", "Second"),
        ("# 2. [Second](https://arxiv.org/abs/2605.00002", "Second"),
        ("# 2. [Second\n\n> [Alphaxiv](https://www.alphaxiv.org/ko/overview/2605.00002)", "Second"),
        ("# 2. [Second]\n\nhttps://arxiv.org/abs/2605.00002", "Second"),
        ("# [Second](https://arxiv.org/abs/2605.00002)", "Second"),
    ],
)
def test_a_heading_that_lacks_a_part_is_a_paper_among_papers(second, title):
    first, paper = read_post(f"{FRONT}{HEADING}## Method\nIt remembers.\n{second}\n## Method\nIt forgets.\n").papers

    assert (first.key, first.sections.method) == ("2605.00042", "It remembers.")
    assert (paper.position, paper.title, paper.key, paper.sections.method) == (2, title, "2605.00002", "It forgets.")
    assert any("the heading has no" in warning for warning in paper.warnings)


def test_a_heading_that_names_no_paper_at_all_keeps_its_text():
    _, paper = read_post(f"{FRONT}{HEADING}\n# 2. By hand\n## Method\nIt forgets.\n").papers

    assert (paper.title, paper.key, paper.url, paper.sections.method) == ("By hand", None, "", "It forgets.")
    assert told(paper) == ["the heading has no link"]


@pytest.mark.parametrize(
    "heading",
    [
        "### 1. First stage",
        "## 2. Limitations",
        "# 3. Method:",
        "#### [See](https://arxiv.org/abs/2605.00002)",
        "# [See](https://example.org)",
    ],
)
def test_other_headings_make_no_paper(heading):
    assert read(f"{HEADING}## Method\nIt remembers.\n{heading}\nMore.\n").key == "2605.00042"


def test_a_title_that_never_ends_takes_no_text_below_it():
    text = "\n".join(f"Line {number}." for number in range(20))
    _, paper = read_post(f"{FRONT}{HEADING}\n# 2. [Open\n{text}\n").papers

    assert paper.title == "Open"
    assert paper.extra == text


def test_a_line_without_end_is_no_heading():
    paper = read(f"{HEADING}## Method\n# 2. [{'long ' * 3000}]({URL})\n")

    assert (paper.key, len(paper.extra)) == ("2605.00042", len(f"2. [{'long ' * 3000}]({URL})"))


# Sections as people write them


SEVEN = {
    "as we write it": """
## Introduction
- Goal: One.
- Motivation: Two.
- Contribution: Three.

## Method
Four.
## Results
Five.
## Limitations
Six.
## Conclusion
Seven.
""",
    "other marks and levels": """
### introduction:
* goal : One.
* **Motivation**: Two.
* **Contribution:** Three.
##  METHOD  ##
Four.
###### Results
Five.
##Limitations
Six.
## **Conclusion**
Seven.
""",
    "numbered": """
## 1. Introduction
1. Goal: One.
2. Motivation: Two.
3. Contribution: Three.
## 2. Method
Four.
## 3. Results: Five.
## 4. Limitations: Six.
## 5. Conclusion
Seven.
""",
    "lines with labels": """
Goal: One.
Motivation: Two.
Contribution: Three.
Method: Four.
Results: Five.
Limitations: Six.
Conclusion: Seven.
""",
    "rules and no heading": """
- Goal: One.
- Motivation:
  Two.
- Contribution: Three.
---
## Method
* * *
Four.
___
## Results
Five.
## Limitations
Six.
## Conclusion
Seven.
""",
    "Korean": """
## 서론
- 목표: One.
- 동기: Two.
- **기여**： Three.
## 방법
Four.
## 결과
Five.
## 한계점
Six.
## 결론
Seven.
""",
    "Japanese": """
## はじめに
- 目的: One.
- 背景: Two.
- 貢献: Three.
## 手法
Four.
## 結果
Five.
## 限界
Six.
## 結論
Seven.
""",
    "Chinese": """
## 引言
- 目标：One.
- 动机：Two.
- 贡献：Three.
## 方法
Four.
## 结果
Five.
## 局限性
Six.
## 结论
Seven.
""",
    "no labels, other numbers": """
## Introduction
- One.
- Two.
- Three.
## Methods
Four.
## Result
Five.
## Limitation
Six.
## Conclusions
Seven.
""",
    "a heading each": """
## Goal
One.
## Background
Two.
## Contributions
Three.
## Approach
Four.
## Experiments
Five.
## Limitations
> Six.
## Conclusion
Seven.
""",
}


@pytest.mark.parametrize("body", SEVEN.values(), ids=SEVEN)
def test_the_seven_sections_are_found(body):
    paper = read(HEADING + body)

    assert [text for _, text in paper.sections.items()] == [
        "One.",
        "Two.",
        "Three.",
        "Four.",
        "Five.",
        "Six.",
        "Seven.",
    ]
    assert (paper.extra, paper.notes) == ("", ())
    assert not [warning for warning in paper.warnings if "no text" in warning]


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ("## 방법\nx", "the heading '방법' is read as Method"),
        ("## 서론\n- Goal: x", "the heading '서론' is read as Introduction"),
        ("## Introduction\n- 목표: x", "the label '목표' is read as Goal"),
        ("## Introduction\n- x\n- y", "bullets without a label: 2"),
        ("## Introduction\nGoal: x", "the introduction is no list"),
        ("- Goal: x", "the introduction has no heading"),
        ("Some text.\n## Method\nx", "text stands before the first section"),
        ("## Method\nx\n## Method\ny", "Method stands twice"),
        ("## Introduction\n- Goal: x\n- Goal: y", "Goal stands twice"),
        ("## Method\nx\n## Ablations\ny", "the heading 'Ablations' is unknown"),
        ("## Method\nThe text is cut off in the middle of a", "the text of Method breaks off"),
        ("제목: Memory\narXiv: https://arxiv.org/abs/2605.00042", "the title stands twice: Memory"),
    ],
)
def test_what_is_odd_is_told_once(body, warning):
    assert told(read(HEADING + body)) == [warning]


@pytest.mark.parametrize(
    "text",
    ["It ends.", "끝난다.", "終わる。", "Really?", "He said “yes.”", "(It ends.)", "And so on…", "정보 부족", "none"],
)
def test_a_text_that_ends_does_not_break_off(text):
    assert not any(
        "breaks off" in warning
        for warning in read(f"{HEADING}## Method\n{'긴 글이다. ' * 9 if len(text) > 6 else ''}{text}").warnings
    )


def test_bullets_without_labels_fill_what_has_none_and_the_rest_is_kept():
    paper = read(f"{HEADING}## Introduction\n- One.\n- Motivation: Two.\n- Three.\n- Four.\n  It goes on.\n")

    assert paper.sections == Sections(goal="One.", motivation="Two.", contribution="Three.")
    assert paper.extra == "Four.\nIt goes on."


def test_lists_tables_and_code_inside_a_section_stay_in_it():
    body = (
        "## Introduction\n- Goal: One.\n\t- nested\n  on\n- Two.\n\n"
        "## Method\nSteps:\n1. first\n2. second\n\n| a |\n|---|\n\n"
        "```\n# no heading\n~~~\n---\n```\n#hashtag\nEnd.\n"
    )
    paper = read(HEADING + body)

    assert (paper.sections.goal, paper.sections.motivation) == ("One.\n- nested on", "Two.")
    assert (
        paper.sections.method == "Steps:\n1. first\n2. second\n| a |\n|---| ``` # no heading ~~~ --- ``` #hashtag End."
    )


def test_a_fence_that_is_never_closed_hides_no_paper():
    first, second = read_post(
        f"{FRONT}{HEADING}## Method\n```\n## Results\nFive.\n# 2. [B](https://arxiv.org/abs/2605.00002)\n"
    ).papers

    assert (first.sections.method, first.sections.results, second.key) == ("```", "Five.", "2605.00002")


def test_a_deeper_heading_that_nobody_knows_stays_in_its_section():
    paper = read(
        f"{HEADING}## Results\nFive.\n### Ablation\nSix.\n## Ablations\nSeven.\n- Eight.\n## Conclusion\nNine.\n"
    )

    assert paper.sections.results == "Five. Ablation Six."
    assert paper.extra == "Ablations\nSeven.\n- Eight."


def test_quoted_lines_are_links_notes_or_text():
    body = (
        "> [PDF](https://a.example/x_(1)) · [Co\\]de](https://b.example) | [](https://c.example)\n"
        ">\n> A *remark* [1](b).\n"
        "- [Video](https://d.example)\n[Blog](https://e.example)\n\n"
        "## Method\n> quoted.\n> [Late](https://f.example)\n\n## More\n> kept.\n"
    )
    paper = read(HEADING + body)

    assert [(link.label, link.url) for link in paper.links] == [
        ("PDF", "https://a.example/x_(1)"),
        ("Co]de", "https://b.example"),
        ("", "https://c.example"),
        ("Video", "https://d.example"),
        ("Blog", "https://e.example"),
        ("Late", "https://f.example"),
    ]
    assert paper.notes == ("A *remark* [1](b).",)
    assert (paper.sections.method, paper.extra) == ("quoted.", "kept.")


def test_another_title_below_the_heading_is_kept():
    paper = read(f"{HEADING}제목: Memory for  \nModels  \narXiv: {URL}\n\nA line.\n\n## Method\nFour.\n")

    assert (paper.title, paper.extra) == ("Memory", "Memory for Models\nA line.")
    assert paper.links == (Link("arXiv", URL),)


def test_html_footnotes_and_liquid_are_text():
    text = "<b>Bold</b> <!-- hidden --> {% raw %}{{ x }}{% endraw %} end.[^1] [^1]: a note"

    assert read(f"{HEADING}## Method\n{text}\n").sections.method == text


# The post as a whole


def test_text_above_the_first_paper_is_kept_and_told():
    post = read_post(f"{FRONT}Good *morning*.  \n\n# News\n{HEADING}")

    assert post.extra == "Good *morning*.\n\n# News"
    assert post.warnings == ("text above the first paper: Good *morning*.", "text above the first paper: # News")


@pytest.mark.parametrize(
    ("line", "title", "warnings"),
    [
        ('title: "Daily Papers: a \\"b\\" \\\\ \\u00e9"', 'Daily Papers: a "b" \\ é', ()),
        ('title: Daily Papers"', "Daily Papers", ("the title's quotes are broken",)),
        ('title: "Daily Papers', "Daily Papers", ("the title's quotes are broken",)),
        ('title: "Daily \\Papers"', "Daily \\Papers", ()),
        ("title: 'Daily Papers'", "Daily Papers", ()),
        ("title:   Daily   Papers", "Daily Papers", ()),
        ("title: >-\n  Daily\n  Papers", "Daily Papers", ()),
        ('title: "Daily Papers \\ud800"', "Daily Papers", ()),
        ("subtitle: x", "", ()),
    ],
)
def test_a_title_is_read_with_and_without_quotes(line, title, warnings):
    post = read_post(f"---\nlayout: post\n{line}\ntags:\n\n  - a\npin: true\n---\n{HEADING}")

    assert (post.title, post.warnings) == (title, warnings)
    assert [kept for kept in post.front if kept != line] == ["layout: post", "tags:", "  - a", "pin: true"]


@pytest.mark.parametrize(
    ("front", "warnings", "day"),
    [
        ("", ("there is no front matter",), None),
        ("\n\n", ("there is no front matter",), None),
        ("---\n---\n", (), None),
        ("\n---  \ntitle: Daily Papers\n---  \n", (), None),
        (
            '---\ntitle: "Daily Papers — 2026-05-12"\ndate: 2026-05-13\n\n',
            ("the front matter has no end",),
            date(2026, 5, 13),
        ),
        ('---\ntitle: "Daily Papers — 2026-05-12"\n', ("the front matter has no end",), date(2026, 5, 12)),
        ("---\ntitle: Daily 2026-05-12\ndate: 2026-99-99\n---\n", (), date(2026, 5, 12)),
    ],
)
def test_front_matter_may_be_missing_or_torn(front, warnings, day):
    post = read_post(f"{front}{HEADING}---\n# 2. [B](https://arxiv.org/abs/2605.00002)\n---\n")

    assert [paper.key for paper in post.papers] == ["2605.00042", "2605.00002"]
    assert (post.warnings, post.day) == (warnings, day)


def test_front_matter_that_never_ends_is_no_digest():
    with pytest.raises(PostError, match="is no digest"):
        read_post("---\nlayout: post\nauthor: ada")


def test_day_and_language_stand_in_the_name_of_the_file():
    post = read_post(HEADING, "2026-05-13-daily-papers-ko.md")

    assert (post.day, post.language) == (date(2026, 5, 13), "ko")


@pytest.mark.parametrize(
    ("text", "language"),
    [("기억은 밖에 둔다.", "ko"), ("Memory is kept.", "en"), ("記憶は外に置く。", "ja"), ("记忆在外面。", "zh")],
)
def test_a_language_that_no_name_says_is_read_from_the_text(text, language):
    assert read_post(f"{FRONT}{HEADING}## Method\n{text}").language == language


def test_a_paper_that_stands_twice_is_told_and_kept():
    first, second = read_post(f"{FRONT}{HEADING}\n# 2. [Again]({URL}v2)\n").papers

    assert (first.key, second.key, second.title) == (PaperKey("2605.00042"), PaperKey("2605.00042"), "Again")
    assert told(first) == []
    assert "stands twice in this post" in second.warnings


def test_a_post_without_papers_is_a_digest_by_its_title():
    for title in ("Daily Papers — 2026-05-13", "Arxiv - 2026-05-13"):
        assert read_post(f'---\ntitle: "{title}"\n---\n').warnings == ("holds no paper",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "Just words.",
        "# A readme\n\n## 1. [Install](#install)\n\n## 2. [Use](https://example.org)\n",
        "1. [Memory](https://arxiv.org/abs/2605.00042)\n",
        "---\ntitle: My holidays\n---\n\nSun.\n",
    ],
)
def test_what_is_no_digest_is_refused_in_one_line(text):
    with pytest.raises(PostError, match=r"^notes\.md is no digest: it has no heading like .*$"):
        read_post(text, "notes.md")


# The file


def saved(directory: Path, content: bytes) -> Path:
    path = directory / "post.md"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "warnings"),
    [
        ((FRONT + HEADING).encode("utf-8-sig"), ()),
        ((FRONT + HEADING).replace("\n", "\r\n").encode(), ()),
        ((FRONT + HEADING).replace("\n", "\r").encode(), ()),
        ((FRONT + HEADING).encode("utf-16"), ("is UTF-16, not UTF-8",)),
        ((FRONT + HEADING).encode("utf-16-be").join([b"\xfe\xff", b""]), ("is UTF-16, not UTF-8",)),
    ],
)
def test_a_file_may_come_from_any_editor(content, warnings, tmp_path):
    post = load_post(saved(tmp_path, content))

    assert (post.papers[0].title, post.day, post.warnings) == ("Memory", date(2026, 5, 13), warnings)


def test_b8_a_text_that_was_cut_inside_a_character_costs_that_character(tmp_path):
    text = f"{FRONT}{HEADING}## Method\n{'기억은 밖에 둔다. ' * 9}기억".encode()
    post = load_post(saved(tmp_path, text[:-1]))

    assert post.warnings == ("characters that are damaged and show as \ufffd: 1",)
    assert post.papers[0].sections.method == f"{'기억은 밖에 둔다. ' * 9}기\ufffd"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "# 1. [기억은 밖에 둔다](https://arxiv.org/abs/2605.00042)".encode("cp949"),
            "is no text in UTF-8; save it as UTF-8",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is no text in UTF-8"),
        ((FRONT + HEADING + "\0").encode(), "is no text but binary"),
        ((FRONT + HEADING).encode("utf-16-le"), "is no text but binary"),
        (b"a" * (MAX_BYTES + 1), "is larger than 8 MiB"),
        (b"\n" * (MAX_LINES + 1), "has more than 250,000 lines"),
        (b"# 1. [a](https://arxiv.org/abs/2605.00042)\n" * (MAX_PAPERS + 1), "has more than 10,000 papers"),
        (
            HEADING.encode() + b"#### [a](https://arxiv.org/abs/2605.00042)\n" * MAX_PAPERS,
            "has more than 10,000 papers",
        ),
    ],
)
def test_what_cannot_be_a_post_is_refused_in_one_line(content, message, tmp_path):
    with pytest.raises(PostError, match=rf"^[^\n]*{message}[^\n]*$"):
        load_post(saved(tmp_path, content))


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(PostError, match="there is no file"):
        load_post(tmp_path / "none.md")
    with pytest.raises(PostError, match="is a folder; name one post in it"):
        load_post(tmp_path)
    with pytest.raises(PostError, match=r"cannot read .*: Not a directory$"):
        load_post(saved(tmp_path, b"") / "post.md")


def test_ten_thousand_papers_are_read():
    post = read_post(
        FRONT
        + "".join(
            f"# {n}. [P](https://arxiv.org/abs/2605.{n:05})\n\n## Method\nx\n\n" for n in range(1, MAX_PAPERS + 1)
        )
    )

    assert post.papers[-1].position == len({paper.key for paper in post.papers}) == MAX_PAPERS


SIZE = 300_000
HOSTILE = {
    "brackets": HEADING + "> " + "[" * SIZE,
    "open links": HEADING + "> " + "[a](" * (SIZE // 4),
    "links": HEADING + "> " + "[a](b" * (SIZE // 5),
    "open headings": HEADING + "# 1. [\n" * (SIZE // 8),
    "long open headings": HEADING + ("# 1. [" + "a](" * 3000 + "\n") * (SIZE // 9000),
    "spaces in a heading": HEADING + "## a" + " " * SIZE + "b",
    "hashes": HEADING + "# " * (SIZE // 2) + "x",
    "rules": HEADING + "- " * (SIZE // 2) + "x",
    "stars": HEADING + "*" * SIZE + ": x",
    "fences": HEADING + "```a\n~~~\n" * (SIZE // 9),
    "lines of a bullet": HEADING + "## Introduction\n- a\n" + "a\n" * (SIZE // 6),
    "bullets": HEADING + "## Introduction\n" + "- Goal: a\n" * (SIZE // 10),
    "unknown headings": HEADING + "## a b c d\n" * (SIZE // 11),
    "ends of sentences": HEADING + "## Method\n" + '."' * (SIZE // 2) + "x",
    "backslashes": HEADING + "## Method\n" + "\\" * SIZE,
    "entities": HEADING + "## Method\n" + "&a" * (SIZE // 2),
    "front matter": '---\ntitle: "' + '\\"' * (SIZE // 2) + "\n---\n" + HEADING,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_is_linear_in_a_hostile_text(text):
    # A tenth of a second is usual; anything quadratic would take minutes.
    begun = time.process_time()
    post = read_post(text)

    assert post.papers
    assert time.process_time() - begun < 5
