"""社群: one group-message task per owner of groups; members confirm, and only then anything is sent."""
