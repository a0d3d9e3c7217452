"""The words a post is built of: the fixed ones that are written, and the other ones that are understood.

The fixed words are the same in every language, because whatever reads posts relies on them; so they are no texts for
`digest.texts`.
"""

from __future__ import annotations

from storage.models import Section

INTRODUCTION = "Introduction"
MORE = "More"
BULLETS = (Section.GOAL, Section.MOTIVATION, Section.CONTRIBUTION)
HEADINGS = (Section.METHOD, Section.RESULTS, Section.LIMITATIONS, Section.CONCLUSION)

# English, Korean, Japanese, Chinese: what people and models write where they do not keep to the fixed words.
_INTRODUCTIONS = frozenset("introduction intro 서론 소개 도입 序論 はじめに 導入 引言 简介 介绍".split())
_NAMES = {
    Section.GOAL: "goal goals objective objectives aim 목표 목적 目標 目的 目标",
    Section.MOTIVATION: "motivation motivations background 동기 배경 動機 背景 动机",
    Section.CONTRIBUTION: "contribution contributions 기여 기여점 공헌 貢献 贡献",
    Section.METHOD: "method methods methodology approach 방법 방법론 手法 方法",
    Section.RESULTS: "results result experiments findings 결과 実験結果 結果 结果 实验结果",
    Section.LIMITATIONS: "limitations limitation 한계 한계점 제한점 限界 制約 課題 局限 局限性 限制",
    Section.CONCLUSION: "conclusion conclusions 결론 結論 结论",
}
_SECTIONS = {name: section for section, names in _NAMES.items() for name in names.split()}


def label_of(section: Section) -> str:
    """Return the fixed word for a section."""
    return section.value.capitalize()


def section_named(name: str) -> Section | None:
    """Return the section that a heading or a label means, whatever its case."""
    return _SECTIONS.get(name.casefold())


def is_introduction(name: str) -> bool:
    """Tell whether a heading stands above goal, motivation and contribution."""
    return name.casefold() in _INTRODUCTIONS
