"""How Satchel says things: dates, numbers, labels, errors; and how it reads what people type."""
