"""The released knowledge in SQLite: one module per family of tables, over sqlite-utils."""
