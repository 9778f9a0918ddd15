"""Other people's tables: CSV files and workbooks, read with care, matched to fields, taken in."""
