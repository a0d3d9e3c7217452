# 中文。`date-pattern` 采用 Unicode 技术标准 35 的格式。
language-name = 中文
date-pattern = y年M月d日 EEEE
near-date-pattern = M月d日 EEE

digest-title = Daily Papers — { $date }
paper-count = { $count ->
    [0] 没有论文
   *[other] { $count } 篇论文
}
topic-count = { $count ->
    [0] 没有符合主题的论文
   *[other] { $count } 篇论文，仅显示符合主题的
}
days-away = 暂停期间 { $count } 天的论文
choose-number = 点按编号即可阅读论文
matches = 符合主题：{ $words }
late = 较晚上榜的论文
withdrawn = 已撤回的论文
votes = ▲{ "\u00A0" }{ $count }
more-authors = +{ $count }
part = （{ $part }/{ $parts }）
place-back = 我又可以在这里发消息了，日报继续推送。
place-topic-closed = 该话题已关闭，今后的日报会发到这里。

not-stated = 未说明
note-withdrawn = 该论文已撤回。
note-no-summary = 暂无概要，可通过下方链接查看论文。
note-original-language = 未经翻译，以下为论文原文。
note-built-in = 由内置工具从论文中摘选的句子。
note-abstract = 仅根据论文摘要生成的概要。
note-unverified = 此概要未能与论文核对。

button-like = 👍
button-save = 🔖 收藏
button-language = 🌐 其他语言
button-evidence = 🔎 依据
button-dismiss = 👎
button-report = ⚠ 反馈错误

# Slack 的窗口、App Home 和提示。
slack-window = Paperboy
slack-waiting = 请稍候……
slack-nothing = 现在没有可显示的内容，请稍后再试。
slack-close = 关闭
slack-share = 📣 分享到频道
slack-file-aside = 文件已发到您与我的私信中：在 Slack 频道里，文件无法只给您一个人看。
slack-no-paper = 这条消息里没有找到论文。可以识别 arXiv 编号，以及 arXiv、Hugging Face、alphaXiv 的链接。
slack-archived = 这个频道已归档，无法在此发布。请取消归档后重新订阅。
slack-private = 我不在这个对话中。请先用 /invite @Paperboy 邀请我，再重新订阅。
slack-closed = 由于 Slack 的设置，我无法在此发布。原因可请工作区管理员查看；公开频道始终可以订阅。
slack-elsewhere = 我不在这个私信对话中，无法在此发布。请打开 Paperboy → 主页，或在与我的私信中订阅。
slack-guest = 访客和其他工作区的成员不能更改此频道的设置。您可以在与我的私信中设置自己的日报。
slack-admins-only = 只有本工作区的管理员和订阅此频道的人才能更改。
slack-home-welcome = 每天的 AI 论文，用中文概括，在您选择的时间以私信送达。
slack-home-subscribe = 订阅
slack-home-change = 更改设置
slack-home-topics = 编辑主题
slack-home-paused = 推送已暂停。保存设置即可恢复。
slack-home-no-topics = 还没有主题。符合主题的论文会在日报中标出。
slack-home-saved = 收藏的论文
slack-home-no-saved = 还没有收藏。点按论文下方的 🔖，论文就会出现在这里。
slack-home-more = 更多
slack-home-today = 最新日报
slack-home-help = 帮助
slack-home-export = 导出我的数据
slack-form-settings = 设置
slack-form-topics = 主题
slack-form-keep = 保存
slack-field-language = 语言
slack-field-hour = 时间
slack-field-zone = 时区
slack-field-days = 星期
slack-field-style = 样式
slack-field-weekly = 本周论文
slack-field-topics = 主题（每行一个）
slack-hint-topics = 词语、"短语"、OR、-排除、author:、org:、votes:>20
slack-style-thread = 消息列：一条列表，论文在其消息列中
slack-style-full = 完整：每篇论文一条消息，不放在消息列中
slack-style-compact = 列表：只有一条消息，点按查看论文
slack-style-topics = 仅主题：只看符合主题的论文
slack-wrong-choice = 请从这些选项中选择。
slack-wrong-days = 请至少选择一天。
slack-wrong-topics = 最多 { $most } 个主题，请删去一些。

