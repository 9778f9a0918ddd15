"""The database's tables, all built from the kinds' own descriptions, and their bytes."""
