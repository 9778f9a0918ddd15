"""Stops, faults and tampering: every state a disk can be left in, opened by the real program."""
