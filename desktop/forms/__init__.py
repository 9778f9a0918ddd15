"""Forms: an editor for every field type, laid out by hand, from one description of the field."""
