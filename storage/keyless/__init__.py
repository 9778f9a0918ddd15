"""Processes that are handed bytes through a pipe, hold no key and can open nothing."""
