"""The second edition of vectors: every structure, each with what must be refused.

What must be refused is wrong in one thing only, and signed and sealed all the same where it can be.
"""
