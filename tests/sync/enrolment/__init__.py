"""How laptops come together, with real workspaces and the real server's application."""
