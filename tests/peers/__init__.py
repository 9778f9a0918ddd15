"""Satchel beside other systems that sync: the same records, the same edits, in one run."""
