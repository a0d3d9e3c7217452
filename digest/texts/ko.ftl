# 한국어. `date-pattern`은 유니코드 기술 표준 35의 날짜 형식입니다.
language-name = 한국어
date-pattern = y년 M월 d일 (EEE)
near-date-pattern = M월 d일 (EEE)

digest-title = Daily Papers — { $date }
paper-count = { $count ->
    [0] 논문이 없어요
   *[other] 논문 { $count }편
}
topic-count = { $count ->
    [0] 관심 주제에 맞는 논문이 없어요
   *[other] 관심 주제에 맞는 논문만 { $count }편
}
days-away = 쉬는 동안 쌓인 { $count }일 치
choose-number = 번호를 누르면 논문이 열려요
matches = 관심 주제: { $words }
late = 늦게 목록에 오른 논문
withdrawn = 철회된 논문
votes = ▲{ "\u00A0" }{ $count }
more-authors = +{ $count }
part = ({ $part }/{ $parts })
place-back = 다시 메시지를 보낼 수 있게 됐어요. 다이제스트를 이어서 보내 드릴게요.
place-topic-closed = 토픽이 닫혀 있어서 앞으로는 다이제스트를 여기로 보내 드릴게요.

not-stated = 정보 부족
note-withdrawn = 철회된 논문이에요.
note-no-summary = 아직 요약이 없어요. 아래 링크에서 논문을 볼 수 있어요.
note-original-language = 번역하지 않은 원문 그대로 보여 드려요.
note-built-in = 내장 요약기가 논문에서 고른 문장이에요.
note-abstract = 초록만 읽고 만든 요약이에요.
note-unverified = 논문과 대조해 확인하지 못한 요약이에요.

button-like = 👍
button-save = 🔖 저장
button-language = 🌐 다른 언어
button-evidence = 🔎 근거
button-dismiss = 👎
button-report = ⚠ 오류 신고

# Slack의 창, App Home, 안내.
slack-window = Paperboy
slack-waiting = 잠시만 기다려 주세요…
slack-nothing = 지금은 보여 드릴 내용이 없어요. 잠시 뒤에 다시 시도해 주세요.
slack-close = 닫기
slack-share = 📣 채널에 공유
slack-file-aside = 파일은 저와의 다이렉트 메시지로 보냈어요. Slack 채널에서는 한 사람에게만 파일을 보여 줄 수 없어요.
slack-no-paper = 이 메시지에서 논문을 찾지 못했어요. arXiv 번호나 arXiv, Hugging Face, alphaXiv 링크가 있어야 해요.
slack-archived = 보관된 채널이라 글을 올릴 수 없어요. 보관을 해제한 뒤 다시 구독해 주세요.
slack-private = 제가 이 대화에 들어가 있지 않아요. /invite @Paperboy 로 초대한 뒤 다시 구독해 주세요.
slack-closed = Slack 설정 때문에 이곳에는 글을 올릴 수 없어요. 이유는 워크스페이스 관리자가 확인할 수 있고, 공개 채널에서는 언제나 구독할 수 있어요.
slack-elsewhere = 제가 참여하지 않은 다이렉트 메시지라서 글을 올릴 수 없어요. Paperboy → 홈을 열거나 저와의 다이렉트 메시지에서 구독해 주세요.
slack-guest = 게스트와 다른 워크스페이스의 사용자는 이 채널의 설정을 바꿀 수 없어요. 저에게 다이렉트 메시지를 보내면 나만의 다이제스트를 설정할 수 있어요.
slack-admins-only = 이 워크스페이스의 관리자나 이 채널을 구독한 사람만 바꿀 수 있어요.
slack-home-welcome = 그날의 AI 논문을 한국어로 요약해 원하는 시각에 다이렉트 메시지로 보내 드려요.
slack-home-subscribe = 구독하기
slack-home-change = 설정 바꾸기
slack-home-topics = 관심 주제 편집
slack-home-paused = 지금은 보내지 않고 있어요. 설정을 저장하면 다시 시작해요.
slack-home-no-topics = 아직 관심 주제가 없어요. 주제에 맞는 논문은 다이제스트에 표시돼요.
slack-home-saved = 저장한 논문
slack-home-no-saved = 아직 저장한 논문이 없어요. 논문 아래의 🔖 버튼을 누르면 여기에 모여요.
slack-home-more = 더 보기
slack-home-today = 최신 다이제스트
slack-home-help = 도움말
slack-home-export = 내 데이터 내보내기
slack-form-settings = 설정
slack-form-topics = 관심 주제
slack-form-keep = 저장
slack-field-language = 언어
slack-field-hour = 시각
slack-field-zone = 시간대
slack-field-days = 요일
slack-field-style = 형식
slack-field-weekly = 이번 주의 논문
slack-field-topics = 관심 주제 (한 줄에 하나)
slack-hint-topics = 단어, "문구", OR, -제외, author:, org:, votes:>20
slack-style-thread = 스레드: 목록 하나, 논문은 그 스레드에
slack-style-full = 전체: 논문마다 메시지 하나, 스레드 밖에
slack-style-compact = 목록: 메시지 하나, 누르면 논문 보기
slack-style-topics = 관심 주제만: 주제에 맞는 논문만
slack-wrong-choice = 목록에서 골라 주세요.
slack-wrong-days = 요일을 하나 이상 골라 주세요.
slack-wrong-topics = 관심 주제는 { $most }개까지예요. 몇 개를 지워 주세요.

