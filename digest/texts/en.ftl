# English. `date-pattern` is a pattern of Unicode Technical Standard 35.
language-name = English
date-pattern = EEEE, d MMMM y
near-date-pattern = EEE, d MMM

digest-title = Daily Papers — { $date }
paper-count = { $count ->
    [0] No papers
    [one] 1 paper
   *[other] { $count } papers
}
topic-count = { $count ->
    [0] No paper matches your topics
    [one] 1 paper — only what matches your topics is shown
   *[other] { $count } papers — only those that match your topics are shown
}
days-away = the { $count } days that you were away
choose-number = a number opens its paper
matches = matches your topics: { $words }
late = joined the list late
withdrawn = withdrawn
votes = ▲{ "\u00A0" }{ $count }
more-authors = +{ $count }
part = ({ $part }/{ $parts })
place-back = I can write here again: your digests go on.
place-topic-closed = The topic is closed, so the digest comes here from now on.

not-stated = Not stated
note-withdrawn = This paper has been withdrawn.
note-no-summary = There is no summary yet; the links lead to the paper.
note-original-language = Shown in the paper's own language: it has not been translated.
note-built-in = Sentences of the paper, picked by the built-in summariser.
note-abstract = Made from the abstract alone.
note-unverified = This summary could not be checked against the paper.

button-like = 👍
button-save = 🔖 Save
button-language = 🌐 Language
button-evidence = 🔎 Evidence
button-dismiss = 👎
button-report = ⚠ Report

# Slack's own windows, App Home and obstacles.
slack-window = Paperboy
slack-waiting = One moment …
slack-nothing = There is nothing to show just now. Please try again in a minute.
slack-close = Close
slack-share = 📣 Share to channel
slack-file-aside = The file is in your direct messages with me: in a channel, Slack can show no file to you alone.
slack-no-paper = I found no paper in that message. I look for arXiv ids, and for links to arXiv, Hugging Face or alphaXiv.
slack-archived = This channel is archived, so nothing can be posted here. Unarchive it, then subscribe again.
slack-private = I am not in this conversation. Invite me with /invite @Paperboy, then subscribe again.
slack-closed = Slack does not let me post here. A workspace admin can see why; a public channel always works.
slack-elsewhere = I am not part of this direct conversation, so I cannot post here. Open Paperboy → Home, or write to me in our own direct messages, and subscribe there.
slack-guest = Guests, and people of other workspaces, cannot change this channel. In a direct message to me you can set up a digest of your own.
slack-admins-only = Only admins of this workspace, and whoever subscribed this channel, can change it.
slack-home-welcome = The day's AI papers, summarised in your language, as a direct message at your hour.
slack-home-subscribe = Subscribe
slack-home-change = Change settings
slack-home-topics = Edit topics
slack-home-paused = Deliveries are paused. Save the settings to start them again.
slack-home-no-topics = No topics yet. Papers on your topics are marked in the digest.
slack-home-saved = Saved papers
slack-home-no-saved = Nothing saved yet. Press 🔖 under a paper to keep it here.
slack-home-more = More
slack-home-today = Latest digest
slack-home-help = Help
slack-home-export = Export my data
slack-form-settings = Settings
slack-form-topics = Topics
slack-form-keep = Save
slack-field-language = Language
slack-field-hour = Hour
slack-field-zone = Time zone
slack-field-days = Days
slack-field-style = Style
slack-field-weekly = Papers of the week
slack-field-topics = Topics, one a line
slack-hint-topics = Words, "phrases", OR, -exclude, author:, org:, votes:>20
slack-style-thread = Thread: a list, and the papers in its thread
slack-style-full = Full: a message for each paper, outside of any thread
slack-style-compact = Compact: a list whose papers open on tap
slack-style-topics = Topics: only papers on your topics
slack-wrong-choice = Please choose one of these.
slack-wrong-days = Please choose one day at least.
slack-wrong-topics = { $most } topics are the most; please remove some.

