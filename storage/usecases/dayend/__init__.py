"""The end of a day: what stood in the calendar against what is logged."""
