"""The schema, as functions that are only ever appended; each runs once, in a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.sqlite_library import Migrations

if TYPE_CHECKING:
    from sqlite_utils.db import Database

migrations = Migrations("paperboy")


@migrations()
def m001_papers(db: Database) -> None:
    """Papers, the list days they stood on, and their summaries."""
    for statement in (
        """CREATE TABLE papers (
            key TEXT PRIMARY KEY, title TEXT NOT NULL, abstract TEXT NOT NULL, authors TEXT NOT NULL,
            version INTEGER, published_at TEXT, upvotes INTEGER NOT NULL, comments INTEGER NOT NULL,
            code_url TEXT, code_stars INTEGER, project_url TEXT, thumbnail_url TEXT, media_urls TEXT NOT NULL,
            organization TEXT, keywords TEXT NOT NULL, ai_summary TEXT, submitted_by TEXT, submitted_at TEXT,
            categories TEXT NOT NULL, comment TEXT, withdrawn INTEGER NOT NULL)""",
        """CREATE TABLE list_days (
            day TEXT PRIMARY KEY, grown_at TEXT, checked_at TEXT, settled_at TEXT,
            failed_at TEXT, failing_since TEXT, failure TEXT, rejected TEXT NOT NULL)""",
        """CREATE TABLE listed (
            day TEXT NOT NULL REFERENCES list_days(day), paper_key TEXT NOT NULL REFERENCES papers(key),
            rank INTEGER NOT NULL, first_seen_at TEXT NOT NULL, late INTEGER NOT NULL,
            PRIMARY KEY (day, paper_key))""",
        "CREATE INDEX listed_by_paper ON listed(paper_key)",
        """CREATE TABLE summaries (
            paper_key TEXT NOT NULL REFERENCES papers(key), language TEXT NOT NULL, text_language TEXT NOT NULL,
            sections TEXT NOT NULL, basis TEXT NOT NULL, method TEXT NOT NULL, maker TEXT NOT NULL,
            made_at TEXT NOT NULL, PRIMARY KEY (paper_key, language))""",
    ):
        db.conn.execute(statement)


@migrations()
def m002_delivery(db: Database) -> None:
    """Chats, the ledger of what each was given, the outbox, and what paces it."""
    for statement in (
        """CREATE TABLE chats (
            id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, platform TEXT NOT NULL, chat TEXT NOT NULL,
            thread TEXT, team TEXT, kind TEXT NOT NULL, language TEXT NOT NULL, zone TEXT NOT NULL,
            deliver_at TEXT NOT NULL, days TEXT NOT NULL, quiet_from TEXT, quiet_to TEXT, style TEXT NOT NULL,
            pictures INTEGER NOT NULL, away_until TEXT, paused_because TEXT, paused_at TEXT, next_due_at TEXT,
            added_by TEXT, created_at TEXT NOT NULL)""",
        "CREATE INDEX chats_by_due ON chats(next_due_at) WHERE paused_because IS NULL",
        """CREATE TABLE topics (
            id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
            query TEXT NOT NULL, UNIQUE (chat_id, query))""",
        # The ledger outlives everything: no row is ever removed while the chat is there.
        """CREATE TABLE ledger (
            chat_id INTEGER NOT NULL, paper_key TEXT NOT NULL, delivery TEXT NOT NULL,
            PRIMARY KEY (chat_id, paper_key)) WITHOUT ROWID""",
        """CREATE TABLE deliveries (
            chat_id INTEGER NOT NULL, list_day TEXT NOT NULL, local_date TEXT NOT NULL, queued_at TEXT NOT NULL,
            papers INTEGER NOT NULL, messages INTEGER NOT NULL,
            PRIMARY KEY (chat_id, list_day)) WITHOUT ROWID""",
        "CREATE INDEX deliveries_by_day ON deliveries(list_day)",
        "CREATE TABLE bodies (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, payload TEXT NOT NULL)",
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL, delivery TEXT NOT NULL, subject TEXT NOT NULL,
            part INTEGER NOT NULL, body_id INTEGER NOT NULL REFERENCES bodies(id), priority TEXT NOT NULL,
            parent_id INTEGER, state TEXT NOT NULL, due_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
            attempted_at TEXT, lost_at TEXT, likely_sent INTEGER, sent_at TEXT, message_id TEXT, sequence TEXT,
            error TEXT, UNIQUE (chat_id, subject, part))""",
        "CREATE INDEX outbox_open ON outbox(chat_id, id) WHERE state IN ('pending', 'sending', 'unknown')",
        "CREATE INDEX outbox_by_sequence ON outbox(sequence, attempted_at) WHERE sequence IS NOT NULL",
        "CREATE INDEX outbox_by_delivery ON outbox(delivery)",
        "CREATE TABLE pauses (scope TEXT PRIMARY KEY, until_at TEXT NOT NULL, reason TEXT NOT NULL)",
        """CREATE TABLE leases (
            name TEXT PRIMARY KEY, holder TEXT NOT NULL, held_since TEXT NOT NULL, seen_at TEXT NOT NULL)""",
        """CREATE TABLE notices (
            subject TEXT PRIMARY KEY, since_at TEXT NOT NULL, told_at TEXT, text TEXT NOT NULL)""",
    ):
        db.conn.execute(statement)