# Topics. Each fault says what would work.
topic-fault-empty = A topic needs a word, for example: video diffusion
topic-fault-too-long = That is too long for a topic: at most 200 characters.
topic-fault-too-many = That is too much for one topic: at most 20 words and phrases. Make two of it.
topic-fault-open-quote = A quotation mark is never closed. Write phrases as "flow matching".
topic-fault-only-excludes = A topic needs something to look for, not only what to leave out. For example: diffusion -medical
topic-fault-unknown-field = I do not know “{ $part }”. There are author:, org:, cat:, code: and votes:
topic-fault-bad-votes = “{ $part }” is not a number of votes. Write votes:>20
topic-fault-bad-code = “{ $part }” says neither yes nor no. Write code:yes
topic-fault-no-word = There is nothing to look for in “{ $part }”. Write it as author:Kim
bundle-title = On your topics — { $date }

# Commands
time-pattern = HH:mm
list-separator = { ", " }
label = { $what }:{ " " }
sentences = { $first } { $second }
moment-today = today at { $hour }
moment-tomorrow = tomorrow at { $hour }
moment-on = on { $date } at { $hour }

about-start = set up Paperboy
about-link = the paper of a link
about-help = all commands, with examples
about-paper = one paper's summary, by its id or link
about-today = the latest digest, or that of a date
about-trends = what rises on the lists, or one topic, as a picture
about-watch = tell of a new version, code or the withdrawal of a paper
about-saved = your reading list
about-settings = all settings in one place
about-language = the language of this chat
about-time = when the digest comes, and the time zone
about-days = on which days it comes
about-style = { $platform ->
    [slack] papers in a thread, each as a message, or as one list
   *[other] each paper as a message, or all as one list
}
about-quiet = hours in which nothing is sent
about-away = nothing until you are back
about-pictures = thumbnails: on or off
about-weekly = the papers of the week: most liked here, once a week
about-status = the status of this chat
about-why = why a paper came, or did not
about-subscribe = deliver to this chat, or to @channel
about-unsubscribe = stop the delivery
about-export = all your data as a file
about-forget = delete all your data
about-open = open a paper of a list
about-list = back to the list of a day
about-like = like a paper
about-save = save a paper
about-dismiss = not interested in a paper
about-switch = a paper in the other language
about-evidence = the sentences behind a summary
about-report = report a wrong summary
about-present = present a paper of the week

help-intro = I read the day's AI papers and bring you their summaries. Paste the id or the link of any paper, or use a command:
help-short = Send me the id or the link of a paper, as in { $paper }. { $help } shows all I can do.
greeting = Hello! Every day I read the AI papers on Hugging Face Daily Papers and bring you a summary of each. A few taps and you are set up; skip any of them.
choose-language = Which language do you read in?
choose-hour = When should the digest come? These are hours in { $zone }; for another hour or zone, write { $command }
example-elsewhere = 9:30 Berlin
choose-topics = Which topics do you follow? Papers on them come first in each digest, with a ★.
button-done = Done
start-done-title = All set
start-done = { $settings } changes anything, { $help } shows all commands.
start-sample = Here is a paper to begin with:
start-invite = I can bring you summaries like this every day: { $command }
button-skip = Skip
subscribed = Subscribed.
subscribed-already = Already subscribed.
unsubscribed = Nothing more will be delivered. The settings are kept; { $command } brings everything back.
not-subscribed = This chat is not subscribed yet. { $command } starts the delivery.
digest-next = The next digest comes { $moment } ({ $zone }).
digest-paused = The delivery to this chat is paused.
digest-never = With these settings no digest will come.

