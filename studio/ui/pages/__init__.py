"""The pages, one file each; every one is run inside the frame."""
