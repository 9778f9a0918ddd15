"""Tables of records that never hold more than they show and never query on the window's thread."""
