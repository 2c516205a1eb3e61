"""Posts: one idea, a variant per channel, immutable versions, and where and when each goes out."""
