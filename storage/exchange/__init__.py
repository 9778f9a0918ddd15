"""Records as CSV files, one for each kind: out of one workspace, into another, without a loss."""