# Topics
topic-fault-empty = 주제에는 단어가 하나는 있어야 해요. 예: video diffusion
topic-fault-too-long = 주제가 너무 길어요. 200자까지 쓸 수 있어요.
topic-fault-too-many = 한 주제에 단어와 문구는 20개까지예요. 두 주제로 나눠 주세요.
topic-fault-open-quote = 따옴표가 닫히지 않았어요. 문구는 "flow matching"처럼 적어 주세요.
topic-fault-only-excludes = 뺄 것만 있고 찾을 것이 없어요. 예: diffusion -medical
topic-fault-unknown-field = ‘{ $part }’ 조건은 없어요. author:, org:, cat:, code:, votes: 조건을 쓸 수 있어요.
topic-fault-bad-votes = ‘{ $part }’ 부분에서 추천 수를 읽지 못했어요. votes:>20처럼 적어 주세요.
topic-fault-bad-code = ‘{ $part }’ 대신 yes나 no를 적어 주세요. 예: code:yes
topic-fault-no-word = ‘{ $part }’ 부분에 찾을 단어가 없어요. author:Kim처럼 적어 주세요.
bundle-title = 관심 주제의 논문 — { $date }

# Commands
time-pattern = aaaa h:mm
list-separator = { ", " }
label = { $what }:{ " " }
sentences = { $first } { $second }
moment-today = 오늘 { $hour }
moment-tomorrow = 내일 { $hour }
moment-on = { $date } { $hour }

about-start = Paperboy 설정 시작
about-link = 링크의 논문 보기
about-help = 모든 명령과 예시
about-paper = 논문 번호나 링크로 요약 보기
about-today = 최신 또는 지난 날짜의 다이제스트 보기
about-trends = 요즘 늘어난 주제나 한 주제의 흐름을 그림으로 보기
about-watch = 논문의 새 버전, 코드 공개, 철회 소식 받기
about-saved = 저장한 논문 목록
about-settings = 모든 설정 한눈에 보기
about-language = 이 대화방의 언어
about-time = 다이제스트를 받을 시각과 시간대
about-days = 다이제스트를 받을 요일
about-style = { $platform ->
    [slack] 논문을 스레드로, 하나씩, 또는 목록으로 받을지
   *[other] 논문을 하나씩 받을지, 목록으로 받을지
}
about-quiet = 아무것도 보내지 않을 시간
about-away = 돌아올 때까지 쉬기
about-pictures = 논문 그림 미리 보기 켜기·끄기
about-weekly = 이번 주의 논문: 이곳에서 좋아요가 많은 논문을 매주 한 번
about-status = 이 대화방의 구독 상태
about-why = 논문이 온 이유, 또는 오지 않은 이유
about-subscribe = 이 대화방이나 @채널에서 받기
about-unsubscribe = 그만 받기
about-export = 내 데이터를 파일로 받기
about-forget = 내 데이터 모두 삭제
about-open = 목록의 논문 열기
about-list = 그날의 목록으로 돌아가기
about-like = 논문에 좋아요
about-save = 논문 저장
about-dismiss = 관심 없는 논문으로 표시
about-switch = 논문을 다른 언어로 보기
about-evidence = 요약의 근거 문장
about-report = 잘못된 요약 신고
about-present = 이번 주의 논문 발표 맡기

