"""What is done when a passphrase is forgotten, or when the last admin's laptop is gone."""
