"""人工交接: no platform call at all. A person gets the text, the pictures and a checklist, posts it, and says so."""