help-intro = 매일 나오는 AI 논문을 읽고 요약해서 보내 드려요. 논문 번호나 링크를 보내거나 아래 명령을 사용해 보세요.
help-short = 논문 번호나 링크를 보내 주세요. 예: { $paper }. 다른 명령은 { $help } 명령으로 볼 수 있어요.
greeting = 안녕하세요! 매일 Hugging Face Daily Papers에 오른 AI 논문을 읽고, 한 편씩 요약해서 보내 드려요. 버튼 몇 번이면 준비가 끝나고, 건너뛰어도 괜찮아요.
choose-language = 어떤 언어로 읽으시겠어요?
choose-hour = 다이제스트를 몇 시에 보내 드릴까요? { $zone } 기준이에요. 다른 시각이나 시간대는 직접 적어 주세요: { $command }
example-elsewhere = 오전 9:30 베를린
choose-topics = 관심 있는 주제를 골라 주세요. 맞는 논문은 다이제스트 맨 앞에 ★와 함께 나와요.
button-done = 완료
start-done-title = 준비가 끝났어요
start-done = 설정은 { $settings }, 모든 명령은 { $help } 명령으로 볼 수 있어요.
start-sample = 먼저 논문 한 편을 보여 드릴게요.
start-invite = 이런 요약을 매일 보내 드릴 수 있어요: { $command }
button-skip = 건너뛰기
subscribed = 구독을 시작했어요.
subscribed-already = 이미 구독하고 있어요.
unsubscribed = 이제 더 보내지 않을게요. 설정은 그대로 남아 있어서 { $command } 명령으로 다시 받을 수 있어요.
not-subscribed = 아직 구독하지 않은 대화방이에요. { $command } 명령으로 시작할 수 있어요.
digest-next = 다음 다이제스트는 { $moment }에 보내 드려요 ({ $zone }).
digest-paused = 이 대화방에는 지금 보내지 않고 있어요.
digest-never = 지금 설정으로는 다이제스트가 오지 않아요.

settings-title = 설정
setting-language = 언어
setting-time = 시각
setting-days = 요일
setting-style = 형식
setting-quiet = 방해 금지
setting-away = 돌아오는 날
setting-pictures = 그림
setting-weekly = 이번 주의 논문
example-language = 영어
example-time = 오전 8:15 서울
example-days = 월-금
example-style = 목록
example-quiet = 22-07
example-away = 월요일까지
example-pictures = 켬
example-weekly = 월요일
setting-kept = ✓ { $setting }: 저장했어요.
now-set = 현재
choose-language-setting = 하나를 고르거나 직접 적어 주세요: { $command }
choose-time-setting = 시각이나 시간대를 고르거나 직접 적어 주세요: { $command }
choose-days-setting = 요일을 눌러 켜고 끄거나 직접 적어 주세요: { $command }
choose-style-setting = { $platform ->
    [slack] ‘스레드’는 목록의 스레드에 논문을 달고, ‘전체’는 논문마다 메시지를 하나씩 스레드 밖에 보내고, ‘목록’은 메시지 하나에서 논문을 눌러 여는 형식이에요. 고르거나 직접 적어 주세요: { $command }
   *[other] ‘전체’는 논문마다 메시지를 하나씩 보내고, ‘목록’은 메시지 하나에서 논문을 눌러 여는 형식이에요. 고르거나 직접 적어 주세요: { $command }
}
choose-quiet-setting = 이 시간에 보낼 다이제스트는 시간이 끝난 뒤에 보내 드려요. 고르거나 직접 적어 주세요: { $command }
choose-away-setting = 고른 날부터 다시 보내 드려요. 고르거나 직접 적어 주세요: { $command }
choose-pictures-setting = 그림이 있는 논문에 미리 보기를 붙여요. 고르거나 직접 적어 주세요: { $command }
choose-weekly-setting = 이곳에서 좋아요를 많이 받은 논문을 일주일에 한 번 모아 보내 드려요. ‘지금’이라고 적으면 바로 볼 수 있어요. 고르거나 직접 적어 주세요: { $command }
every-day = 매일
workdays = 평일
none-set = 없음
quiet-span = { $begin } ~ { $end }
switch-on = 켬
switch-off = 끔
style-full = 전체
style-thread = 스레드
style-compact = 목록
style-topics = 관심 주제만
button-back = ← 뒤로

