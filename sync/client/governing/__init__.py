"""Acts of an admin: who is a member of what, which keys are new; each is one signed entry."""
