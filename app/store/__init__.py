"""SQLite: conversations, their messages and the search index.

Rule of this folder: the only importer of sqlite3; one connection, every write in a transaction;
returns domain values.

    store      what can be done with conversations: the only door for others
    schema     the tables, as numbered migrations
    places     where conversations stand in the list: pinned, archived, in folders
    imports    conversations from elsewhere into the tables
    database   the one connection, transactions, and errors in plain words
    backups    copies of the file: made, thinned, and put in the place of a damaged one
"""

from app.store.store import BegunTurn, Store

__all__ = ["BegunTurn", "Store"]