# Topics
topic-fault-empty = 主题至少要有一个词，例如：video diffusion
topic-fault-too-long = 主题太长了，最多 200 个字符。
topic-fault-too-many = 一个主题最多 20 个词或短语，请分成两个。
topic-fault-open-quote = 引号没有闭合。短语请写成 "flow matching"。
topic-fault-only-excludes = 只有要排除的词，没有要找的词。例如：diffusion -medical
topic-fault-unknown-field = 没有“{ $part }”这个条件。可用 author:、org:、cat:、code: 和 votes:
topic-fault-bad-votes = “{ $part }”不是票数。请写成 votes:>20
topic-fault-bad-code = “{ $part }”应改为 yes 或 no，例如：code:yes
topic-fault-no-word = “{ $part }”里没有要找的词。请写成 author:Kim
bundle-title = 符合主题的论文 — { $date }

# Commands
time-pattern = HH:mm
list-separator = { "、" }
label = { $what }：{ " " }
sentences = { $first }{ $second }
moment-today = 今天 { $hour }
moment-tomorrow = 明天 { $hour }
moment-on = { $date } { $hour }

about-start = 开始设置 Paperboy
about-link = 查看链接中的论文
about-help = 所有命令及示例
about-paper = 按编号或链接查看论文概要
about-today = 最新一期或指定日期的日报
about-trends = 用图查看近期上升的主题，或某一主题的走势
about-watch = 论文有新版本、公开代码或被撤回时通知
about-saved = 收藏的论文
about-settings = 查看并修改所有设置
about-language = 本聊天的语言
about-time = 接收日报的时间和时区
about-days = 接收日报的星期
about-style = { $platform ->
    [slack] 论文放在消息列中、逐篇发送，或只发列表
   *[other] 论文逐篇发送，或只发列表
}
about-quiet = 免打扰时段
about-away = 暂停到您回来
about-pictures = 论文图片开关
about-weekly = 本周论文：每周一次，这里点赞最多的论文
about-status = 本聊天的状态
about-why = 论文送达或未送达的原因
about-subscribe = 在本聊天或 @频道 接收
about-unsubscribe = 停止接收
about-export = 导出我的数据
about-forget = 删除我的全部数据
about-open = 打开列表中的论文
about-list = 返回当日列表
about-like = 点赞论文
about-save = 收藏论文
about-dismiss = 对论文不感兴趣
about-switch = 用其他语言查看论文
about-evidence = 概要所依据的原文
about-report = 反馈概要中的错误
about-present = 认领讲解本周论文

help-intro = 我每天阅读最新的 AI 论文，为您送上概要。您可以发送论文编号或链接，也可以使用以下命令：
help-short = 请发送论文编号或链接，例如 { $paper }。其他命令可用 { $help } 查看。
greeting = 您好！我每天阅读 Hugging Face Daily Papers 上的 AI 论文，逐篇为您送上概要。点按几下即可完成设置，也可以跳过。
choose-language = 您想用哪种语言阅读？
choose-hour = 您想几点收到日报？以下为 { $zone } 时间；其他时间或时区请这样写：{ $command }
example-elsewhere = 9:30 柏林
choose-topics = 请选择您关心的主题。符合的论文会带 ★ 排在日报最前面。
button-done = 完成
start-done-title = 设置完成
start-done = { $settings } 可修改设置，{ $help } 可查看所有命令。
start-sample = 先看一篇论文：
start-invite = 我可以每天为您送上这样的概要：{ $command }
button-skip = 跳过
subscribed = 订阅成功。
subscribed-already = 已经订阅过了。
unsubscribed = 今后不再推送。设置已保留，发送 { $command } 即可恢复。
not-subscribed = 本聊天尚未订阅。发送 { $command } 即可开始。
digest-next = 下一期日报将于{ $moment } 送达（{ $zone }）。
digest-paused = 对本聊天的推送已暂停。
digest-never = 按目前的设置不会收到日报。

