"""What the platforms, the law and the house ask for, as dated records, never as constants in code."""
