"""How fast Satchel is on the practice state, beside what bare libraries reach in the same run."""
