"""The body's pages: `looking` back at what is here, and `giving` a file."""