settings-title = Settings
setting-language = Language
setting-time = Time
setting-days = Days
setting-style = Style
setting-quiet = Quiet hours
setting-away = Away until
setting-pictures = Pictures
setting-weekly = Weekly
example-language = en
example-time = 8:15 Seoul
example-days = mon-fri
example-style = compact
example-quiet = 22-07
example-away = until Mon
example-pictures = on
example-weekly = mon
setting-kept = ✓ { $setting }: saved.
now-set = Now
choose-language-setting = Choose one, or write it: { $command }
choose-time-setting = Choose an hour or a zone, or write any other: { $command }
choose-days-setting = Tap days to switch them on and off, or write them: { $command }
choose-style-setting = { $platform ->
    [slack] “Thread”: a list, and the papers in its thread. “Full”: a message for each paper, outside of any thread. “Compact”: one list whose papers open on tap. Choose, or write: { $command }
   *[other] “Full”: a message for each paper. “Compact”: one list whose papers open on tap. Choose, or write: { $command }
}
choose-quiet-setting = A digest due in these hours waits until they end. Choose, or write: { $command }
choose-away-setting = On this day the digests begin again. Choose, or write: { $command }
choose-pictures-setting = A thumbnail for each paper that has one. Or write: { $command }
choose-weekly-setting = Once a week, the papers that were liked most here; “now” shows them at once. Choose a day, or write: { $command }
every-day = every day
workdays = weekdays
none-set = off
quiet-span = { $begin } – { $end }
switch-on = on
switch-off = off
style-full = full
style-thread = thread
style-compact = compact
style-topics = topics only
button-back = ← Back

stage-looking = Looking for { $paper }…
stage-reading = Found. Reading the paper…
stage-writing = Read. Writing the summary…
which-paper = Which paper? Send its id or link, as in { $command }
wrong-paper = “{ $given }” is not an arXiv id. Write it as 2509.03867, or paste a link to arXiv or Hugging Face.
papers-at-once = I take { $count } papers from one message; please send the others once more.
paper-unknown = There is no paper { $paper } on arXiv or Hugging Face. Is there a mistake in the number?
paper-unreachable = { $paper } cannot be looked up right now: arXiv does not answer. Please try again in a few minutes.
paper-not-stored = I have not read this paper yet. { $command } reads it.
quota-chat = { $count ->
    [one] This chat has had its one new paper for today; the next can be read { $moment }. Those that have been read can be shown at any time.
   *[other] This chat has had its { $count } new papers for today; the next can be read { $moment }. Those that have been read can be shown at any time.
}
quota-all = So many new papers were asked for today that no more can be read until { $moment }. Those that have been read can be shown at any time.
wrong-date = I cannot read “{ $given }” as a date. Write it as 2026-05-13, or “yesterday”.
date-ahead = { $given } has not come yet.
day-settled = { $count ->
    [one] { $date }: 1 paper
   *[other] { $date }: { $count } papers
}
day-nothing-new = { $date }: nothing new, all of its papers were on earlier lists.
day-empty = { $date }: no list was published, as is usual on weekends and holidays.
day-down = { $date }: the list cannot be reached at the moment. I will try again { $moment }.
day-growing = { $count ->
    [one] { $date }: the list is still growing, 1 paper so far; the next look is { $moment }.
   *[other] { $date }: the list is still growing, { $count } papers so far; the next look is { $moment }.
}
day-not-begun = { $date }: the list has not begun yet; the next look is { $moment }.
day-not-seen = { $date }: I have no list of this day.
day-unsummarised = { $count } not summarised yet
day-from-abstract = { $count } from the abstract alone
day-late = { $count } joined late
day-unreadable = { $count } unreadable on the list

why-listed = It was on the list of { $date }.
why-not-listed = It has not been on any list that I have seen, so it was never part of a digest.
why-sent = It was sent here with the digest of { $date }: { $moment }.
why-on-its-way = It is on its way with the digest of { $date }.
why-failed = It belonged to the digest of { $date }, but its message could not be delivered.
why-alerted = This chat was told of it { $moment }, because it matches its topics: { $words }.
why-given = This chat was given it with the digest of { $date }; each paper comes once only.
earlier = an earlier day
why-paused = It was not sent: the delivery to this chat is paused. { $command } starts it again.
why-away = It was not sent yet: you are away until { $date }.
why-growing = The list of that day may still grow; it becomes a digest when it is complete.
why-old = Lists that are more than { $count } days old are not delivered any more.
why-late = It joined the list after your digest had been made, so it comes with the next one.
why-before = This chat was subscribed on { $date }, after that list.
why-topics = Only papers that match the topics of this chat are sent here, and this one matches none.
why-due = It has not been sent yet.
why-liked = Among papers with about as many votes it stands higher here, because you liked papers on: { $words }
why-sunk = It stands at the end here, because you are not interested in one like it: { $title }.
why-dismissed = It stands at the end here, because you are not interested in it.

