"""The walk: every kind and every field, from the form to paper, other laptops and history."""
