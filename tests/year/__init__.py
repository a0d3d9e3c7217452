"""A simulated year of the whole bot: real lists repeated, a thousand chats, outages of everything, kills, wrong clocks.

`plan` says what will happen, `lists`, `remotes` and `people` are the world around the bot, `life` runs the bot in it,
`due` says what each chat should have got, and `report` compares.
"""