like-made = 👍 Liked.
like-taken-back = Like taken back.
save-made = 🔖 Saved. { $command } shows your list.
save-taken-back = Taken off your list.
dismiss-made = 👎 Noted: papers like this will stand last. Press again to take it back.
dismiss-taken-back = Taken back: papers like this one keep their place.
report-made = ⚠ Thank you. The summary will be checked.
report-taken-back = Report taken back.
weekly-title = Papers of the week — { $date }
weekly-liked = What people here liked most in the last seven days.
weekly-by-votes = Nobody liked or saved a paper here in the last seven days. These had the most votes on Hugging Face.
weekly-none = In the last seven days no paper was listed, and none was liked here.
weekly-presents = 🙋{ "\u00A0" }presented by { $who }
present-made = 🙋 You present this paper. Press again to release it.
present-released = Released: somebody else may present this paper.
present-taken = { $who } presents this paper already.
one-language = Only one language is set up here.
evidence-quoted = In the words of the paper:
evidence-none = No sentences of the paper were kept for this summary.

saved-title = { $count ->
    [one] Your reading list: 1 paper
   *[other] Your reading list: { $count } papers
}
saved-none = Your reading list is empty. 🔖 under a paper saves it.
saved-file = { $count ->
    [one] Your reading list, 1 paper.
   *[other] Your reading list, { $count } papers.
}
form-bibtex = BibTeX
form-ris = RIS
form-json = JSON
wrong-form = There is no form “{ $given }” to export. There are: { $offered }.
status-title = Status of this chat
status-no-digest = No digest came here in the last { $count } days.
style-needs-topics = This style shows only papers that match the topics of this chat, and it has none yet. { $command } adds one.
status-last = { $count ->
    [one] The last digest, { $date }: { $arrived } of 1 paper delivered
   *[other] The last digest, { $date }: { $arrived } of { $count } papers delivered
}
status-waiting = { $count ->
    [one] 1 message on its way
   *[other] { $count } messages on their way
}
status-failed = { $count ->
    [one] 1 message could not be delivered
   *[other] { $count } messages could not be delivered
}
export-file = This is everything I keep about you.
forget-question = This deletes your subscription with its settings, your saved papers, likes and reports. Shall I?
forget-again = Are you sure? What is deleted cannot be brought back. { $export } gives you a copy first.
button-forget = Delete
button-forget-again = Delete everything
button-keep = Keep everything
forgotten = All your data is deleted. { $command } begins anew.
forget-kept = Nothing was deleted.

admins-only = Only an admin of this chat can change this.
personal = This is about you alone: write { $command } to me in private.
in-private = What I show here, everybody sees. Write to me in private: @{ $bot }
unknown-command = I do not know “{ $given }”. { $command } shows all commands.
unknown-command-like = I do not know “{ $given }”. Did you mean { $command }?
flood = That is a little fast for me. I will answer again in a minute.
fault = Something went wrong on my side. Please try again in a moment.
target-unknown = { $platform ->
    [slack] I cannot see { $chat }. If it is private, invite me there with /invite @Paperboy, then try again.
   *[other] I cannot see { $chat }. Add me there as an admin who may post, then try again.
}
target-not-yours = { $platform ->
    [slack] Only members of { $chat } can do this, and no guests; where the workspace wants it so, only its admins.
   *[other] Only an admin of { $chat } can do this.
}
target-mute = { $platform ->
    [slack] I cannot post in { $chat }: it is archived, or I am not in it, or only some may post there. Invite me with /invite @Paperboy, or unarchive it.
   *[other] I may not post in { $chat }. Give me the right to post, then try again.
}
wrong-target = { $platform ->
    [slack] “{ $given }” names no channel. Write it as #channel, or nothing for this one.
   *[other] “{ $given }” names no channel or group. Write it as @channel, or nothing for this chat.
}
wrong-hour = “{ $given }” is not an hour of the day. Write it as 8, 8:15 or 8pm.
wrong-zone = I know no time zone “{ $given }”. These work: { $zones }.
ambiguous-zone = “{ $given }” means several time zones. Choose one: { $zones }.
wrong-days = I can read no day in “{ $given }”. Write mon-fri, mon,wed or weekdays.
no-day-left = One day has to remain. To stop altogether, unsubscribe.
wrong-quiet = I cannot read “{ $given }” as quiet hours. Write 22-07, or off.
wrong-away = I cannot read “{ $given }” as a day. Write until Mon, 2 weeks, 2026-06-01, or off.
away-over = { $given } is over already. Name a day to come.
away-too-long = { $given } is more than a year away. To stop altogether, unsubscribe.
wrong-language = “{ $given }” is not offered here. There are: { $offered }.
wrong-style = There is no style “{ $given }”. There are: { $offered }.
wrong-switch = “{ $given }” is neither on nor off. Write one of them.
wrong-weekly = “{ $given }” is no day of the week. Write mon, off or now.

