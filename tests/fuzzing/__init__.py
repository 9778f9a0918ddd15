"""Every parser of files, envelopes, slots and invitations, led by what it has not done yet."""
