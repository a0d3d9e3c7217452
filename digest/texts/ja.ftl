# 日本語。`date-pattern` は Unicode 技術標準 35 の書式です。
language-name = 日本語
date-pattern = y年M月d日（EEE）
near-date-pattern = M月d日（EEE）

digest-title = Daily Papers — { $date }
paper-count = { $count ->
    [0] 論文はありません
   *[other] 論文{ $count }本
}
topic-count = { $count ->
    [0] トピックに合う論文はありません
   *[other] トピックに合う論文のみ{ $count }本
}
days-away = お休み中の{ $count }日分
choose-number = 番号を押すと論文が開きます
matches = トピック：{ $words }
late = 後からリストに載った論文
withdrawn = 撤回された論文
votes = ▲{ "\u00A0" }{ $count }
more-authors = +{ $count }
part = （{ $part }/{ $parts }）
place-back = 再びここに投稿できるようになりました。ダイジェストの配信を続けます。
place-topic-closed = このトピックが閉じられたため、今後のダイジェストはこちらにお届けします。

not-stated = 記載なし
note-withdrawn = この論文は撤回されています。
note-no-summary = 要約はまだありません。下のリンクから論文をご覧ください。
note-original-language = 翻訳されていないため、論文の原文を表示しています。
note-built-in = 内蔵の要約機能が論文から抜き出した文です。
note-abstract = アブストラクトのみをもとに作成した要約です。
note-unverified = この要約は論文と照合できていません。

button-like = 👍
button-save = 🔖 保存
button-language = 🌐 他の言語
button-evidence = 🔎 根拠
button-dismiss = 👎
button-report = ⚠ 報告

# Slack のウィンドウ、App Home、案内。
slack-window = Paperboy
slack-waiting = 少々お待ちください…
slack-nothing = 今お見せできるものがありません。しばらくしてからもう一度お試しください。
slack-close = 閉じる
slack-share = 📣 チャンネルに共有
slack-file-aside = ファイルは私とのダイレクトメッセージに送りました。Slackのチャンネルでは、一人だけにファイルを見せることができません。
slack-no-paper = このメッセージには論文が見つかりませんでした。arXivの番号か、arXiv・Hugging Face・alphaXivのリンクが必要です。
slack-archived = アーカイブされたチャンネルには投稿できません。アーカイブを解除してから、もう一度購読してください。
slack-private = 私がこの会話に参加していません。/invite @Paperboy で招待してから、もう一度購読してください。
slack-closed = Slackの設定により、ここには投稿できません。理由はワークスペースの管理者が確認できます。パブリックチャンネルなら必ず購読できます。
slack-elsewhere = 私が参加していないダイレクトメッセージなので、ここには投稿できません。Paperboy →「ホーム」を開くか、私とのダイレクトメッセージで購読してください。
slack-guest = ゲストやほかのワークスペースの方は、このチャンネルの設定を変更できません。私へのダイレクトメッセージで、ご自分のダイジェストを設定できます。
slack-admins-only = 変更できるのは、このワークスペースの管理者と、このチャンネルを購読した人だけです。
slack-home-welcome = その日のAI論文を日本語で要約し、お好きな時刻にダイレクトメッセージでお届けします。
slack-home-subscribe = 購読する
slack-home-change = 設定を変更
slack-home-topics = トピックを編集
slack-home-paused = 現在、配信を停止しています。設定を保存すると再開します。
slack-home-no-topics = トピックはまだありません。トピックに合う論文はダイジェストで印が付きます。
slack-home-saved = 保存した論文
slack-home-no-saved = 保存した論文はまだありません。論文の下の🔖を押すと、ここに並びます。
slack-home-more = その他
slack-home-today = 最新のダイジェスト
slack-home-help = ヘルプ
slack-home-export = データを書き出す
slack-form-settings = 設定
slack-form-topics = トピック
slack-form-keep = 保存
slack-field-language = 言語
slack-field-hour = 時刻
slack-field-zone = タイムゾーン
slack-field-days = 曜日
slack-field-style = 形式
slack-field-weekly = 今週の論文
slack-field-topics = トピック（1行に1つ）
slack-hint-topics = 単語、"フレーズ"、OR、-除外、author:、org:、votes:>20
slack-style-thread = スレッド：一覧1通、論文はそのスレッドに
slack-style-full = すべて：論文ごとに1通、スレッドの外に
slack-style-compact = 一覧：1通だけ、押すと論文を表示
slack-style-topics = トピックのみ：トピックに合う論文だけ
slack-wrong-choice = この中から選んでください。
slack-wrong-days = 曜日を1つ以上選んでください。
slack-wrong-topics = トピックは{ $most }個までです。いくつか削除してください。

