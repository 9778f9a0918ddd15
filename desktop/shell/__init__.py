"""The window around the pages: navigation, search and commands, state, undo, the curtain."""
