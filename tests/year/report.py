"""What came of the year: whether each chat has what it was due, and nothing twice; how large it grew; what was told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from storage.models import PaperKey
from tests.year.due import MAY, MUST, NEVER, Due
from tests.year.lists import Lists
from tests.year.people import Reader
from tests.year.world import ADMINS, World, told_measure

SHOWN = 100
FLAT = 1.25
"""So many times what it should be, at the most, is what is kept of messages, and memory."""
_SUBJECT = re.compile(r"trouble\.(begun|over) subject=(\S+)")


@dataclass(slots=True)
class Findings:
    """What is wrong, a line each, and what was counted."""

    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def judge(world: World) -> Findings:
    """Compare the year with what it should have been."""
    findings = Findings()
    due = Due(world.lists, world.plan, world.downs)
    for reader in world.readers:
        _judge_reader(reader, due.verdicts(reader), world, findings)
    findings.wrong += _outcomes(world)
    findings.wrong += _notices(world)
    if findings.counts["lost by the rule"] and not world.ruled:
        findings.wrong.append("papers were lost though no message was settled by the rule")
    findings.wrong += _growth(world)
    findings.wrong += [f"the log holds {number} times: {fault}" for fault, number in world.faults.items()]
    if world.refused:
        findings.wrong.append(f"{world.refused} messages were beyond a platform's limits")
    return findings


def _judge_reader(reader: Reader, verdicts: bytearray, world: World, findings: Findings) -> None:
    counts = findings.counts
    for number, (verdict, given) in enumerate(zip(verdicts, world.given[str(reader.address)], strict=True)):
        counts[("never", "may", "must")[verdict]] += 1
        counts["given"] += given > 0
        if given > 1:
            findings.wrong.append(f"{reader.address} got {_named(world.lists, number)} {given} times")
        elif verdict == MUST and not given and (str(reader.address), world.lists.keys[number]) in world.year.swallowed:
            counts["lost by the rule"] += 1
        elif verdict == MUST and not given:
            findings.wrong.append(f"{reader.address} did not get {_named(world.lists, number)}")
        elif verdict == NEVER and given:
            findings.wrong.append(f"{reader.address} got {_named(world.lists, number)}, which it was not due")
        elif verdict == MAY:
            counts["may, given"] += given


def _named(lists: Lists, number: int) -> str:
    """Name a paper and where it stood."""
    stands = (stand for stands in lists.stands.values() for stand in stands if stand.number == number)
    stood = ", ".join(f"{stand.day} from {stand.begin:%dT%H:%M}" for stand in stands)
    return f"{lists.keys[number]} ({stood})"


def _outcomes(world: World) -> Iterator[str]:
    """Each day has an outcome that says what stood on its list."""
    for day, (sentence, listed) in world.outcomes.items():
        stands = world.lists.stands.get(day, [])
        sure = frozenset(world.lists.keys[stand.number] for stand in stands if stand.end is None)
        known = frozenset(world.lists.keys[stand.number] for stand in stands)
        if not stands and f"no list ({day:%A})" not in sentence:
            yield f"{day} had no list, and its outcome is {sentence!r}"
        if stands and not any(word in sentence for word in ("summarised", "nothing new")):
            yield f"{day} had a list, and its outcome is {sentence!r}"
        yield from _papers_of(day, sure - listed, "lacks")
        yield from _papers_of(day, listed - known, "has too")


def _papers_of(day: date, keys: frozenset[PaperKey], verb: str) -> Iterator[str]:
    if keys:
        yield f"{day} {verb} {', '.join(sorted(keys))}"


def _growth(world: World) -> Iterator[str]:
    """A month's messages are kept and no more, with as many texts for each as ever; the memory stays what it was."""
    if len(world.measures) < 5:
        return
    first = world.measures[1:3]
    for before, after in pairwise(world.measures):
        if after.at - before.at >= timedelta(days=30) and after.rows["outbox"] > FLAT * (
            after.messages - before.messages
        ):
            yield f"{after.rows['outbox']:,} messages are kept of {after.messages - before.messages:,} of a month"
    last = world.measures[-1]
    texts = max(measure.rows["bodies"] / measure.rows["outbox"] for measure in first)
    if last.rows["bodies"] > FLAT * texts * last.rows["outbox"]:
        yield f"{last.rows['bodies']:,} texts are kept for {last.rows['outbox']:,} messages"
    memory = max(measure.memory for measure in first)
    if last.memory > FLAT * memory:
        yield f"memory has grown from {memory / 1e6:.0f} to {last.memory / 1e6:.0f} MB"