# Topics
topic-fault-empty = トピックには単語が必要です。例：video diffusion
topic-fault-too-long = トピックが長すぎます。200文字までにしてください。
topic-fault-too-many = 1つのトピックに使える単語とフレーズは20個までです。2つに分けてください。
topic-fault-open-quote = 引用符が閉じられていません。フレーズは "flow matching" のように書いてください。
topic-fault-only-excludes = 除外する単語だけで、探す単語がありません。例：diffusion -medical
topic-fault-unknown-field = 「{ $part }」という条件はありません。author:、org:、cat:、code:、votes: を使えます。
topic-fault-bad-votes = 「{ $part }」は票数として読めません。votes:>20 のように書いてください。
topic-fault-bad-code = 「{ $part }」ではなく、yesかnoを書いてください。例：code:yes
topic-fault-no-word = 「{ $part }」には探す単語がありません。author:Kim のように書いてください。
bundle-title = トピックの論文 — { $date }

# Commands
time-pattern = H:mm
list-separator = { "・" }
label = { $what }：{ " " }
sentences = { $first }{ $second }
moment-today = 今日{ $hour }
moment-tomorrow = 明日{ $hour }
moment-on = { $date }{ $hour }

about-start = Paperboyの設定を始める
about-link = リンクの論文を見る
about-help = すべてのコマンドと例
about-paper = 論文の番号かリンクから要約を見る
about-today = 最新または指定した日のダイジェスト
about-trends = 最近増えたトピックや、一つのトピックの推移を図で見る
about-watch = 論文の新しい版、コードの公開、撤回のお知らせ
about-saved = 保存した論文の一覧
about-settings = すべての設定をまとめて見る
about-language = このチャットの言語
about-time = ダイジェストの時刻とタイムゾーン
about-days = 受け取る曜日
about-style = { $platform ->
    [slack] 論文をスレッドで、1通ずつ、または一覧で受け取る
   *[other] 論文を1通ずつ、または一覧で受け取る
}
about-quiet = 何も送らない時間帯
about-away = 戻るまで休む
about-pictures = 論文の画像のオン・オフ
about-weekly = 今週の論文：ここで「いいね」の多かった論文を週に一度
about-status = このチャットの状態
about-why = 論文が届いた理由、届かなかった理由
about-subscribe = このチャットか@チャンネルで受け取る
about-unsubscribe = 受け取りをやめる
about-export = 自分のデータをファイルで受け取る
about-forget = 自分のデータをすべて削除
about-open = 一覧の論文を開く
about-list = その日の一覧に戻る
about-like = 論文にいいね
about-save = 論文を保存
about-dismiss = 興味のない論文にする
about-switch = 論文を他の言語で見る
about-evidence = 要約の根拠となる文
about-report = 要約の誤りを報告
about-present = 今週の論文の発表を引き受ける