settings-title = 设置
setting-language = 语言
setting-time = 时间
setting-days = 星期
setting-style = 样式
setting-quiet = 免打扰
setting-away = 恢复日期
setting-pictures = 图片
setting-weekly = 本周论文
example-language = 英语
example-time = 8:15 上海
example-days = 周一-周五
example-style = 列表
example-quiet = 22-07
example-away = 到周一
example-pictures = 开
example-weekly = 周一
setting-kept = ✓ { $setting }：已保存。
now-set = 当前
choose-language-setting = 请选择，或这样写：{ $command }
choose-time-setting = 请选择时间或时区，或这样写：{ $command }
choose-days-setting = 点按星期可开关，或这样写：{ $command }
choose-style-setting = { $platform ->
    [slack] “消息列”：论文放在列表的消息列中；“完整”：每篇论文一条消息，不放在消息列中；“列表”：只有一条消息，点按即可打开论文。请选择，或这样写：{ $command }
   *[other] “完整”：每篇论文一条消息；“列表”：只有一条消息，点按即可打开论文。请选择，或这样写：{ $command }
}
choose-quiet-setting = 该时段的日报会等到时段结束后送达。请选择，或这样写：{ $command }
choose-away-setting = 从所选日期起恢复推送。请选择，或这样写：{ $command }
choose-pictures-setting = 为有图的论文附上缩略图。请选择，或这样写：{ $command }
choose-weekly-setting = 每周一次，汇总这里点赞最多的论文；写“现在”可立即查看。请选择，或这样写：{ $command }
every-day = 每天
workdays = 工作日
none-set = 无
quiet-span = { $begin }–{ $end }
switch-on = 开
switch-off = 关
style-full = 完整
style-thread = 消息列
style-compact = 列表
style-topics = 仅主题
button-back = ← 返回

stage-looking = 正在查找 { $paper }……
stage-reading = 已找到，正在阅读论文……
stage-writing = 已读完，正在撰写概要……
which-paper = 请附上论文编号或链接，例如 { $command }
wrong-paper = “{ $given }”中没有 arXiv 编号。请写成 2509.03867，或粘贴 arXiv、Hugging Face 的链接。
papers-at-once = 一条消息最多处理 { $count } 篇论文，其余的请再发一次。
paper-unknown = arXiv 和 Hugging Face 上都没有论文 { $paper }，请检查编号。
paper-unreachable = arXiv 暂无响应，目前无法查找 { $paper }，请几分钟后再试。
paper-not-stored = 这篇论文还没有读过。发送 { $command } 即可阅读。
quota-chat = 本聊天一天可新读的 { $count } 篇论文已读完，{ $moment } 起可继续。已读过的论文随时可以查看。
quota-all = 今天请求的新论文较多，{ $moment } 之前无法再读。已读过的论文随时可以查看。
wrong-date = “{ $given }”不是日期。请写成“2026-05-13”或“昨天”。
date-ahead = { $given } 的列表还没有发布。
day-settled = { $date }：{ $count } 篇论文
day-nothing-new = { $date }：没有新论文，均已出现在此前的列表中。
day-empty = { $date }：没有发布列表，周末和节假日常常如此。
day-down = { $date }：目前无法获取列表，将于{ $moment } 重试。
day-growing = { $date }：列表仍在增加，目前 { $count } 篇论文，{ $moment } 再次查看。
day-not-begun = { $date }：列表尚未发布，{ $moment } 再次查看。
day-not-seen = { $date }：没有这一天的列表。
day-unsummarised = { $count } 篇暂无概要
day-from-abstract = { $count } 篇仅根据摘要
day-late = { $count } 篇较晚上榜
day-unreadable = 列表中 { $count } 条无法读取

why-listed = 它在 { $date } 的列表中。
why-not-listed = 它没有出现在我查看过的任何列表中，因此没有进入日报。
why-sent = 它已随 { $date } 的日报送达：{ $moment }。
why-on-its-way = 它正随 { $date } 的日报发送。
why-failed = 它属于 { $date } 的日报，但消息未能送达。
why-alerted = 因符合主题，已单独通知本聊天：{ $moment }，{ $words }。
why-given = 本聊天已在 { $date } 的日报中收到；同一篇论文只推送一次。
earlier = 较早
why-paused = 对本聊天的推送已暂停，因此没有发送。{ $command } 可恢复。
why-away = 推送暂停至 { $date }，因此尚未发送。
why-growing = 当天的列表可能还会增加，完整后才会推送。
why-old = 超过 { $count } 天的列表不再推送。
why-late = 它在日报完成后才上榜，将随下一期日报送达。
why-before = 本聊天于 { $date } 订阅，晚于该列表。
why-topics = 本聊天只接收符合主题的论文，而这篇不符合任何主题。
why-due = 尚未发送。
why-liked = 它与您点赞过的论文内容相近，因此在票数相近的论文中排得更靠前：{ $words }
why-sunk = 它与您不感兴趣的论文相似，因此排在最后：{ $title }
why-dismissed = 您对它不感兴趣，因此排在最后。