@migrations()
def m003_inbox(db: Database) -> None:
    """What the platforms brought: open rows are work that a crash must not lose."""
    for statement in (
        """CREATE TABLE inbox (
            id INTEGER PRIMARY KEY, platform TEXT NOT NULL, key TEXT NOT NULL, lane TEXT NOT NULL, body TEXT NOT NULL,
            arrived_at TEXT NOT NULL, done_at TEXT, UNIQUE (platform, key))""",
        "CREATE INDEX inbox_open ON inbox(platform, id) WHERE done_at IS NULL",
        "CREATE INDEX inbox_done ON inbox(done_at) WHERE done_at IS NOT NULL",
    ):
        db.conn.execute(statement)


@migrations()
def m004_deliveries(db: Database) -> None:
    """Rows in the order in which they go, what a rule decided, and when each chat was last answered."""
    for statement in (
        "ALTER TABLE outbox ADD COLUMN rule TEXT",
        "DROP INDEX outbox_open",
        """CREATE INDEX outbox_open ON outbox(chat_id, priority, id)
            WHERE state IN ('pending', 'sending', 'unknown')""",
        "CREATE INDEX outbox_urgent ON outbox(chat_id) WHERE state = 'pending' AND priority < '2-bulk'",
        "CREATE INDEX outbox_unsure ON outbox(state) WHERE state IN ('sending', 'unknown')",
        "DROP INDEX outbox_by_sequence",
        "CREATE INDEX outbox_by_sequence ON outbox(sequence, sent_at) WHERE sequence IS NOT NULL",
        "CREATE INDEX outbox_by_rule ON outbox(delivery) WHERE rule IS NOT NULL",
        "CREATE TABLE turns (scope TEXT PRIMARY KEY, taken_at TEXT NOT NULL)",
    ):
        db.conn.execute(statement)


@migrations()
def m005_people(db: Database) -> None:
    """What people mark, and what they have used of what costs money."""
    for statement in (
        """CREATE TABLE marks (
            person TEXT NOT NULL, paper_key TEXT NOT NULL, kind TEXT NOT NULL, chat TEXT NOT NULL,
            made_at TEXT NOT NULL, PRIMARY KEY (person, paper_key, kind)) WITHOUT ROWID""",
        "CREATE INDEX marks_by_chat ON marks(chat, paper_key, kind)",
        """CREATE TABLE quotas (
            scope TEXT NOT NULL, day TEXT NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (scope, day)) WITHOUT ROWID""",
    ):
        db.conn.execute(statement)


@migrations()
def m006_workspaces(db: Database) -> None:
    """Slack workspaces and organisations that installed the app, and installations that are under way."""
    for statement in (
        """CREATE TABLE workspaces (
            team TEXT PRIMARY KEY, name TEXT NOT NULL, bot_user TEXT NOT NULL, sealed_token TEXT NOT NULL,
            scopes TEXT NOT NULL, installed_by TEXT NOT NULL, installed_at TEXT NOT NULL)""",
        """CREATE TABLE members (
            team TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES workspaces(team) ON DELETE CASCADE)""",
        "CREATE TABLE install_states (state TEXT PRIMARY KEY, issued_at TEXT NOT NULL)",
    ):
        db.conn.execute(statement)


@migrations()
def m008_search(db: Database) -> None:
    """The full-text index of the archive; `search_docs` is what it was given, which it needs to forget it again.

    `storage.search.Search.fill` indexes what was stored before.
    """
    for statement in (
        """CREATE TABLE search_docs (
            id INTEGER PRIMARY KEY, paper_key TEXT NOT NULL UNIQUE REFERENCES papers(key), title TEXT NOT NULL,
            authors TEXT NOT NULL, labels TEXT NOT NULL, body TEXT NOT NULL)""",
        """CREATE VIRTUAL TABLE search_index USING fts5(
            title, authors, labels, body, content = 'search_docs', content_rowid = 'id',
            tokenize = "unicode61 remove_diacritics 0")""",
        "CREATE TABLE name_forms (form TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (form, name)) WITHOUT ROWID",
    ):
        db.conn.execute(statement)


