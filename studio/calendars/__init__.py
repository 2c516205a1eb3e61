"""Calendars: festivals, the plan of slots, filling slots with posts, and the balance of what is planned."""
