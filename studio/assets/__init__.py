"""Pictures: layouts drawn with a record's words and photos, checked by measure, and the library that keeps them with their licences."""
