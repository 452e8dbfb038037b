"""SQLite: conversations, their messages and the search index.

Rule of this folder: the only importer of sqlite3; one connection, every write in a transaction;
returns domain values.
"""
