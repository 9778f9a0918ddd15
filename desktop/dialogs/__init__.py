"""The dialogs that any page may open."""