like-made = 👍 已点赞。
like-taken-back = 已取消点赞。
save-made = 🔖 已收藏，可用 { $command } 查看。
save-taken-back = 已取消收藏。
dismiss-made = 👎 类似的论文会排在日报最后。再按一次即可取消。
dismiss-taken-back = 已取消，类似的论文恢复原来的位置。
report-made = ⚠ 谢谢反馈，我会核查该概要。
report-taken-back = 已取消反馈。
weekly-title = 本周论文 — { $date }
weekly-liked = 过去 7 天里，这里点赞最多的论文。
weekly-by-votes = 过去 7 天里，这里没有人点赞或收藏论文。以下是 Hugging Face 上票数最多的论文。
weekly-none = 过去 7 天里没有论文上榜，这里也没有人点赞。
weekly-presents = 🙋{ "\u00A0" }讲解：{ $who }
present-made = 🙋 您已认领讲解这篇论文。再按一次即可取消。
present-released = 已取消，其他人可以认领这篇论文。
present-taken = { $who } 已经认领了这篇论文。
one-language = 这里只设置了一种语言。
evidence-quoted = 以下为论文原文：
evidence-none = 该概要没有保存原文依据。

saved-title = 收藏的论文：{ $count } 篇
saved-none = 还没有收藏的论文。点按论文下方的 🔖 即可收藏。
saved-file = 收藏的论文，共 { $count } 篇。
form-bibtex = BibTeX
form-ris = RIS
form-json = JSON
wrong-form = 无法导出为“{ $given }”。可选：{ $offered }。
status-title = 本聊天的状态
status-no-digest = 最近 { $count } 天没有收到日报。
style-needs-topics = 该样式只显示符合主题的论文，但本聊天还没有主题。可用 { $command } 添加。
status-last = 上一期日报：{ $date }，{ $count } 篇论文中已送达 { $arrived } 篇
status-waiting = { $count } 条消息发送中
status-failed = { $count } 条消息未能送达
export-file = 这是为您保存的全部数据。
forget-question = 这将删除您的订阅和设置、收藏、点赞和反馈。要删除吗？
forget-again = 确定吗？删除后无法恢复。可先用 { $export } 保留一份副本。
button-forget = 删除
button-forget-again = 全部删除
button-keep = 保留
forgotten = 您的数据已全部删除。{ $command } 可重新开始。
forget-kept = 没有删除任何内容。

admins-only = 只有本聊天的管理员才能更改。
personal = 这是您的个人内容，请私聊我发送 { $command }。
in-private = 在这里打开会显示给所有人，请与我私聊：@{ $bot }
unknown-command = 没有“{ $given }”这个命令。{ $command } 可查看所有命令。
unknown-command-like = 没有“{ $given }”这个命令。您是想用 { $command } 吗？
flood = 请求有点太快了，请一分钟后再试。
fault = 出了点问题，没能回答您。请稍后再试。
target-unknown = { $platform ->
    [slack] 我看不到 { $chat }。如果是私有频道，请先用 /invite @Paperboy 邀请我，再试一次。
   *[other] 我看不到 { $chat }。请把我添加为可发帖的管理员后再试。
}
target-not-yours = { $platform ->
    [slack] 只有 { $chat } 的成员才能这样做，访客不行；如果工作区这样设置，则只有管理员可以。
   *[other] 只有 { $chat } 的管理员才能这样做。
}
target-mute = { $platform ->
    [slack] 我无法在 { $chat } 发帖：该频道已归档，或我未加入，或发帖受限。请取消归档，或用 /invite @Paperboy 邀请我。
   *[other] 我没有在 { $chat } 发帖的权限，请授予权限后再试。
}
wrong-target = { $platform ->
    [slack] “{ $given }”不是频道名。请写成“#频道”；如果是本频道，则无需写名称。
   *[other] “{ $given }”不是频道名或群组名。请写成“@频道”；如果是本聊天，则无需写名称。
}
wrong-hour = “{ $given }”不是时间。请写成“8”“8:15”或“下午8点”。
wrong-zone = 没有找到时区“{ $given }”。可以这样写：{ $zones }。
ambiguous-zone = “{ $given }”可指多个时区，请选择：{ $zones }。
wrong-days = “{ $given }”中没有星期。请写成“周一-周五”“周一,周三”或“工作日”。
no-day-left = 至少要保留一天。如需完全停止，请取消订阅。
wrong-quiet = “{ $given }”不是时段。请写成“22-07”或“关”。
wrong-away = “{ $given }”不是日期。请写成“到周一”“2周”“2026-06-01”或“关”。
away-over = { $given } 已经过去，请写一个将来的日期。
away-too-long = { $given } 距今超过一年。如需完全停止，请取消订阅。
wrong-language = 不提供“{ $given }”。可选语言：{ $offered }。
wrong-style = 没有“{ $given }”这种样式。可选：{ $offered }。
wrong-switch = 请写“开”或“关”，而不是“{ $given }”。
wrong-weekly = “{ $given }”不是星期几。请写“周一”“关”或“现在”。

