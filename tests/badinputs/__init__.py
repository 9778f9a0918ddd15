"""Bad inputs as a table: each is accepted exactly, or refused with words that name the place."""