stage-looking = { $paper } 논문을 찾고 있어요…
stage-reading = 찾았어요. 논문을 읽고 있어요…
stage-writing = 다 읽었어요. 요약을 쓰고 있어요…
which-paper = 어떤 논문인지 번호나 링크를 함께 적어 주세요. 예: { $command }
wrong-paper = ‘{ $given }’에서 arXiv 번호를 찾지 못했어요. 2509.03867처럼 적거나 arXiv, Hugging Face 링크를 붙여 넣어 주세요.
papers-at-once = 메시지 하나에서 논문을 { $count }편까지 볼 수 있어요. 나머지는 다시 보내 주세요.
paper-unknown = arXiv와 Hugging Face에 { $paper } 논문이 없어요. 번호를 다시 확인해 주세요.
paper-unreachable = 지금은 arXiv가 응답하지 않아서 { $paper } 논문을 찾을 수 없어요. 몇 분 뒤에 다시 시도해 주세요.
paper-not-stored = 아직 읽지 않은 논문이에요. { $command } 명령으로 읽을 수 있어요.
quota-chat = 이 대화방에서 하루에 새로 읽을 수 있는 논문 { $count }편을 모두 읽었어요. 다음 논문은 { $moment }부터 읽을 수 있어요. 이미 읽은 논문은 언제든 보여 드려요.
quota-all = 오늘은 새 논문 요청이 많아서 { $moment }까지는 더 읽을 수 없어요. 이미 읽은 논문은 언제든 보여 드려요.
wrong-date = ‘{ $given }’에서 날짜를 찾지 못했어요. 2026-05-13이나 ‘어제’처럼 적어 주세요.
date-ahead = ‘{ $given }’ 날짜의 목록은 아직 나오지 않았어요.
day-settled = { $date }: 논문 { $count }편
day-nothing-new = { $date }: 새 논문이 없어요. 모두 앞선 목록에 있던 논문이에요.
day-empty = { $date }: 목록이 나오지 않았어요. 주말이나 휴일에는 흔한 일이에요.
day-down = { $date }: 지금은 목록을 가져올 수 없어요. { $moment }에 다시 시도할게요.
day-growing = { $date }: 목록이 아직 늘고 있어요. 지금까지 논문 { $count }편이고, { $moment }에 다시 확인할게요.
day-not-begun = { $date }: 아직 목록이 나오지 않았어요. { $moment }에 다시 확인할게요.
day-not-seen = { $date }: 이날의 목록이 없어요.
day-unsummarised = 아직 요약하지 않은 논문 { $count }편
day-from-abstract = 초록만으로 요약한 논문 { $count }편
day-late = 늦게 오른 논문 { $count }편
day-unreadable = 목록에서 읽지 못한 항목 { $count }개

why-listed = { $date } 목록에 오른 논문이에요.
why-not-listed = 제가 확인한 목록에 오른 적이 없어서 다이제스트에 들어가지 않았어요.
why-sent = { $date } 다이제스트로 보냈어요: { $moment }.
why-on-its-way = { $date } 다이제스트로 보내는 중이에요.
why-failed = { $date } 다이제스트에 들어 있었지만 메시지를 전달하지 못했어요.
why-alerted = 관심 주제에 맞아서 이 대화방에 따로 알려 드렸어요: { $moment }, { $words }.
why-given = { $date } 다이제스트에서 이미 받은 논문이에요. 같은 논문은 한 번만 보내 드려요.
earlier = 이전
why-paused = 이 대화방의 구독이 멈춰 있어서 보내지 않았어요. { $command } 명령으로 다시 시작할 수 있어요.
why-away = { $date }까지 쉬는 중이라 아직 보내지 않았어요.
why-growing = 그날의 목록은 아직 늘어날 수 있어요. 목록이 다 나오면 보내 드려요.
why-old = 나온 지 { $count }일이 넘은 목록은 보내지 않아요.
why-late = 다이제스트를 만든 뒤에 목록에 올라서 다음 다이제스트로 보내 드려요.
why-before = 이 대화방은 그 목록보다 늦은 { $date }에 구독을 시작했어요.
why-topics = 이 대화방에는 관심 주제에 맞는 논문만 보내는데, 이 논문은 맞는 주제가 없어요.
why-due = 아직 보내지 않았어요.
why-liked = 좋아하신 논문과 주제가 비슷해서, 추천 수가 비슷한 논문 가운데 앞쪽에 놓았어요: { $words }
why-sunk = 관심 없음으로 표시한 논문과 비슷해서 맨 뒤에 놓았어요: { $title }
why-dismissed = 관심 없음으로 표시한 논문이라 맨 뒤에 놓았어요.

