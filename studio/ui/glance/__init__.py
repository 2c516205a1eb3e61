"""What a page needs to know, read in one act and handed over as plain values."""
