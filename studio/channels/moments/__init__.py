"""朋友圈: one job, then a task per member; each of them publishes, and customers like and comment."""