like-made = 👍 좋아요를 눌렀어요.
like-taken-back = 좋아요를 취소했어요.
save-made = 🔖 저장했어요. { $command } 명령으로 볼 수 있어요.
save-taken-back = 저장한 논문에서 뺐어요.
dismiss-made = 👎 비슷한 논문은 다이제스트 맨 뒤에 놓을게요. 다시 누르면 취소돼요.
dismiss-taken-back = 취소했어요. 비슷한 논문도 제자리에 놓을게요.
report-made = ⚠ 알려 주셔서 고마워요. 요약을 확인할게요.
report-taken-back = 신고를 취소했어요.
weekly-title = 이번 주의 논문 — { $date }
weekly-liked = 지난 7일 동안 이곳에서 좋아요를 많이 받은 논문이에요.
weekly-by-votes = 지난 7일 동안 이곳에서 좋아요를 받거나 저장된 논문이 없어서, Hugging Face에서 추천을 많이 받은 논문을 모았어요.
weekly-none = 지난 7일 동안 목록에 오른 논문도, 이곳에서 좋아요를 받은 논문도 없어요.
weekly-presents = 🙋{ "\u00A0" }발표: { $who }
present-made = 🙋 이 논문의 발표를 맡았어요. 다시 누르면 취소돼요.
present-released = 발표를 취소했어요. 이제 다른 분이 맡을 수 있어요.
present-taken = 이 논문은 이미 { $who } 님이 발표를 맡았어요.
one-language = 여기에는 언어가 하나만 설정되어 있어요.
evidence-quoted = 논문에 있는 문장이에요:
evidence-none = 이 요약에는 저장된 근거 문장이 없어요.

saved-title = 저장한 논문 { $count }편
saved-none = 저장한 논문이 없어요. 논문 아래 🔖 버튼을 누르면 저장돼요.
saved-file = 저장한 논문 { $count }편이에요.
form-bibtex = BibTeX
form-ris = RIS
form-json = JSON
wrong-form = ‘{ $given }’ 형식으로는 내보낼 수 없어요. { $offered } 중에서 골라 주세요.
status-title = 이 대화방의 구독 상태
status-no-digest = 최근 { $count }일 동안 받은 다이제스트가 없어요.
style-needs-topics = 관심 주제에 맞는 논문만 보여 주는 형식인데, 아직 관심 주제가 없어요. { $command } 명령으로 추가할 수 있어요.
status-last = 마지막 다이제스트: { $date }, 논문 { $count }편 중 { $arrived }편 전달
status-waiting = 보내는 중인 메시지 { $count }개
status-failed = 전달하지 못한 메시지 { $count }개
export-file = 보관하고 있는 데이터를 모두 담았어요.
forget-question = 구독과 설정, 저장한 논문, 좋아요와 신고를 모두 삭제해요. 삭제할까요?
forget-again = 정말 삭제할까요? 삭제하면 되돌릴 수 없어요. { $export } 명령으로 먼저 사본을 받을 수 있어요.
button-forget = 삭제
button-forget-again = 모두 삭제
button-keep = 그대로 두기
forgotten = 데이터를 모두 삭제했어요. { $command } 명령으로 새로 시작할 수 있어요.
forget-kept = 아무것도 삭제하지 않았어요.