# Topics and search
about-search = 在我读过的所有论文中搜索
about-topic = 添加主题：符合的论文排在最前，或立即通知
about-topics = 查看、修改或删除主题
alert-now = ⚡ 立即
alert-digest = 随日报
alert-bundle = 每天汇总一次
alert-again = 日报中也显示
button-again = 日报中也显示
button-cancel = 取消
button-remove = 删除
button-old = 这个按钮太旧了，请用 { $command } 重新输入。
topic-help = 在 { $command } 后面写上词语即可添加主题。保存之前会先显示最近的列表中哪些论文符合。
topic-help-words = 视频 生成 — 包含所有词
topic-help-phrase = "flow matching" — 连在一起的词
topic-help-or = agents OR planning — 两者之一
topic-help-without = diffusion -medical — 不含后面的词
topic-help-people = author:"Ada Kim" org:Google — 按作者和机构
topic-help-filters = cat:cs.CL code:yes votes:>20 — 按分类、代码和票数
topic-more = 主题的写法可用 { $command } 查看。
topic-dry-run = { $count ->
    [0] 最近 { $days } 天没有符合的论文，仍然可以保存。
   *[other] 最近 { $days } 天有 { $count } 篇论文符合：
}
topic-more-papers = 另有 { $count } 篇
topic-also = 还会匹配：{ $terms }
topic-plain = 只用我写的词
topic-not-widened = 暂时无法查到对应的英文术语，因此只在用该语言写成的内容中查找。
topic-ask = 要保存吗？什么时候通知您这类论文？
topic-known = 这个主题已经添加过了。
topic-never = 要找的词同时被排除了，不可能有论文符合。
topic-limit = 最多 { $count } 个主题。可用 { $command } 删除。
topic-left = 没有保存。
topic-share = 分享此主题的链接
topic-saved = ✓ 已保存。
topic-removed = 已删除主题：{ $topic }
topic-gone = 这个主题已经删除。
topic-last = 已没有主题，今后会收到所有论文。
topics-none = 还没有主题。用 { $command } 添加。
topics-title = { $count } 个主题
search-what = 要搜索什么？例如 { $command }
search-title = 搜索：{ $words } · 第 { $page } 页
search-none = 没有找到。请减少词语或换一些词。
search-instead = 没有找到“{ $given }”，已改为搜索“{ $taken }”。
search-filling = 更新后正在重新为较早的论文建立索引，还有 { $missing } 篇暂时搜不到。
why-matches = 符合主题“{ $topic }”（{ $mode }）：{ $words }。
why-no-match = 不符合本聊天的任何主题。

# 追踪的论文
watch-begun = 已开始追踪这篇论文。出现新版本、首次公开代码或被撤回时，会在这里各通知一次。
watch-known = 这篇论文已在追踪中。
watch-until = 追踪到{ $date }为止。
watch-withdrawn = 这篇论文已撤回，无需再追踪。
watch-limit = 这里最多追踪 { $count } 篇论文。用 { $command } 打开列表，取消其中一篇。
watch-limit-person = 每个人在所有聊天中合计最多追踪 { $count } 篇论文。
watch-stopped = 已取消追踪：{ $title }
watch-none = 还没有追踪任何论文。用 { $command } 开始追踪。
watch-title = 追踪的论文：{ $count } 篇
watch-stop-how = 按 ✕ 取消追踪；到了日期会自动结束。
watch-news-version = 这篇论文有了新版本（v{ $version }）。
watch-news-code = 这篇论文的代码已公开。
watch-news-withdrawn = 这篇论文已撤回，追踪到此结束。
watch-news-ended = 追踪这篇论文已满一年，到此结束。
button-unwatch = ✕ 取消追踪
button-watched = 👁 追踪的论文
button-watch-again = ↩ 重新追踪
button-summary = 概要