help-intro = 毎日のAI論文を読み、要約をお届けします。論文の番号やリンクを送るか、次のコマンドをお使いください。
help-short = 論文の番号かリンクを送ってください。例：{ $paper }。ほかにできることは{ $help }で見られます。
greeting = こんにちは！Hugging Face Daily PapersのAI論文を毎日読み、1本ずつ要約をお届けします。数回のタップで準備が終わり、スキップもできます。
choose-language = どの言語で読みますか？
choose-hour = ダイジェストは何時にお届けしますか？{ $zone }の時刻です。ほかの時刻やタイムゾーンは次のように書いてください：{ $command }
example-elsewhere = 9:30 ベルリン
choose-topics = 関心のあるトピックを選んでください。合う論文はダイジェストの先頭に★付きで並びます。
button-done = 完了
start-done-title = 準備ができました
start-done = 設定は{ $settings }で変更でき、すべてのコマンドは{ $help }で見られます。
start-sample = まずは論文を1本ご紹介します。
start-invite = このような要約を毎日お届けできます：{ $command }
button-skip = スキップ
subscribed = 購読を始めました。
subscribed-already = すでに購読しています。
unsubscribed = 今後はお届けしません。設定は残っていますので、{ $command }でいつでも再開できます。
not-subscribed = このチャットはまだ購読していません。{ $command }で始められます。
digest-next = 次のダイジェストは{ $moment }にお届けします（{ $zone }）。
digest-paused = このチャットへの配信は停止中です。
digest-never = 今の設定ではダイジェストは届きません。

settings-title = 設定
setting-language = 言語
setting-time = 時刻
setting-days = 曜日
setting-style = 形式
setting-quiet = 通知オフ
setting-away = 再開日
setting-pictures = 画像
setting-weekly = 今週の論文
example-language = 英語
example-time = 8:15 東京
example-days = 月-金
example-style = 一覧
example-quiet = 22-07
example-away = 月曜日まで
example-pictures = オン
example-weekly = 月曜日
setting-kept = ✓ { $setting }：保存しました。
now-set = 現在
choose-language-setting = 選ぶか、次のように書いてください：{ $command }
choose-time-setting = 時刻かタイムゾーンを選ぶか、次のように書いてください：{ $command }
choose-days-setting = 曜日を押して切り替えるか、次のように書いてください：{ $command }
choose-style-setting = { $platform ->
    [slack] 「スレッド」は一覧のスレッドに論文が並び、「すべて」は論文ごとに1通がスレッドの外に届き、「一覧」は1通の中で論文を押して開く形式です。選ぶか、次のように書いてください：{ $command }
   *[other] 「すべて」は論文ごとに1通が届き、「一覧」は1通の中で論文を押して開く形式です。選ぶか、次のように書いてください：{ $command }
}
choose-quiet-setting = この時間帯のダイジェストは終わってからお届けします。選ぶか、次のように書いてください：{ $command }
choose-away-setting = 選んだ日から配信を再開します。選ぶか、次のように書いてください：{ $command }
choose-pictures-setting = 画像のある論文にサムネイルを付けます。選ぶか、次のように書いてください：{ $command }
choose-weekly-setting = ここで「いいね」の多かった論文を週に一度お届けします。「今」と書くとすぐに見られます。選ぶか、次のように書いてください：{ $command }
every-day = 毎日
workdays = 平日
none-set = なし
quiet-span = { $begin }～{ $end }
switch-on = オン
switch-off = オフ
style-full = すべて
style-thread = スレッド
style-compact = 一覧
style-topics = トピックのみ
button-back = ← 戻る

stage-looking = { $paper }を探しています…
stage-reading = 見つかりました。論文を読んでいます…
stage-writing = 読み終わりました。要約を書いています…
which-paper = どの論文ですか？番号かリンクを添えてください。例：{ $command }
wrong-paper = 「{ $given }」にarXivの番号が見つかりません。2509.03867のように書くか、arXivやHugging Faceのリンクを貼ってください。
papers-at-once = 1つのメッセージで扱える論文は{ $count }本までです。残りはもう一度送ってください。
paper-unknown = arXivにもHugging Faceにも{ $paper }という論文はありません。番号をご確認ください。
paper-unreachable = arXivが応答しないため、今は{ $paper }を調べられません。数分後にもう一度お試しください。
paper-not-stored = この論文はまだ読んでいません。{ $command }で読めます。
quota-chat = このチャットで1日に新しく読める論文{ $count }本をすべて読みました。次は{ $moment }から読めます。すでに読んだ論文はいつでも表示できます。
quota-all = 今日は新しい論文のリクエストが多いため、{ $moment }までは読めません。すでに読んだ論文はいつでも表示できます。
wrong-date = 「{ $given }」は日付として読めません。2026-05-13や「昨日」のように書いてください。
date-ahead = { $given }のリストはまだ出ていません。
day-settled = { $date }：論文{ $count }本
day-nothing-new = { $date }：新しい論文はありません。すべて以前のリストにあったものです。
day-empty = { $date }：リストは公開されませんでした。週末や祝日にはよくあることです。
day-down = { $date }：今はリストを取得できません。{ $moment }にもう一度試します。
day-growing = { $date }：リストはまだ増えています。現在、論文{ $count }本です。{ $moment }にもう一度確認します。
day-not-begun = { $date }：リストはまだ出ていません。{ $moment }にもう一度確認します。
day-not-seen = { $date }：この日のリストはありません。
day-unsummarised = まだ要約のない論文{ $count }本
day-from-abstract = アブストラクトだけの要約{ $count }本
day-late = 後から載った論文{ $count }本
day-unreadable = リストで読めなかった項目{ $count }件

