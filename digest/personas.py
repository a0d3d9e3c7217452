"""Pure: lines in which a model speaks of itself, of its task or to its reader, or gives orders, instead of telling.

Every pattern is tried on every summary, for such a line often is in another language than the rest.
"""

from __future__ import annotations

import re

# One pattern a line; a line that begins with spaces goes on with the one above.
_ENGLISH = r"""
^\W*as an? (?:AI|artificial intelligence)(?: language)?(?: model| assistant| chat ?bot| system)?,
\bas an? (?:AI|artificial intelligence|(?:large )?language model|chat ?bot|assistant)\b
  [\w -]{0,30},? ?(?:I|my)\b(?![/.\d])
\bI(?:['’]m| am) (?:sorry|unable|just an?|not able|here to|happy to|afraid|an? (?:AI|language|large|assistant|helpful))
\bI(?:['’]m| am) (?:ChatGPT|GPT|Claude|Gemini|Qwen|Llama|Copilot|DeepSeek|Grok|Kimi)|\bmy name is\b
\bI (?:cannot|can['’]t|do not|don['’]t|could not|couldn['’]t|will|have|hope|apologi[sz]e|would be)\b
\bI can (?:help|provide|only)\b
\bI (?:was (?:only )?(?:given|asked|trained|unable)|summari[sz]ed?|conclude|did not|didn['’]t|must|only)\b
\bI['’](?:ve|ll|d)\b
\b(?:here|below) (?:is|are) (?:the|an?|your|my|some)\b[^.]{0,60}
  \b(?:summar(?:y|ies)|translations?|overview|breakdown|answers?|response|rewrit\w*|version|JSON|output)\b
^\W*below is (?:the|an?|your|my)\b
\bhere['’]s (?:a|the|your|my)\b
\bthe following (?:is|are) (?:the |an? |my |your )?[^.]{0,30}(?:summar(?:y|ies)|translation|overview|answer)\b
^\W*(?:sure|certainly|of course|absolutely|okay|ok|got it|no problem|great)\b ?[!,.—–-]
\b(?:hope (?:this|that|it)\b[^.]{0,20} (?:helps|is (?:useful|helpful))|let me|feel free to)\b
\b(?:would you like|do you want)\b
^\W*let['’]s\b|\bif you (?:need|have|want|would) (?:an?y?|more|further|me|to know|questions)\b
\b(?:this|the above|above) (?:summary|translation) (?:was|is|has been)
  [ ](?:generated|written|created|made|produced|provided)
\b(?:knowledge cut-?off|training data cut-?off|as (?:you )?requested|you (?:provided|asked|requested|shared))\b
\bplease (?:provide|let|note|share|feel|ask|see|visit|click|contact|paste)\b
\b(?:provided|supplied|given) (?:text|abstract|document|excerpt|paper|content|prompt)
  [ ](?:(?:does|did|is|was)(?:n['’]t| not)|lacks|only (?:contains|includes|covers|states))\b
\bpaper(?: text| itself)? (?:was|is) not (?:provided|available|given|accessible)\b|^\W*unfortunately,? (?:I|we)\b
\bbased (?:only |solely )?on the (?:provided|given|supplied|above) (?:text|abstract|document|excerpt|paper|content),
^\W*the user (?:asked|wants|wanted|requested|has asked|is asking)\b
^\W*(?:hello|hi|hey|dear (?:reader|user))\b ?[!,. ]
^\W*(?:\w+ )?(?:summary|translation|answer|response|output)(?: of (?:the|this) (?:paper|abstract|text))? ?[:：]
^\W*(?:assistant|user|system|note|disclaimer) ?[:：]|\bend of (?:the )?summary\b
^\W*(?:<\|?(?:im_start|assistant|system|user)\|?>|\[/?INST\]|<</?SYS>>)
\b(?:thank you for|thanks for)\b
"""
_ORDERS = r"""
(?:^|[.!?。！？] )\W*(?:please )?(?:ignore|disregard|forget|override)[\w ]{0,20}
  [ ](?:previous|prior|above|earlier|preceding|your|system)\b
(?:^|[.!?。！？] )\W*(?:click|tap|visit|subscribe|follow|join|sign up|buy|download)\b
  (?: (?:here|now|us|our|this|to|the))+\b
\byou are (?:now )?(?:an? |Chat)(?:AI|GPT|assistant|helpful|language)
(?:이전|위의?|앞선|기존|모든)\s?(?:의\s?)?(?:지시|명령|프롬프트|지침)\S{0,3}\s?(?:사항\S?\s?)?
  (?:모두 |전부 )?무시하(?:고|라|세요|십시오|시오)
(?:以前|上記|これまで)の?(?:すべての)?(?:指示|命令)を無視
(?:忽略|无视|無視|忘记)(?:之前|以上|前面|上述|所有)[^。]{0,6}(?:指令|指示|提示|命令)
"""
_KOREAN = r"""
(?<![가-힣])(?:저는|제가|저로서는|나로서는)(?![가-힣])
^\W*(?:AI|인공지능|(?:대규모 |대형 )?언어 ?모델|어시스턴트|챗봇)(?: ?(?:언어 ?)?(?:모델|어시스턴트|비서|챗봇))?
  (?:로서|로써|이므로|이기 때문에)(?!의),? ?[^.。]{0,80}
  (?:답변|드립|드리|말씀|습니다|나는|저는|(?:제공할|알|접근할|확인할) 수 없|요약(?:하였|했|한다|합))
(?:다음은|아래는|이하는|여기는?|여기에|아래에|다음과 같이)[^.。]{0,80}(?:요약|번역|정리|답변|결과물|응답)
  (?:본|문)?(?:입니다|이다|한 것|한 내용|했|하였|드|해 ?드|합니다|한다|을 제공)
요약(?:하자면|하면|해 ?보면|을 하자면)[,은]?\s*(?:다음과 같|아래와 같|이렇)
(?:요약|번역|정리|내용|답변)(?:본|문|한 내용)?(?:은|는|을|를|하면)? (?:다음|아래)(?:과|와) 같
  (?:습니다|다[.:]|이 (?:요약|정리|제시)|은 (?:요약|내용))
(?:요청|제공|질문|공유|첨부|입력)(?:해 ?주신|하신|해 ?주시)
사용자의? 요청에 (?:따라|맞춰|맞게)[^.]{0,20}(?:요약|번역|작성|정리)(?:하였|했|한 것)
(?:도움이 (?:되|필요)|궁금한 (?:점|사항|것)|문의|추가 질문|더 알고 싶|원하시)[^.]{0,30}
  (?:바랍|주세요|주십|말씀|기를|길|하세요|면|니다|시오)
^\W*(?:물론(?:입니다|이죠|이지요|이다)|네[,.! ]|알겠습니다|안녕하세요|죄송|감사합니다|좋습니다|이해했습니다)
^\W*(?:한국어 |논문 |본문 |전체 )?(?:요약|번역|답변)(?:문|본|문장)? ?[:：]
(?:죄송|양해|유감)(?:합니다|스럽|하지만|하오나|부탁)
(?:이|본|위|위의|해당) ?(?:요약|번역|답변|응답)(?:본|문)?(?:은|는|에서는)(?![가-힣])
(?:해|하여|알려|말씀해|참고해|물어봐)\s?
  (?:드리(?:겠|고자|도록|려고|는)|드립니|드렸|드릴|주세요|주십시오|주시|보세요)
(?<![가-힣])(?:독자|사용자|이용자) ?(?:여러분|님|께서)
(?:이 글|이 답변|이 응답)(?:은|는) (?:AI|인공지능|언어 모델)
"""
_JAPANESE = r"""
(?:AI|人工知能|言語モデル|アシスタント)(?:言語モデル|アシスタント|モデル)?(?:として|なので|ですので)、? ?
  (?:私|回答|お|以下|この要約|要約)
(?:^|[。、\s])(?:私は|僕は|わたしは|私が)
(?:以下|次|こちら)(?:は|が|に)[^。]{0,40}(?:要約|翻訳|まとめ|回答|概要)(?:です|である|となり|を(?:示|記)|し(?:ま|た))
(?:要約|まとめ|翻訳)(?:すると|は)?、?(?:以下|次)の(?:通り|とおり|ように)|要約(?:しま|いたしま|です。)
申し訳|お役に立|お手伝い|ご質問|ご不明|承知(?:し|いた)|かしこまり|もちろんです|ご依頼|ご提供
いただいた(?:論文|テキスト|文章)|こんにちは|お知らせください|ご確認ください|お問い合わせ
"""
_CHINESE = r"""
作为(?:一个|一名|一款|一種|一种)?(?:AI|人工智能|智能助手|(?:大型?)?语言模型)[^。]{0,30}(?:我|无法|不能|，)
(?:以下|下面|这里|这)(?:是|为)[^。]{0,40}(?:摘要|总结|翻译|概述|概括)(?:[：:。]|$)
(?:总结|摘要|概括|翻译)如下
很抱歉|抱歉[，,]|对不起|希望(?:这|以上|对您|能帮)|如果您|您(?:提供|需要)|为您(?:总结|提供|翻译)
如有(?:任何)?(?:疑问|问题)|请(?:告诉|提供|随时|注意查)
^\W*(?:好的|当然|没问题|你好|您好)[，,！!。 ]
(?:^|[。，\s])我(?:是|无法|不能|将|会|为您|可以|已)
"""
_OTHERS = r"""
\ben tant qu(?:e |['’])(?:IA|modèle|assistant|intelligence)
\bvoici (?:le|un|la|une) (?:résumé|traduction|synthèse)
\bals (?:KI|Sprachmodell|künstliche Intelligenz|Assistent)[\w-]*\b[^.]{0,30}\b(?:ich|kann)\b
\bhier ist (?:die|eine) (?:Zusammenfassung|Übersetzung)
\bcomo (?:una? )?(?:IA|modelo de lenguaje|inteligencia artificial|asistente|modelo de linguagem)\b
\b(?:aquí está|a continuación|aqui está|segue)[^.]{0,30}(?:resumen|traducción|resumo)
\bкак (?:(?:большая |языковая )+модель|ИИ|искусственный интеллект|ассистент)
\b(?:вот|ниже)[^.]{0,30}(?:резюме|краткое|изложение|перевод|обзор)
"""


