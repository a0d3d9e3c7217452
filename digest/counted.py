"""Pure: what a figure counts, as one word for English, Korean, Japanese and Chinese, as far as papers count alike."""

from __future__ import annotations

import re

# English stems, then the words of Korean, Japanese and Chinese; the first is the name of what is counted.
_THINGS = """
benchmark | 벤치마크 ベンチマーク 基准
dataset corpora corpus | 데이터셋 데이터세트 말뭉치 データセット 数据集 數據集
model llm vlm mllm | 모델 モデル 模型
task | 과제 작업 태스크 タスク 任务 課題
domain discipline field | 도메인 분야 영역 학문 ドメイン 分野 领域 學科 学科
language | 언어 개국어 言語 语言
stage phase step | 단계 段階 ステップ 阶段
type category categor kind class | 유형 범주 카테고리 종류 클래스 種類 类型 类别
aspect dimension axis axes | 측면 차원 관점 側面 次元 方面 维度
metric | 지표 메트릭 指標 指标
hour | 시간 時間 小时
minute | 분간 分間 分钟
sample example instance question problem prompt item pair trajector \
| 샘플 예제 사례 문항 문제 질문 프롬프트 궤적 항목 サンプル 样本 问题
participant subject speaker user people annotator expert | 참가자 화자 사용자 인물 전문가 专家
image photo | 이미지 영상 画像 图像
video clip | 비디오 동영상 클립 動画 视频
token | 토큰 トークン 词元
parameter | 파라미터 매개변수 パラメータ 参数
paper | 논문 論文 论文
layer block | 레이어 계층
module component | 모듈 구성 モジュール 模块 组件
gpu a100 h100 | 그래픽 GPU
scenario setting environment | 시나리오 환경 설정 シナリオ 环境 场景
agent | 에이전트 エージェント 智能体
tool api | 도구 ツール 工具
rule theorem | 정리 규칙 定理 规则
frame fps | 프레임 フレーム 帧
topic theme | 주제 토픽 トピック 主题
"""
# Single syllables are part of many words: they count only right behind the figure.
_COUNTERS = {
    **dict.fromkeys("명인人名位", "participant"),
    **dict.fromkeys("쌍문問例", "sample"),
    **dict.fromkeys("층層层", "layer"),
    **dict.fromkeys("장枚张", "image"),
    **dict.fromkeys("초秒", "second"),
    **dict.fromkeys("步", "stage"),
}
_COUNTER = re.compile(rf"\s?[{''.join(_COUNTERS)}](?![가-힣]{{3}})")
_NAMES: dict[str, str] = {}
for _line in _THINGS.strip().splitlines():
    _english, _, _others = _line.partition("|")
    _words = [*_english.split(), *_others.split()]
    _NAMES |= dict.fromkeys(_words, _words[0])
_LONGEST_FIRST = sorted(_NAMES, key=len, reverse=True)
_THING = re.compile(
    rf"(?<![A-Za-z])({'|'.join(filter(str.isascii, _LONGEST_FIRST))})(?:s|es|ies|y)?(?![A-Za-z])"
    rf"|({'|'.join(word for word in _LONGEST_FIRST if not word.isascii())})",
    re.IGNORECASE,
)
_AHEAD_CHARS = 36
_BEHIND_CHARS = 14
_CLAUSE_END = re.compile(r"[,;.。，、:(（]|\d")


def counted_thing(text: str, start: int, end: int) -> str | None:
    """Return what the figure at a place of a text counts: named behind it within its clause, else close before it."""
    ahead = _CLAUSE_END.split(text[end : end + _AHEAD_CHARS], maxsplit=1)[0]
    if found := _COUNTER.match(ahead):
        return _COUNTERS[found[0].strip()]
    if found := _THING.search(ahead):
        return _name(found)
    before = _CLAUSE_END.split(text[max(0, start - _BEHIND_CHARS) : start])[-1]
    named = [_name(found) for found in _THING.finditer(before)]
    return named[-1] if named else None


def _name(found: re.Match[str]) -> str:
    word = found[1] or found[2]
    return _NAMES[word.lower() if word.lower() in _NAMES else word]
