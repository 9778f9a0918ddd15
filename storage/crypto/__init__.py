"""Keys and the encrypted database: the only place that knows primitives and SQLCipher."""