# Topics and search
about-search = search all papers that I know
about-topic = follow a topic: papers on it come first, or at once
about-topics = your topics: change or remove them
alert-now = ⚡ At once
alert-digest = With the digest
alert-bundle = Daily bundle
alert-again = and again in the digest
button-again = Also in the digest
button-cancel = Cancel
button-remove = Remove
button-old = That was too long ago. Please write it again: { $command }
topic-help = Follow a topic with { $command } and words. I show what it would have matched before it is saved.
topic-help-words = video diffusion — all words, in any form
topic-help-phrase = "flow matching" — words that stand together
topic-help-or = agents OR planning — one or the other
topic-help-without = diffusion -medical — the first, without the second
topic-help-people = author:"Ada Kim" org:Google — by people and organizations
topic-help-filters = cat:cs.CL code:yes votes:>20 — by category, code and votes
topic-more = { $command } explains how topics are written.
topic-dry-run = { $count ->
    [0] It would have matched no paper in the last { $days } days. You may save it all the same.
    [one] It would have matched 1 paper in the last { $days } days:
   *[other] It would have matched { $count } papers in the last { $days } days:
}
topic-more-papers = and { $count } more
topic-also = It also matches: { $terms }
topic-plain = Only my words
topic-not-widened = English terms for it could not be looked up just now, so it finds only what is written in its own script.
topic-ask = Save it? When shall I tell you of such papers?
topic-known = You follow this already.
topic-never = No paper can ever match this: it leaves out what it looks for.
topic-limit = There is room for { $count } topics. { $command } removes one.
topic-left = Not saved.
topic-share = Link to share this topic
topic-saved = ✓ Saved.
topic-removed = Removed: { $topic }
topic-gone = This topic is not followed any more.
topic-last = That was the last topic, so every paper comes again.
topics-none = You follow no topic yet. { $command } follows one.
topics-title = { $count ->
    [one] 1 topic
   *[other] { $count } topics
}
search-what = What shall I search for? For example { $command }
search-title = Search: { $words } · page { $page }
search-none = I found nothing. Fewer or other words may help.
search-instead = “{ $given }” is nowhere; I searched for “{ $taken }”.
search-filling = I have been upgraded and am still reading in older papers; { $missing } of them cannot be found yet.
why-matches = It matches the topic “{ $topic }” ({ $mode }): { $words }.
why-no-match = It matches none of the topics of this chat.

# Watched papers
watch-begun = I watch this paper and tell you here, once each, of a new version, a first code repository, or its withdrawal.
watch-known = This paper is watched already.
watch-until = The watch ends on { $date }.
watch-withdrawn = This paper has been withdrawn; there is nothing more to watch for.
watch-limit = { $count } papers are watched here, and there is no room for more. { $command } shows them, to end one.
watch-limit-person = You have { $count } papers watched, over all your chats, and there is no room for more.
watch-stopped = No longer watched: { $title }
watch-none = No paper is watched here yet. { $command } begins.
watch-title = { $count ->
    [one] 1 watched paper
   *[other] { $count } watched papers
}
watch-stop-how = ✕ ends a watch; the date is when it ends by itself.
watch-news-version = There is a new version of this paper, v{ $version }.
watch-news-code = There is code for this paper now.
watch-news-withdrawn = This paper has been withdrawn. It is no longer watched.
watch-news-ended = This paper has been watched for a year; the watch ends here.
button-unwatch = ✕ Stop watching
button-watched = 👁 Watched papers
button-watch-again = ↩ Watch again
button-summary = Summary

