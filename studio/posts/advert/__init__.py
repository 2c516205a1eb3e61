"""Whether a text advertises: signals with weights, what they stand in, and the words that decided. Data beside the code, no model."""
