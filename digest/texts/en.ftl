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
