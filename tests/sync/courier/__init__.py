"""What a locked laptop may still do."""
