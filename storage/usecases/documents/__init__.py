"""The files of documents: taken in, read, kept on this laptop, sent and fetched."""
