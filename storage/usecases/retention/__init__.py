"""How long records are kept: legal holds, rules, what is due, and why something may not go yet."""
