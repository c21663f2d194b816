"""One file a version, named by its revision."""
