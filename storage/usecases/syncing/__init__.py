"""What other laptops say, what they are told, and what both said at once."""
