"""The window and everything it is made of."""
