"""The areas of the product, one Django app each. They meet through actions and queries."""
