"""Pages of this area: `listing` (finding, looking back) and `playing` (doing, changing)."""
