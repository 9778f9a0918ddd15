"""What a user can do, each act in one transaction, each returning what it changed."""
