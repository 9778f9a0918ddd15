"""Tables from elsewhere: read, matched, tried, brought in, taken back."""
