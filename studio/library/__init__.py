"""The library: what a content team writes and keeps in git, as frozen types and as versioned rows."""
