"""The windows and the command line of Satchel, thin over storage."""
