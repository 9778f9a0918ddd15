"""Records out of a workspace as CSV files, and back in."""
