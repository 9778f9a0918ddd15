"""The program ``satchel-server``."""
