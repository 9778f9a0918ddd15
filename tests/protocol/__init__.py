"""The protocol: frozen answers, a second reader, and everything that must be refused."""
