"""A workspace: a folder with the library and studio.toml, opened as a running studio with its database, files and keys."""
