"""Lists of records of any kind: filtered, sorted, and read a window at a time."""