# 趋势
trends-title = 近期上升的主题
trends-rise = 在列表中的占比，此前 { $weeks } 周 → 最近 { $weeks } 周：
trends-liked = 在本聊天中获赞的论文数（👍）：
trends-topic = 每周论文数：{ $topic }
trends-of-topic = { $count ->
    [0] 最近 { $weeks } 周没有论文。
   *[other] 最近 { $weeks } 周有 { $count } 篇，其中最近 7 天 { $last } 篇。
}
trends-liked-of-topic = 其中 { $count } 篇在本聊天中获赞。
trends-few = 论文还太少，看不出什么在上升。至少需要两周的列表。
trends-no-picture = 这次没能画出图，只显示数字。
trends-quota = 今天不能再画新图，只显示数字。
picture-rise = 在列表中的占比
picture-rise-note = 粗条：最近 { $weeks } 周 · 细条：此前 { $weeks } 周
picture-liked = 在本聊天中获赞的论文数
picture-topic = 每周论文数
picture-topic-note = 自各日期起 7 天
picture-liked-note = 自各日期起 7 天 · 橙色：在本聊天中获赞

# 告知运维者的问题：出了什么问题，以及（-mend）该怎么做。
trouble-title = ⚠ 需要您处理
trouble-over-title = ✅ 已恢复正常
trouble-since = 自{ $moment } 起
trouble-over = 已解决：{ $what }
trouble-more = 另有 { $count } 项，可用 paperboy status 查看全部。
trouble-source = 无法获取论文列表
trouble-source-mend = 程序会不断重试，恢复后自动补发。如果您能打开该网站，请在服务器上运行 paperboy doctor。
trouble-overdue = 有聊天到了时间却没有收到任何内容
trouble-overdue-mend = 请重启机器人；如果仍然如此，请在日志中查看是哪个任务失败。
trouble-undelivered = 有一期日报推送延迟
trouble-undelivered-mend = 用 paperboy status 可查看谁已收到、在等什么。没有内容丢失，一旦可以就会发出。
trouble-backlog = 等待发送的消息比一小时前更多
trouble-backlog-mend = 可能是平台中断或较慢，也可能是发送速率相对聊天数量设得太低，请用 paperboy status 确认。
trouble-refused = 有消息被彻底拒绝
trouble-refused-mend = 这些消息不会再发送。这通常是 Paperboy 的缺陷，请反馈原因。
trouble-paused = 有频道或群组无法写入
trouble-paused-mend = 请重新授予机器人发帖权限并发送 /start，或用 paperboy chats remove 取消订阅。
trouble-stopped = 平台拒绝了机器人的账号
trouble-stopped-mend = 请用 paperboy doctor 检查令牌，设置有效的令牌并重启机器人。在此之前所有消息都会等待。
trouble-unheard = 机器人收不到平台上用户的操作
trouble-unheard-mend = 推送会尽可能继续。请用 paperboy doctor 检查令牌，并重启机器人。
trouble-stuck = 有任务一直没有完成
trouble-stuck-mend = 请重启机器人：不会丢失任何内容，任务会重新开始。如果仍不行，日志里有原因。
trouble-room = 数据库所在磁盘即将写满
trouble-room-mend = 请腾出空间，或把数据库移到更大的磁盘：paperboy backup 可在运行时复制。
trouble-markup = 消息以纯文本发出
trouble-markup-mend = 内容均已送达，只是没有格式。这是 Paperboy 的缺陷，请反馈原因。
trouble-model = 模型无法生成概要
trouble-model-mend = 在此期间直接摘录论文原句。请检查密钥、余额和预算；paperboy doctor 可测试模型。
trouble-other = 有情况需要查看
trouble-other-mend = 详情请看日志。
