# English. `date-pattern` is a pattern of Unicode Technical Standard 35.
language-name = English
date-pattern = EEEE, d MMMM y

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
choose-number = choose a number to read its paper
matches = matches your topics: { $words }
late = joined the list late
withdrawn = withdrawn
votes = ▲ { $count }
more-authors = +{ $count }
part = ({ $part }/{ $parts })

not-stated = Not stated
note-withdrawn = This paper has been withdrawn.
note-no-summary = There is no summary yet; the links lead to the paper.
note-original-language = Shown in the paper's own language: no model is set up to translate it.
note-built-in = Sentences of the paper, picked by the built-in summariser.
note-abstract = Made from the abstract alone.

button-like = 👍
button-save = 🔖 Save
button-language = 🌐 Other language
button-evidence = 🔎 Evidence
button-report = ⚠ Report

# Topics. Each fault says what would work.
topic-fault-empty = A topic needs a word, for example: video diffusion
topic-fault-too-long = That is too long for a topic: at most 200 characters.
topic-fault-too-many = That is too much for one topic: at most 20 words and phrases. Make two of it.
topic-fault-open-quote = A quotation mark is never closed. Write phrases as "flow matching".
topic-fault-only-excludes = A topic needs something to look for, not only what to leave out. For example: diffusion -medical
topic-fault-unknown-field = I do not know “{ $part }”. There are author:, org:, cat:, code: and votes:
topic-fault-bad-votes = “{ $part }” is no number of votes. Write votes:>20
topic-fault-bad-code = “{ $part }” says neither yes nor no. Write code:yes
topic-fault-no-word = “{ $part }” holds no word.
bundle-title = On your topics — { $date }