admins-only = 이 대화방의 관리자만 바꿀 수 있어요.
personal = 개인 정보이니 저와의 일대일 대화에서 { $command } 명령을 보내 주세요.
in-private = 여기서 열면 모두에게 보여요. 저와의 일대일 대화에서 이용해 주세요: @{ $bot }
unknown-command = ‘{ $given }’ 명령은 없어요. { $command } 명령으로 모든 명령을 볼 수 있어요.
unknown-command-like = ‘{ $given }’ 명령은 없어요. { $command } 명령을 찾으셨나요?
flood = 요청이 조금 빨라요. 1분 뒤에 다시 답해 드릴게요.
fault = 문제가 생겨서 답하지 못했어요. 잠시 뒤에 다시 시도해 주세요.
target-unknown = { $platform ->
    [slack] { $chat } 채널을 찾을 수 없어요. 비공개 채널이라면 /invite @Paperboy 로 저를 초대한 뒤 다시 시도해 주세요.
   *[other] { $chat } 채널을 찾을 수 없어요. 게시 권한이 있는 관리자로 저를 추가한 뒤 다시 시도해 주세요.
}
target-not-yours = { $platform ->
    [slack] { $chat } 채널의 멤버만 할 수 있고, 게스트는 할 수 없어요. 워크스페이스 설정에 따라 관리자만 할 수 있는 경우도 있어요.
   *[other] { $chat } 채널의 관리자만 할 수 있어요.
}
target-mute = { $platform ->
    [slack] { $chat } 채널에 글을 올릴 수 없어요. 보관된 채널이거나, 제가 들어가 있지 않거나, 게시가 제한된 채널이에요. 보관을 해제하거나 /invite @Paperboy 로 초대해 주세요.
   *[other] { $chat } 채널에 글을 올릴 권한이 없어요. 게시 권한을 준 뒤 다시 시도해 주세요.
}
wrong-target = { $platform ->
    [slack] ‘{ $given }’에서 채널 이름을 찾지 못했어요. #채널처럼 적어 주세요. 이 채널이라면 이름 없이 보내 주세요.
   *[other] ‘{ $given }’에서 채널이나 그룹 이름을 찾지 못했어요. @채널처럼 적어 주세요. 이 대화방이라면 이름 없이 보내 주세요.
}
wrong-hour = ‘{ $given }’에서 시각을 찾지 못했어요. 8, 8:15, 오후 8시처럼 적어 주세요.
wrong-zone = ‘{ $given }’ 시간대를 찾지 못했어요. 이렇게 적어 주세요: { $zones }.
ambiguous-zone = ‘{ $given }’에 해당하는 시간대가 여럿이에요. 하나를 골라 주세요: { $zones }.
wrong-days = ‘{ $given }’에서 요일을 찾지 못했어요. ‘월-금’, ‘월,수’, ‘평일’처럼 적어 주세요.
no-day-left = 요일이 하나는 남아 있어야 해요. 그만 받으려면 구독을 해지해 주세요.
wrong-quiet = ‘{ $given }’에서 시간을 찾지 못했어요. ‘22-07’이나 ‘끔’처럼 적어 주세요.
wrong-away = ‘{ $given }’에서 날짜를 찾지 못했어요. ‘월요일까지’, ‘2주’, ‘2026-06-01’, ‘끔’처럼 적어 주세요.
away-over = ‘{ $given }’ 날짜는 이미 지났어요. 앞으로 올 날을 적어 주세요.
away-too-long = ‘{ $given }’ 날짜는 1년 넘게 남았어요. 그만 받으려면 구독을 해지해 주세요.
wrong-language = ‘{ $given }’ 언어는 제공하지 않아요. 고를 수 있는 언어: { $offered }.
wrong-style = ‘{ $given }’ 형식은 없어요. 고를 수 있는 형식: { $offered }.
wrong-switch = ‘{ $given }’ 대신 ‘켬’이나 ‘끔’을 적어 주세요.
wrong-weekly = ‘{ $given }’에서 요일을 찾지 못했어요. ‘월요일’, ‘끔’, ‘지금’처럼 적어 주세요.

