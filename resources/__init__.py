"""Data only: code lists, form versions, statutory clocks, icons, theme and texts."""
