"""Two values for one field, side by side, wherever a person meets them."""
