"""What a malicious server does, by name: each with what must come of it."""
