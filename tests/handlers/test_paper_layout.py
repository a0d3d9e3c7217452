"""What the messages of one paper say, on every platform."""

from dataclasses import replace

from digest.post import Link
from digest.texts import languages, say
from handlers.messages import paper_messages
from handlers.paper_layout import TITLE_CHARS
from storage.models import Language, PaperKey, Section, Sections
from tests.fakes import telegram_html
from tests.handlers.samples import EN, KO, KOREAN, TELEGRAM, on_slack, on_telegram, payloads, solid

BYLINE = "Ada Kim, Bo Lee, Cy Park +12\u00a0· ▲\u00a045"


def test_a_paper_shows_number_title_authors_and_votes_first():
    [message] = on_telegram(KOREAN)

    assert message.text.splitlines()[:2] == [
        "3/14 · Memory Without Forgetting",
        BYLINE,
    ]
    assert message.of("b")[0] == "Memory Without Forgetting"
    assert message.entities[0].url == "https://arxiv.org/abs/2605.00042"


def test_three_authors_are_all_named():
    [message] = on_telegram(replace(KOREAN, authors=("Ada Kim", "Bo Lee", "Cy Park"), upvotes=None))

    assert message.text.splitlines()[1] == "Ada Kim, Bo Lee, Cy Park"


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


def test_a_paper_with_an_old_id_has_no_page_on_hugging_face_to_link_to():
    old = replace(KOREAN, key=PaperKey("hep-th/9901001"), url="https://arxiv.org/abs/hep-th/9901001", links=())
    [message] = on_telegram(old)

    assert message.of("a")[1:] == ["arXiv", "PDF", "alphaXiv"]


def test_a_link_of_the_post_takes_the_place_of_the_standard_one():
    paper = replace(KOREAN, links=(Link("Alphaxiv", "https://www.alphaxiv.org/abs/2605.00042v1"),))
    [message] = on_telegram(paper)

    assert [entity.url for entity in message.entities if entity.tag == "a"][-1] == paper.links[0].url


def test_a_paper_that_is_not_on_arxiv_has_its_own_link_and_no_buttons():
    paper = replace(KOREAN, key=None, url="https://example.org/paper", links=())
    [payload] = payloads(paper_messages(paper, 14, KO, TELEGRAM))

    assert telegram_html.check_message(payload).of("a")[-1] == "example.\u2060org"
    assert payload["buttons"] == []


def test_buttons_carry_all_they_need_in_64_bytes():
    for key in ("2605.00042", "astro-ph/9901001"):
        [payload] = payloads(paper_messages(replace(KOREAN, key=PaperKey(key)), 14, EN, TELEGRAM))
        actions = [button["callback_data"] for row in payload["buttons"] for button in row]

        assert actions == [f"v1:{name}:{key}" for name in ("like", "save", "language", "evidence", "dismiss", "report")]
        assert max(len(action.encode()) for action in actions) <= 64


def test_notes_lateness_and_text_outside_of_sections_are_shown():
    note = say(KO, "note-abstract")
    [message] = on_telegram(replace(KOREAN, notes=(note,), late=True, extra="Something else."))

    assert say(KO, "late") in message.text.splitlines()[1]
    assert message.of("i") == [note]
    assert "Something else." in message.text


def test_notes_follow_each_other_as_sentences_of_the_language_do():
    for language, gap in ((KO, " "), (EN, " "), (Language("ja"), ""), (Language("zh"), "")):
        notes = (say(language, "note-built-in"), say(language, "note-abstract"))
        [message] = on_telegram(replace(KOREAN, notes=notes), language)
        assert message.of("i") == [gap.join(notes)]


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


def test_c11_latex_is_made_readable_everywhere():
    paper = replace(KOREAN, title="On $x^2$", sections=Sections(goal=r"It is $\alpha$.", method=r"Up by 5\%."))

    for text in (on_telegram(paper)[0].text, "\n".join(part.text for part in on_slack(paper)[0])):
        assert solid("On x²") in solid(text)
        assert "α" in text
        assert "5%" in text
        assert "$" not in text
        assert "\\" not in text


def test_six_hundred_authors_are_three_and_a_count():
    [message] = on_telegram(replace(KOREAN, authors=tuple(f"Author {number}" for number in range(664))))

    assert message.text.splitlines()[1] == "Author 0, Author 1, Author 2 +661\u00a0· ▲\u00a045"


def test_a_withdrawn_paper_says_so_beside_its_authors():
    paper = replace(KOREAN, withdrawn=True, late=True)
    shown = f"▲\u00a045\u00a0· {say(EN, 'late')}\u00a0· {say(EN, 'withdrawn')}"

    assert on_telegram(paper, EN)[0].text.splitlines()[1].endswith(shown)
    assert on_slack(paper, EN)[0][1].text.endswith(shown)


def test_the_title_is_a_link_on_both_platforms():
    assert on_telegram(KOREAN)[0].of("a")[0] == KOREAN.title
    assert on_slack(KOREAN)[0][0].links == ((KOREAN.url, KOREAN.title),)


def test_a_title_whose_address_is_not_safe_is_no_link():
    paper = replace(KOREAN, url="javascript:alert(1)")

    assert on_telegram(paper)[0].of("a") == ["PDF", "Hugging Face", "Code", "alphaXiv"]
    assert on_slack(paper)[0][0].text == "3/14 · Memory Without Forgetting"
    assert on_slack(paper)[0][0].links == ()


def test_a_very_long_title_goes_on_below_itself():
    title = "On the very long title of a paper about memory " * 12
    [message] = on_telegram(replace(KOREAN, title=title))

    assert len(message.of("b")[0]) <= TITLE_CHARS
    assert message.text.splitlines()[:4] == [f"3/14 · {message.of('b')[0]}", BYLINE, "", title.strip()]


def test_an_address_stands_once_and_links_are_few():
    others = [Link(f"L{number}", f"https://a.org/{number}") for number in range(9)]
    paper = replace(KOREAN, links=(Link("arXiv", KOREAN.url), Link("Copy", KOREAN.url), *others))
    [message] = on_telegram(paper)

    assert message.of("a")[1:] == ["arXiv", "PDF", "Hugging Face", "alphaXiv", "L0", "L1"]