# Trends
trends-title = What is rising
trends-rise = { $weeks ->
    [one] Share of the listed papers, the week before → the last week:
   *[other] Share of the listed papers, the { $weeks } weeks before → the last { $weeks }:
}
trends-liked = Liked here (👍), papers:
trends-topic = Papers per week: { $topic }
trends-of-topic = { $count ->
    [0] No paper in the last { $weeks } weeks.
    [one] 1 paper in the last { $weeks } weeks; { $last } in the last 7 days.
   *[other] { $count } papers in the last { $weeks } weeks; { $last } in the last 7 days.
}
trends-liked-of-topic = { $count ->
    [one] 1 of them is liked here.
   *[other] { $count } of them are liked here.
}
trends-few = There are too few papers yet to tell what rises. That takes two weeks of lists at least.
trends-no-picture = The picture could not be drawn this time; these are its figures.
trends-quota = No more new pictures today; these are its figures.
picture-rise = Share of the listed papers
picture-rise-note = { $weeks ->
    [one] Thick: the last week · thin: the week before
   *[other] Thick: the last { $weeks } weeks · thin: the { $weeks } before
}
picture-liked = Liked here: papers
picture-topic = Papers per week
picture-topic-note = Seven days from each date on
picture-liked-note = Seven days from each date on · orange: liked here

# Trouble, for the operator. Each has what is wrong and, as -mend, what to do.
trouble-title = ⚠ Paperboy needs you
trouble-over-title = ✅ Paperboy is well again
trouble-since = since { $moment }
trouble-over = Over: { $what }
trouble-more = and { $count } more; paperboy status tells of all
trouble-source = The list of papers cannot be had
trouble-source-mend = Paperboy keeps asking and catches up by itself. If the site is up for you, run paperboy doctor on the server.
trouble-overdue = Chats are due and get nothing
trouble-overdue-mend = Restart the bot; if it comes back, its log says which job fails.
trouble-undelivered = A digest is late
trouble-undelivered-mend = paperboy status tells who has it and what it waits for. Nothing is lost: it goes out as soon as it can.
trouble-backlog = More messages wait than an hour ago
trouble-backlog-mend = The platform is down or slow, or its rate is set too low for this many chats. paperboy status tells which.
trouble-refused = Messages were refused for good
trouble-refused-mend = These messages will not be tried again. Please report the reason: it is usually a fault of Paperboy.
trouble-paused = A channel or group cannot be written to
trouble-paused-mend = Give the bot the right to post there again, then send it /start; or remove the chat with paperboy chats remove.
trouble-stopped = A platform refuses the bot's account
trouble-stopped-mend = Check the token with paperboy doctor, set a valid one, and restart the bot. Everything waits until then.
trouble-unheard = People on a platform are not heard
trouble-unheard-mend = Digests go out as far as the platform lets them. Check the tokens with paperboy doctor, and restart the bot.
trouble-stuck = A job does not get done
trouble-stuck-mend = Restart the bot: nothing is lost, and the job begins anew. If that does not help, its log says why.
trouble-room = The disk of the database is nearly full
trouble-room-mend = Make room, or move the database to a larger disk: paperboy backup copies it while the bot runs.
trouble-markup = Messages went out as plain text
trouble-markup-mend = Everybody has the words, without their form. Please report the reason: it is a fault of Paperboy.
trouble-model = The model makes no summaries
trouble-model-mend = Papers are told in their own sentences until then. Check key, balance and budget; paperboy doctor asks the model.
trouble-other = Something needs a look
trouble-other-mend = The log tells more.
