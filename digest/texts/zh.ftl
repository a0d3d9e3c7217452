# 中文。`date-pattern` 采用 Unicode 技术标准 35 的格式。
language-name = 中文
date-pattern = y年M月d日 EEEE

digest-title = Daily Papers — { $date }
paper-count = { $count ->
    [0] 没有论文
   *[other] { $count } 篇论文
}
topic-count = { $count ->
    [0] 没有符合关注主题的论文
   *[other] 仅显示符合关注主题的 { $count } 篇论文
}
choose-number = 点按编号即可阅读论文
matches = 符合关注主题：{ $words }
late = 较晚加入列表的论文
withdrawn = 已撤回的论文
votes = ▲ { $count }
more-authors = +{ $count }
part = （{ $part }/{ $parts }）

not-stated = 未说明
note-withdrawn = 该论文已撤回。
note-no-summary = 暂无概要，可通过下方链接查看论文。
note-original-language = 尚未设置翻译模型，以下为论文原文。
note-built-in = 由内置的概要工具从论文中摘选的句子。
note-abstract = 仅根据论文摘要生成的概要。

button-like = 👍
button-save = 🔖 收藏
button-language = 🌐 其他语言
button-evidence = 🔎 依据
button-report = ⚠ 纠错

# Topics
topic-fault-empty = 主题至少要有一个词,例如:video diffusion
topic-fault-too-long = 主题太长了,最多 200 个字符。
topic-fault-too-many = 一个主题最多 20 个词或短语,请分成两个。
topic-fault-open-quote = 引号没有闭合。短语请写成 "flow matching"。
topic-fault-only-excludes = 只有要排除的词,没有要找的词。例如:diffusion -medical
topic-fault-unknown-field = 没有“{ $part }”这个条件。可用 author:、org:、cat:、code: 和 votes:
topic-fault-bad-votes = “{ $part }”不是票数。请写 votes:>20
topic-fault-bad-code = “{ $part }”既不是 yes 也不是 no。请写 code:yes
topic-fault-no-word = “{ $part }”里没有词。
bundle-title = 关注主题的论文 — { $date }
