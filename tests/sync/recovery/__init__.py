"""Forgotten passphrases and lost admins, with real workspaces and the real server's application."""
