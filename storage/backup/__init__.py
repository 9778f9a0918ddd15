"""One file that holds a whole workspace, still encrypted: made, proven, brought back."""
