"""Before a workspace is open: the first run, the passphrase, and what to do when it is damaged."""
