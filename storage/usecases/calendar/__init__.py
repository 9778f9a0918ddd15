"""What stands in the calendar, and how it leaves as a file."""