# Topics and search
about-search = 지금까지 읽은 모든 논문에서 찾기
about-topic = 관심 주제 추가: 맞는 논문을 먼저 또는 바로 받기
about-topics = 관심 주제 보기, 바꾸기, 지우기
alert-now = ⚡ 바로
alert-digest = 다이제스트와 함께
alert-bundle = 하루 한 번 모아서
alert-again = 다이제스트에서도 다시
button-again = 다이제스트에도
button-cancel = 취소
button-remove = 지우기
button-old = 너무 오래된 버튼이에요. { $command } 명령으로 다시 적어 주세요.
topic-help = { $command } 뒤에 단어를 적으면 관심 주제가 돼요. 저장하기 전에 최근 목록에서 맞는 논문을 보여 드려요.
topic-help-words = 영상 생성 — 모든 단어가 들어 있는 논문 (조사는 달라도 돼요)
topic-help-phrase = "flow matching" — 나란히 붙어 있는 단어
topic-help-or = 에이전트 OR planning — 둘 중 하나
topic-help-without = diffusion -medical — 뒤의 단어가 없는 논문
topic-help-people = author:"Ada Kim" org:Google — 저자와 소속
topic-help-filters = cat:cs.CL code:yes votes:>20 — 분야, 코드, 추천 수
topic-more = 주제를 적는 방법은 { $command } 명령으로 볼 수 있어요.
topic-dry-run = { $count ->
    [0] 최근 { $days }일 동안 맞는 논문이 없었어요. 그래도 저장할 수 있어요.
   *[other] 최근 { $days }일 동안 나온 논문 중 { $count }편이 맞아요:
}
topic-more-papers = 그 밖에 { $count }편
topic-also = 이 말도 함께 찾아요: { $terms }
topic-plain = 내가 적은 말만
topic-not-widened = 지금은 영어 용어를 찾을 수 없어서, 적으신 언어로 쓰인 내용에서만 찾아요.
topic-ask = 저장할까요? 이런 논문을 언제 알려 드릴까요?
topic-known = 이미 저장한 주제예요.
topic-never = 찾는 단어를 빼라고도 적어서, 맞는 논문이 나올 수 없어요.
topic-limit = 관심 주제는 { $count }개까지예요. { $command } 명령으로 지울 수 있어요.
topic-left = 저장하지 않았어요.
topic-share = 이 주제를 공유하는 링크
topic-saved = ✓ 저장했어요.
topic-removed = 관심 주제를 지웠어요: { $topic }
topic-gone = 이미 지운 주제예요.
topic-last = 관심 주제가 더 없어서 이제 모든 논문을 보내 드려요.
topics-none = 아직 관심 주제가 없어요. { $command } 명령으로 추가할 수 있어요.
topics-title = 관심 주제 { $count }개
search-what = 무엇을 찾을까요? 예: { $command }
search-title = 검색: { $words } · { $page }쪽
search-none = 찾은 논문이 없어요. 단어를 줄이거나 바꿔 보세요.
search-instead = ‘{ $given }’ 검색 결과가 없어서 ‘{ $taken }’ 검색 결과를 보여 드려요.
search-filling = 업데이트 뒤 예전 논문을 다시 정리하고 있어요. 아직 { $missing }편은 찾을 수 없어요.
why-matches = 관심 주제 ‘{ $topic }’에 맞아요 ({ $mode }): { $words }.
why-no-match = 이 대화방의 관심 주제 가운데 맞는 것이 없어요.

# 지켜보는 논문
watch-begun = 이 논문을 지켜볼게요. 새 버전이 나오거나, 코드가 처음 공개되거나, 논문이 철회되면 한 번씩 여기에 알려 드려요.
watch-known = 이미 지켜보고 있는 논문이에요.
watch-until = { $date }까지 지켜봐요.
watch-withdrawn = 이미 철회된 논문이라 더 지켜볼 것이 없어요.
watch-limit = 이 대화방에서는 논문을 { $count }편까지 지켜볼 수 있어요. { $command } 명령으로 목록을 열어 줄일 수 있어요.
watch-limit-person = 한 사람이 모든 대화방을 합쳐 { $count }편까지 지켜볼 수 있어요.
watch-stopped = 이제 지켜보지 않아요: { $title }
watch-none = 아직 지켜보는 논문이 없어요. { $command } 명령으로 시작할 수 있어요.
watch-title = 지켜보는 논문 { $count }편
watch-stop-how = ✕를 누르면 그만 지켜봐요. 날짜가 되면 저절로 끝나요.
watch-news-version = 이 논문의 새 버전(v{ $version })이 나왔어요.
watch-news-code = 이 논문의 코드가 공개됐어요.
watch-news-withdrawn = 이 논문은 철회됐어요. 이제 지켜보지 않아요.
watch-news-ended = 이 논문을 지켜본 지 1년이 되어 여기서 마칠게요.
button-unwatch = ✕ 그만 지켜보기
button-watched = 👁 지켜보는 논문
button-watch-again = ↩ 다시 지켜보기
button-summary = 요약

