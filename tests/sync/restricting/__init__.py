"""Cases that are destroyed, or kept to a few people."""
