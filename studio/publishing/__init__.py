"""Publishing: only here is anything sent. Rows are the truth; a claim asks every question again; what is uncertain is said to be."""