why-listed = { $date }のリストに載った論文です。
why-not-listed = 確認したリストに載ったことがないため、ダイジェストには入っていません。
why-sent = { $date }のダイジェストでお届けしました：{ $moment }。
why-on-its-way = { $date }のダイジェストで送信中です。
why-failed = { $date }のダイジェストに入っていましたが、メッセージを届けられませんでした。
why-alerted = トピックに合うため、このチャットに個別にお知らせしました：{ $moment }、{ $words }。
why-given = { $date }のダイジェストですでにお届けしました。同じ論文は一度だけお送りします。
earlier = 以前
why-paused = このチャットへの配信が停止中のため、送っていません。{ $command }で再開できます。
why-away = { $date }までお休み中のため、まだ送っていません。
why-growing = その日のリストはまだ増えるかもしれません。そろってからお届けします。
why-old = { $count }日より前のリストはお届けしません。
why-late = ダイジェストの作成後にリストに載ったため、次のダイジェストでお届けします。
why-before = このチャットはそのリストより後の{ $date }に購読を始めました。
why-topics = このチャットにはトピックに合う論文だけを送っていますが、この論文はどのトピックにも合いません。
why-due = まだ送っていません。
why-liked = 「いいね」した論文と内容が近いため、票数が同じくらいの論文の中で上に並べています：{ $words }
why-sunk = 興味なしとした論文に似ているため、最後に並べています：{ $title }
why-dismissed = 興味なしとした論文のため、最後に並べています。

like-made = 👍 「いいね」しました。
like-taken-back = 「いいね」を取り消しました。
save-made = 🔖 保存しました。{ $command }で一覧を見られます。
save-taken-back = 保存した論文から外しました。
dismiss-made = 👎 似た論文はダイジェストの最後に並べます。もう一度押すと取り消せます。
dismiss-taken-back = 取り消しました。似た論文も元の位置に並べます。
report-made = ⚠ ありがとうございます。要約を確認します。
report-taken-back = 報告を取り消しました。
weekly-title = 今週の論文 — { $date }
weekly-liked = この7日間に、ここで「いいね」の多かった論文です。
weekly-by-votes = この7日間、ここで「いいね」や保存をされた論文がなかったため、Hugging Faceで票の多かった論文を集めました。
weekly-none = この7日間、リストに載った論文も、ここで「いいね」された論文もありませんでした。
weekly-presents = 🙋{ "\u00A0" }発表：{ $who }
present-made = 🙋 この論文の発表を引き受けました。もう一度押すと取り消せます。
present-released = 取り消しました。ほかの人が引き受けられます。
present-taken = この論文の発表は{ $who }さんがすでに引き受けています。
one-language = ここで使える言語は1つだけです。
evidence-quoted = 論文中の文です：
evidence-none = この要約には根拠の文が保存されていません。

