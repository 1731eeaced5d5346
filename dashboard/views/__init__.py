"""A file a page; the list of them is in Home.py."""
