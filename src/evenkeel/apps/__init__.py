"""The areas of the product, one Django app each. They meet only through actions.py and queries.py."""
