"""Documents made visible by a process without keys: pages as pixels, or as text."""
