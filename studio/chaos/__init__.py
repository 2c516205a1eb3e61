"""The proof of publishing: it is killed, lied to and meddled with, and then the platforms' ledger is held against what it says."""