saved-title = 保存した論文{ $count }本
saved-none = 保存した論文はありません。論文の下の🔖で保存できます。
saved-file = 保存した論文{ $count }本です。
form-bibtex = BibTeX
form-ris = RIS
form-json = JSON
wrong-form = 「{ $given }」形式では書き出せません。{ $offered }から選んでください。
status-title = このチャットの状態
status-no-digest = この{ $count }日間に届いたダイジェストはありません。
style-needs-topics = トピックに合う論文だけを表示する形式ですが、まだトピックがありません。{ $command }で追加できます。
status-last = 最後のダイジェスト：{ $date }、論文{ $count }本中{ $arrived }本をお届け済み
status-waiting = 送信中のメッセージ{ $count }件
status-failed = 届けられなかったメッセージ{ $count }件
export-file = お預かりしているデータのすべてです。
forget-question = 購読と設定、保存した論文、「いいね」、報告をすべて削除します。よろしいですか？
forget-again = 本当に削除しますか？元に戻すことはできません。先に{ $export }で控えを受け取れます。
button-forget = 削除
button-forget-again = すべて削除
button-keep = 削除しない
forgotten = データをすべて削除しました。{ $command }で新しく始められます。
forget-kept = 何も削除していません。

admins-only = 変更できるのはこのチャットの管理者だけです。
personal = 個人に関する内容です。私との1対1のチャットで{ $command }を送ってください。
in-private = ここで開くと全員に表示されます。私との1対1のチャットでご利用ください：@{ $bot }
unknown-command = 「{ $given }」というコマンドはありません。{ $command }ですべてのコマンドを見られます。
unknown-command-like = 「{ $given }」というコマンドはありません。{ $command }のことですか？
flood = 少し速すぎます。1分後にまたお答えします。
fault = 問題が起きたためお答えできませんでした。しばらくしてからもう一度お試しください。
target-unknown = { $platform ->
    [slack] { $chat }が見つかりません。プライベートチャンネルなら /invite @Paperboy で招待してから、もう一度お試しください。
   *[other] { $chat }が見つかりません。投稿できる管理者として私を追加してから、もう一度お試しください。
}
target-not-yours = { $platform ->
    [slack] { $chat }のメンバーだけができます（ゲストはできません）。ワークスペースの設定によっては管理者だけができます。
   *[other] { $chat }の管理者だけができます。
}
target-mute = { $platform ->
    [slack] { $chat }に投稿できません。アーカイブされているか、私が参加していないか、投稿が制限されています。アーカイブを解除するか、/invite @Paperboy で招待してください。
   *[other] { $chat }に投稿する権限がありません。投稿権限を付けてから、もう一度お試しください。
}
wrong-target = { $platform ->
    [slack] 「{ $given }」はチャンネル名として読めません。#チャンネルのように書いてください。このチャンネルなら名前は不要です。
   *[other] 「{ $given }」はチャンネル名やグループ名として読めません。@チャンネルのように書いてください。このチャットなら名前は不要です。
}
wrong-hour = 「{ $given }」は時刻として読めません。8、8:15、午後8時のように書いてください。
wrong-zone = 「{ $given }」というタイムゾーンは見つかりません。次のように書いてください：{ $zones }。
ambiguous-zone = 「{ $given }」に当てはまるタイムゾーンが複数あります。どれかを選んでください：{ $zones }。
wrong-days = 「{ $given }」から曜日を読み取れません。「月-金」「月,水」「平日」のように書いてください。
no-day-left = 曜日を1つは残してください。受け取りをやめるには購読を解除してください。
wrong-quiet = 「{ $given }」は時間帯として読めません。「22-07」や「オフ」のように書いてください。
wrong-away = 「{ $given }」は日付として読めません。「月曜日まで」「2週間」「2026-06-01」「オフ」のように書いてください。
away-over = { $given }はもう過ぎています。これからの日を書いてください。
away-too-long = { $given }は1年以上先です。受け取りをやめるには購読を解除してください。
wrong-language = 「{ $given }」は選べません。選べる言語：{ $offered }。
wrong-style = 「{ $given }」という形式はありません。選べる形式：{ $offered }。
wrong-switch = 「{ $given }」ではなく、「オン」か「オフ」と書いてください。
wrong-weekly = 「{ $given }」は曜日として読めません。「月曜日」「オフ」「今」のように書いてください。

