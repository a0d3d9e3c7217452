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