# 추세
trends-title = 요즘 늘어난 주제
trends-rise = 목록에서 차지하는 비율, 그 전 { $weeks }주 → 최근 { $weeks }주:
trends-liked = 이 대화방에서 좋아요를 받은 논문 수 (👍):
trends-topic = 주별 논문 수: { $topic }
trends-of-topic = { $count ->
    [0] 최근 { $weeks }주 동안 나온 논문이 없어요.
   *[other] 최근 { $weeks }주 동안 { $count }편, 그중 최근 7일 동안 { $last }편이 나왔어요.
}
trends-liked-of-topic = 그중 { $count }편이 이 대화방에서 좋아요를 받았어요.
trends-few = 무엇이 늘었는지 말하기에는 아직 논문이 적어요. 목록이 적어도 2주 치는 있어야 해요.
trends-no-picture = 이번에는 그림을 그리지 못해서 수치만 보여 드려요.
trends-quota = 오늘은 새 그림을 더 그릴 수 없어서 수치만 보여 드려요.
picture-rise = 목록에서 차지하는 비율
picture-rise-note = 굵은 막대: 최근 { $weeks }주 · 가는 막대: 그 전 { $weeks }주
picture-liked = 이 대화방에서 좋아요를 받은 논문 수
picture-topic = 주별 논문 수
picture-topic-note = 각 날짜부터 7일
picture-liked-note = 각 날짜부터 7일 · 주황색: 이 대화방에서 좋아요를 받은 논문

# 운영자에게 알리는 문제. 무엇이 문제인지와, -mend에는 무엇을 하면 되는지.
trouble-title = ⚠ 확인이 필요해요
trouble-over-title = ✅ 문제가 해결됐어요
trouble-since = { $moment }부터
trouble-over = 해결됨: { $what }
trouble-more = 그 밖에 { $count }건이 더 있어요. paperboy status에서 모두 볼 수 있어요.
trouble-source = 논문 목록을 받지 못하고 있어요
trouble-source-mend = 계속 다시 요청하고, 복구되면 밀린 것도 보내요. 사이트가 열린다면 서버에서 paperboy doctor를 실행해 주세요.
trouble-overdue = 보낼 시각이 지났는데 아무것도 받지 못한 대화방이 있어요
trouble-overdue-mend = 봇을 다시 시작해 주세요. 그래도 계속되면 로그에서 어떤 작업이 실패하는지 확인해 주세요.
trouble-undelivered = 다이제스트가 늦어지고 있어요
trouble-undelivered-mend = 누가 받았고 무엇을 기다리는지는 paperboy status에서 볼 수 있어요. 사라진 것은 없고, 가능해지면 바로 보내요.
trouble-backlog = 기다리는 메시지가 한 시간 전보다 늘었어요
trouble-backlog-mend = 플랫폼이 멈췄거나 느리거나, 대화방 수에 비해 전송 속도 설정이 낮아요. 어느 쪽인지는 paperboy status에서 볼 수 있어요.
trouble-refused = 거절되어 보내지 못한 메시지가 있어요
trouble-refused-mend = 이 메시지는 다시 보내지 않아요. 대개 Paperboy의 오류이니 이유를 알려 주세요.
trouble-paused = 글을 쓸 수 없게 된 채널이나 그룹이 있어요
trouble-paused-mend = 봇에 게시 권한을 다시 준 뒤 /start를 보내거나, paperboy chats remove로 구독을 해지해 주세요.
trouble-stopped = 플랫폼이 봇 계정을 거부하고 있어요
trouble-stopped-mend = paperboy doctor로 토큰을 확인하고, 올바른 토큰을 설정한 뒤 봇을 다시 시작해 주세요. 그때까지는 모두 기다려요.
trouble-unheard = 플랫폼에서 사람들이 보낸 말이 봇에 닿지 않아요
trouble-unheard-mend = 배달은 할 수 있는 데까지 계속해요. paperboy doctor로 토큰을 확인하고 봇을 다시 시작해 주세요.
trouble-stuck = 마치지 못하고 있는 작업이 있어요
trouble-stuck-mend = 봇을 다시 시작해 주세요. 사라지는 것은 없고, 작업은 처음부터 다시 해요. 그래도 안 되면 로그에서 이유를 볼 수 있어요.
trouble-room = 데이터베이스가 있는 디스크가 거의 찼어요
trouble-room-mend = 공간을 비우거나 더 큰 디스크로 옮겨 주세요. paperboy backup으로 봇을 멈추지 않고 복사할 수 있어요.
trouble-markup = 서식 없이 나간 메시지가 있어요
trouble-markup-mend = 내용은 모두 전해졌고 서식만 빠졌어요. Paperboy의 오류이니 이유를 알려 주세요.
trouble-model = 모델이 요약을 만들지 못하고 있어요
trouble-model-mend = 그동안은 논문의 문장을 그대로 골라 보내요. 키와 잔액, 예산을 확인해 주세요. paperboy doctor로 모델을 시험할 수 있어요.
trouble-other = 확인할 것이 있어요
trouble-other-mend = 자세한 내용은 로그에 있어요.