# Topics and search
about-search = これまでに読んだすべての論文から検索
about-topic = トピックを追加：合う論文を先に、またはすぐに受け取る
about-topics = トピックの一覧、変更、削除
alert-now = ⚡ すぐに
alert-digest = ダイジェストで
alert-bundle = 1日1回まとめて
alert-again = ダイジェストにも再掲
button-again = ダイジェストにも
button-cancel = キャンセル
button-remove = 削除
button-old = このボタンは古すぎます。{ $command }でもう一度書いてください。
topic-help = { $command }の後に単語を書くとトピックになります。保存する前に、最近のリストで合う論文をお見せします。
topic-help-words = 動画 生成 — すべての単語を含む論文
topic-help-phrase = "flow matching" — 続けて並ぶ単語
topic-help-or = agents OR planning — どちらか一方
topic-help-without = diffusion -medical — 後の単語を含まない論文
topic-help-people = author:"Ada Kim" org:Google — 著者と所属
topic-help-filters = cat:cs.CL code:yes votes:>20 — 分野、コード、票数
topic-more = トピックの書き方は{ $command }で見られます。
topic-dry-run = { $count ->
    [0] 過去{ $days }日間に合う論文はありませんでした。それでも保存できます。
   *[other] 過去{ $days }日間の論文のうち{ $count }本が合います：
}
topic-more-papers = ほか{ $count }本
topic-also = 次の言葉でも探します：{ $terms }
topic-plain = 書いた言葉だけ
topic-not-widened = 英語の用語を今は調べられないため、お書きになった言語の内容だけを探します。
topic-ask = 保存しますか？こうした論文はいつお知らせしましょうか？
topic-known = このトピックは保存済みです。
topic-never = 探す単語を除外しているため、合う論文がありません。
topic-limit = トピックは{ $count }個までです。{ $command }で削除できます。
topic-left = 保存しませんでした。
topic-share = このトピックを共有するリンク
topic-saved = ✓ 保存しました。
topic-removed = トピックを削除しました：{ $topic }
topic-gone = このトピックはすでに削除されています。
topic-last = トピックがなくなったため、今後はすべての論文をお届けします。
topics-none = トピックはまだありません。{ $command }で追加できます。
topics-title = トピック{ $count }個
search-what = 何を検索しますか？例：{ $command }
search-title = 検索：{ $words } · { $page }ページ
search-none = 論文が見つかりませんでした。単語を減らすか変えてみてください。
search-instead = 「{ $given }」は見つからないため、「{ $taken }」で検索しました。
search-filling = 更新後、古い論文の索引を作り直しています。まだ{ $missing }本は検索できません。
why-matches = トピック「{ $topic }」（{ $mode }）に合います：{ $words }。
why-no-match = このチャットのどのトピックにも合いません。

# ウォッチする論文
watch-begun = この論文をウォッチします。新しい版、最初のコード公開、撤回があれば、それぞれ一度ここでお知らせします。
watch-known = この論文はすでにウォッチしています。
watch-until = { $date }までウォッチします。
watch-withdrawn = この論文はすでに撤回されているため、ウォッチできません。
watch-limit = ここでウォッチできる論文は{ $count }本までです。{ $command }で一覧を開いて減らせます。
watch-limit-person = お一人でウォッチできる論文は、すべてのチャットを合わせて{ $count }本までです。
watch-stopped = ウォッチをやめました：{ $title }
watch-none = ウォッチ中の論文はまだありません。{ $command }で始められます。
watch-title = ウォッチ中の論文{ $count }本
watch-stop-how = ✕を押すとウォッチをやめます。日付が来ると自動で終わります。
watch-news-version = この論文の新しい版（v{ $version }）が出ました。
watch-news-code = この論文のコードが公開されました。
watch-news-withdrawn = この論文は撤回されました。ウォッチを終わります。
watch-news-ended = この論文のウォッチを始めて1年がたったため、ここで終わります。
button-unwatch = ✕ ウォッチをやめる
button-watched = 👁 ウォッチ中の論文
button-watch-again = ↩ もう一度ウォッチ
button-summary = 要約

