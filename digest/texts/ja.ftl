# 日本語。`date-pattern` は Unicode 技術標準 35 の書式です。
language-name = 日本語
date-pattern = y年M月d日（EEE）

digest-title = Daily Papers — { $date }
paper-count = { $count ->
    [0] 論文はありません
   *[other] 論文{ $count }本
}
topic-count = { $count ->
    [0] 関心トピックに合う論文はありません
   *[other] 関心トピックに合う論文のみ{ $count }本
}
choose-number = 番号を押すと論文が開きます
matches = 関心トピック：{ $words }
late = 後からリストに加わった論文
withdrawn = 撤回された論文
votes = ▲ { $count }
more-authors = +{ $count }
part = （{ $part }/{ $parts }）

not-stated = 記載なし
note-withdrawn = この論文は取り下げられています。
note-no-summary = 要約はまだありません。下のリンクから論文をご覧ください。
note-original-language = 翻訳用のモデルが設定されていないため、論文の原文を表示しています。
note-built-in = 内蔵の要約機能が論文から抜き出した文です。
note-abstract = アブストラクトのみをもとに作成した要約です。

button-like = 👍
button-save = 🔖 保存
button-language = 🌐 他の言語
button-evidence = 🔎 根拠
button-report = ⚠ 報告

# Topics
topic-fault-empty = トピックには単語が必要です。例: video diffusion
topic-fault-too-long = トピックが長すぎます。200文字までにしてください。
topic-fault-too-many = 1つのトピックに使える単語と語句は20個までです。2つに分けてください。
topic-fault-open-quote = 引用符が閉じられていません。語句は "flow matching" のように書いてください。
topic-fault-only-excludes = 除外する語だけで、探す語がありません。例: diffusion -medical
topic-fault-unknown-field = 「{ $part }」という条件はありません。author:、org:、cat:、code:、votes: が使えます。
topic-fault-bad-votes = 「{ $part }」は票数ではありません。votes:>20 のように書いてください。
topic-fault-bad-code = 「{ $part }」は yes でも no でもありません。code:yes のように書いてください。
topic-fault-no-word = 「{ $part }」には単語がありません。
bundle-title = 関心トピックの論文 — { $date }
