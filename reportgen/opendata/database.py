"""The tables as one SQLite database. Its schema says what each column is.

The same tables give the same bytes: the database is made in memory, and the version of the library
that its header would name is left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from reportgen.opendata.tables import DataTable

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}

_VERSION = slice(96, 100)
"""Where the header names the library that wrote the file last."""


def write_database(tables: Sequence[DataTable]) -> bytes:
    """Make the bytes of a database with all tables."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("BEGIN")
        for table in tables:
            connection.execute(write_schema(table))
            signs = ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO {table.name} VALUES ({signs})", table.rows)
        connection.execute("COMMIT")
        data = bytearray(connection.serialize())
    finally:
        connection.close()
    data[_VERSION] = bytes(4)
    return bytes(data)


def write_schema(table: DataTable) -> str:
    """The statement that makes a table, with what it and each column is in comments."""
    lines = list(_list_definitions(table))
    return f"CREATE TABLE {table.name} (\n-- {table.about}\n" + "\n".join(lines) + "\n)"


def _list_definitions(table: DataTable) -> Iterator[str]:
    for column in table.columns:
        null = " NOT NULL" if column.is_required else ""
        comment = f"{column.about}; 1 is yes" if column.type == "boolean" else column.about
        yield f'  "{column.name}" {_TYPES.get(column.type, "TEXT")}{null}, -- {comment}'
    keys = ", ".join(f'"{name}"' for name in table.key)
    foreign = [
        f"  FOREIGN KEY ({', '.join(columns)}) REFERENCES {other}" for columns, other in table.links
    ]
    yield f"  PRIMARY KEY ({keys})" + ("," if foreign else "")
    yield from [",\n".join(foreign)] if foreign else []