@migrations()
def m009_alerts(db: Database) -> None:
    """When each topic is told of, and what was told of apart from the digests."""
    for statement in (
        "ALTER TABLE topics ADD COLUMN alert TEXT NOT NULL DEFAULT 'digest'",
        "ALTER TABLE topics ADD COLUMN again INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE topics ADD COLUMN added_at TEXT",
        "CREATE INDEX topics_by_alert ON topics(alert, chat_id) WHERE alert <> 'digest'",
        # Like the ledger it outlives the outbox: a paper is told of once, whatever becomes of its messages.
        """CREATE TABLE alerts (
            chat_id INTEGER NOT NULL, paper_key TEXT NOT NULL, words TEXT NOT NULL, told_at TEXT NOT NULL,
            PRIMARY KEY (chat_id, paper_key)) WITHOUT ROWID""",
    ):
        db.conn.execute(statement)


@migrations()
def m007_readings(db: Database) -> None:
    """Readings, how summaries were made, those that readers reported, what models cost, and messages to edit."""
    for statement in (
        """CREATE TABLE readings (
            paper_key TEXT PRIMARY KEY REFERENCES papers(key), parts TEXT NOT NULL, basis TEXT NOT NULL,
            maker TEXT NOT NULL, version TEXT NOT NULL, made_at TEXT NOT NULL)""",
        "ALTER TABLE summaries ADD COLUMN version TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE summaries ADD COLUMN unverified INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX summaries_by_moment ON summaries(language, made_at)",
        """CREATE TABLE hidden_summaries (
            id INTEGER PRIMARY KEY, paper_key TEXT NOT NULL, language TEXT NOT NULL, sections TEXT NOT NULL,
            maker TEXT NOT NULL, version TEXT NOT NULL, made_at TEXT NOT NULL, hidden_at TEXT NOT NULL)""",
        "CREATE INDEX hidden_by_paper ON hidden_summaries(paper_key, language)",
        """CREATE TABLE retellings (
            paper_key TEXT NOT NULL, language TEXT NOT NULL, tries INTEGER NOT NULL, tried_at TEXT NOT NULL,
            PRIMARY KEY (paper_key, language))""",
        """CREATE TABLE spending (
            day TEXT NOT NULL, model TEXT NOT NULL, calls INTEGER NOT NULL, input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL, micros INTEGER NOT NULL, PRIMARY KEY (day, model))""",
        "CREATE INDEX outbox_by_subject ON outbox(subject)",
        """CREATE TABLE edits (
            outbox_id INTEGER PRIMARY KEY, tries INTEGER NOT NULL DEFAULT 0, due_at TEXT NOT NULL)""",
    ):
        db.conn.execute(statement)


@migrations()
def m010_wordings(db: Database) -> None:
    """What people wrote that a button has to name; a button itself holds 64 bytes at most."""
    db.conn.execute(
        "CREATE TABLE wordings (id INTEGER PRIMARY KEY AUTOINCREMENT, chat TEXT NOT NULL, text TEXT NOT NULL,"
        " UNIQUE (chat, text))"
    )


@migrations()
def m011_operations(db: Database) -> None:
    """Chats that are only told of trouble, when it was last seen, and what deliveries came to whose rows are gone."""
    for statement in (
        "ALTER TABLE chats ADD COLUMN subscribed INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE notices ADD COLUMN seen_at TEXT",
        "ALTER TABLE deliveries ADD COLUMN thinned_papers INTEGER",
        "ALTER TABLE deliveries ADD COLUMN thinned_sent INTEGER",
        "ALTER TABLE deliveries ADD COLUMN thinned_failed INTEGER",
        "ALTER TABLE deliveries ADD COLUMN thinned_dropped INTEGER",
        "ALTER TABLE deliveries ADD COLUMN thinned_error TEXT",
        # A body goes when its last row does, and a foreign key asks the same.
        "CREATE INDEX outbox_by_body ON outbox(body_id)",
        "CREATE INDEX summaries_by_method ON summaries(method, basis)",
        "CREATE INDEX outbox_failed ON outbox(attempted_at) WHERE state = 'failed'",
    ):
        db.conn.execute(statement)