def _told_growth(world: World) -> Iterator[str]:
    """Tell how much a day adds once the first month has been thinned."""
    if len(world.measures) > 3:
        begin, end = world.measures[1], world.measures[-1]
        a_day = (end.used - begin.used) / ((end.at - begin.at) / timedelta(days=1))
        added = end.rows["ledger"] - begin.rows["ledger"]
        each = (end.used - begin.used) / max(1, added)
        yield f"growth: {a_day / 1000:,.0f} kB a day, {each:.0f} bytes for each paper of each chat"


def _notices(world: World) -> Iterator[str]:
    """Each trouble is told once when it begins and once when it is over, to every admin, and has a cause."""
    begun: dict[str, datetime] = {}
    for at, event in world.events:
        if not (match := _SUBJECT.match(event)):
            continue
        what, subject = match[1], match[2]
        if what == "begun" and subject in begun:
            yield f"{subject} was told at {at:%F %H:%M} though it lasts since {begun[subject]:%F %H:%M}"
        if what == "over" and subject not in begun:
            yield f"{subject} was over at {at:%F %H:%M} and had not begun"
        if what == "begun":
            begun[subject] = at
        else:
            begun.pop(subject, None)
    yield from (f"{subject} has lasted since {at:%F %H:%M}" for subject, at in begun.items() if _ends(subject))
    moments = {at for at, event in world.events}
    told = Counter(platform for _, platform, _ in world.year.told)
    for admin in ADMINS:
        if told[admin.platform] != len(moments):
            yield f"{admin} was told {told[admin.platform]} times, and there was something to tell {len(moments)} times"


def _ends(subject: str) -> bool:
    """Tell whether a trouble must be over at the end: a channel that shut the bot out may stay shut."""
    return not subject.startswith("paused:")


def told_lines(world: World) -> Iterator[str]:
    """Tell every message of the first admin, each with what happened to the bot about then."""
    first = ADMINS[0].platform
    for at, platform, text in world.year.told:
        if platform is first:
            flat = " | ".join(line for line in re.sub(r"<[^>]+>", "", text).splitlines() if line)
            yield f"{at:%F %H:%M} [{', '.join(_causes(world, at))}] {flat}"


def _causes(world: World, at: datetime) -> Sequence[str]:
    near = timedelta(hours=1)
    spans = [(f"{remote} out", span) for remote, spans in world.plan.outages.items() for span in spans]
    spans += [(f"{remote} refuses", span) for remote, spans in world.plan.refusals.items() for span in spans]
    spans += [("clock wrong", clock.span) for clock in world.plan.clocks]
    spans += [("bot down", span) for span in world.downs]
    return [name for name, span in spans if span.begin <= at <= span.end + near] or ["-"]


def report(world: World, findings: Findings, seed: int) -> Iterator[str]:
    """Tell all of it."""
    counts, scale = findings.counts, world.scale
    yield f"seed {seed}: {scale.days} days, {scale.chats:,} chats, {len(world.lists.keys):,} papers"
    yield "what the admins were told, and what happened then:"
    yield from (f"  {line}" for line in told_lines(world))
    yield "month by month:"
    yield from (f"  {told_measure(measure)}" for measure in world.measures)
    yield from _told_growth(world)
    outages = ", ".join(f"{len(spans)} of {remote}" for remote, spans in world.plan.outages.items())
    refusals = sum(map(len, world.plan.refusals.values()))
    yield f"outages: {outages}; {refusals} refusals, {len(world.plan.clocks)} wrong clocks"
    yield (
        f"the bot: {world.lives} starts, {world.kills} kills, {world.ruled} messages of which nobody could tell"
        f" were taken for sent, and with them {counts['lost by the rule']} papers lost"
    )
    yield "arrived: " + ", ".join(f"{name} {number:,}" for name, number in sorted(world.year.counts.items()))
    total = counts["must"] + counts["may"] + counts["never"]
    yield (
        f"papers and chats: {counts['must']:,} were due, {counts['never']:,} not, {counts['may']:,}"
        f" ({counts['may'] / max(1, total):.1%}) stood on an edge, {counts['given']:,} were given"
    )
    yield from (f"WRONG {line}" for line in findings.wrong[:SHOWN])
    yield f"{len(findings.wrong)} things are wrong"
