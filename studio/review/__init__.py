"""Review: what checks notice, who decides, and the approval of exact bytes that everything sent must have."""
