"""What a locked laptop may still do: send what was sealed before, by a key that opens nothing."""
