"""The main job with no hands: fourteen days of the example brand, from the library to readings, checked against the platforms' own ledger."""
