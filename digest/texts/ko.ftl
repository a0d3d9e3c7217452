# 한국어. `date-pattern`은 유니코드 기술 표준 35의 날짜 형식입니다.
language-name = 한국어
date-pattern = y년 M월 d일 (EEE)

digest-title = Daily Papers — { $date }
paper-count = { $count ->
    [0] 논문이 없습니다
   *[other] 논문 { $count }편
}
topic-count = { $count ->
    [0] 관심 주제에 맞는 논문이 없습니다
   *[other] 관심 주제에 맞는 논문만 { $count }편
}
choose-number = 번호를 누르면 논문이 열립니다
matches = 관심 주제: { $words }
late = 뒤늦게 목록에 오른 논문
withdrawn = 철회된 논문
votes = ▲ { $count }
more-authors = +{ $count }
part = ({ $part }/{ $parts })

not-stated = 정보 부족
note-withdrawn = 철회된 논문입니다.
note-no-summary = 아직 요약이 없습니다. 아래 링크에서 논문을 볼 수 있습니다.
note-original-language = 번역할 모델이 설정되어 있지 않아 논문의 원문을 보여 드립니다.
note-built-in = 내장 요약기가 논문에서 골라낸 문장입니다.
note-abstract = 초록만을 바탕으로 만든 요약입니다.

button-like = 👍
button-save = 🔖 저장
button-language = 🌐 다른 언어
button-evidence = 🔎 근거
button-report = ⚠ 오류 신고

# Topics
topic-fault-empty = 주제에는 단어가 하나는 있어야 해요. 예: video diffusion
topic-fault-too-long = 주제가 너무 길어요. 200자까지 쓸 수 있어요.
topic-fault-too-many = 한 주제에 단어와 구는 20개까지예요. 두 주제로 나눠 주세요.
topic-fault-open-quote = 따옴표가 닫히지 않았어요. 구는 "flow matching"처럼 써 주세요.
topic-fault-only-excludes = 뺄 것만 있고 찾을 것이 없어요. 예: diffusion -medical
topic-fault-unknown-field = ‘{ $part }’는 모르는 조건이에요. author:, org:, cat:, code:, votes:를 쓸 수 있어요.
topic-fault-bad-votes = ‘{ $part }’는 추천 수가 아니에요. votes:>20처럼 써 주세요.
topic-fault-bad-code = ‘{ $part }’는 yes도 no도 아니에요. code:yes처럼 써 주세요.
topic-fault-no-word = ‘{ $part }’에는 단어가 없어요.
bundle-title = 관심 주제의 논문 — { $date }