@migrations()
def m012_taste(db: Database) -> None:
    """The place of each paper in its digest, what chats think of papers, and the papers of the week."""
    for statement in (
        "ALTER TABLE ledger ADD COLUMN place INTEGER",
        # Until now a digest had the order of its list.
        """UPDATE ledger SET place = (SELECT MIN(rank) FROM listed l WHERE l.paper_key = ledger.paper_key)
            WHERE delivery GLOB '[0-9][0-9][0-9][0-9]-*'""",
        "CREATE INDEX marks_by_moment ON marks(chat, made_at)",
        "ALTER TABLE chats ADD COLUMN weekly_day INTEGER",
        "ALTER TABLE chats ADD COLUMN weekly_due_at TEXT",
        "CREATE INDEX chats_by_weekly ON chats(weekly_due_at) WHERE weekly_due_at IS NOT NULL",
        # A week is told of once: this row outlives its message by far.
        """CREATE TABLE weeklies (
            id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, week TEXT, day TEXT NOT NULL,
            papers TEXT NOT NULL, made_at TEXT NOT NULL, UNIQUE (chat_id, week))""",
        """CREATE TABLE claims (
            chat_id INTEGER NOT NULL, paper_key TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL,
            claimed_at TEXT NOT NULL, PRIMARY KEY (chat_id, paper_key)) WITHOUT ROWID""",
        "CREATE INDEX claims_by_person ON claims(person)",
        "CREATE INDEX weeklies_by_moment ON weeklies(made_at)",
        "CREATE INDEX claims_by_moment ON claims(claimed_at)",
    ):
        db.conn.execute(statement)


@migrations()
def m013_watches(db: Database) -> None:
    """Papers whose news chats want to be told of, as each stood when it was last told of."""
    for statement in (
        """CREATE TABLE watches (
            chat_id INTEGER NOT NULL, paper_key TEXT NOT NULL, added_by TEXT, began_at TEXT NOT NULL,
            ends_at TEXT NOT NULL, version INTEGER, has_code INTEGER NOT NULL, look_at TEXT NOT NULL,
            PRIMARY KEY (chat_id, paper_key))""",
        "CREATE INDEX watches_by_paper ON watches(paper_key)",
        "CREATE INDEX watches_by_look ON watches(look_at)",
        "CREATE INDEX watches_by_person ON watches(added_by)",
    ):
        db.conn.execute(statement)


@migrations()
def m014_slack(db: Database) -> None:
    """Chats in Slack that got the papers in the head's thread still do: `full` now means the channel itself."""
    db.conn.execute("UPDATE chats SET style = 'thread' WHERE platform = 'slack' AND style = 'full'")


@migrations()
def m015_search_words(db: Database) -> None:
    """Forget the full-text index: its words have other forms now, and organizations have words of their own.

    `storage.search.Search.fill` makes it again.
    """
    for statement in (
        "INSERT INTO search_index (search_index) VALUES ('delete-all')",
        "DELETE FROM search_docs",
        "DELETE FROM name_forms",
    ):
        db.conn.execute(statement)


@migrations()
def m016_effects(db: Database) -> None:
    """What updates have changed already, for those that a crash lets come again; and what is asked every minute."""
    for statement in (
        """CREATE TABLE effects (
            incoming_id INTEGER NOT NULL REFERENCES inbox(id) ON DELETE CASCADE, name TEXT NOT NULL,
            outcome TEXT NOT NULL, PRIMARY KEY (incoming_id, name)) WITHOUT ROWID""",
        "CREATE INDEX chats_by_language ON chats(language) WHERE subscribed AND paused_because IS NULL",
        "CREATE INDEX chats_by_place ON chats(chat)",
        "CREATE INDEX chats_paused ON chats(paused_because) WHERE paused_because IS NOT NULL",
        "CREATE INDEX watches_by_end ON watches(ends_at)",
    ):
        db.conn.execute(statement)


@migrations()
def m017_scale(db: Database) -> None:
    """Messages on a paper are found by their bodies, which are few; the index over all messages made each dear."""
    for statement in (
        "ALTER TABLE bodies ADD COLUMN subject TEXT",
        "UPDATE bodies SET subject = (SELECT subject FROM outbox o WHERE o.body_id = bodies.id LIMIT 1)",
        "CREATE INDEX bodies_by_subject ON bodies(subject)",
        "DROP INDEX outbox_by_subject",
    ):
        db.conn.execute(statement)