def _patterns(*groups: str) -> re.Pattern[str]:
    lines = "".join(groups).replace("\n  ", "").strip().splitlines()
    return re.compile("|".join(f"(?:{line})" for line in lines if line), re.IGNORECASE)


_PATTERNS = _patterns(_ENGLISH, _ORDERS, _KOREAN, _JAPANESE, _CHINESE, _OTHERS)
# Polite Korean that speaks of the summary, of help or of the speaker is spoken to the reader.
_KO_POLITE = re.compile(r"(?:니다|세요|시오|어요|아요|해요|예요|에요|네요|죠)[.!]?$")
_KO_TALK = re.compile(
    r"요약|번역|답변|응답|질문|요청|도움|도와|정리|인공지능|(?<![A-Za-z])AI(?![A-Za-z])|드리|드립|소개|알려|여러분|읽어"
    r"|텍스트만|제공된|확인할 수"
)
_QUOTES = "\"'“‘«「『`"
_EXCERPT_CHARS = 30
_EXAMINED_CHARS = 800
"""Twice the longest sentence of a summary; such a line is short, and stands alone once the text is divided."""


def persona_line(sentence: str) -> str | None:
    """Return the words by which a sentence gives its speaker away, or None; what is quoted may be of the paper."""
    sentence = sentence[:_EXAMINED_CHARS]
    for found in _PATTERNS.finditer(sentence):
        if not found.start() or sentence[found.start() - 1] not in _QUOTES:
            return found[0].strip()[:_EXCERPT_CHARS]
    if _KO_POLITE.search(sentence.rstrip()) and (talk := _KO_TALK.search(sentence)):
        return f"polite speech of {talk[0]!r}"
    return None
