"""Content: copy filled from templates, how alike two texts are, and long articles for the Official Account."""