# トレンド
trends-title = 最近増えたトピック
trends-rise = リストに占める割合、その前の{ $weeks }週間 → 直近{ $weeks }週間：
trends-liked = このチャットで「いいね」された論文数（👍）：
trends-topic = 週ごとの論文数：{ $topic }
trends-of-topic = { $count ->
    [0] 直近{ $weeks }週間に論文はありません。
   *[other] 直近{ $weeks }週間に{ $count }本、うち最近7日間に{ $last }本ありました。
}
trends-liked-of-topic = そのうち{ $count }本がこのチャットで「いいね」されました。
trends-few = 何が増えたかを示すには、まだ論文が足りません。少なくとも2週間分のリストが必要です。
trends-no-picture = 今回は図を描けなかったため、数値だけをお見せします。
trends-quota = 今日はこれ以上新しい図を描けないため、数値だけをお見せします。
picture-rise = リストに占める割合
picture-rise-note = 太線：直近{ $weeks }週間 · 細線：その前の{ $weeks }週間
picture-liked = このチャットで「いいね」された論文数
picture-topic = 週ごとの論文数
picture-topic-note = 各日付から7日間
picture-liked-note = 各日付から7日間 · オレンジ：このチャットで「いいね」

# 運用者に知らせる問題。何が問題かと、-mend に何をすればよいか。
trouble-title = ⚠ 確認が必要です
trouble-over-title = ✅ 問題は解消しました
trouble-since = { $moment }から
trouble-over = 解消：{ $what }
trouble-more = ほかに{ $count }件あります。paperboy status ですべて確認できます。
trouble-source = 論文リストを取得できません
trouble-source-mend = 取得は自動で繰り返し、復旧すれば遅れた分も届けます。サイトが開けるなら、サーバーで paperboy doctor を実行してください。
trouble-overdue = 配信時刻を過ぎても何も届いていないチャットがあります
trouble-overdue-mend = ボットを再起動してください。続くようなら、どのジョブが失敗しているかログで確認してください。
trouble-undelivered = ダイジェストが遅れています
trouble-undelivered-mend = 誰に届き、何を待っているかは paperboy status で分かります。失われたものはなく、可能になり次第送ります。
trouble-backlog = 待っているメッセージが1時間前より増えました
trouble-backlog-mend = プラットフォームが止まっているか遅い、またはチャット数に対して送信レートの設定が低い状態です。どれかは paperboy status で分かります。
trouble-refused = 拒否されて送れなかったメッセージがあります
trouble-refused-mend = このメッセージは再送しません。多くはPaperboyの不具合ですので、理由をお知らせください。
trouble-paused = 書き込めなくなったチャンネルまたはグループがあります
trouble-paused-mend = ボットに投稿権限を戻してから /start を送るか、paperboy chats remove で購読を解除してください。
trouble-stopped = プラットフォームがボットのアカウントを拒否しています
trouble-stopped-mend = paperboy doctor でトークンを確認し、正しいものを設定してボットを再起動してください。それまで配信は待機します。
trouble-unheard = プラットフォームからの操作がボットに届いていません
trouble-unheard-mend = 配信は可能なかぎり続けます。paperboy doctor でトークンを確認し、ボットを再起動してください。
trouble-stuck = 完了しないジョブがあります
trouble-stuck-mend = ボットを再起動してください。失われるものはなく、ジョブは最初からやり直します。それでも直らないときは、ログで理由を確認できます。
trouble-room = データベースのディスクがほぼ満杯です
trouble-room-mend = 空きを作るか、大きいディスクに移してください。paperboy backup なら動かしたままコピーできます。
trouble-markup = メッセージが書式なしで送られました
trouble-markup-mend = 内容はすべて届いており、書式だけが外れています。Paperboy の不具合ですので、理由をお知らせください。
trouble-model = モデルが要約を作れません
trouble-model-mend = その間は論文の文をそのまま抜き出してお届けします。キー、残高、予算を確認してください。paperboy doctor でモデルを試せます。
trouble-other = 確認すべきことがあります
trouble-other-mend = 詳しくはログにあります。
