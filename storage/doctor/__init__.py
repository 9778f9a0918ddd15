"""Look whether a workspace is whole, one check after the other, each with one plain answer."""
