"""The pieces every screen is made of; the text in them is plain by construction."""
