"""The second reader, one module for each area of docs/sync-protocol.md.

Nothing here imports anything of ``sync``; what is refused raises, ``NewerError`` where the page
says that it is of a newer version.
"""
