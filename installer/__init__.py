"""Sets Satchel up from a clone and builds its packages."""
